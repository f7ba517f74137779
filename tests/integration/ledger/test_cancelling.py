"""A cancellation in the ledger: a lease where the key is free, a wish where it is not."""

from collections.abc import Callable
from typing import Any

import pytest

from order_service.callers import Caller
from order_service.errors import Cancelled, CancelPending, InProgress, KeyOfAnotherCaller
from order_service.keys import OrderKey
from order_service.ledger.cancelling import keeping
from order_service.ledger.entry import CancelWish, Entry, Phase
from order_service.ledger.lease import CancelAsked, Lease
from order_service.ledger.ledger import Ledger
from order_service.ledger.ownership import Ownership
from tests.fakes.clock import FakeClock
from tests.fakes.drafts import DRAFT

KEY = OrderKey("acme", "order-1")
ORDER_BODY, OTHER = "a" * 64, "b" * 64
LEASE = 70.0
PROBLEM = {"code": "store_refused", "detail": "No.", "status": 422}
TOO_LATE_AFTER: dict[str, Callable[[Lease], None]] = {
    "submitting": lambda lease: lease.submitting(DRAFT, 1.0),
    "rejected": lambda lease: lease.rejected(PROBLEM),
    "placed": lambda lease: lease.placed(101),
}
ALL = CancelWish.ORDER, CancelWish.KEY


@pytest.fixture
def until(clock: FakeClock) -> float:
    return clock.now() + LEASE


def claim(ledger: Ledger, until: float) -> Lease:
    return ledger.claim(KEY, ORDER_BODY, until)


def taken(ledger: Ledger, wish: CancelWish, until: float) -> Lease:
    found = ledger.cancel(KEY, wish, until)
    assert isinstance(found, Lease)
    return found


@pytest.mark.parametrize("wish", CancelWish)
def test_a_key_that_nobody_has_sent_is_cancelled_by_one_write(
    ledger: Ledger, until: float, clock: FakeClock, wish: CancelWish
) -> None:
    entry = taken(ledger, wish, until).entry
    assert (entry.phase, entry.fingerprint, entry.finished) == (Phase.CANCELLED, "", True)
    assert ledger.cancel(KEY, wish, until + 1) == ledger.read(KEY)
    clock.sleep(2 * LEASE)
    for body in (ORDER_BODY, OTHER):
        with pytest.raises(Cancelled):
            ledger.claim(KEY, body, clock.now() + LEASE)
    assert ledger.read(KEY) == entry


def test_a_key_that_was_sent_keeps_what_is_known_of_it(
    ledger: Ledger, until: float, clock: FakeClock
) -> None:
    claim(ledger, until).cart_opened("c-1", {})
    clock.sleep(LEASE)
    lease = taken(ledger, CancelWish.KEY, until + LEASE)
    assert (lease.entry.phase, lease.entry.cart_id) == (Phase.CART, "c-1")
    lease.cancelled()
    entry = claim(ledger, until + 2 * LEASE).entry
    assert (entry.phase, entry.fingerprint, entry.cart_id) == (Phase.CANCELLED, ORDER_BODY, "c-1")


@pytest.mark.parametrize("wish", CancelWish)
@pytest.mark.parametrize("step", TOO_LATE_AFTER)
def test_a_wish_that_came_meanwhile_stops_the_step_after_which_it_is_too_late(
    ledger: Ledger, until: float, wish: CancelWish, step: str
) -> None:
    lease = claim(ledger, until)
    with pytest.raises(CancelPending):
        ledger.cancel(KEY, wish, until)
    before = ledger.read(KEY)
    with pytest.raises(CancelAsked):
        TOO_LATE_AFTER[step](lease)
    assert ledger.read(KEY) == before
    assert lease.entry.cancel_asked == wish
    lease.cancelled()
    assert lease.entry.phase is Phase.CANCELLED


@pytest.mark.parametrize("wish", CancelWish)
def test_no_step_of_a_lease_undoes_a_wish(ledger: Ledger, until: float, wish: CancelWish) -> None:
    lease = claim(ledger, until)
    with pytest.raises(CancelPending):
        ledger.cancel(KEY, wish, until)
    lease.cart_opened("c-1", {})
    lease.finishing(101)
    lease.placed(101)
    assert lease.entry.cancel_asked == wish


@pytest.mark.parametrize("step", ["submitting", "rejected"])
def test_a_wish_that_is_known_stops_them_without_a_write(
    ledger: Ledger, until: float, step: str
) -> None:
    lease = claim(ledger, until)
    with pytest.raises(CancelPending):
        ledger.cancel(KEY, CancelWish.KEY, until)
    lease.cart_opened("c-1", {})
    with pytest.raises(CancelAsked):
        TOO_LATE_AFTER[step](lease)


