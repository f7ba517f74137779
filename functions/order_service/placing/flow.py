"""The whole job: one order request becomes exactly one order in the store."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from order_service.answers import Finishing, PlacedOrder
from order_service.checkout.completion import discard
from order_service.clock import Deadline
from order_service.errors import (
    Cancelled,
    InProgress,
    LedgerUnavailable,
    NotYet,
    OutcomeUnknown,
    Parked,
    Refused,
    Unfinished,
)
from order_service.ledger.entry import CancelWish, Entry, Phase
from order_service.ledger.lease import CancelAsked, Lease
from order_service.placing.attention import no_longer_listed, shown
from order_service.placing.cancelled_order import cancel_order
from order_service.placing.failing import failing_since, given_up
from order_service.placing.finishing import Made, asks_for_more, finish
from order_service.placing.payment import with_payment_token
from order_service.placing.ports import Attention, ComeBack, Ledger, OpenStore, Park
from order_service.placing.preparation import ready_checkout
from order_service.placing.second_look import look_again
from order_service.placing.submission import Submission
from order_service.request.intake import Job
from order_service.request.order import OrderRequest
from order_service.request.order_statuses import INCOMPLETE
from order_service.request.privacy import mask
from order_service.telemetry.observation import Journal

LEASE_MARGIN = 10.0
"""Seconds by which a lease outlives its execution: more than clocks differ."""
FINISH_SECONDS = 3600.0
"""How long what follows the order is tried; then the caller learns what is not applied."""


@dataclass(frozen=True)
class Service:
    """The collaborators, made once and shared by every order."""

    ledger: Ledger
    open_store: OpenStore
    journal: Journal
    settle_seconds: float
    park: Park
    come_back: ComeBack
    attention: Attention


@dataclass(frozen=True)
class Outcome:
    """The order, and whether it had been placed before."""

    order: PlacedOrder
    replayed: bool

    def ids(self) -> dict[str, Any]:
        """Return the ids by which an operator finds the log line of this order."""
        return {"order_id": self.order.order_id, "cart_id": self.order.cart_id}


def place_order(
    job: Job, service: Service, deadline: Deadline, *, looks_again: bool = False
) -> Outcome:
    """Place the order, or return the one that its key already stands for.

    Raises Refused (final), NotYet (the same key will get there) or Parked (a person decides).
    ``looks_again`` is for the queue: a second look that a finished key needs is taken first.
    """
    lease_until = deadline.at + LEASE_MARGIN
    lease = service.ledger.claim(job.key, job.fingerprint, lease_until, job.caller)
    if lease.entry.finished:
        if looks_again and lease.entry.look_at:
            look_again(job, lease, service, deadline)
        return _replayed(lease.entry)
    store = service.open_store(job.key, deadline)
    submission = Submission(lease, store, service.journal, deadline, service.settle_seconds)
    try:
        return _heeding(job, submission, service)
    except NotYet as reason:
        mask(reason, job.order)
        raise _given_back(job, lease, reason, service, deadline) from None


def _heeding(job: Job, submission: Submission, service: Service) -> Outcome:
    """Place the order, and begin again with each wish to cancel it that comes meanwhile.

    A wish is only followed by a stronger one: there are two.
    """
    for _ in CancelWish:
        with suppress(CancelAsked):
            return _placed(job, submission, service)
    return _placed(job, submission, service)


def _placed(job: Job, submission: Submission, service: Service) -> Outcome:
    lease = submission.lease
    try:
        order_id, finishing = _worked(job.order, submission)
    except NotYet as reason:
        refusal = given_up(reason, lease.entry, submission.deadline.clock.now())
        if refusal is None:
            raise
        mask(refusal, job.order)
        shown(job, refusal, lease, service.attention, submission.deadline.clock.now())
        lease.rejected(refusal.problem())
        discard(lease.entry.cart_id, submission.store)
        raise refusal from None
    except Refused as refusal:
        mask(refusal, job.order)
        look_at = submission.look_at(made=0)
        _come_back(job, look_at, submission, service)
        shown(job, refusal, lease, service.attention, submission.deadline.clock.now())
        lease.rejected(refusal.problem(), look_at)
        if not look_at:
            discard(lease.entry.cart_id, submission.store)
        raise
    except Parked as reason:
        reason.again = lease.entry.phase is Phase.PARKED
        if not reason.again:
            # A person is notified first: a crash in between notifies twice, and never not at all.
            service.park(job, reason)
        shown(job, reason, lease, service.attention, submission.deadline.clock.now())
        lease.parked()
        raise
    if order_id is None:
        raise _cancelled(job, submission, service)
    look_at = submission.look_at(made=1)
    _come_back(job, look_at, submission, service)
    _recorded(order_id, finishing, look_at, submission)
    no_longer_listed(lease, service.attention, submission.deadline)
    return Outcome(lease.entry.order(), replayed=False)


def _worked(order: OrderRequest, submission: Submission) -> tuple[int | None, Finishing | None]:
    """Return the key's order and what was done after it; no order for a key to be cancelled."""
    order_id = submission.found()
    if order_id is None and submission.lease.entry.cancel_asked:
        return None, None
    if order_id is None:
        order_id = _ordered(order, submission)
    return order_id, _finished(order, submission, order_id)


