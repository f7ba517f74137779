"""Create-order is sent once; what became of it is found out before anything else."""

import pytest

from order_service.bigcommerce.verdicts import Answer, NoAnswer, NotSent
from order_service.errors import OutcomeUnknown, Parked, StoreRefused, StoreThrottled
from order_service.keys import OrderKey
from order_service.ledger.entry import Entry, Phase
from tests.fakes.orders import order_body
from tests.fakes.sends import Outcome, failing
from tests.fakes.shop import SETTLE_SECONDS, SETTLED, Shop

LOST = NoAnswer("ReadTimeout")
GARBLED = Answer(200, {}, None, readable=False)
DOUBTS = [LOST, GARBLED, failing(500), failing(504), failing(409)]


def creates(shop: Shop) -> int:
    return sum(line.endswith("/orders") for line in shop.calls.lines if line.startswith("POST"))


def entry(shop: Shop) -> Entry:
    found = shop.ledger.read(OrderKey("acme", "order-1"))
    assert found is not None
    return found


def lost(outcome: Outcome = LOST, times: int = 1, empty_list: str = "204") -> Shop:
    """A shop whose create-orders have no effect, the store never having got them."""
    shop = Shop(empty_list=empty_list)
    shop.meddling.instead["create_order"] = [outcome] * times
    return shop


@pytest.mark.parametrize("doubt", DOUBTS)
@pytest.mark.parametrize("order_list", ["at_once", "only_status_0"])
def test_an_order_whose_answer_was_lost_is_found(doubt: Outcome, order_list: str) -> None:
    shop = Shop(order_list=order_list)
    shop.meddling.after["create_order"] = [doubt]
    placed = shop.place(order_body()).order
    assert [order.id for order in shop.store.orders] == [placed.order_id]
    assert creates(shop) == 1
    assert shop.journal.count("create-order ambiguous") == 1


def test_an_order_that_only_the_checkout_shows_is_found() -> None:
    shop = Shop(order_list="late", order_list_delay_seconds=1000)
    shop.meddling.after["create_order"] = [LOST]
    assert shop.place(order_body()).order.order_id == shop.store.orders[0].id


@pytest.mark.parametrize("doubt", DOUBTS)
@pytest.mark.parametrize("empty", ["204", "[]"])
def test_doubt_that_is_not_settled_is_told_and_never_repeated(doubt: Outcome, empty: str) -> None:
    shop = lost(doubt, empty_list=empty)
    with pytest.raises(OutcomeUnknown):
        shop.place(order_body())
    assert entry(shop).phase is Phase.SUBMITTING
    for _ in range(3):
        shop.clock.sleep(90)
        with pytest.raises(OutcomeUnknown):
            shop.place(order_body())
    assert creates(shop) == 1


def test_who_must_wait_is_told_until_when() -> None:
    shop = lost()
    with pytest.raises(OutcomeUnknown) as caught:
        shop.place(order_body())
    assert 0 < caught.value.retry_after <= 60
    shop.clock.sleep(100)
    with pytest.raises(OutcomeUnknown) as caught:
        shop.place(order_body())
    left = entry(shop).may_send_until + SETTLE_SECONDS - shop.clock.now()
    assert caught.value.retry_after == pytest.approx(left, abs=1)


def test_an_order_that_shows_late_is_adopted() -> None:
    shop = Shop(order_list="late", order_list_delay_seconds=100, checkout_order_id="never")
    shop.meddling.after["create_order"] = [LOST]
    with pytest.raises(OutcomeUnknown):
        shop.place(order_body())
    shop.clock.sleep(101)
    assert shop.place(order_body()).order.order_id == shop.store.orders[0].id
    assert creates(shop) == 1


def test_after_the_settle_time_it_is_sent_once_more() -> None:
    shop = lost()
    with pytest.raises(OutcomeUnknown):
        shop.place(order_body())
    shop.clock.sleep(SETTLED)
    assert shop.place(order_body()).order.order_id == shop.store.orders[0].id
    assert (creates(shop), entry(shop).attempts) == (2, 2)


