"""A cancellation that meets an order at work: what becomes of the order, and of the wish."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from order_service.bigcommerce.verdicts import NoAnswer
from order_service.callers import Caller
from order_service.clock import Deadline
from order_service.errors import AlreadyPlaced, CancelPending, OrderError, OutOfTime, UnknownStore
from order_service.keys import OrderKey
from order_service.ledger.entry import CancelWish, Entry, Phase
from order_service.placing.cancelling import SOON, Cancellation, cancel
from order_service.placing.flow import LEASE_MARGIN
from order_service.placing.reasons import MADE_BY_A_SHOPPER, NOT_CANCELLED
from order_service.store.order_view import CANCELLED
from tests.fakes.features import mugs
from tests.fakes.orders import order_body
from tests.fakes.sends import failing, ok
from tests.fakes.shop import SETTLE_SECONDS, SETTLED, Shop

KEY = OrderKey("acme", "order-1")
HOUR = 3600.0

CALLS = ("create_cart", "billing_address", "consignments", "shipping_option")
WHEN_SETTLED = "The order is cancelled when it is settled."
PLAIN_OR_MOVED = pytest.mark.parametrize("body", [order_body(), mugs(status=11)])


def asked(shop: Shop, wish: CancelWish = CancelWish.ORDER) -> Entry:
    return cancel(Cancellation(KEY, wish), shop.service, shop.deadline())


def wishes(shop: Shop, wish: CancelWish) -> Callable[[], object]:
    """Return what asks for it while another execution holds the key."""

    def ask() -> None:
        with pytest.raises(CancelPending):
            asked(shop, wish)

    return ask


def entry(shop: Shop) -> Entry:
    found = shop.ledger.read(KEY)
    assert found is not None
    return found


def fails(shop: Shop, body: dict[str, Any] | None = None) -> None:
    with pytest.raises(OrderError):
        shop.place(body or order_body())


@pytest.mark.parametrize("wish", CancelWish)
@pytest.mark.parametrize("call", CALLS)
def test_a_wish_that_comes_before_the_order_is_made_ends_its_key(
    call: str, wish: CancelWish
) -> None:
    shop = Shop()
    shop.meddling.before[call] = wishes(shop, wish)
    fails(shop)
    assert entry(shop).phase is Phase.CANCELLED
    assert (shop.store.orders, shop.store.carts) == ([], {})
    assert shop.journal.notes == [("order cancelled", {})]
    assert entry(shop).lease_until <= shop.clock.now()


@PLAIN_OR_MOVED
def test_a_wish_for_the_order_that_comes_while_it_is_made_cancels_it_before_it_is_listed(
    body: dict[str, Any],
) -> None:
    shop = Shop(order_list="late", order_list_delay_seconds=1000, checkout_order_id="never")
    shop.meddling.before["create_order"] = wishes(shop, CancelWish.ORDER)
    placed = shop.place(body).order
    assert (placed.order_id, placed.status, placed.order_cancelled) == (101, "Cancelled", True)
    assert shop.store.orders[0].status_id == CANCELLED
    assert shop.store.carts == {}


def test_an_order_s_id_is_written_before_anything_is_done_to_cancel_it() -> None:
    shop = Shop(order_list="late", order_list_delay_seconds=1000, checkout_order_id="never")
    written: list[tuple[Phase, int]] = []
    shop.meddling.before["create_order"] = wishes(shop, CancelWish.ORDER)
    shop.meddling.before["read_order"] = lambda: written.append(
        (entry(shop).phase, entry(shop).order_id)
    )
    assert shop.place(order_body()).order.order_cancelled
    assert written == [(Phase.FINISHING, 101)]


@PLAIN_OR_MOVED
def test_an_order_of_a_second_attempt_that_is_to_be_cancelled_keeps_its_second_look(
    body: dict[str, Any],
) -> None:
    shop = Shop()
    shop.meddling.instead["create_order"] = [NoAnswer("ReadTimeout")]
    fails(shop, body)
    shop.clock.sleep(SETTLED)
    before = shop.meddling.before
    written: list[tuple[Phase, float]] = []
    # After the write that says which order it made, and before the one that says it is placed.
    before["create_order"] = lambda: before.update(list_orders=wishes(shop, CancelWish.ORDER))
    before["update_order"] = lambda: written.append((entry(shop).phase, entry(shop).look_at))
    assert shop.place(body).order.order_cancelled
    assert written == [(Phase.FINISHING, entry(shop).last_sent + SETTLE_SECONDS)]


@pytest.mark.parametrize("lost", ["finishing", "placed"])
@PLAIN_OR_MOVED
def test_a_write_that_is_lost_once_loses_no_wish_for_the_order(
    body: dict[str, Any], lost: str
) -> None:
    shop = Shop()
    shop.meddling.before["create_order"] = wishes(shop, CancelWish.ORDER)
    shop.dynamodb.down_for = [lost]
    assert shop.place(body).order.order_cancelled
    assert (shop.dynamodb.down_for, entry(shop).phase) == ([], Phase.PLACED)


def test_a_wish_for_the_key_that_comes_while_its_order_is_made_comes_too_late() -> None:
    shop = Shop()
    shop.meddling.before["create_order"] = wishes(shop, CancelWish.KEY)
    placed = shop.place(mugs(status=11)).order
    assert (placed.order_cancelled, placed.status) == (None, "Awaiting Fulfillment")
    assert shop.place(mugs(status=11)).replayed


def test_a_wish_for_the_order_that_follows_one_for_the_key_is_heeded_too() -> None:
    shop = Shop()
    before = shop.meddling.before

    def deleted_for_the_first_time() -> None:
        before["read_order"] = wishes(shop, CancelWish.ORDER)

    before["read_order"] = wishes(shop, CancelWish.KEY)
    before["delete_cart"] = deleted_for_the_first_time
    assert shop.place(mugs(status=11)).order.order_cancelled
    assert [order.status_id for order in shop.store.orders] == [CANCELLED]


@pytest.mark.parametrize(("after", "given_up"), [(0.0, False), (0.5, True)])
def test_a_wish_that_the_store_does_not_let_us_carry_out_is_given_up_after_an_hour(
    after: float, given_up: bool
) -> None:
    shop = Shop()
    shop.meddling.before["create_order"] = wishes(shop, CancelWish.ORDER)
    shop.meddling.instead["update_order"] = [failing(503)] * 90
    fails(shop)
    shop.clock.time = entry(shop).since(Phase.FINISHING) + HOUR + after
    if not given_up:
        fails(shop)
    else:
        placed = shop.place(order_body())
        assert (placed.replayed, placed.order.order_cancelled) == (False, None)


def test_a_wish_that_is_given_up_is_said_of_the_order_where_no_field_is_lacking() -> None:
    shop = Shop()
    shop.meddling.before["create_order"] = wishes(shop, CancelWish.ORDER)
    shop.meddling.instead["update_order"] = [failing(503)] * 10
    fails(shop)
    shop.clock.sleep(HOUR + SETTLED)
    order = shop.place(order_body()).order
    left = {one.field: one.reason for one in order.not_applied or ()}
    assert (left, order.order_cancelled) == ({"order": NOT_CANCELLED}, None)
    shop.meddling.instead["update_order"] = []
    cancelled = asked(shop).order()
    assert (cancelled.not_applied, cancelled.order_cancelled) == (None, True)


def test_an_order_that_was_to_be_cancelled_is_never_moved_on() -> None:
    shop, body = Shop(), mugs(status=11, external_order_id="po-7", after_order="delete")
    shop.meddling.before["create_order"] = wishes(shop, CancelWish.ORDER)
    shop.meddling.instead["update_order"] = [failing(503)] * 5
    fails(shop, body)
    shop.clock.sleep(HOUR + SETTLED)
    shop.meddling.instead["update_order"] = [failing(503)] * 5
    order = shop.place(body).order
    assert (order.status, order.applied, order.cart_deleted) == ("Incomplete", [], None)
    left = {one.field: one.reason for one in order.not_applied or ()}
    assert left == dict.fromkeys(("status", "external_order_id", "after_order"), NOT_CANCELLED)
    assert (shop.store.orders[0].status_id, len(shop.store.carts)) == (0, 1)
    shop.meddling.instead["update_order"] = []
    cancelled = asked(shop).order()
    assert (cancelled.not_applied, cancelled.order_cancelled) == (None, True)


def test_an_order_that_was_to_be_cancelled_and_cannot_be_read_is_left_alone_at_the_last_try() -> (
    None
):
    shop, body = Shop(), mugs(status=11)
    shop.meddling.before["create_order"] = wishes(shop, CancelWish.ORDER)
    shop.meddling.instead["update_order"] = [failing(503)] * 5
    fails(shop, body)
    shop.clock.sleep(HOUR + SETTLED)
    shop.meddling.instead["read_order"] = [failing(503)] * 9
    order = shop.place(body).order
    assert (order.status, [one.reason for one in order.not_applied or ()]) == (
        "Unknown",
        [NOT_CANCELLED],
    )


def test_a_shopper_s_order_that_was_to_be_cancelled_is_left_alone() -> None:
    shop = Shop(checkout_order_id="never")
    body = mugs(status=11, external_order_id="po-7", after_order="delete")
    shop.meddling.instead["create_order"] = [NoAnswer("ReadTimeout")]
    fails(shop, body)
    shop.store.merchant.begin_payment(entry(shop).cart_id)
    wishes(shop, CancelWish.ORDER)()
    shop.clock.sleep(SETTLED)
    order = shop.place(body).order
    assert (order.status, order.applied, order.cart_deleted) == ("Incomplete", [], None)
    assert {one.reason for one in order.not_applied or ()} == {MADE_BY_A_SHOPPER}
    assert (shop.store.orders[0].status_id, len(shop.store.carts)) == (0, 1)


@pytest.mark.parametrize(
    "unable", [{"read_order": [failing(429)]}, {"read_order": [failing(401)] * 2}]
)
def test_what_says_nothing_of_the_order_ends_no_cancellation_however_late_it_is(
    unable: dict[str, Any],
) -> None:
    shop = being_finished(mugs(status=11))
    shop.clock.sleep(2 * HOUR)
    shop.meddling.instead |= {name: [*answers] for name, answers in unable.items()}
    with pytest.raises(OrderError):
        asked(shop)
    shop.meddling.instead |= {name: [*answers] for name, answers in unable.items()}
    fails(shop, mugs(status=11))
    assert entry(shop).phase is Phase.FINISHING
    assert shop.place(mugs(status=11)).order.order_cancelled


def test_a_shopper_s_order_is_read_again_until_the_last_try() -> None:
    shop, body = Shop(), mugs(status=11)
    theirs = ok({"id": 101, "status_id": 0, "cart_id": "?", "order_source": "www"})
    shop.meddling.before["create_order"] = wishes(shop, CancelWish.ORDER)
    shop.meddling.instead["read_order"] = [theirs, *[failing(503)] * 9]
    fails(shop, body)
    shop.clock.sleep(HOUR + SETTLED)
    cart_id = entry(shop).cart_id
    theirs = ok({"id": 101, "status_id": 0, "cart_id": cart_id, "order_source": "www"})
    shop.meddling.instead["read_order"] = [theirs, *[failing(503)] * 9]
    order = shop.place(body).order
    assert (order.status, [one.reason for one in order.not_applied or ()]) == (
        "Unknown",
        [MADE_BY_A_SHOPPER],
    )


def being_finished(body: dict[str, Any]) -> Shop:
    """A key whose order exists, and whose fields could not be written yet."""
    shop = Shop()
    shop.meddling.instead["update_order"] = [failing(503)] * 5
    fails(shop, body)
    assert (entry(shop).phase, entry(shop).creates) == (Phase.FINISHING, 1)
    return shop


def test_an_order_that_is_being_finished_is_cancelled_at_the_first_request() -> None:
    shop = being_finished(mugs(status=11))
    found = asked(shop)
    assert (found.phase, found.order_cancelled) == (Phase.PLACED, True)
    assert shop.store.orders[0].status_id == CANCELLED


def test_an_order_that_may_have_the_status_of_its_request_is_left_to_what_finishes_it() -> None:
    shop = being_finished(mugs(status=11))
    shop.store.merchant.move_order(101, 11)
    with pytest.raises(CancelPending) as caught:
        asked(shop)
    assert (caught.value.detail, caught.value.retry_after) == (WHEN_SETTLED, SOON)
    assert shop.place(mugs(status=11)).order.order_cancelled


def test_a_placed_order_of_a_second_attempt_is_cancelled_at_the_first_request() -> None:
    shop = Shop()
    shop.meddling.instead["create_order"] = [NoAnswer("ReadTimeout")]
    fails(shop)
    shop.clock.sleep(SETTLED)
    shop.place(order_body())
    assert entry(shop).creates == 2
    assert asked(shop).order_cancelled


def test_duplicates_that_a_cancellation_finds_are_settled_and_noted() -> None:
    shop = Shop(order_list="late", order_list_delay_seconds=100, checkout_order_id="never")
    shop.meddling.after["create_order"] = [NoAnswer("ReadTimeout")]
    fails(shop)
    shop.open_store(KEY, shop.deadline()).create_order(entry(shop).cart_id)
    shop.clock.sleep(SETTLED + SETTLE_SECONDS)
    assert asked(shop).order_id == 101
    archived = ("duplicate archived", {"order_id": 102, "kept": 101})
    assert shop.journal.notes[1:] == [archived, ("order cancelled", {"order_id": 101})]


def test_a_cancellation_holds_its_key_for_longer_than_it_may_run_and_notes_who_asked() -> None:
    shop = Shop()
    shop.place(order_body())
    held: list[Entry] = []
    shop.meddling.before["update_order"] = lambda: held.append(entry(shop))
    deadline = shop.deadline()
    cancel(Cancellation(KEY, CancelWish.ORDER, Caller("mine")), shop.service, deadline)
    assert [one.lease_until for one in held] == [deadline.at + LEASE_MARGIN]
    assert [one.belongs_to for one in held] == ["mine"]


def test_a_pause_that_the_deadline_does_not_allow_names_the_step() -> None:
    shop = Shop()
    shop.place(order_body())
    shop.meddling.instead["update_order"] = [NoAnswer("ReadTimeout")]
    shop.meddling.before["update_order"] = lambda: shop.clock.sleep(59.9)
    with pytest.raises(OutOfTime) as caught:
        asked(shop)
    assert caught.value.step == "finish"


@pytest.mark.parametrize(("left", "writes"), [(60.0, 1), (0.5, 1), (0.0, 0), (-1.0, 0)])
@pytest.mark.parametrize("lost", [[], ["given-back"]])
def test_a_key_is_given_back_while_time_is_left_and_what_is_said_stays(
    left: float, writes: int, lost: list[str]
) -> None:
    shop = Shop()
    shop.place(order_body())
    shop.dynamodb.down_for = [*lost]
    before: list[int] = []

    def moved() -> None:
        shop.store.merchant.move_order(101, 2)
        shop.clock.sleep(60 - left)
        before.append(shop.dynamodb.writes)

    shop.meddling.before["read_order"] = moved
    with pytest.raises(AlreadyPlaced):
        asked(shop)
    assert shop.dynamodb.writes - before[0] == writes


def test_a_store_that_cannot_be_opened_leaves_the_cart_of_a_cancelled_key() -> None:
    shop = Shop()
    shop.meddling.instead["consignments"] = [failing(503)] * 5
    fails(shop)

    def closed(key: OrderKey, deadline: Deadline) -> Any:
        raise UnknownStore("No.", retry_after=5)

    service = replace(shop.service, open_store=closed)
    found = cancel(Cancellation(KEY), service, shop.deadline())
    assert (found.phase, len(shop.store.carts)) == (Phase.CANCELLED, 1)
