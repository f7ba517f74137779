"""What the ledger keeps of a key, to the last attribute, from one claim to the next."""

from typing import Any

import pytest

from order_service.callers import UNKNOWN, Caller
from order_service.errors import (
    Cancelled,
    InProgress,
    InvalidRequest,
    KeyOfAnotherCaller,
    KeyReused,
    StoreThrottled,
)
from order_service.keys import OrderKey
from order_service.ledger.entry import Phase
from tests.unit.order_service.ledger.kept import KEY, MESSAGE, MINE, NOW, ONE, OTHER, THEIRS, Kept

INVALID = InvalidRequest([{"field": "currency", "message": "is wrong"}]).problem()
DAYS_90 = 90 * 86_400


@pytest.mark.parametrize(
    ("caller", "more"),
    [
        (UNKNOWN, {}),
        (MINE, {"belongs_to": "mine"}),
        (MESSAGE, {"queued": "1"}),
        (Caller("mine", by_message=True), {"queued": "1", "belongs_to": "mine"}),
    ],
)
def test_a_key_that_is_claimed_first_is_kept_for_ninety_days(
    caller: Caller, more: dict[str, str]
) -> None:
    kept = Kept()
    lease = kept.claim(caller=caller)
    assert kept.item == {
        "id": "acme#order-1",
        "fingerprint": ONE,
        "phase": "claimed",
        "lease_owner": lease.entry.lease_owner,
        "lease_until": repr(NOW + 70),
        "deliveries": "1",
        "created_at": repr(NOW),
        "updated_at": repr(NOW),
        "expires_at": str(int(NOW) + DAYS_90),
        "revision": "0",
        **more,
    }
    assert lease.entry == kept.entry


def test_a_key_that_is_claimed_again_keeps_what_it_had_and_lives_longer() -> None:
    kept = Kept()
    lease = kept.claim(caller=MINE)
    lease.cart_opened("c-1", {})
    kept.clock.sleep(70)
    again = kept.claim(caller=THEIRS)
    assert again.entry.lease_owner != lease.entry.lease_owner
    assert (again.entry.phase, again.entry.cart_id) == (Phase.CART, "c-1")
    assert (again.entry.deliveries, again.entry.revision, again.entry.belongs_to) == (2, 0, "mine")
    assert (again.entry.created_at, again.entry.updated_at) == (NOW, NOW + 70)
    assert again.entry.lease_until == NOW + 140
    assert kept.item["expires_at"] == str(int(NOW) + 70 + DAYS_90)


def test_a_key_is_free_at_the_moment_its_lease_ends_and_not_before() -> None:
    kept = Kept()
    kept.claim()
    kept.clock.sleep(69.9)
    with pytest.raises(InProgress):
        kept.claim()
    kept.clock.sleep(0.1)
    assert kept.claim().entry.deliveries == 2


def test_a_corrected_order_takes_over_the_key_of_an_invalid_one_for_its_caller_alone() -> None:
    kept = Kept(apart=True)
    kept.claim(caller=MINE).rejected(INVALID)
    with pytest.raises(KeyOfAnotherCaller):
        kept.claim(OTHER, THEIRS)
    assert kept.entry.fingerprint == ONE
    lease = kept.claim(OTHER, MINE)
    assert lease.entry == kept.entry
    assert (lease.entry.fingerprint, lease.entry.phase) == (OTHER, Phase.CLAIMED)
    assert (lease.entry.lease_until, lease.entry.belongs_to) == (NOW + 70, "mine")
    assert [what for what, _ in lease.entry.moments()] == ["rejected", "corrected"]
    # Nobody has decided that it needs attention.
    assert lease.entry.attention == 0


def test_an_order_that_is_still_invalid_is_answered_as_before() -> None:
    kept = Kept()
    kept.claim().rejected(INVALID)
    assert kept.claim().entry.phase is Phase.REJECTED
    assert [what for what, _ in kept.entry.moments()] == ["rejected"]


@pytest.mark.parametrize(
    ("caller", "fingerprint", "error"),
    [(UNKNOWN, OTHER, Cancelled), (MESSAGE, OTHER, Cancelled), (MESSAGE, ONE, None)],
)
def test_another_order_under_a_cancelled_key_learns_that_it_was_cancelled(
    caller: Caller, fingerprint: str, error: Any
) -> None:
    kept = Kept()
    kept.claim().cancelled()
    if error:
        with pytest.raises(error):
            kept.claim(fingerprint, caller)
    else:
        assert kept.claim(fingerprint, caller).entry.phase is Phase.CANCELLED


def test_another_order_in_a_message_learns_that_its_key_is_used() -> None:
    kept = Kept()
    kept.claim()
    with pytest.raises(KeyReused):
        kept.claim(OTHER, MESSAGE)


def test_an_accepted_key_is_kept_with_a_lease_that_has_ended() -> None:
    kept = Kept()
    entry = kept.expect(caller=MINE)
    assert entry == kept.entry
    assert (entry.lease_until, entry.fingerprint, entry.belongs_to) == (NOW, ONE, "mine")
    assert kept.claim().entry.deliveries == 2


def test_a_key_that_is_worked_on_is_accepted_as_it_is() -> None:
    kept = Kept()
    lease = kept.claim()
    assert kept.expect() == lease.entry


def test_a_key_that_another_order_has_taken_meanwhile_is_not_accepted() -> None:
    kept = Kept()
    kept.claim()

    def taken() -> None:
        kept.table.items[str(KEY)] |= {"fingerprint": {"S": OTHER}}

    kept.table.meanwhile = [lambda: None, taken]
    with pytest.raises(InProgress):
        kept.expect()


def test_a_key_that_has_gone_meanwhile_is_accepted_anew() -> None:
    kept = Kept()
    kept.claim(caller=THEIRS)
    kept.table.meanwhile = [lambda: None, kept.gone]
    entry = kept.expect(caller=MINE)
    assert entry == kept.entry
    assert (entry.lease_until, entry.fingerprint, entry.belongs_to) == (NOW, ONE, "mine")
    assert entry.deliveries == 1


def test_a_key_is_read_as_it_was_written_last_and_as_none_if_it_never_was() -> None:
    kept = Kept()
    assert kept.ledger.read(KEY) is None
    entry = kept.claim().entry
    assert kept.ledger.read(KEY) == entry
    unknown = OrderKey("acme", "order-2")
    assert kept.ledger.read_many([KEY, unknown]) == {KEY: entry}
    assert kept.ledger.read_many([]) == {}


def test_what_was_written_within_a_phase_has_its_word_in_the_history() -> None:
    kept = Kept()
    lease = kept.submitted()
    lease.denied(lease.entry)
    lease.exhausted(1, INVALID, NOW)
    lease.made(101)
    lease.given_back()
    lease.released(StoreThrottled("Later.", retry_after=5))
    lease.looked_again()
    lease.cancelling(NOW)
    lease.cart_gone(NOW)
    lease.cart_there()
    assert kept.item["history"].split() == [
        f"{word}@{NOW}"
        for word in (
            "cart", "submitting", "denied", "no-more-attempts", "order-made", "given-back",
            "given-back", "looked-again", "cancelling", "cart-looked-for", "cart-looked-for",
        )
    ]  # fmt: skip
