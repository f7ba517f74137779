"""A cancellation by a request: what is done, what is noted, and what is said when it must wait."""

from typing import Any

import pytest

from order_service.bigcommerce.verdicts import NoAnswer
from order_service.errors import (
    AlreadyPlaced,
    CancelPending,
    NotYet,
    OrderError,
    Parked,
    StoreRefused,
    StoreUnavailable,
)
from order_service.keys import OrderKey
from order_service.ledger.entry import CancelWish, Entry, Phase
from order_service.placing.cancelling import LONGEST_WAIT, SOON, Cancellation, cancel
from order_service.placing.follow_up import FINISH_SECONDS
from order_service.store.order_view import CANCELLED
from tests.fakes.features import mugs
from tests.fakes.orders import order_body
from tests.fakes.sends import failing
from tests.fakes.shop import SETTLE_SECONDS, SETTLED, Shop

KEY = OrderKey("acme", "order-1")
LOST = NoAnswer("ReadTimeout")
ASK_FOR_BOTH = 'To cancel the order too, send {"order": "cancel"} with the same request.'
SOMEBODY_ELSE = "Somebody else moved, paid, archived or made it: look at it in the store."
IN_DOUBT = "Whether there is an order is being found out; it is cancelled if there is none."
AN_OPERATOR = "An order of this key may live: an operator must look."


def cancelled(shop: Shop, wish: CancelWish = CancelWish.KEY) -> Entry:
    return cancel(Cancellation(KEY, wish), shop.service, shop.deadline())


def raised(shop: Shop, wish: CancelWish = CancelWish.KEY) -> OrderError:
    with pytest.raises(OrderError) as caught:
        cancelled(shop, wish)
    return caught.value


def pending(shop: Shop, wish: CancelWish = CancelWish.KEY) -> tuple[str, float]:
    error = raised(shop, wish)
    assert isinstance(error, CancelPending)
    return error.detail, error.retry_after


def entry(shop: Shop) -> Entry:
    found = shop.ledger.read(KEY)
    assert found is not None
    return found


def is_free(shop: Shop) -> bool:
    return entry(shop).lease_until <= shop.clock.now()


def fails(shop: Shop, body: dict[str, Any] | None = None) -> None:
    with pytest.raises(OrderError):
        shop.place(body or order_body())


def test_a_key_that_nobody_sent_is_cancelled_without_a_call() -> None:
    shop = Shop()
    assert cancelled(shop).phase is Phase.CANCELLED
    assert (shop.calls.lines, shop.journal.notes) == ([], [("order cancelled", {})])
    assert cancelled(shop, CancelWish.ORDER).phase is Phase.CANCELLED
    assert shop.journal.count("order cancelled") == 1


def test_a_key_whose_cart_is_open_loses_both() -> None:
    shop = Shop()
    shop.meddling.instead["consignments"] = [failing(503)] * 5
    fails(shop)
    assert cancelled(shop).phase is Phase.CANCELLED
    assert shop.store.carts == {}
    assert shop.journal.notes == [("order cancelled", {})]
    assert is_free(shop)


def test_a_cart_that_cannot_be_deleted_does_not_undo_the_cancellation() -> None:
    shop = Shop()
    shop.meddling.instead["consignments"] = [failing(503)] * 5
    fails(shop)
    shop.meddling.instead["delete_cart"] = [failing(503)] * 9
    assert cancelled(shop).phase is Phase.CANCELLED


def test_a_placed_key_keeps_its_order_unless_that_is_asked_for() -> None:
    shop = Shop()
    shop.place(order_body())
    error = raised(shop)
    assert isinstance(error, AlreadyPlaced)
    assert (error.detail, error.facts) == (ASK_FOR_BOTH, {"order_id": 101})
    assert shop.store.orders[0].status_id == 0
    assert is_free(shop)


def test_a_placed_order_is_cancelled_once() -> None:
    shop = Shop()
    shop.place(order_body())
    found = cancelled(shop, CancelWish.ORDER)
    assert (found.phase, found.order_id, found.order_cancelled) == (Phase.PLACED, 101, True)
    assert found.order().status == "Cancelled"
    assert shop.store.orders[0].status_id == CANCELLED
    assert shop.store.carts == {}
    assert shop.journal.notes == [("order cancelled", {"order_id": 101})]
    calls = len(shop.calls.lines)
    assert cancelled(shop, CancelWish.KEY).order_cancelled
    assert len(shop.calls.lines) == calls
    assert is_free(shop)


