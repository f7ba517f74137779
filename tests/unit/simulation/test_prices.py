"""What a world's store asks for the same cart changes while there is trouble."""

from collections import Counter
from decimal import Decimal
from functools import partial

from bigcommerce_emulator.state.settings import Settings
from tests.simulation.plan import START, Plan, Unkind, plan_of
from tests.simulation.scheduler import Scheduler
from tests.simulation.trouble.fates import CREATE, Fate, Fates, Turn
from tests.simulation.trouble.prices import Prices
from tests.simulation.watch import Watch
from tests.unit.bigcommerce_emulator.shopper import MUG, Shopper

PRICED = [one for number in range(24) if (one := plan_of(3, number)).has(Unkind.PRICES)]


class Seen:
    """A store with a cart that can be ordered, and what it costs in a world of one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.scheduler = Scheduler(START)
        self.changes: list[tuple[float, str]] = []
        self.watch = Watch(self.scheduler, self._note)
        self.shopper = Shopper(Settings())
        self.cart_id = self.shopper.ready_cart(MUG)
        Prices(self.shopper.store, self.scheduler, plan, self.watch, self._note)

    def through(self) -> list[Decimal]:
        """Return the cart's total at the beginning of each second, until after the trouble."""
        found: list[Decimal] = []

        def look() -> None:
            checkout = self.shopper.checkout(self.cart_id)
            found.append(Decimal(str(checkout["grand_total"])))

        for second in range(int(self.plan.calm_seconds) + 100):
            self.scheduler.at(START + second, look)
        self.scheduler.run(self.plan.calm_at + 200)
        return found

    def _note(self, what: str) -> None:
        self.changes.append((self.scheduler.now, what.rsplit(maxsplit=1)[-1]))


def test_taxes_and_shipping_change_what_a_cart_costs() -> None:
    seen_to_change = set()
    for plan in PRICED:
        seen = Seen(plan)
        totals = seen.through()
        seconds = Counter(int(at - START) for at, _ in seen.changes)
        alone = [(int(at - START), kind) for at, kind in seen.changes]
        seen_to_change |= {
            kind for at, kind in alone if seconds[at] == 1 and totals[at] != totals[at + 1]
        }
    assert seen_to_change == {"taxes", "shipping"}


def test_they_change_soon_after_a_create_order_until_the_trouble_ends() -> None:
    soon = 0
    for plan in PRICED:
        seen, sent_at = Seen(plan), plan.calm_at - 30
        for tell in 4 * seen.watch.submitted:
            seen.scheduler.at(sent_at, partial(tell, seen.cart_id))
        seen.through()
        assert all(at < plan.calm_at for at, _ in seen.changes)
        assert not seen.changes or seen.watch.prices_changed_at == seen.changes[-1][0]
        soon += sum(at > sent_at for at, _ in seen.changes)
    assert soon > len(PRICED)


def test_a_world_without_such_trouble_has_the_same_prices_throughout() -> None:
    seen = Seen(plan_of(3, 1, frozenset(Unkind)))
    assert len(set(seen.through())) == 1
    assert (seen.watch.submitted, seen.changes) == ([], [])


def test_of_two_create_orders_the_first_may_be_lost_and_the_second_be_refused_yet_made() -> None:
    def fates(*kinds: Unkind) -> list[list[Fate]]:
        plans = [plan_of(3, number, frozenset(Unkind) - {*kinds}) for number in range(200)]
        drawn = [Fates(plan) for plan in plans if plan.unkind == {*kinds}]
        return [[one.of(CREATE, START), one.of(CREATE, START)] for one in drawn]

    def scripted(both: list[Fate]) -> bool:
        first, second = both
        answer = second.answer
        lost = (first.turn, second.turn) == (Turn.REQUEST_LOST, Turn.AFTER)
        return lost and answer is not None and answer.status in (400, 422)

    found = [scripted(both) for both in fates(Unkind.PRICES, Unkind.REFUSALS)]
    assert 0.4 < sum(found) / len(found) < 0.8
    assert not any(scripted(both) for both in fates(Unkind.REFUSALS))
