"""An order that is found late is answered as it is by then, and an archived one is one."""

from collections.abc import Callable
from typing import Any

import pytest

from bigcommerce_emulator.state.orders import Order
from order_service.answers import PlacedOrder
from order_service.bigcommerce.verdicts import NoAnswer
from order_service.errors import AlreadyPlaced, OutcomeUnknown
from order_service.keys import OrderKey
from order_service.ledger.entry import CancelWish, Phase
from order_service.placing.cancelling import Cancellation, cancel
from tests.fakes.orders import order_body
from tests.fakes.sends import failing, ok
from tests.fakes.shop import SETTLED, Shop

KEY = OrderKey("acme", "order-1")
LOST = NoAnswer("ReadTimeout")
Acts = Callable[[Shop, Order], object]


def cancels(shop: Shop, order: Order) -> None:
    shop.store.merchant.move_order(order.id, 5)


def moves(shop: Shop, order: Order) -> None:
    shop.store.merchant.move_order(order.id, 11)


def archives(shop: Shop, order: Order) -> None:
    shop.store.merchant.archive_order(order.id)


def lost(body: dict[str, Any], hint: str = "never", hidden_for: float = 0) -> Shop:
    """Return a shop whose create-order made an order, and was not answered."""
    shop = Shop(checkout_order_id=hint, order_list="late", order_list_delay_seconds=hidden_for)
    shop.meddling.after["create_order"] = [LOST]
    shop.meddling.instead["list_orders"] = [failing(500)] * 24
    with pytest.raises(OutcomeUnknown):
        shop.place(body)
    shop.meddling.instead.clear()
    return shop


def costs_more(shop: Shop) -> None:
    """Let every look at the checkout show a total of 99."""
    (cart_id,) = shop.store.carts
    shop.open_store(KEY, shop.deadline()).read_checkout(cart_id)
    look = shop.calls.sent[-1]
    shown = shop.meddling(look.method, look.path, look.headers, None, look.read_seconds)
    assert isinstance(shown.body, dict)
    shown.body["data"]["grand_total"] = 99
    shop.meddling.instead["read_checkout"] = [shown] * 9


def said(placed: PlacedOrder) -> list[str]:
    return [one.field for one in placed.not_applied or []]


@pytest.mark.parametrize("more", [{}, {"after_order": "delete"}, {"staff_notes": "Fragile"}])
@pytest.mark.parametrize(
    ("acts", "status"), [(cancels, "Cancelled"), (moves, "Awaiting Fulfillment")]
)
def test_a_found_order_has_the_status_that_it_has_by_then(
    acts: Acts, status: str, more: dict[str, Any]
) -> None:
    body = order_body() | more
    shop = lost(body)
    acts(shop, shop.store.orders[0])
    assert shop.place(body).order.status == status
    assert shop.place(body).order.status == status


def test_a_found_order_that_nobody_touched_has_no_more_to_say() -> None:
    shop = lost(order_body())
    placed = shop.place(order_body()).order
    assert (placed.status, placed.not_applied) == ("Incomplete", None)
    entry = shop.ledger.read(KEY)
    assert entry is not None
    assert entry.finishing == "{}"


@pytest.mark.parametrize("more", [{}, {"after_order": "delete"}])
def test_an_archived_order_is_the_key_s_and_is_said_to_be_archived(more: dict[str, Any]) -> None:
    body = order_body() | more
    shop = lost(body, "set")
    archives(shop, shop.store.orders[0])
    shop.clock.sleep(SETTLED)
    placed = shop.place(body).order
    assert (placed.order_id, said(placed)) == (shop.store.orders[0].id, ["order"])
    words = "The order is archived already; it was left alone."
    assert [one.reason for one in placed.not_applied or ()] == [words]
    assert len(shop.store.orders) == 1


def test_an_order_that_a_merchant_archives_at_once_is_found_at_once() -> None:
    shop = Shop()
    shop.meddling.after["create_order"] = [LOST]
    shop.meddling.before["list_orders"] = lambda: archives(shop, shop.store.orders[0])
    placed = shop.place(order_body()).order
    assert (placed.order_id, said(placed)) == (shop.store.orders[0].id, ["order"])