def test_an_order_with_the_status_that_we_gave_it_is_cancelled() -> None:
    shop = Shop()
    shop.place(mugs(status=11))
    assert cancelled(shop, CancelWish.ORDER).order_cancelled


@pytest.mark.parametrize(
    ("fields", "moved"),
    [
        ({"external_order_id": "ERP-1"}, 2),
        ({"staff_notes": "Fragile."}, 11),
        ({"status": "Awaiting Payment"}, 2),
        ({"status": "Awaiting Payment", "external_order_id": "ERP-1"}, 11),
    ],
)
def test_an_order_that_somebody_moved_before_its_fields_were_written_stays(
    fields: dict[str, Any], moved: int
) -> None:
    shop = Shop()
    shop.meddling.before["read_order"] = lambda: shop.store.merchant.move_order(101, moved)
    assert shop.place(mugs(**fields)).order.not_applied
    error = raised(shop, CancelWish.ORDER)
    assert isinstance(error, AlreadyPlaced)
    assert (error.detail, shop.store.orders[0].status_id) == (SOMEBODY_ELSE, moved)


def test_an_order_that_somebody_moved_while_another_field_was_written_stays() -> None:
    shop = Shop()
    shop.meddling.before["update_order"] = lambda: shop.store.merchant.move_order(101, 2)
    placed = shop.place(mugs(staff_notes="Fragile.")).order
    assert (placed.status, placed.applied) == ("Shipped", ["staff_notes"])
    assert isinstance(raised(shop, CancelWish.ORDER), AlreadyPlaced)


@pytest.mark.parametrize("answer", [failing(503), failing(422)])
def test_an_order_that_somebody_moved_while_its_status_could_not_be_written_stays(
    answer: Any,
) -> None:
    shop = Shop()
    shop.meddling.instead["update_order"] = [LOST] * 5
    fails(shop, mugs(status=11))
    shop.clock.sleep(FINISH_SECONDS + SETTLED)
    shop.meddling.instead["update_order"] = [answer] * 5
    shop.meddling.before["update_order"] = lambda: shop.store.merchant.move_order(101, 2)
    assert shop.place(mugs(status=11)).order.status == "Shipped"
    assert isinstance(raised(shop, CancelWish.ORDER), AlreadyPlaced)


def test_an_order_whose_status_nobody_could_read_is_cancelled_while_it_is_incomplete() -> None:
    shop = Shop()
    shop.meddling.instead["update_order"] = [LOST] * 5
    fails(shop, mugs(status=11))
    shop.clock.sleep(FINISH_SECONDS + SETTLED)
    shop.meddling.instead["read_order"] = [failing(503)] * 9
    assert shop.place(mugs(status=11)).order.status == "Unknown"
    shop.meddling.instead.clear()
    assert cancelled(shop, CancelWish.ORDER).order_cancelled


def test_an_order_that_somebody_moved_stays() -> None:
    shop = Shop()
    shop.place(order_body())
    shop.store.merchant.move_order(101, 2)
    error = raised(shop, CancelWish.ORDER)
    assert isinstance(error, AlreadyPlaced)
    assert (error.detail, error.facts) == (SOMEBODY_ELSE, {"order_id": 101})
    assert is_free(shop)


@pytest.mark.parametrize(
    "change", [{"cart_id": "another"}, {"is_deleted": True}, {"order_source": "www"}]
)
def test_an_order_of_another_cart_of_a_shopper_or_an_archived_one_is_left_alone(
    change: dict[str, Any],
) -> None:
    shop = Shop()
    shop.place(order_body())
    for name, value in change.items():
        setattr(shop.store.orders[0], name, value)
    error = raised(shop, CancelWish.ORDER)
    assert isinstance(error, AlreadyPlaced)
    assert (error.detail, shop.store.orders[0].status_id) == (SOMEBODY_ELSE, 0)


def test_an_order_that_the_merchant_has_cancelled_is_as_asked() -> None:
    shop = Shop()
    shop.place(order_body())
    shop.store.merchant.move_order(101, CANCELLED)
    shop.meddling.instead["update_order"] = [failing(500)]
    assert cancelled(shop, CancelWish.ORDER).order_cancelled
    assert shop.meddling.instead["update_order"] != []


