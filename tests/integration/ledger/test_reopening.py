"""A refused key begins anew by one conditional write, in memory and on moto alike."""

import pytest

from order_service.clock import Clock
from order_service.errors import InProgress, InvalidRequest, KeyReused
from order_service.keys import OrderKey
from order_service.ledger.entry import RETRIED, Phase
from order_service.ledger.ledger import Ledger
from tests.fakes.clock import FakeClock

KEY = OrderKey("acme", "order-1")
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


def test_many_keys_are_read_together(ledger: Ledger, clock: FakeClock) -> None:
    keys = [OrderKey("acme", f"order-{number}") for number in range(3)]
    for key in keys[:2]:
        ledger.claim(key, "one", until(clock))
    assert set(ledger.read_many(keys)) == set(keys[:2])
    assert ledger.read_many([]) == {}
