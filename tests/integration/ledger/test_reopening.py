"""A refused key begins anew by one conditional write, in memory and on moto alike."""

import pytest

from order_service.callers import Caller
from order_service.clock import Clock
from order_service.errors import InProgress, InvalidRequest, KeyReused
from order_service.keys import OrderKey
from order_service.ledger.entry import RETRIED, Phase
from order_service.ledger.ledger import Ledger
from order_service.ledger.reopening import MOST_REPLACED
from tests.fakes.clock import FakeClock

KEY = OrderKey("acme", "order-1")
MESSAGE = Caller(by_message=True)
PROBLEM = {"code": "store_refused", "detail": "No.", "status": 422}
INVALID = InvalidRequest([{"field": "currency", "message": "is wrong"}]).problem()


def until(clock: Clock) -> float:
    return clock.now() + 60


def test_a_refused_key_begins_anew_for_another_order(ledger: Ledger, clock: FakeClock) -> None:
    lease = ledger.claim(KEY, "one", until(clock))
    lease.cart_opened("cart-1", {})
    lease.listed(clock.now())
    lease.rejected(PROBLEM)
    clock.sleep(5)
    anew = ledger.reopen(lease.entry, "two", RETRIED)
    assert (anew.phase, anew.fingerprint, anew.carts, anew.cart_id) == (Phase.CLAIMED, "two", 0, "")
    assert (anew.problem, anew.created_at) == ("", clock.now())
    assert anew.sent_again
    assert anew.attention == clock.now() - 5
    with pytest.raises(KeyReused):
        ledger.claim(KEY, "one", until(clock))
    assert ledger.claim(KEY, "two", until(clock)).entry.deliveries == 2


def test_a_key_that_was_written_since_it_was_read_stays_as_it_is(
    ledger: Ledger, clock: FakeClock
) -> None:
    lease = ledger.claim(KEY, "one", until(clock))
    lease.rejected(PROBLEM, look_at=clock.now() + 9)
    before = lease.entry
    lease.looked_again(disputed=True)
    with pytest.raises(InProgress):
        ledger.reopen(before, "two", RETRIED)
    assert ledger.read(KEY) == lease.entry
    assert lease.entry.disputed


def test_a_corrected_order_takes_the_key_of_an_invalid_one(
    ledger: Ledger, clock: FakeClock
) -> None:
    ledger.claim(KEY, "wrong", until(clock)).rejected(INVALID)
    assert ledger.claim(KEY, "wrong", until(clock)).entry.finished
    lease = ledger.claim(KEY, "right", until(clock))
    assert (lease.entry.phase, lease.entry.fingerprint) == (Phase.CLAIMED, "right")
    lease.placed(7)
    with pytest.raises(KeyReused):
        ledger.claim(KEY, "wrong", until(clock))


@pytest.mark.parametrize("corrections", [1, 3, MOST_REPLACED])
def test_a_late_message_of_an_order_that_was_corrected_does_not_take_the_key_back(
    ledger: Ledger, clock: FakeClock, corrections: int
) -> None:
    orders = ["first", *(f"correction-{number}" for number in range(corrections))]
    for order in orders:
        ledger.claim(KEY, order, until(clock), MESSAGE).rejected(INVALID)
    for replaced in orders[:-1]:
        with pytest.raises(KeyReused):
            ledger.claim(KEY, replaced, until(clock), MESSAGE)
    assert ledger.claim(KEY, orders[-1], until(clock), MESSAGE).entry.finished
    assert ledger.claim(KEY, "another", until(clock), MESSAGE).entry.phase is Phase.CLAIMED


def test_a_caller_who_waits_for_the_answer_may_go_back_to_an_earlier_order(
    ledger: Ledger, clock: FakeClock
) -> None:
    for order in ("first", "second", "first", "second", "first"):
        ledger.claim(KEY, order, until(clock)).rejected(INVALID)
    assert ledger.claim(KEY, "first", until(clock), MESSAGE).entry.fingerprint == "first"
    with pytest.raises(KeyReused):
        ledger.claim(KEY, "second", until(clock), MESSAGE)


def test_so_many_replaced_orders_are_remembered(ledger: Ledger, clock: FakeClock) -> None:
    for number in range(MOST_REPLACED + 2):
        ledger.claim(KEY, f"order-{number}", until(clock)).rejected(INVALID)
    known = ledger.read(KEY)
    assert known is not None
    assert known.replaced.split() == [f"order-{n}" for n in range(1, MOST_REPLACED + 1)]


def test_many_keys_are_read_together(ledger: Ledger, clock: FakeClock) -> None:
    keys = [OrderKey("acme", f"order-{number}") for number in range(3)]
    for key in keys[:2]:
        ledger.claim(key, "one", until(clock))
    assert set(ledger.read_many(keys)) == set(keys[:2])
    assert ledger.read_many([]) == {}