def _cancelled(job: Job, submission: Submission, service: Service) -> Refused:
    """End a key that is to be cancelled and has no order; what its caller asked for is over."""
    lease, look_at = submission.lease, submission.look_at(made=0)
    _come_back(job, look_at, submission, service)
    lease.cancelled(look_at)
    no_longer_listed(lease, service.attention, submission.deadline)
    service.journal.note("order cancelled")
    if not look_at:
        discard(lease.entry.cart_id, submission.store)
    return Cancelled()


def _recorded(
    order_id: int, finishing: Finishing | None, look_at: float, submission: Submission
) -> None:
    lease, deadline = submission.lease, submission.deadline
    try:
        _insist(lambda: lease.placed(order_id, finishing, look_at), deadline)
    except CancelAsked:
        # The order's id is durable before anything else is done about it.
        _insist(lambda: lease.finishing(order_id), deadline)
        raise


def _come_back(job: Job, look_at: float, submission: Submission, service: Service) -> None:
    """Queue the second look before the answer is final: a crash in between takes one look more."""
    if look_at:
        service.come_back(job, look_at - submission.deadline.clock.now())


def _replayed(entry: Entry) -> Outcome:
    if entry.refused:
        raise entry.refusal()
    return Outcome(entry.order(), replayed=True)


def hand_over(outcome: Outcome, job: Job, service: Service, deadline: Deadline) -> Outcome:
    """Return the outcome with a payment token, or with the reason why there is none.

    Raises nothing: the order is placed. The token is in no record and in no log.
    """
    store = service.open_store(job.key, deadline)
    return replace(outcome, order=with_payment_token(outcome.order, job.order, store))


def _ordered(order: OrderRequest, submission: Submission) -> int:
    """Return the new order's id; while an earlier attempt is in doubt, no refusal is final."""
    lease, store, deadline = submission.lease, submission.store, submission.deadline
    try:
        return submission.submit(ready_checkout(order, lease, store, deadline), order)
    except Refused as refusal:
        if not lease.entry.in_doubt:
            raise
        mask(refusal, order)
        return submission.refused_in_doubt(refusal.problem())


def _finished(order: OrderRequest, submission: Submission, order_id: int) -> Finishing | None:
    lease, deadline = submission.lease, submission.deadline
    if not asks_for_more(order) and not _cancels_order(lease.entry):
        return None
    if lease.entry.phase is not Phase.FINISHING:
        _insist(lambda: lease.finishing(order_id), deadline)
    since = lease.entry.since(Phase.FINISHING)
    last_try = deadline.clock.now() - since > FINISH_SECONDS
    if _cancels_order(lease.entry) and (
        done := _order_cancelled(order, submission, order_id, last_try=last_try)
    ):
        return done
    if not asks_for_more(order):
        return None
    made = Made(order_id, lease.entry.cart_id, since)
    return finish(order, made, submission.store, deadline, last_try=last_try)


def _cancels_order(entry: Entry) -> bool:
    return entry.cancel_asked == CancelWish.ORDER


def _order_cancelled(
    order: OrderRequest, submission: Submission, order_id: int, *, last_try: bool
) -> Finishing | None:
    ours = frozenset({INCOMPLETE, order.status})
    entry, store, deadline = submission.lease.entry, submission.store, submission.deadline
    try:
        return cancel_order(entry, order_id, ours, store, deadline)
    except NotYet:
        if not last_try:
            raise
        return None


def _insist(write: Callable[[], None], deadline: Deadline) -> None:
    """Retry the write once, immediately.

    If it were lost, the next delivery would have to search the store for the order.
    """
    try:
        write()
    except LedgerUnavailable:
        if deadline.remaining() <= 0:
            raise
        write()


def _given_back(
    job: Job, lease: Lease, reason: NotYet, service: Service, deadline: Deadline
) -> NotYet:
    later = _as_answered(lease, reason)
    # A ledger that hangs must not use up the time to hand the order over: the lease ends by itself.
    if deadline.remaining() > 0 and not isinstance(reason, InProgress):
        with suppress(NotYet):
            shown(job, later, lease, service.attention, deadline.clock.now())
    if deadline.remaining() > 0:
        with suppress(NotYet):
            now = deadline.clock.now()
            lease.released(reason, failing_since(reason, lease.entry, now))
    return later


def _as_answered(lease: Lease, reason: NotYet) -> NotYet:
    """Return the reason as it is for the order: once a create-order was sent, it may be made."""
    kind: type[NotYet]
    if lease.entry.phase is Phase.FINISHING:
        kind, step = Unfinished, "finish"
    elif lease.entry.submitted and not isinstance(reason, OutcomeUnknown):
        kind, step = OutcomeUnknown, "order"
    else:
        return reason
    detail = f"{reason.detail} Ask again later with the same key."
    facts = {name: fact for name, fact in reason.facts.items() if name != "fix"}
    later = kind(detail, step=step, retry_after=reason.retry_after, **facts)
    later.backs_off = reason.backs_off
    return later
