"""A cancellation of an order that nothing works on any more: each repetition comes to an end."""

from dataclasses import replace
from typing import Any

import pytest

from order_service.bigcommerce.verdicts import NoAnswer
from order_service.clock import Deadline
from order_service.errors import (
    AlreadyPlaced,
    CancelPending,
    CredentialsUnusable,
    OrderError,
    OutcomeUnknown,
    Parked,
    StoreUnavailable,
    Unfinished,
)
from order_service.keys import OrderKey
from order_service.ledger.entry import CancelWish, Entry, Phase
from order_service.placing.cancelling import (
    AN_OPERATOR,
    LONGEST_WAIT,
    SOON,
    Cancellation,
    cancel,
)
from order_service.placing.follow_up import FINISH_SECONDS
from order_service.placing.ports import Store
from order_service.store.order_view import CANCELLED
from tests.fakes.features import mugs
from tests.fakes.orders import order_body
from tests.fakes.sends import failing
from tests.fakes.shop import SETTLE_SECONDS, SETTLED, Shop

KEY = OrderKey("acme", "order-1")
LOST = NoAnswer("ReadTimeout")
WHEN_SETTLED = "The order is cancelled when it is settled."


def asked(shop: Shop, wish: CancelWish = CancelWish.ORDER) -> Entry:
    return cancel(Cancellation(KEY, wish), shop.service, shop.deadline())


def raised(shop: Shop, wish: CancelWish = CancelWish.ORDER) -> OrderError:
    with pytest.raises(OrderError) as caught:
        asked(shop, wish)
    return caught.value


def entry(shop: Shop) -> Entry:
    found = shop.ledger.read(KEY)
    assert found is not None
    return found


def fails(shop: Shop, kind: type[OrderError], body: dict[str, Any] | None = None) -> None:
    with pytest.raises(kind):
        shop.place(body or order_body())


def parked(made: int = 1) -> Shop:
    """Return a key that is parked, and whose orders show long afterwards."""
    shop = Shop(order_list="late", order_list_delay_seconds=2000, checkout_order_id="never")
    for number in range(2):
        meddled = shop.meddling.after if number < made else shop.meddling.instead
        meddled["create_order"] = [LOST]
        fails(shop, OutcomeUnknown)
        shop.clock.sleep(SETTLED)
    fails(shop, Parked)
    shop.clock.sleep(2000)
    return shop


@pytest.mark.parametrize("made", [1, 2])
def test_the_order_of_a_parked_key_that_shows_after_all_is_cancelled(made: int) -> None:
    shop = parked(made)
    found = asked(shop)
    assert (found.phase, found.order_id, found.order_cancelled) == (Phase.PLACED, 101, True)
    assert [order.status_id for order in shop.store.orders if not order.is_deleted] == [CANCELLED]
    assert asked(shop).order_cancelled


def test_the_order_of_a_parked_key_is_cancelled_also_after_one_asked_for_its_key_alone() -> None:
    shop = parked()
    assert isinstance(raised(shop, CancelWish.KEY), AlreadyPlaced)
    assert entry(shop).phase is Phase.PARKED
    assert asked(shop).order_cancelled


@pytest.mark.parametrize("wish", CancelWish)
def test_the_order_of_a_parked_key_that_somebody_moved_stays(wish: CancelWish) -> None:
    shop = parked()
    shop.store.merchant.move_order(101, 11)
    error = raised(shop, wish)
    assert entry(shop).phase is Phase.PARKED
    assert isinstance(error, AlreadyPlaced)
    assert (error.facts, shop.store.orders[0].status_id) == ({"order_id": 101}, 11)


def of_two_attempts() -> Shop:
    """Return a key whose second attempt made its order, which is not finished yet."""
    shop = Shop()
    shop.meddling.instead |= {"create_order": [LOST], "update_order": [failing(503)] * 5}
    fails(shop, OutcomeUnknown, mugs(status=11))
    shop.clock.sleep(SETTLED)
    fails(shop, Unfinished, mugs(status=11))
    assert (entry(shop).phase, entry(shop).creates) == (Phase.FINISHING, 2)
    return shop


def test_an_order_of_two_attempts_is_cancelled_once_every_order_of_its_key_has_shown() -> None:
    shop = of_two_attempts()
    shop.clock.time = entry(shop).last_sent + 2 * SETTLE_SECONDS - 0.5
    error = raised(shop)
    assert isinstance(error, CancelPending)
    assert (error.detail, error.retry_after) == (WHEN_SETTLED, SOON)
    shop.clock.sleep(0.5)
    shop.open_store(KEY, shop.deadline()).create_order(entry(shop).cart_id)
    assert asked(shop).order_id == 101
    assert [order.is_deleted for order in shop.store.orders] == [False, True]


def test_an_order_of_two_attempts_is_waited_for_though_no_second_look_was_written_down() -> None:
    shop = of_two_attempts()
    # So an earlier version left it, which did not write that down before the order was placed.
    del shop.dynamodb.items[str(KEY)]["look_at"]
    error = raised(shop)
    assert isinstance(error, CancelPending)
    assert (error.detail, shop.store.orders[0].status_id) == (WHEN_SETTLED, 0)