@pytest.mark.parametrize("answer", [LOST, failing(422), failing(503)])
def test_an_order_that_the_last_of_several_writes_has_cancelled_is_cancelled(answer: Any) -> None:
    shop = Shop()
    shop.place(order_body())
    shop.meddling.instead["update_order"] = [LOST] * 4
    shop.meddling.after["update_order"] = [answer]
    assert cancelled(shop, CancelWish.ORDER).order_cancelled
    assert shop.meddling.after["update_order"] == []


def test_an_order_that_somebody_archived_during_the_last_write_is_not_said_to_be_cancelled() -> (
    None
):
    shop = Shop()
    shop.place(order_body())

    def archived_last() -> None:
        if len(shop.meddling.instead["update_order"]) > 1:
            shop.meddling.before["update_order"] = archived_last
        else:
            shop.store.orders[0].status_id = CANCELLED
            shop.store.orders[0].is_deleted = True

    shop.meddling.instead["update_order"] = [LOST] * 5
    shop.meddling.before["update_order"] = archived_last
    assert isinstance(raised(shop, CancelWish.ORDER), StoreUnavailable)
    again = raised(shop, CancelWish.ORDER)
    assert isinstance(again, StoreUnavailable)
    shop.clock.sleep(again.retry_after)
    assert isinstance(raised(shop, CancelWish.ORDER), AlreadyPlaced)


@pytest.mark.parametrize("answer", [LOST, failing(422), failing(404)])
def test_an_order_that_is_not_confirmed_to_be_cancelled_is_tried_again_later(answer: Any) -> None:
    shop = Shop()
    shop.place(order_body())
    shop.meddling.instead["update_order"] = [answer] * 5
    began = shop.clock.now()
    error = raised(shop, CancelWish.ORDER)
    assert isinstance(error, StoreUnavailable)
    said = "The store does not confirm that the order is cancelled."
    assert (error.detail, error.step, error.retry_after) == (said, "finish", 5)
    assert shop.clock.now() - began == pytest.approx(0.2 + 0.4 + 0.8 + 1.6 + 3.2)
    assert is_free(shop)
    assert cancelled(shop, CancelWish.ORDER).order_cancelled


def test_an_order_in_doubt_is_waited_for_twice_the_settle_time_to_the_second() -> None:
    shop = Shop()
    shop.meddling.instead["create_order"] = [LOST]
    fails(shop)
    assert pending(shop) == (IN_DOUBT, LONGEST_WAIT)
    assert is_free(shop)
    left = entry(shop).last_sent + 2 * SETTLE_SECONDS - shop.clock.now()
    shop.clock.sleep(left - 7)
    said, wait = pending(shop)
    assert said == IN_DOUBT
    assert wait == pytest.approx(7)
    shop.clock.sleep(6.5)
    assert pending(shop)[1] == pytest.approx(0.5)
    shop.clock.sleep(0.5)
    assert cancelled(shop).phase is Phase.CANCELLED


def test_an_order_that_was_found_is_the_key_s_and_stays() -> None:
    shop = Shop()
    shop.meddling.after["create_order"] = [LOST]
    shop.meddling.instead["list_orders"] = [failing(503)] * 40
    shop.meddling.instead["read_checkout"] = [failing(503)] * 40
    fails(shop)
    shop.meddling.instead.clear()
    shop.clock.sleep(SETTLED + SETTLE_SECONDS)
    assert raised(shop).facts == {"order_id": 101}
    assert (entry(shop).phase, entry(shop).order_id) == (Phase.FINISHING, 101)


def test_a_cart_that_is_gone_with_no_order_seen_is_an_operator_s() -> None:
    shop = Shop()
    shop.meddling.instead["create_order"] = [LOST]
    fails(shop)
    shop.clock.sleep(SETTLED + SETTLE_SECONDS)
    shop.meddling.instead["read_checkout"] = [failing(404)]
    said = "The cart is gone and no order is seen: an operator must look."
    assert pending(shop) == (said, LONGEST_WAIT)


