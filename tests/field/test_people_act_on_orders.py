"""What a person did to an order before the service saw it stays.

Source: reviews with the service's own emulator, 30 November 2026.
Wrong before: an order that a merchant had given the very status that was asked for was cancelled,
although the service had never written it; a staff note was replaced; and an order was refused
for the store's errors because of one of the ledger's.
"""

from collections.abc import Callable
from typing import Any

import pytest

from order_service.bigcommerce.verdicts import NoAnswer
from order_service.errors import OrderError
from order_service.keys import OrderKey
from order_service.ledger.entry import CancelWish
from order_service.placing.cancelling import Cancellation, cancel
from order_service.placing.finishing import NOT_OVERWRITTEN
from order_service.placing.follow_up import FINISH_SECONDS
from tests.fakes.features import mugs
from tests.fakes.sends import failing
from tests.fakes.shop import SETTLED, Shop

KEY = OrderKey("acme", "order-1")
AWAITING_FULFILLMENT, CANCELLED, INCOMPLETE = 11, 5, 0
MOVED = mugs(status=AWAITING_FULFILLMENT)
LOST = NoAnswer("ReadTimeout")
UNSEEN: dict[str, Any] = {"order_list": "late", "checkout_order_id": "never"}


def code_of(act: Callable[[], Any]) -> str:
    try:
        act()
    except OrderError as no:
        return no.code
    return ""


def cancelled(shop: Shop) -> str:
    asked = Cancellation(KEY, CancelWish.ORDER)
    return code_of(lambda: cancel(asked, shop.service, shop.deadline()))


def delivered(shop: Shop, order: dict[str, Any] = MOVED) -> str:
    return code_of(lambda: shop.place(order))


def status_of_the_order(shop: Shop) -> int:
    (order,) = shop.store.orders
    return order.status_id


def test_an_order_in_doubt_that_a_merchant_moved_as_was_asked_is_not_cancelled() -> None:
    shop = Shop(**UNSEEN, order_list_delay_seconds=200)
    shop.meddling.after["create_order"] = [LOST]
    assert delivered(shop) == "outcome_unknown"
    shop.clock.sleep(71)
    assert cancelled(shop) == "cancel_pending"
    shop.store.merchant.move_order(101, AWAITING_FULFILLMENT)
    shop.clock.sleep(SETTLED)
    assert delivered(shop) == ""
    assert status_of_the_order(shop) == AWAITING_FULFILLMENT
    assert shop.status("order-1")["order"].get("order_cancelled") is None


def test_a_parked_order_that_was_said_to_be_left_alone_is_left_alone_by_its_message() -> None:
    shop = Shop(**UNSEEN, order_list_delay_seconds=2000)
    shop.meddling.after["create_order"] = [LOST]
    delivered(shop)
    shop.clock.sleep(SETTLED)
    shop.meddling.instead["create_order"] = [LOST]
    delivered(shop)
    shop.clock.sleep(SETTLED)
    assert delivered(shop) == "parked"
    shop.clock.sleep(2000)
    shop.store.merchant.move_order(101, AWAITING_FULFILLMENT)
    assert cancelled(shop) == "already_placed"
    assert delivered(shop) == ""
    assert status_of_the_order(shop) == AWAITING_FULFILLMENT


def unfinished() -> Shop:
    shop = Shop()
    shop.meddling.instead["update_order"] = [failing(503)] * 5
    assert delivered(shop) == "unfinished"
    shop.store.merchant.move_order(101, AWAITING_FULFILLMENT)
    return shop


def test_once_a_delete_was_told_that_an_order_is_left_alone_nothing_cancels_it() -> None:
    shop = unfinished()
    assert cancelled(shop) == "cancel_pending"
    shop.clock.sleep(FINISH_SECONDS + 1)
    assert cancelled(shop) == "already_placed"
    assert delivered(shop) == ""
    assert status_of_the_order(shop) == AWAITING_FULFILLMENT


@pytest.mark.parametrize(("before", "then"), [(10, AWAITING_FULFILLMENT), (90, CANCELLED)])
def test_shortly_before_that_answer_nothing_is_cancelled_that_could_arrive_after_it(
    before: float, then: int
) -> None:
    shop = unfinished()
    assert cancelled(shop) == "cancel_pending"
    shop.clock.sleep(FINISH_SECONDS - before)
    delivered(shop)
    assert status_of_the_order(shop) == then


