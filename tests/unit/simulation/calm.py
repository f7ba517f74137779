"""Worlds with little trouble or none, to be spoiled after their end, and what is found wrong."""

from functools import cache
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
    return run(_number_of(wanted), CALM)


@cache
def _number_of(wanted: str) -> int:
    return next(one for one in count() if World(plan_of(1, one, CALM)).kind == wanted)


_ENDED_BY = {
    "cancelled": frozenset({Unkind.CANCELS}),
    "rejected": frozenset({Unkind.REFUSALS}),
    "parked": frozenset({Unkind.FOREIGN}),
    "placed": frozenset({Unkind.SKEW}),
}


def ended(phase: str) -> World:
    """Return a world whose key has rightly ended so; only what it takes was wrong in it."""
    return run(_number_ended(phase), CALM - _ENDED_BY[phase])


@cache
def _number_ended(phase: str) -> int:
    kinds = _ENDED_BY[phase]
    numbers = (number for number in count() if kinds <= plan_of(1, number).unkind)
    return next(one for one in numbers if run(one, CALM - kinds).phase == phase)


def judged(world: World, *, ended: bool = True) -> list[str]:
    """Return what does not hold."""
    with quiet([]):
        return wrongs(world, ended=ended)