def test_a_key_that_was_parked_as_its_cart_is_gone_is_ended_by_its_cancellation() -> None:
    shop = Shop()
    shop.meddling.instead["create_order"] = [LOST]
    fails(shop)
    shop.clock.sleep(SETTLED + SETTLE_SECONDS)
    shop.meddling.instead["read_checkout"] = [failing(404)] * 3
    with pytest.raises(Parked):
        shop.place(order_body())
    assert (cancelled(shop).phase, entry(shop).may_live) == (Phase.CANCELLED, True)
    assert shop.journal.notes[-1] == ("order cancelled", {})


def test_a_refused_key_waits_for_its_second_look() -> None:
    shop = Shop()
    shop.meddling.instead["create_order"] = [failing(422, {"title": "No.", "status": 422})]
    fails(shop)
    assert pending(shop) == (IN_DOUBT, LONGEST_WAIT)
    shop.clock.sleep(entry(shop).look_at - shop.clock.now() - 2)
    assert pending(shop) == (IN_DOUBT, LONGEST_WAIT)
    shop.clock.sleep(SETTLE_SECONDS)
    assert pending(shop) == (IN_DOUBT, LONGEST_WAIT)


def test_a_refused_key_whose_order_may_live_is_an_operator_s() -> None:
    shop = Shop()
    lease = shop.ledger.claim(KEY, "a" * 64, shop.clock.now() + 10)
    lease.rejected(StoreRefused("No.", step="order").problem())
    lease.looked_again(disputed=True)
    assert pending(shop) == (AN_OPERATOR, LONGEST_WAIT)


def test_an_order_that_is_being_finished_is_cancelled_by_what_finishes_it() -> None:
    shop = Shop()
    shop.meddling.instead["create_order"] = [LOST]
    fails(shop, mugs(status=11))
    shop.clock.sleep(SETTLED)
    shop.meddling.instead["update_order"] = [failing(503)] * 5
    fails(shop, mugs(status=11))
    said = "The order is cancelled when it is settled."
    assert pending(shop, CancelWish.ORDER) == (said, SOON)
    error = raised(shop)
    assert isinstance(error, AlreadyPlaced)


@pytest.mark.parametrize("wish", CancelWish)
def test_a_duplicate_that_a_request_could_not_archive_is_looked_at_again(wish: CancelWish) -> None:
    shop = Shop()
    shop.meddling.after["create_order"] = [LOST]
    shop.meddling.instead["list_orders"] = [failing(503)] * 40
    fails(shop)
    shop.meddling.instead.clear()
    shop.open_store(KEY, shop.deadline()).create_order(entry(shop).cart_id)
    shop.clock.sleep(SETTLED + 2 * SETTLE_SECONDS)
    shop.meddling.instead["archive_order"] = [failing(503)] * 40
    assert isinstance(raised(shop, wish), StoreUnavailable | AlreadyPlaced)
    shop.meddling.instead.clear()
    if wish is CancelWish.ORDER:
        assert cancelled(shop, wish).order_cancelled
    else:
        shop.place(order_body())
        shop.clock.time = entry(shop).look_at
        shop.look_again(order_body())
    assert [order.is_deleted for order in shop.store.orders] == [False, True]


def test_an_order_that_nothing_finishes_is_cancelled_once_any_second_one_has_shown() -> None:
    shop = Shop(order_list="late", order_list_delay_seconds=SETTLE_SECONDS - 1)
    shop.meddling.after["create_order"] = [LOST]
    shop.meddling.instead["update_order"] = [failing(503)] * 5
    fails(shop, mugs(status=11))
    shop.meddling.instead.clear()
    shop.open_store(KEY, shop.deadline()).create_order(entry(shop).cart_id)
    left = entry(shop).last_sent + 2 * SETTLE_SECONDS - shop.clock.now()
    shop.clock.sleep(left - 1)
    assert pending(shop, CancelWish.ORDER)[1] == SOON
    shop.clock.sleep(1)
    found = cancelled(shop, CancelWish.ORDER)
    assert (found.order_cancelled, found.look_at) == (True, 0)
    assert [order.is_deleted for order in shop.store.orders] == [False, True]


def test_a_store_that_cannot_be_asked_leaves_the_wish_and_no_lease() -> None:
    shop = Shop()
    shop.place(order_body())
    shop.meddling.instead["read_order"] = [failing(503)] * 9
    assert isinstance(raised(shop, CancelWish.ORDER), NotYet)
    assert is_free(shop)
    assert entry(shop).phase is Phase.PLACED
