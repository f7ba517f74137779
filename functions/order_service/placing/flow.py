"""The whole job: one order request becomes exactly one order in the store."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from order_service.answers import Finishing, PlacedOrder
from order_service.checkout.completion import discard
from order_service.clock import Deadline
from order_service.errors import (
    LedgerUnavailable,
    NotYet,
    OutcomeUnknown,
    Parked,
    Refused,
    StoreRefused,
    Unfinished,
)
from order_service.ledger.entry import MOST_CARTS, Phase
from order_service.ledger.lease import Lease
from order_service.placing.finishing import asks_for_more, finish, with_payment_token
from order_service.placing.ports import Ledger, OpenStore, Park
from order_service.placing.preparation import ready_checkout
from order_service.placing.submission import Submission
from order_service.request.intake import Job
from order_service.request.order import OrderRequest
from order_service.request.privacy import mask
from order_service.store.signals import CartGone
from order_service.telemetry.observation import Journal

LEASE_MARGIN = 10.0
"""Seconds by which a lease outlives its execution: more than clocks differ."""


@dataclass(frozen=True)
class Service:
    """The collaborators, made once and shared by every order."""

    ledger: Ledger
    open_store: OpenStore
    journal: Journal
    settle_seconds: float
    park: Park


@dataclass(frozen=True)
class Outcome:
    """The order, and whether it had been placed before."""

    order: PlacedOrder
    replayed: bool


def place_order(job: Job, service: Service, deadline: Deadline) -> Outcome:
    """Place the order, or return the one that its key already stands for.

    Raises Refused (final), NotYet (the same key will get there) or Parked (a person decides).
    """
    lease = service.ledger.claim(job.key, job.order.fingerprint(), deadline.at + LEASE_MARGIN)
    if lease.entry.phase is Phase.PLACED:
        return Outcome(lease.entry.order(), replayed=True)
    if lease.entry.phase is Phase.REJECTED:
        raise lease.entry.refusal()
    store = service.open_store(job.key, deadline)
    submission = Submission(lease, store, service.journal, deadline, service.settle_seconds)
    try:
        order_id = submission.found()
        if order_id is None:
            order_id = _ordered(job.order, submission)
        _record(lease, order_id, _finished(job.order, submission, order_id), deadline)
    except Refused as refusal:
        mask(refusal, job.order)
        lease.rejected(refusal.problem())
        discard(lease.entry.cart_id, store)
        raise
    except Parked as reason:
        reason.again = lease.entry.phase is Phase.PARKED
        if not reason.again:
            # A person is told first: a crash in between tells twice, and never not at all.
            service.park(job, reason)
        lease.parked()
        raise
    except NotYet as reason:
        raise _given_back(lease, reason, deadline) from None
    return Outcome(lease.entry.order(), replayed=False)


def hand_over(outcome: Outcome, job: Job, service: Service, deadline: Deadline) -> Outcome:
    """Return the outcome with a payment token, or with the reason why there is none.

    Raises nothing: the order is placed. The token is in no record and in no log.
    """
    store = service.open_store(job.key, deadline)
    return replace(outcome, order=with_payment_token(outcome.order, job.order, store))


def _ordered(order: OrderRequest, submission: Submission) -> int:
    """A cart that disappears in the last moment is rebuilt once, as an earlier one is."""
    lease, store, deadline = submission.lease, submission.store, submission.deadline
    for _ in range(MOST_CARTS):
        with suppress(CartGone):
            return submission.submit(ready_checkout(order, lease, store, deadline), order)
    raise StoreRefused("The store does not find the cart that it shows.", step="order")


def _finished(order: OrderRequest, submission: Submission, order_id: int) -> Finishing | None:
    if not asks_for_more(order):
        return None
    lease, deadline = submission.lease, submission.deadline
    if lease.entry.phase is not Phase.FINISHING:
        _insist(lambda: lease.finishing(order_id), deadline)
    return finish(order, order_id, lease.entry.cart_id, submission.store, deadline)


def _record(lease: Lease, order_id: int, finishing: Finishing | None, deadline: Deadline) -> None:
    _insist(lambda: lease.placed(order_id, finishing), deadline)


def _insist(write: Callable[[], None], deadline: Deadline) -> None:
    """Once more at once: the order exists, and a second look for it costs calls and minutes."""
    try:
        write()
    except LedgerUnavailable:
        if deadline.remaining() <= 0:
            raise
        write()


def _given_back(lease: Lease, reason: NotYet, deadline: Deadline) -> NotYet:
    # A ledger that hangs must not use up the time to hand the order over: the lease ends by itself.
    if deadline.remaining() > 0:
        with suppress(NotYet):
            lease.released(reason)
    told: type[NotYet]
    if lease.entry.phase is Phase.FINISHING:
        told, step = Unfinished, "finish"
    elif lease.entry.submitted and not isinstance(reason, OutcomeUnknown):
        told, step = OutcomeUnknown, "order"
    else:
        return reason
    later = told("Ask again later with the same key.", step=step, retry_after=reason.retry_after)
    later.backs_off = reason.backs_off
    return later