@pytest.mark.parametrize("answer", ["arrives", "is lost"])
def test_an_order_that_a_delete_has_only_found_is_not_cancelled_once_a_merchant_moved_it(
    answer: str,
) -> None:
    shop = Shop(**UNSEEN, order_list_delay_seconds=200)
    shop.meddling.after["create_order"] = [LOST]
    assert delivered(shop) == "outcome_unknown"
    shop.store.merchant.move_order(101, AWAITING_FULFILLMENT)
    shop.clock.sleep(2 * SETTLED)
    if answer == "is lost":
        shop.dynamodb.down_for = ["found"]
    assert cancelled(shop) in ("cancel_pending", "ledger_unavailable")
    shop.clock.sleep(100)
    assert delivered(shop) == ""
    assert status_of_the_order(shop) == AWAITING_FULFILLMENT


def test_what_was_kept_is_said_also_where_our_own_write_got_no_answer() -> None:
    shop, order = Shop(), mugs(**WRITTEN, status=AWAITING_FULFILLMENT)
    shop.meddling.before["read_order"] = lambda: setattr(
        shop.store.orders[0], "staff_notes", "Anna: HOLD"
    )
    shop.meddling.after["update_order"] = [LOST]
    placed = shop.place(order).order
    assert [(row.field, row.reason) for row in placed.not_applied or []] == [
        ("staff_notes", NOT_OVERWRITTEN)
    ]
    assert shop.store.orders[0].staff_notes == "Anna: HOLD"


WRITTEN = {"staff_notes": "Fragile.", "external_order_id": "ERP-9", "external_source": "erp"}


@pytest.mark.parametrize("field", WRITTEN)
@pytest.mark.parametrize("status", [None, AWAITING_FULFILLMENT])
def test_a_text_that_was_there_when_the_order_was_found_is_not_overwritten(
    field: str, status: int | None
) -> None:
    shop, order = Shop(), mugs(**WRITTEN, status=status)
    shop.meddling.after["create_order"] = [LOST]
    shop.meddling.instead["list_orders"] = [failing(503)] * 60
    delivered(shop, order)
    shop.meddling.instead.clear()
    (made,) = shop.store.orders
    setattr(made, field, "Anna: HOLD, looks like fraud")
    shop.clock.sleep(SETTLED)
    placed = shop.place(order).order
    (made,) = shop.store.orders
    shown = {name: getattr(made, name) for name in WRITTEN}
    assert shown == {**WRITTEN, field: "Anna: HOLD, looks like fraud"}
    assert [(row.field, row.reason) for row in placed.not_applied or []] == [
        (field, NOT_OVERWRITTEN)
    ]
    assert field not in (placed.applied or [])


def test_a_note_that_was_added_to_ours_is_not_overwritten() -> None:
    shop, order = Shop(), mugs(staff_notes="Fragile.", after_order="delete")
    shop.meddling.instead["delete_cart"] = [failing(503)] * 12
    delivered(shop, order)
    (made,) = shop.store.orders
    assert made.staff_notes == "Fragile."
    made.staff_notes = "Fragile. Anna: wrong address!"
    shop.meddling.instead.clear()
    shop.clock.sleep(SETTLED)
    placed = shop.place(order).order
    assert shop.store.orders[0].staff_notes == "Fragile. Anna: wrong address!"
    assert [row.field for row in placed.not_applied or []] == ["staff_notes"]


def moved_before_it_is_found(order: dict[str, Any] = MOVED) -> Shop:
    """An order whose create-order got no answer, which a merchant has moved as was asked."""
    shop = Shop(**UNSEEN, order_list_delay_seconds=30)
    shop.meddling.after["create_order"] = [LOST]
    assert delivered(shop, order) == "outcome_unknown"
    shop.store.merchant.move_order(101, AWAITING_FULFILLMENT)
    shop.clock.sleep(60)
    return shop


