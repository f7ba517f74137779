"""The steps that the owner of a key writes down, and what is told of them."""

import pytest

from order_service.callers import Caller
from order_service.errors import InProgress, StoreThrottled
from order_service.keys import OrderKey
from order_service.ledger.entry import GIVEN_UP, MOST_NOTES, Phase
from order_service.ledger.lease import Lease
from order_service.ledger.ledger import Ledger
from tests.fakes.clock import FakeClock
from tests.fakes.drafts import DRAFT

KEY = OrderKey("acme", "order-1")
ORDER, OTHER = "a" * 64, "b" * 64
LEASE = 70.0
PROBLEM = {"code": "store_refused", "detail": "No.", "status": 422}


def claimed(ledger: Ledger, clock: FakeClock, fingerprint: str = ORDER) -> Lease:
    return ledger.claim(KEY, fingerprint, clock.now() + LEASE)


def test_an_order_is_walked_to_its_end(ledger: Ledger, clock: FakeClock) -> None:
    lease = claimed(ledger, clock)
    lease.cart_opened("c-1", {})
    assert (lease.entry.phase, lease.entry.carts) == (Phase.CART, 1)
    lease.submitting(DRAFT, clock.now())
    assert (lease.entry.phase, lease.entry.attempts) == (Phase.SUBMITTING, 1)
    assert lease.entry.submitted_at == clock.now()
    lease.placed(101)
    assert lease.entry.phase is Phase.PLACED
    assert ledger.read(KEY) == lease.entry
    assert lease.entry.order().order_id == 101
    assert lease.entry.order().cart_id == DRAFT.cart_id


def test_the_history_tells_what_was_written_when(ledger: Ledger, clock: FakeClock) -> None:
    began = clock.now()
    lease = claimed(ledger, clock)
    lease.cart_opened("c-1", {})
    clock.sleep(2)
    lease.released(StoreThrottled("Come back.", retry_after=3))
    clock.sleep(3)
    again = claimed(ledger, clock)
    again.submitting(DRAFT, clock.now())
    again.made(101)
    again.placed(101)
    assert again.entry.moments() == [
        ("cart", began),
        ("given-back", began + 2),
        ("submitting", began + 5),
        ("order-made", began + 5),
        ("placed", began + 5),
    ]


def test_a_long_history_keeps_its_newest_notes(ledger: Ledger, clock: FakeClock) -> None:
    for _ in range(MOST_NOTES + 5):
        claimed(ledger, clock).released(StoreThrottled("Come back.", retry_after=3))
        clock.sleep(3)
    lease = claimed(ledger, clock)
    lease.placed(101)
    moments = lease.entry.moments()
    assert len(moments) == MOST_NOTES
    assert moments[-1] == ("placed", clock.now())


@pytest.mark.parametrize("seconds", [0, LEASE + 1])
def test_a_placed_order_is_replayed_and_not_changed(
    ledger: Ledger, clock: FakeClock, seconds: float
) -> None:
    lease = claimed(ledger, clock)
    lease.submitting(DRAFT, clock.now())
    lease.placed(101)
    clock.sleep(seconds)
    assert claimed(ledger, clock).entry == lease.entry == ledger.read(KEY)


def test_a_refusal_is_replayed(ledger: Ledger, clock: FakeClock) -> None:
    claimed(ledger, clock).rejected(PROBLEM)
    clock.sleep(LEASE + 1)
    entry = claimed(ledger, clock).entry
    assert (entry.phase, entry.deliveries) == (Phase.REJECTED, 1)
    assert entry.refusal().problem() == PROBLEM


def test_a_parked_order_can_be_taken_up_again(ledger: Ledger, clock: FakeClock) -> None:
    claimed(ledger, clock).parked()
    assert claimed(ledger, clock).entry.phase is Phase.PARKED


def test_an_intent_is_taken_back(ledger: Ledger, clock: FakeClock) -> None:
    lease = claimed(ledger, clock)
    lease.cart_opened("c-1", {})
    before = lease.entry
    lease.submitting(DRAFT, clock.now())
    lease.not_submitted(before)
    entry = lease.entry
    assert (entry.phase, entry.attempts, entry.submitted_at) == (Phase.CART, 0, 0)


def test_the_redirect_urls_stay_known_when_an_intent_is_taken_back(
    ledger: Ledger, clock: FakeClock
) -> None:
    lease = claimed(ledger, clock)
    lease.cart_opened("c-1", {"checkout_url": "https://acme.example.com/c-1"})
    before = lease.entry
    lease.submitting(DRAFT, clock.now())
    assert lease.entry.urls() == DRAFT.redirect_urls
    lease.not_submitted(before)
    assert lease.entry.urls().checkout_url == "https://acme.example.com/c-1"


