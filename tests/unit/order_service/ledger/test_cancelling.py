"""What the ledger keeps of a cancellation, and what it does when a write meets itself."""

from collections.abc import Callable

import pytest

from order_service.callers import UNKNOWN, Caller
from order_service.errors import CancelPending, InProgress, StoreRefused
from order_service.ledger.entry import RETRIED, CancelWish, Phase
from order_service.ledger.lease import CancelAsked, Lease
from tests.unit.order_service.ledger.kept import KEY, MINE, NOW, ONE, OTHER, THEIRS, Kept

PROBLEM = StoreRefused("No.", step="cart").problem()
BOTH_WAYS = [list(CancelWish), list(CancelWish)[::-1]]


@pytest.mark.parametrize(("caller", "more"), [(UNKNOWN, {}), (MINE, {"belongs_to": "mine"})])
@pytest.mark.parametrize("wish", CancelWish)
def test_a_key_that_nobody_has_sent_is_kept_as_cancelled(
    wish: CancelWish, caller: Caller, more: dict[str, str]
) -> None:
    kept = Kept()
    lease = kept.cancel(wish, caller)
    assert isinstance(lease, Lease)
    assert lease.entry == kept.entry
    assert kept.item == {
        "id": str(KEY),
        "fingerprint": "",
        "phase": "cancelled",
        "cancel_asked": wish.value,
        "lease_owner": lease.entry.lease_owner,
        "lease_until": repr(NOW + 70),
        "deliveries": "1",
        "created_at": repr(NOW),
        "updated_at": repr(NOW),
        "expires_at": str(int(NOW) + 90 * 86_400),
        "revision": "0",
        **more,
    }


def test_a_key_that_was_sent_keeps_what_it_had_and_lives_longer() -> None:
    kept = Kept()
    before = kept.claim(caller=MINE).entry
    kept.clock.sleep(70)
    entry = kept.cancel(caller=THEIRS).entry
    assert (entry.phase, entry.fingerprint, entry.deliveries) == (Phase.CLAIMED, ONE, 1)
    assert (entry.belongs_to, entry.created_at, entry.updated_at) == ("mine", NOW, NOW + 70)
    assert (entry.lease_until, entry.lease_owner != before.lease_owner) == (NOW + 140, True)
    assert kept.item["expires_at"] == str(int(NOW) + 70 + 90 * 86_400)


@pytest.mark.parametrize("wishes", BOTH_WAYS)
@pytest.mark.parametrize("free", [True, False])
def test_the_stronger_wish_stays_whichever_came_first(wishes: list[CancelWish], free: bool) -> None:
    kept = Kept()
    kept.claim()
    for wish in wishes:
        if free:
            kept.clock.sleep(70)
            assert isinstance(kept.cancel(wish), Lease)
        else:
            with pytest.raises(CancelPending):
                kept.cancel(wish)
        assert kept.entry.cancel_asked == max(wishes[: wishes.index(wish) + 1])
    assert kept.entry.cancel_asked == CancelWish.ORDER


@pytest.mark.parametrize("wish", CancelWish)
def test_a_cancelled_key_is_answered_as_it_is(wish: CancelWish) -> None:
    kept = Kept()
    kept.claim().cancelled()
    kept.clock.sleep(100)
    before = kept.item
    assert kept.cancel(wish) == kept.entry
    assert kept.item == before


def test_a_placed_key_is_taken_for_its_order_alone() -> None:
    kept = Kept()
    kept.submitted().placed(101)
    before = kept.item
    assert kept.cancel(CancelWish.KEY) == kept.entry
    assert kept.item == before
    lease = kept.cancel(CancelWish.ORDER)
    assert (lease.entry.phase, lease.entry.cancel_asked) == (Phase.PLACED, CancelWish.ORDER)


def test_a_refused_key_can_be_cancelled() -> None:
    kept = Kept()
    kept.claim().rejected(PROBLEM)
    kept.cancel(CancelWish.KEY).cancelled()
    assert kept.entry.phase is Phase.CANCELLED


def test_a_wish_for_a_key_that_ended_meanwhile_is_not_kept_and_its_end_is_answered() -> None:
    kept = Kept()
    lease = kept.submitted()
    kept.table.meanwhile = [lambda: None, lambda: lease.placed(101)]
    assert kept.cancel(CancelWish.KEY) == kept.entry
    assert (kept.entry.phase, kept.entry.cancel_asked) == (Phase.PLACED, "")


def test_a_step_that_heeds_a_wish_is_written_once_it_is_known() -> None:
    kept = Kept()
    lease = kept.submitted()
    with pytest.raises(CancelPending):
        kept.cancel(CancelWish.KEY)
    with pytest.raises(CancelAsked, match=r"^key$"):
        lease.placed(101)
    with pytest.raises(CancelPending):
        kept.cancel(CancelWish.ORDER)
    with pytest.raises(CancelAsked, match=r"^order$"):
        lease.placed(101)
    lease.placed(101)
    assert (kept.entry.phase, kept.entry.cancel_asked) == (Phase.PLACED, CancelWish.ORDER)


def test_a_claim_whose_answer_was_lost_is_a_claim() -> None:
    kept = Kept()
    kept.table.loses_answers = True
    lease = kept.claim()
    kept.table.loses_answers = False
    lease.cart_opened("c-1", {})
    assert kept.entry == lease.entry
    assert (lease.entry.cart_id, lease.entry.deliveries) == ("c-1", 1)


@pytest.mark.parametrize("wish", CancelWish)
def test_a_cancellation_whose_answer_was_lost_is_a_lease(wish: CancelWish) -> None:
    kept = Kept()
    kept.claim()
    kept.clock.sleep(70)
    kept.table.loses_answers = True
    lease = kept.cancel(wish)
    kept.table.loses_answers = False
    lease.cancelled()
    assert kept.entry == lease.entry
    assert kept.entry.phase is Phase.CANCELLED


@pytest.mark.parametrize(
    "step",
    [
        lambda lease: lease.cart_opened("c-1", {"cart_url": "u"}),
        lambda lease: lease.placed(101),
        lambda lease: lease.parked(),
        lambda lease: lease.given_back(),
    ],
)
def test_a_step_whose_answer_was_lost_is_written(step: Callable[[Lease], None]) -> None:
    kept = Kept()
    lease = kept.submitted()
    kept.clock.sleep(1)
    kept.table.loses_answers = True
    step(lease)
    assert lease.entry == kept.entry
    assert lease.entry.updated_at == NOW + 1


def test_a_beginning_anew_whose_answer_was_lost_is_one() -> None:
    kept = Kept()
    lease = kept.claim()
    lease.rejected(PROBLEM)
    kept.table.loses_answers = True
    assert kept.ledger.reopen(lease.entry, OTHER, RETRIED) == kept.entry
    assert kept.entry.phase is Phase.CLAIMED


def test_the_same_step_of_another_execution_is_no_answer_that_was_lost() -> None:
    kept = Kept()
    kept.submitted().placed(101, look_at=5.0)
    # A finished key has no lease of its own: two may look at the same time.
    first, second = kept.claim(), kept.claim()
    first.looked_again()
    kept.clock.sleep(0.01)
    with pytest.raises(InProgress):
        second.looked_again()
    assert kept.entry == first.entry


def test_a_key_that_is_given_back_ends_now_and_never_before_its_claim() -> None:
    kept = Kept()
    lease = kept.claim()
    kept.clock.sleep(5)
    lease.given_back()
    assert kept.entry.lease_until == NOW + 5
    lease = kept.claim()
    kept.clock.time = NOW - 1000
    lease.given_back()
    assert kept.entry.lease_until == NOW + 5