def test_a_status_that_the_order_was_found_with_is_not_said_to_be_applied() -> None:
    order = mugs(**WRITTEN, status=AWAITING_FULFILLMENT)
    shop = moved_before_it_is_found(order)
    placed = shop.place(order).order
    assert (placed.status, placed.applied) == ("Awaiting Fulfillment", [])
    assert {row.field: row.reason for row in placed.not_applied or []} == dict.fromkeys(
        WRITTEN,
        "The order was Awaiting Fulfillment already, moved by somebody else; it was left alone.",
    )
    assert cancelled(shop) == "already_placed"
    assert status_of_the_order(shop) == AWAITING_FULFILLMENT


def found_by_a_delete(order: dict[str, Any] = MOVED, *, cancels: bool, noted: bool = True) -> Shop:
    """An order whose create-order got no answer, and which a DELETE of its key has found."""
    shop = Shop(**UNSEEN, order_list_delay_seconds=30)
    shop.meddling.after["create_order"] = [LOST]
    assert delivered(shop, order) == "outcome_unknown"
    shop.clock.sleep(2 * SETTLED)
    if cancels:
        shop.meddling.instead["update_order"] = [failing(503)] * 30
        assert cancelled(shop) == "store_unavailable"
    else:
        shop.dynamodb.lost = [] if noted else ["found"]
        asked = Cancellation(KEY, CancelWish.KEY)
        said = code_of(lambda: cancel(asked, shop.service, shop.deadline()))
        assert said == "already_placed" if noted else "ledger_unavailable"
    return shop


def test_what_a_delivery_wrote_to_an_order_that_a_delete_had_found_is_applied() -> None:
    order = mugs(status=AWAITING_FULFILLMENT, after_order="delete")
    shop = found_by_a_delete(order, cancels=False)
    shop.meddling.instead["delete_cart"] = [failing(503)] * 20
    assert delivered(shop, order) == "unfinished"
    shop.meddling.instead.clear()
    shop.clock.sleep(SETTLED)
    assert shop.place(order).order.applied == ["status"]


@pytest.mark.parametrize("trouble", ["dies", "cannot be read", "keeps its cart"])
@pytest.mark.parametrize("noted", [True, False])
def test_an_order_that_a_delete_found_is_looked_at_before_its_fields_are_written(
    trouble: str, *, noted: bool
) -> None:
    order = mugs(status=AWAITING_FULFILLMENT, after_order="delete")
    shop = found_by_a_delete(order, cancels=False, noted=noted)
    shop.store.merchant.move_order(101, AWAITING_FULFILLMENT)
    match trouble:
        case "dies":
            shop.meddling.before["read_order"] = die
        case "cannot be read":
            shop.meddling.instead["read_order"] = [failing(503)] * 6
        case _:
            shop.meddling.instead["delete_cart"] = [failing(503)] * 20
    with pytest.raises((Died, OrderError)):
        shop.place(order)
    shop.meddling.before.clear()
    shop.meddling.instead.clear()
    shop.clock.sleep(SETTLED)
    assert shop.place(order).order.applied == []
    assert cancelled(shop) == "already_placed"
    assert status_of_the_order(shop) == AWAITING_FULFILLMENT


def test_an_order_that_a_delete_found_and_no_read_shows_is_looked_at_for_an_hour() -> None:
    shop = found_by_a_delete(cancels=False)
    shop.clock.sleep(FINISH_SECONDS)
    shop.meddling.instead["read_order"] = [failing(503)] * 2000
    began, said = shop.clock.now(), "unfinished"
    for _ in range(90):
        if said == "unfinished":
            shop.clock.sleep(60)
            said = delivered(shop)
    assert said == ""
    assert FINISH_SECONDS < shop.clock.now() - began < FINISH_SECONDS + 400


def test_what_a_merchant_did_while_no_read_showed_the_order_is_not_taken_for_ours() -> None:
    shop = found_by_a_delete(cancels=False)
    shop.store.merchant.move_order(101, AWAITING_FULFILLMENT)
    shop.clock.sleep(FINISH_SECONDS + 60)
    shop.meddling.instead["read_order"] = [failing(503)] * 9
    assert delivered(shop) == "unfinished"
    shop.meddling.instead.clear()
    shop.clock.sleep(60)
    assert shop.place(MOVED).order.applied == []
    assert cancelled(shop) == "already_placed"
    assert status_of_the_order(shop) == AWAITING_FULFILLMENT