def test_an_answer_that_is_believed_keeps_the_draft_for_an_order_that_shows_later(
    ledger: Ledger, clock: FakeClock
) -> None:
    lease = claimed(ledger, clock)
    lease.cart_opened("c-1", {})
    before = lease.entry
    lease.submitting(DRAFT, clock.now())
    lease.not_submitted(before, answered=True)
    lease.placed(101)
    assert lease.entry.order().order_id == 101


def test_a_lease_is_given_back_with_the_reason(ledger: Ledger, clock: FakeClock) -> None:
    reason = StoreThrottled("Later.", retry_after=9, step="cart")
    claimed(ledger, clock).released(reason)
    again = claimed(ledger, clock).entry
    assert again.deliveries == 2
    assert again.trouble() == {"code": "store_throttled", "step": "cart", "detail": "Later."}


def test_the_write_of_another_execution_is_not_taken_for_its_own(
    ledger: Ledger, clock: FakeClock
) -> None:
    # A finished key is claimed by nobody: two second looks write in the name of the same lease.
    lease = claimed(ledger, clock)
    lease.rejected(PROBLEM, look_at=clock.now() + 9)
    first, second = (claimed(ledger, clock) for _ in range(2))
    first.looked_again(disputed=True)
    clock.sleep(0.01)
    with pytest.raises(InProgress):
        second.looked_again()


def test_of_two_second_looks_the_one_that_found_an_order_counts(
    ledger: Ledger, clock: FakeClock
) -> None:
    lease = claimed(ledger, clock)
    lease.rejected(PROBLEM, look_at=clock.now() + 9)
    clean, found = (claimed(ledger, clock) for _ in range(2))
    clean.looked_again()
    clock.sleep(0.01)
    found.looked_again(disputed=True)
    entry = claimed(ledger, clock).entry
    assert (entry.look_at, entry.disputed) == (0, 1)


def test_a_message_that_was_given_up_is_noted_until_something_goes_on(
    ledger: Ledger, clock: FakeClock
) -> None:
    by_message, by_caller = Caller("", by_message=True), Caller("")
    ledger.claim(KEY, ORDER, clock.now(), by_message).given_back()
    ledger.no_longer_queued(KEY, OTHER)
    assert queued(ledger) == 1
    ledger.no_longer_queued(KEY, ORDER)
    assert queued(ledger) == GIVEN_UP
    ledger.claim(KEY, ORDER, clock.now(), by_message).given_back()
    assert queued(ledger) == 1
    ledger.no_longer_queued(KEY, ORDER)
    ledger.expect(KEY, ORDER, by_caller)
    assert queued(ledger) == GIVEN_UP
    before = ledger.read(KEY)
    assert before is not None
    ledger.queued_again(before)
    assert queued(ledger) == 1
    ledger.no_longer_queued(KEY, ORDER)
    clock.sleep(1)
    lease = ledger.claim(KEY, ORDER, clock.now(), by_caller)
    lease.released(StoreThrottled("Come back.", retry_after=3))
    assert queued(ledger) == GIVEN_UP
    ledger.queued_again(before)
    assert queued(ledger) == GIVEN_UP, "what was written since it was read knows more"


def test_a_letter_that_may_be_a_key_s_own_is_noted_until_its_next_message(
    ledger: Ledger, clock: FakeClock
) -> None:
    by_message = Caller("", by_message=True)
    ledger.may_not_be_queued(KEY)
    assert ledger.read(KEY) is None
    ledger.claim(KEY, ORDER, clock.now(), by_message).given_back()
    ledger.may_not_be_queued(KEY)
    assert queued(ledger) == 0
    ledger.no_longer_queued(KEY, ORDER)
    ledger.may_not_be_queued(KEY)
    assert queued(ledger) == GIVEN_UP
    ledger.claim(KEY, ORDER, clock.now(), by_message).given_back()
    assert queued(ledger) == 1


def test_what_is_finished_or_unknown_is_not_said_to_be_given_up(
    ledger: Ledger, clock: FakeClock
) -> None:
    ledger.no_longer_queued(KEY, ORDER)
    assert ledger.read(KEY) is None
    claimed(ledger, clock).rejected(PROBLEM)
    ledger.no_longer_queued(KEY, ORDER)
    assert queued(ledger) == 0


def test_a_message_is_given_up_although_the_lease_of_its_last_try_has_not_ended(
    ledger: Ledger, clock: FakeClock
) -> None:
    claimed(ledger, clock)
    ledger.no_longer_queued(KEY, ORDER)
    assert queued(ledger) == GIVEN_UP


def queued(ledger: Ledger) -> int:
    entry = ledger.read(KEY)
    assert entry is not None
    return entry.queued