def test_an_order_that_was_archived_as_it_was_asked_for_is_said_to_be() -> None:
    body = order_body() | {"staff_notes": "Fragile"}
    shop = lost(body, "set")
    shop.store.orders[0].staff_notes = "Fragile"
    archives(shop, shop.store.orders[0])
    shop.clock.sleep(SETTLED)
    assert said(shop.place(body).order) == ["order"]


@pytest.mark.parametrize("acts", [moves, archives])
def test_an_order_that_somebody_acted_on_before_its_cancellation_is_not_said_to_be_incomplete(
    acts: Acts,
) -> None:
    shop = lost(order_body())
    taken = shop.ledger.cancel(KEY, CancelWish.ORDER, shop.clock.now() + 1)
    assert not hasattr(taken, "phase")
    shop.clock.sleep(SETTLED)
    shop.meddling.before["read_order"] = lambda: acts(shop, shop.store.orders[0])
    placed = shop.place(order_body()).order
    order = shop.store.orders[0]
    assert (placed.status, said(placed)) == (order.status, ["order"] * order.is_deleted)


@pytest.mark.parametrize("more", [{}, {"status": 11}])
def test_an_order_that_a_merchant_has_taken_up_is_not_cancelled_later(more: dict[str, Any]) -> None:
    body = order_body() | more
    shop = lost(body)
    shop.store.merchant.move_order(shop.store.orders[0].id, 7)
    assert shop.place(body).order.status == "Awaiting Payment"
    asked = Cancellation(KEY, CancelWish.ORDER)
    with pytest.raises(AlreadyPlaced):
        cancel(asked, shop.service, shop.deadline())
    assert shop.store.orders[0].status_id == 7


def test_the_order_of_a_shopper_is_not_the_key_s_while_its_own_may_show() -> None:
    shop = lost(order_body(), hidden_for=100)
    cart_id = shop.store.orders[0].cart_id
    shop.store.merchant.begin_payment(cart_id)
    shop.store.orders[1].created -= 100
    with pytest.raises(OutcomeUnknown):
        shop.place(order_body())
    shop.clock.sleep(100)
    assert shop.place(order_body()).order.order_id == shop.store.orders[0].id
    assert not any(order.is_deleted for order in shop.store.orders)


def test_the_order_of_a_shopper_is_the_key_s_once_it_settles_that_there_is_no_other() -> None:
    shop = Shop(checkout_order_id="never")
    shop.meddling.instead["create_order"] = [LOST]
    with pytest.raises(OutcomeUnknown):
        shop.place(order_body())
    entry = shop.ledger.read(KEY)
    assert entry is not None
    begun = shop.store.merchant.begin_payment(entry.cart_id)
    shop.clock.sleep(SETTLED)
    assert shop.place(order_body()).order.order_id == begun
    assert len(shop.store.orders) == 1


def test_a_second_attempt_that_is_answered_with_another_cart_s_order_stays_a_doubt() -> None:
    shop = Shop(checkout_order_id="never")
    other = shop.place(order_body(), key="order-2").order.order_id
    shop.meddling.instead["create_order"] = [LOST]
    with pytest.raises(OutcomeUnknown):
        shop.place(order_body())
    shop.clock.sleep(SETTLED)
    shop.meddling.instead["create_order"] = [ok({"data": {"id": other}})]
    with pytest.raises(OutcomeUnknown):
        shop.place(order_body())
    entry = shop.ledger.read(KEY)
    assert entry is not None
    assert entry.phase is Phase.SUBMITTING


@pytest.mark.parametrize("by_a_request", [False, True])
def test_of_two_attempts_the_answer_has_the_total_of_the_order_that_is_found(
    by_a_request: bool,
) -> None:
    shop = lost(order_body(), hidden_for=SETTLED + 100)
    shop.clock.sleep(SETTLED)
    costs_more(shop)
    shop.meddling.instead["create_order"] = [failing(500)]
    with pytest.raises(OutcomeUnknown):
        shop.place(order_body())
    shop.meddling.instead.clear()
    shop.clock.sleep(2 * SETTLED)
    if by_a_request:
        with pytest.raises(AlreadyPlaced):
            cancel(Cancellation(KEY, CancelWish.KEY), shop.service, shop.deadline())
    found = shop.place(order_body()).order
    (order,) = shop.store.orders
    assert (found.order_id, found.totals.grand_total) == (order.id, order.price.grand_total)