def test_a_store_that_is_paused_right_after_a_cancellation_in_vain_is_asked_later() -> None:
    order = mugs()
    shop = found_by_a_delete(order, cancels=True)
    shop.meddling.instead["read_order"] = [failing(503)] * 6
    assert delivered(shop, order) == "unfinished"
    shop.meddling.instead.clear()
    shop.store.merchant.move_order(101, AWAITING_FULFILLMENT)
    shop.clock.sleep(FINISH_SECONDS + 60)
    shop.meddling.before["read_order"] = shop.credentials.pause
    assert delivered(shop, order) == "unfinished"
    shop.credentials.pause(False)
    shop.clock.sleep(SETTLED)
    assert shop.place(order).order.status == "Awaiting Fulfillment"


def test_an_order_whose_cart_is_to_go_waits_for_the_end_of_its_store_s_pause() -> None:
    shop, order = Shop(), mugs(after_order="delete")
    shop.meddling.instead["delete_cart"] = [failing(503)] * 20
    assert delivered(shop, order) == "unfinished"
    shop.store.merchant.archive_order(101)
    shop.meddling.instead.clear()
    shop.credentials.pause()
    for _ in range(3):
        shop.clock.sleep(FINISH_SECONDS)
        assert delivered(shop, order) == "unfinished"
    shop.credentials.pause(False)
    shop.clock.sleep(FINISH_SECONDS)
    placed = shop.place(order).order
    assert [row.field for row in placed.not_applied or []] == ["order"]


def test_a_cancellation_is_tried_for_an_hour_from_its_first_delivery() -> None:
    shop = found_by_a_delete(cancels=True)
    shop.clock.sleep(FINISH_SECONDS + 60)
    shop.meddling.instead["read_order"] = [failing(503)] * 6
    assert delivered(shop) == "unfinished"
    shop.meddling.instead.clear()
    shop.clock.sleep(60)
    assert delivered(shop) == ""
    assert status_of_the_order(shop) == CANCELLED


