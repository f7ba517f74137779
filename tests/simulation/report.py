"""What is printed of worlds: how many, how fast, and each that failed, with a short history."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tests.simulation.plan import Plan, Unkind, plan_of
from tests.simulation.rules.invariants import wrongs
from tests.simulation.rules.kept import look_now_and_then
from tests.simulation.world import World

SHOWN_LINES = 60


@dataclass(frozen=True)
class Outcome:
    """How one world went."""

    seed: int
    number: int
    phase: str
    orders: int
    of_a_company: bool
    wrongs: tuple[str, ...]

    @property
    def failed(self) -> bool:
        """Return whether something did not hold."""
        return bool(self.wrongs)


def tried(plan: Plan) -> tuple[World, tuple[str, ...]]:
    """Return the world of a plan after its end, and what does not hold in it."""
    world = World(plan)
    return world, found_wrong(world)


def found_wrong(world: World) -> tuple[str, ...]:
    """Run a world to its end, and return what does not hold in it, or did not before."""
    look_now_and_then(world)
    ended = world.run()
    return tuple(wrongs(world, ended=ended))


def outcome_of(seed: int, number: int, without: frozenset[Unkind] = frozenset()) -> Outcome:
    """Run one world."""
    world, found = tried(plan_of(seed, number, without))
    of_a_company = "b2b" in world.order
    return Outcome(seed, number, world.phase, _of_the_key(world), of_a_company, found)


def _of_the_key(world: World) -> int:
    """Return how many orders there are, without those of other carts."""
    return sum(order.cart_id not in world.watch.others for order in world.store.orders)


def needed(seed: int, number: int, wrong: str = "") -> list[Unkind]:
    """Return the kinds of trouble that a world needs to fail, others being left out one by one."""
    wrong = wrong or outcome_of(seed, number).wrongs[0]
    without: frozenset[Unkind] = frozenset()
    drawn = plan_of(seed, number).unkind
    for kind in Unkind:
        if kind in drawn and wrong in outcome_of(seed, number, without | {kind}).wrongs:
            without |= {kind}
    return [kind for kind in Unkind if kind in drawn - without]


def story(seed: int, number: int, *, shrunk: bool = True) -> str:
    """Return the history of one world, with only the trouble that it needs."""
    kinds = needed(seed, number) if shrunk else list(plan_of(seed, number).unkind)
    without = frozenset(Unkind) - frozenset(kinds)
    plan = plan_of(seed, number, without)
    world, found = tried(plan)
    lines = [
        f"World {number} of seed {seed}: {'; '.join(found) or 'all holds'}",
        f"  ordered: {world.kind}; settles in {plan.settle_seconds:.0f} s; "
        f"shown after {plan.shown_after:.0f} s; calm after {plan.calm_seconds:.0f} s",
        *(f"  needs {kind.name}: {kind.value}" for kind in kinds),
    ]
    history = [f"  {at:9.2f}  {what}" for at, what in world.history]
    if len(history) > SHOWN_LINES:
        gap = [f"  ... {len(history) - SHOWN_LINES} lines ..."]
        history = [*history[: SHOWN_LINES // 2], *gap, *history[-SHOWN_LINES // 2 :]]
    again = f"  Again: make worlds SEED={seed} WORLD={number}"
    return "\n".join([*lines, *history, again])


def summary(outcomes: Iterable[Outcome], seconds: float) -> str:
    """Return the figures of many worlds."""
    phases: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    first: dict[str, int] = {}
    failed = worlds = orders = 0
    for one in outcomes:
        worlds += 1
        orders += one.orders
        phases[one.phase] += 1
        failed += one.failed
        for wrong in one.wrongs:
            kinds[wrong] += 1
            first.setdefault(wrong, one.number)
    lines = [
        f"  {count:6}  {wrong} (first: {first[wrong]})" for wrong, count in kinds.most_common()
    ]
    ended = ", ".join(f"{count} {phase}" for phase, count in phases.most_common())
    companies = sum(one.of_a_company for one in outcomes)
    pace = worlds / seconds * 60 if seconds else 0
    return "\n".join(
        [
            *lines,
            f"{worlds} worlds, {failed} failed; {orders} orders made. They ended: {ended}.",
            f"{companies} of the worlds with a purchase order number for B2B Edition.",
            f"{seconds:.0f} s, {pace:,.0f} worlds a minute.",
        ]
    )
