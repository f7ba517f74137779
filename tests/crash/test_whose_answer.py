"""The checkout changed between two attempts: the answer has the totals of the order that it names.

Attempt 1 saw 15.83 and its answer is lost; attempt 2 saw 99.00, and shipping of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from bigcommerce_emulator.state.settings import Settings
from order_service.bigcommerce.verdicts import Answer
from order_service.errors import AlreadyPlaced, StoreUnavailable
from order_service.placing.ending import Outcome
from tests.crash.faults import Fault
from tests.crash.world import CREATE, World
from tests.fakes.sends import failing
from tests.fakes.shop import SETTLED

FIRST, SECOND, THIRD = "15.83", "99.00", "120.00"
Create = Callable[[Callable[[], Answer]], Answer]


@dataclass
class Changed:
    """A world with one create-order whose answer is lost, and a checkout that costs more since.

    ``then`` is how each later create-order is answered; the last one goes on.
    """

    then: list[Create]
    first: Fault = Fault.ANSWER_LOST
    hidden_for: float = SETTLED + 100
    shows_totals: bool = True
    names: int = 0
    costs: str = SECOND
    totals: dict[int, str] = field(default_factory=dict)
    """What each order cost when it was made."""

    def __post_init__(self) -> None:
        self.world = World(
            settings=Settings(
                checkout_order_id="never",
                order_list="late",
                order_list_delay_seconds=self.hidden_for,
            )
        )
        self.world.failing_at_create_order(self.first)
        self.world.deliver()
        self.world.clock.sleep(SETTLED)
        self.totals = {order.id: FIRST for order in self.world.store.orders}
        self.world.odd = self._answered

    def given(self) -> tuple[int, str]:
        """Settle the key, and return the order and the total that its caller is given."""
        settled = self.world.settle()
        assert isinstance(settled, Outcome)
        assert self.world.entry().order() == settled.order
        return settled.order.order_id, str(settled.order.totals.grand_total)

    def _answered(self, name: str, effect: Callable[[], Answer]) -> Answer:
        if name == CREATE:
            costs, create = self.costs, self.then.pop(0) if len(self.then) > 1 else self.then[0]
            answer = create(effect)
            for order in self.world.store.orders:
                self.totals.setdefault(order.id, costs)
            return answer
        answer = effect()
        body = answer.body
        if isinstance(body, dict) and "grand_total" in (body.get("data") or {}):
            body["data"]["grand_total"] = float(self.costs)
            if self.names:
                body["data"]["order_id"] = str(self.names)
        for row in body if isinstance(body, list) else [body]:
            if isinstance(row, dict) and "total_inc_tax" in row:
                self._price(row)
        return answer

    def _price(self, row: dict[str, Any]) -> None:
        if not self.shows_totals:
            del row["total_inc_tax"]
        else:
            row["total_inc_tax"] = f"{self.totals[row['id']]}00"


def says(status: int, **headers: str) -> Create:
    return lambda _: failing(status, **headers)


def makes(effect: Callable[[], Answer]) -> Answer:
    return effect()


def made_yet(status: int) -> Create:
    def create(effect: Callable[[], Answer]) -> Answer:
        effect()
        return failing(status)

    return create


THROTTLED = says(429, x_rate_limit_time_reset_ms="3000")
EITHER = pytest.mark.parametrize("shows_totals", [True, False])


@EITHER
@pytest.mark.parametrize("status", [401, 403, 422])
def test_an_order_of_the_first_attempt_has_its_totals_although_the_second_was_refused(
    status: int, shows_totals: bool
) -> None:
    assert Changed([says(status)], shows_totals=shows_totals).given() == (101, FIRST)


@pytest.mark.parametrize(
    ("first", "then", "total"),
    [
        (Fault.ANSWER_LOST, says(500), FIRST),
        (Fault.FAILS_500, made_yet(500), SECOND),
        (Fault.FAILS_500, made_yet(422), SECOND),
    ],
)
def test_where_either_attempt_may_have_made_the_order_its_own_total_says_which(
    first: Fault, then: Create, total: str
) -> None:
    hidden_for = SETTLED + 100 if first is Fault.ANSWER_LOST else 100
    assert Changed([then], first, hidden_for).given() == (101, total)


def test_a_request_that_finds_the_order_keeps_its_totals_too() -> None:
    changed = Changed([says(500)])
    changed.world.deliver()
    known = changed.world.cancel_until_known()
    assert isinstance(known, AlreadyPlaced)
    assert changed.given() == (101, FIRST)


@EITHER
def test_the_order_of_a_third_create_order_has_its_own_totals(shows_totals: bool) -> None:
    assert Changed([THROTTLED, makes], shows_totals=shows_totals).given() == (102, SECOND)


@EITHER
def test_the_totals_of_the_first_attempt_are_known_at_the_third_create_order(
    shows_totals: bool,
) -> None:
    def shown_meanwhile(effect: Callable[[], Answer]) -> Answer:
        answer = effect()
        changed.world.clock.sleep(20)
        return answer

    changed = Changed(
        [THROTTLED, shown_meanwhile], hidden_for=SETTLED + 10, shows_totals=shows_totals
    )
    assert changed.given() == (101, FIRST)
    assert [order.is_deleted for order in changed.world.store.orders] == [False, True]


@EITHER
def test_an_order_that_the_checkout_names_before_the_second_attempt_has_the_first_one_s_totals(
    shows_totals: bool,
) -> None:
    changed = Changed([says(500)], hidden_for=SETTLED + 10, shows_totals=shows_totals)
    world = changed.world
    looked = world.named["read_checkout"] + 1
    world.seams[f"after read_checkout {looked}"] = lambda: setattr(changed, "names", 101)
    intent = world.calls.count("ledger") + 2
    world.seams[f"before ledger {intent}"] = lambda: world.clock.sleep(15)
    assert changed.given() == (101, FIRST)
    assert world.calls.count(CREATE) == 1


def test_an_order_that_a_shopper_made_before_the_second_attempt_has_the_totals_of_then() -> None:
    changed = Changed([says(500)], Fault.FAILS_500, hidden_for=0)
    world = changed.world
    looked = world.named["read_checkout"] + 1

    def shopper_pays() -> None:
        changed.names = world.store.merchant.begin_payment(world.entry().cart_id)
        changed.totals[changed.names] = SECOND

    world.seams[f"after read_checkout {looked}"] = shopper_pays
    assert changed.given() == (changed.names, SECOND)
    assert world.calls.count(CREATE) == 1


def test_an_order_that_was_refused_has_its_own_totals_also_after_a_third_create_order() -> None:
    """Attempt 1 made nothing; attempt 2 is refused, and before it is written that no other may
    follow, the store fails. Attempt 3 sees a third total, and the order of attempt 2 shows then.
    """

    def fails() -> None:
        raise StoreUnavailable("No.", retry_after=5)

    def refused(effect: Callable[[], Answer]) -> Answer:
        second_look = changed.world.named["orders_of"] + 2
        changed.world.seams[f"before orders_of {second_look}"] = fails
        answer = made_yet(422)(effect)
        changed.costs = THIRD
        return answer

    changed = Changed([refused, makes], Fault.FAILS_500, hidden_for=15)
    changed.world.seams["after create_order 3"] = lambda: changed.world.clock.sleep(20)
    assert changed.given() == (101, SECOND)
    assert [order.is_deleted for order in changed.world.store.orders] == [False, True]