@pytest.mark.parametrize("wishes", [ALL, ALL[::-1]])
def test_a_repetition_never_asks_for_less(
    ledger: Ledger, until: float, wishes: tuple[CancelWish, ...]
) -> None:
    claim(ledger, until)
    for wish in wishes:
        with pytest.raises(CancelPending):
            ledger.cancel(KEY, wish, until)
    entry = ledger.read(KEY)
    assert entry is not None
    assert entry.cancel_asked == CancelWish.ORDER


def test_a_placed_key_is_taken_for_its_order_alone(ledger: Ledger, until: float) -> None:
    claim(ledger, until).placed(101)
    found = ledger.cancel(KEY, CancelWish.KEY, until)
    assert isinstance(found, Entry)
    assert found.phase is Phase.PLACED
    assert taken(ledger, CancelWish.ORDER, until).entry.order_id == 101


def test_a_refused_key_is_taken(ledger: Ledger, until: float) -> None:
    claim(ledger, until).rejected(PROBLEM)
    taken(ledger, CancelWish.KEY, until).cancelled()
    assert claim(ledger, until).entry.phase is Phase.CANCELLED


def test_an_execution_whose_lease_was_taken_writes_nothing_more(
    ledger: Ledger, until: float, clock: FakeClock
) -> None:
    late = claim(ledger, until)
    clock.sleep(LEASE)
    taken(ledger, CancelWish.KEY, until + LEASE).cancelled()
    for step in TOO_LATE_AFTER.values():
        with pytest.raises(InProgress):
            step(late)
    assert claim(ledger, until + LEASE).entry.phase is Phase.CANCELLED


@pytest.mark.parametrize("wish", CancelWish)
def test_where_callers_are_kept_apart_nobody_cancels_the_key_of_another(
    client: Any, clock: FakeClock, until: float, wish: CancelWish
) -> None:
    ledger = Ledger(client, "ledger", clock, 90, ownership=Ownership(enforced=True))
    mine, theirs = Caller("iam:AROAERP"), Caller("iam:AROASHOP")
    ledger.claim(KEY, ORDER_BODY, until, mine)
    for seconds in (0, LEASE):
        clock.sleep(seconds)
        before = ledger.read(KEY)
        with pytest.raises(KeyOfAnotherCaller):
            ledger.cancel(KEY, wish, clock.now() + LEASE, theirs)
        assert ledger.read(KEY) == before
    own = ledger.cancel(KEY, wish, clock.now() + LEASE, mine)
    assert isinstance(own, Lease)


@pytest.mark.parametrize("wish", CancelWish)
@pytest.mark.parametrize("step", ["rejected", "placed"])
def test_a_key_that_ends_before_the_wish_is_kept_is_asked_for_once_more(
    ledger: Ledger,
    until: float,
    client: Any,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    wish: CancelWish,
) -> None:
    lease, send = claim(ledger, until), client.update_item

    def ending_first(**call: Any) -> Any:
        if call["UpdateExpression"] == keeping(wish):
            monkeypatch.undo()
            TOO_LATE_AFTER[step](lease)
        return send(**call)

    monkeypatch.setattr(client, "update_item", ending_first)
    found = ledger.cancel(KEY, wish, until)
    entry = found.entry if isinstance(found, Lease) else found
    too_late = (step, wish) == ("placed", CancelWish.KEY)
    assert isinstance(found, Entry) is too_late
    assert (entry.phase, entry.cancel_asked) == (Phase(step), "" if too_late else wish)


@pytest.mark.parametrize("step", ["rejected", "placed"])
def test_a_wish_that_is_not_kept_is_not_said_to_be(
    ledger: Ledger, until: float, clock: FakeClock, step: str
) -> None:
    TOO_LATE_AFTER[step](claim(ledger, until))
    # The clock of the host that is asked to cancel is behind.
    clock.time -= 1
    with pytest.raises(InProgress) as caught:
        ledger.cancel(KEY, CancelWish.ORDER, until)
    assert caught.value.retry_after == 1
    assert ledger.read(KEY) == claim(ledger, until).entry
    clock.time += 1
    assert taken(ledger, CancelWish.ORDER, until).entry.cancel_asked == CancelWish.ORDER


def test_a_claim_that_was_repeated_meets_itself(
    ledger: Ledger, until: float, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim(ledger, until).released(CancelPending("Later.", retry_after=1))
    send = client.update_item

    def twice(**call: Any) -> Any:
        send(**call)
        return send(**call)

    monkeypatch.setattr(client, "update_item", twice)
    assert taken(ledger, CancelWish.KEY, until).entry.cancel_asked == CancelWish.KEY
