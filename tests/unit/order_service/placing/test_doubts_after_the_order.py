"""What is said, and how long is waited, when an order does not show as it should once it exists."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest

from order_service.answers import Finishing
from order_service.checkout.completion import BACK_OFF, MOST_INTERRUPTIONS
from order_service.errors import NotYet, Parked, StoreRefused, StoreUnavailable
from order_service.placing.finishing import Made, finish
from order_service.request.intake import read_order
from order_service.store.order_view import OrderRow
from order_service.store.signals import Interrupted
from tests.fakes.clock import FakeClock
from tests.fakes.features import mugs
from tests.fakes.store import deadline_in

ORDER = read_order(mugs(status=11))


@dataclass
class Orders:
    """A store with one order, which shows as it is told to."""

    row: OrderRow
    writes: Callable[[], OrderRow]
    clock: FakeClock = field(default_factory=FakeClock)
    read_at: list[float] = field(default_factory=list)

    def read_order(self, _: int) -> OrderRow:
        self.read_at.append(self.clock.now())
        return self.row

    def update_order(self, _: int, __: Any) -> OrderRow:
        return self.writes()

    def delete_cart(self, _: str) -> bool:
        return True


def row(**fields: Any) -> OrderRow:
    return OrderRow(**{"id": 101, "cart_id": "c-1", "status_id": 0} | fields)


def raising(error: BaseException) -> Callable[[], OrderRow]:
    def write() -> OrderRow:
        raise error

    return write


def finished(orders: Orders) -> Finishing:
    store: Any = orders
    return finish(ORDER, Made(101, "c-1"), store, deadline_in(60, orders.clock))


def raised(orders: Orders, error: type[NotYet | Parked]) -> tuple[str, str | None, Any]:
    with pytest.raises(error) as caught:
        finished(orders)
    wait = caught.value.retry_after if isinstance(caught.value, NotYet) else None
    return caught.value.detail, caught.value.step, wait


@pytest.mark.parametrize("cart", [None, ""])
def test_an_order_that_does_not_show_its_cart_is_asked_again(cart: str | None) -> None:
    orders = Orders(row(cart_id=cart), row)
    said = "The store does not show the order's cart_id."
    assert raised(orders, StoreUnavailable) == (said, "finish", 5)


def test_an_order_with_another_cart_is_for_a_person() -> None:
    orders = Orders(row(cart_id="another"), row)
    said = "The store shows this order with another cart."
    assert raised(orders, Parked) == (said, "finish", None)


def test_a_write_that_stays_in_doubt_waits_longer_each_time_and_then_comes_back() -> None:
    orders = Orders(row(), raising(Interrupted("finish")))
    said = "The store keeps failing this step."
    assert raised(orders, StoreUnavailable) == (said, "finish", 5)
    waited = [after - before for before, after in pairwise(orders.read_at)]
    assert waited == pytest.approx([BACK_OFF * factor for factor in (1, 2, 4, 8)])
    assert len(orders.read_at) == MOST_INTERRUPTIONS + 1


def test_a_pause_that_the_deadline_does_not_allow_names_the_step() -> None:
    orders = Orders(row(), raising(Interrupted("finish")))
    store: Any = orders
    with pytest.raises(NotYet) as caught:
        finish(ORDER, Made(101, "c-1"), store, deadline_in(BACK_OFF / 2, orders.clock))
    assert caught.value.step == "finish"


def test_several_words_of_a_refusal_are_kept_apart() -> None:
    facts = {"store": {"status": 422, "words": ["No.", "Never."]}}
    refusal = StoreRefused("No.", step="finish", **facts)
    (missing,) = finished(Orders(row(), raising(refusal))).not_applied or []
    assert missing.reason == "The store refused it (422): No.; Never."


@pytest.mark.parametrize("facts", [{}, {"store": {"status": None}}])
def test_a_refusal_without_words_says_so(facts: dict[str, Any]) -> None:
    refusal = StoreRefused("No.", step="finish", **facts)
    (missing,) = finished(Orders(row(), raising(refusal))).not_applied or []
    assert missing.reason == "The store refused it (None): no words"


def test_an_order_that_was_archived_is_left_alone_and_said_to_be() -> None:
    (missing,) = finished(Orders(row(is_deleted=True), row)).not_applied or []
    assert missing.reason == "The order is archived already; it was left alone."


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        (None, "The store does not show the order's status_id; the order was left alone."),
        (0, "The store took it and shows another value."),
        (2, "The order was Shipped already, moved by somebody else; it was left alone."),
    ],
)
def test_a_status_that_is_not_the_one_asked_for_says_why(shown: int | None, reason: str) -> None:
    (missing,) = finished(Orders(row(status_id=shown), lambda: row(status_id=0))).not_applied or []
    assert missing.reason == reason


def test_a_field_beside_the_status_that_we_wrote_was_taken() -> None:
    shows = row(status_id=11, staff_notes="Other")
    asked = read_order(mugs(status=11, staff_notes="Fragile"))
    orders = Orders(row(), lambda: shows)
    store: Any = orders
    found = finish(asked, Made(101, "c-1"), store, deadline_in(60, orders.clock))
    (missing,) = found.not_applied or []
    assert (found.applied, missing.field) == (["status"], "staff_notes")
    assert missing.reason == "The store took it and shows another value."


def test_a_text_in_another_spelling_is_said_to_be() -> None:
    asked = read_order(mugs(staff_notes="Fragile goods"))
    orders = Orders(row(), lambda: row(staff_notes="FRAGILE  goods"))
    store: Any = orders
    found = finish(asked, Made(101, "c-1"), store, deadline_in(60, orders.clock))
    (missing,) = found.not_applied or []
    assert missing.reason == "The store keeps it in another spelling."