class Died(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("deaths", [1, 2])
def test_nor_by_the_next_delivery_where_the_first_one_that_saw_it_has_died(deaths: int) -> None:
    shop = moved_before_it_is_found()
    for number in range(deaths):
        # Once it was seen to be moved, it is looked at before it is noted that fields are written.
        shop.meddling.before["read_order"] = (lambda: dies_next(shop)) if number else die
        with pytest.raises(Died):
            shop.place(MOVED)
        shop.clock.sleep(SETTLED)
    assert shop.place(MOVED).order.applied == []
    assert cancelled(shop) == "already_placed"
    assert status_of_the_order(shop) == AWAITING_FULFILLMENT


def die() -> None:
    raise Died


def dies_next(shop: Shop) -> None:
    shop.meddling.before["read_order"] = die


@pytest.mark.parametrize("late", [SETTLED, FINISH_SECONDS + 60])
def test_a_status_that_an_earlier_delivery_wrote_is_applied_and_can_be_taken_back(
    late: float,
) -> None:
    shop, order = Shop(), mugs(status=AWAITING_FULFILLMENT, after_order="delete")
    shop.meddling.instead["delete_cart"] = [failing(503)] * 20
    delivered(shop, order)
    assert status_of_the_order(shop) == AWAITING_FULFILLMENT
    shop.clock.sleep(late)
    shop.meddling.instead.clear()
    if late > FINISH_SECONDS:
        shop.meddling.instead["read_order"] = [failing(503)] * 6
    assert shop.place(order).order.applied == ["status"]
    assert cancelled(shop) == ""
    assert status_of_the_order(shop) == CANCELLED


def test_a_status_whose_write_got_no_answer_is_applied() -> None:
    shop = Shop()
    shop.meddling.after["update_order"] = [LOST]
    assert shop.place(MOVED).order.applied == ["status"]
    assert cancelled(shop) == ""


def test_what_could_not_be_cancelled_and_a_merchant_moved_is_cancelled_by_nobody_later() -> None:
    shop = Shop(**UNSEEN, order_list_delay_seconds=30)
    shop.meddling.after["create_order"] = [LOST]
    assert delivered(shop) == "outcome_unknown"
    assert cancelled(shop) == "cancel_pending"
    shop.clock.sleep(60)
    shop.meddling.instead["read_order"] = [failing(503)] * 6
    assert delivered(shop) == "unfinished"
    shop.store.merchant.move_order(101, AWAITING_FULFILLMENT)
    shop.clock.sleep(FINISH_SECONDS + 60)
    shop.meddling.instead["read_order"] = [failing(503)] * 4
    assert delivered(shop) == ""
    assert shop.status("order-1")["order"]["not_applied"]
    assert cancelled(shop) == "already_placed"
    assert status_of_the_order(shop) == AWAITING_FULFILLMENT


@pytest.mark.parametrize("dies", [True, False])
def test_no_delivery_of_an_order_to_be_cancelled_takes_a_merchant_s_move_for_its_own(
    dies: bool,
) -> None:
    shop = Shop(**UNSEEN, order_list_delay_seconds=30)
    shop.meddling.after["create_order"] = [LOST]
    order = mugs(status=AWAITING_FULFILLMENT, after_order="delete")
    assert delivered(shop, order) == "outcome_unknown"
    assert cancelled(shop) == "cancel_pending"
    shop.clock.sleep(60)
    shop.meddling.instead["delete_cart"] = [failing(503)] * 20
    shop.meddling.before["read_order"] = lambda: move_and(shop, dies)
    with pytest.raises(Died if dies else OrderError):
        shop.place(order)
    assert status_of_the_order(shop) == AWAITING_FULFILLMENT
    shop.meddling.before.clear()
    shop.meddling.instead.clear()
    shop.clock.sleep(SETTLED)
    assert delivered(shop, order) == ""
    assert status_of_the_order(shop) == AWAITING_FULFILLMENT


def move_and(shop: Shop, dies: bool) -> None:
    shop.store.merchant.move_order(101, AWAITING_FULFILLMENT)
    if dies:
        raise Died


def test_an_order_to_be_cancelled_is_tried_for_an_hour_from_when_it_was_found() -> None:
    shop = Shop(**UNSEEN, order_list_delay_seconds=30)
    shop.meddling.after["create_order"] = [LOST]
    assert delivered(shop) == "outcome_unknown"
    shop.clock.sleep(2 * SETTLED)
    shop.meddling.instead["update_order"] = [failing(503)] * 2000
    assert cancelled(shop) in ("cancel_pending", "store_unavailable")
    began, said = shop.clock.now(), "unfinished"
    for _ in range(60):
        if said == "unfinished":
            said = delivered(shop)
            shop.clock.sleep(60)
    assert said == ""
    assert FINISH_SECONDS < shop.clock.now() - began < FINISH_SECONDS + 400
    shop.meddling.instead.clear()
    assert cancelled(shop) == ""


def test_a_payment_method_that_a_store_begins_with_is_replaced() -> None:
    shop, order = Shop(), mugs(payment_method="Invoice")
    shop.meddling.before["read_order"] = lambda: shop.store.orders[0].__setattr__(
        "payment_method", "Manual"
    )
    assert shop.place(order).order.applied == ["payment_method"]
    assert shop.store.orders[0].payment_method == "Invoice"


@pytest.mark.parametrize("word", ["submitting", "cart"])
def test_an_error_of_the_ledger_refuses_no_order_for_those_of_the_store(word: str) -> None:
    shop, order = Shop(), mugs()
    for _ in range(6):
        shop.meddling.instead["consignments"] = [failing(500)] * 9
        assert delivered(shop, order) == "store_unavailable"
        shop.clock.sleep(14_300)
    shop.meddling.instead.clear()
    shop.clock.sleep(2000)
    shop.dynamodb.down_for = [word, word]
    assert delivered(shop, order) in ("", "ledger_unavailable")
    shop.dynamodb.down_for = []
    shop.clock.sleep(100)
    assert delivered(shop, order) == ""
    assert status_of_the_order(shop) == INCOMPLETE