def test_after_two_attempts_a_person_decides() -> None:
    shop = lost(times=2)
    for _ in range(2):
        with pytest.raises(OutcomeUnknown):
            shop.place(order_body())
        shop.clock.sleep(SETTLED)
    for _ in range(2):
        with pytest.raises(Parked):
            shop.place(order_body())
    assert creates(shop) == 2
    assert entry(shop).phase is Phase.PARKED


def test_a_parked_order_that_shows_after_all_is_adopted() -> None:
    shop = Shop(order_list="late", order_list_delay_seconds=5000, checkout_order_id="never")
    shop.meddling.after["create_order"] = [LOST, LOST]
    for _ in range(2):
        with pytest.raises(OutcomeUnknown):
            shop.place(order_body())
        shop.clock.sleep(SETTLED)
    with pytest.raises(Parked):
        shop.place(order_body())
    shop.clock.sleep(5000)
    placed = shop.place(order_body()).order
    first, duplicate = shop.store.orders
    assert placed.order_id == first.id
    assert (first.is_deleted, duplicate.is_deleted) == (False, True)
    assert shop.journal.count("duplicate archived") == 1


def test_an_order_that_somebody_moved_is_kept_and_its_untouched_duplicate_archived() -> None:
    shop = Shop(order_list="late", order_list_delay_seconds=400, checkout_order_id="never")
    shop.meddling.after["create_order"] = [LOST, LOST]
    for _ in range(2):
        with pytest.raises(OutcomeUnknown):
            shop.place(order_body())
        shop.clock.sleep(SETTLED)
    shop.store.merchant.move_order(shop.store.orders[1].id, 11)
    shop.clock.sleep(200)
    shop.place(order_body())
    assert [order.is_deleted for order in shop.store.orders] == [True, False]
    assert shop.journal.count("duplicate archived") == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_checkout_that_is_gone_proves_nothing(status: int) -> None:
    shop = lost()
    with pytest.raises(OutcomeUnknown):
        shop.place(order_body())
    shop.meddling.instead["read_checkout"] = [failing(status)] * 9
    with pytest.raises(OutcomeUnknown):
        shop.place(order_body())
    shop.clock.sleep(SETTLED)
    with pytest.raises(Parked):
        shop.place(order_body())
    assert creates(shop) == 1


@pytest.mark.parametrize("witness", ["list_orders", "read_checkout"])
def test_a_witness_that_does_not_answer_proves_nothing(witness: str) -> None:
    shop = lost()
    with pytest.raises(OutcomeUnknown):
        shop.place(order_body())
    shop.clock.sleep(SETTLED)
    shop.meddling.instead[witness] = [failing(500)] * 4
    with pytest.raises(OutcomeUnknown):
        shop.place(order_body())
    assert creates(shop) == 1


def test_what_was_never_sent_is_sent_again_at_once() -> None:
    shop = lost(NotSent("ConnectError"), times=3)
    shop.place(order_body())
    assert (creates(shop), len(shop.store.orders), entry(shop).attempts) == (4, 1, 1)


@pytest.mark.parametrize(
    ("outcome", "error"),
    [(failing(429, x_retry_after="60"), StoreThrottled), (failing(422), StoreRefused)],
)
def test_an_order_that_provably_was_not_made_leaves_no_intent(
    outcome: Outcome, error: type[Exception]
) -> None:
    shop = lost(outcome)
    with pytest.raises(error):
        shop.place(order_body())
    assert (entry(shop).attempts, entry(shop).submitted_at) == (0, 0)
    assert entry(shop).phase is (Phase.REJECTED if error is StoreRefused else Phase.CART)


def test_an_intent_is_written_before_the_call() -> None:
    shop = Shop()
    seen: list[Phase] = []
    shop.meddling.before["create_order"] = lambda: seen.append(entry(shop).phase)
    shop.place(order_body())
    assert seen == [Phase.SUBMITTING]