def test_an_order_of_two_attempts_stays_while_a_person_must_look_at_another_one() -> None:
    shop = of_two_attempts()
    shop.open_store(KEY, shop.deadline()).create_order(entry(shop).cart_id)
    shop.store.merchant.move_order(102, 11)
    shop.clock.sleep(SETTLED + 2 * SETTLE_SECONDS)
    error = raised(shop)
    assert isinstance(error, CancelPending)
    assert (error.detail, error.retry_after) == (AN_OPERATOR, LONGEST_WAIT)
    assert shop.store.orders[0].status_id == 0


def test_an_order_with_another_status_is_left_to_what_finishes_it_for_an_hour() -> None:
    shop = Shop()
    shop.meddling.instead["update_order"] = [failing(503)] * 5
    fails(shop, Unfinished, mugs(status=11))
    shop.store.merchant.move_order(101, 11)
    shop.clock.time = entry(shop).since(Phase.FINISHING) + FINISH_SECONDS - 0.5
    assert isinstance(raised(shop), CancelPending)
    shop.clock.sleep(0.5)
    assert isinstance(raised(shop), AlreadyPlaced)
    assert shop.store.orders[0].status_id == 11


def disputed() -> Shop:
    """Return a placed order with a duplicate that was left to a person."""
    shop = Shop()
    shop.place(order_body())
    shop.open_store(KEY, shop.deadline()).create_order(entry(shop).cart_id)
    shop.dynamodb.items[str(KEY)]["disputed"] = {"N": "1"}
    return shop


def test_a_duplicate_that_was_left_to_a_person_ends_with_the_cancellation_of_its_order() -> None:
    shop = disputed()
    assert asked(shop).order_cancelled
    assert [(row.status_id, row.is_deleted) for row in shop.store.orders] == [
        (CANCELLED, False),
        (0, True),
    ]
    assert shop.journal.notes[-1] == ("duplicate archived", {"order_id": 102, "kept": 101})
    assert entry(shop).disputed == 0


def test_a_duplicate_that_somebody_took_up_stays_a_question_after_the_cancellation() -> None:
    shop = disputed()
    shop.store.merchant.pay_order(102)
    assert asked(shop).order_cancelled
    assert shop.journal.notes[-1] == ("duplicate reported", {"order_id": 102, "kept": 101})
    assert entry(shop).disputed == 1


def test_a_list_that_cannot_be_read_after_a_cancellation_does_not_undo_it() -> None:
    shop = disputed()
    shop.meddling.instead["list_orders"] = [failing(503)] * 5
    with pytest.raises(StoreUnavailable):
        asked(shop)
    assert entry(shop).order_cancelled
    shop.meddling.instead.clear()
    assert asked(shop).order_cancelled
    assert [row.is_deleted for row in shop.store.orders] == [False, True]


def test_a_repeated_cancellation_needs_no_token_where_no_person_looks_at_the_key() -> None:
    shop = Shop()
    shop.place(order_body())
    assert asked(shop).order_cancelled

    def no_token(key: OrderKey, deadline: Deadline) -> Store:
        raise CredentialsUnusable("No.", retry_after=5)

    shop.service = replace(shop.service, open_store=no_token)
    assert asked(shop).order_cancelled


def test_a_cancellation_is_answered_after_an_hour_although_the_list_cannot_be_read() -> None:
    shop = disputed()
    shop.meddling.instead["list_orders"] = [failing(503)] * 90
    with pytest.raises(StoreUnavailable):
        asked(shop)
    shop.clock.sleep(FINISH_SECONDS / 2)
    with pytest.raises(StoreUnavailable):
        asked(shop)
    shop.clock.sleep(FINISH_SECONDS / 2)
    assert asked(shop).order_cancelled


def paid_during_its_cancellation(answer: Any) -> Shop:
    """Return a placed order that is paid right after the first write that would cancel it."""
    shop = Shop()
    shop.place(order_body())

    def paid_meanwhile() -> None:
        shop.meddling.before["read_order"] = lambda: shop.store.merchant.pay_order(101)

    shop.meddling.before["update_order"] = paid_meanwhile
    shop.meddling.instead["update_order"] = [answer]
    return shop


@pytest.mark.parametrize("answer", [LOST, failing(422)])
@pytest.mark.parametrize("lands", [True, False])
def test_an_order_that_was_paid_while_its_cancellation_may_still_arrive_is_read_once_more(
    *, answer: Any, lands: bool
) -> None:
    """Something in front of the store may refuse a write, and send it all the same."""
    shop = paid_during_its_cancellation(answer)
    error = raised(shop)
    assert isinstance(error, StoreUnavailable)
    assert error.detail == "The store does not confirm that the order is cancelled."
    if lands:
        shop.store.orders[0].status_id = CANCELLED
        assert asked(shop).order_cancelled
    else:
        assert error.retry_after == entry(shop).cancel_lands_until - shop.clock.now()
        shop.clock.sleep(error.retry_after - 0.5)
        again = raised(shop)
        assert isinstance(again, StoreUnavailable)
        assert again.retry_after == 5
        shop.clock.sleep(0.5)
        assert isinstance(raised(shop), AlreadyPlaced)


def test_an_order_that_was_paid_after_a_cancellation_in_conflict_is_left_alone_at_once() -> None:
    shop = paid_during_its_cancellation(failing(409))
    assert isinstance(raised(shop), AlreadyPlaced)
    assert isinstance(raised(shop), AlreadyPlaced)
    assert entry(shop).cancel_lands_until == 0
