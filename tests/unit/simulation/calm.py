"""Worlds without trouble, to be spoiled after their end, and what is then found wrong in them."""

from itertools import count

from tests.simulation.plan import Unkind, plan_of
from tests.simulation.quiet import quiet
from tests.simulation.rules.invariants import wrongs
from tests.simulation.world import World

CALM = frozenset(Unkind)


def run(number: int, without: frozenset[Unkind] = frozenset()) -> World:
    """Return a world after its end."""
    world = World(plan_of(1, number, without))
    with quiet([]):
        world.run()
    return world


def calm_world(wanted: str = "mugs") -> World:
    """Return a world without trouble after its end; the cart of "mugs" is still there."""
    kinds = ((number, World(plan_of(1, number, CALM)).kind) for number in count())
    return run(next(number for number, kind in kinds if kind == wanted), CALM)


def judged(world: World, *, ended: bool = True) -> list[str]:
    """Return what does not hold."""
    with quiet([]):
        return wrongs(world, ended=ended)
