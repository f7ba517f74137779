"""The whole job: one order request becomes exactly one order in the store."""

from contextlib import suppress

from order_service.answers import Finishing
from order_service.clock import Deadline
from order_service.errors import NotYet, Parked, Refused
from order_service.ledger.entry import CancelWish, Entry
from order_service.ledger.lease import CancelAsked
from order_service.placing.ending import Ending, Outcome
from order_service.placing.follow_up import follow_up
from order_service.placing.ports import Service
from order_service.placing.preparation import ready_checkout
from order_service.placing.second_look import ask_again, is_due, look_again
from order_service.placing.submission import Submission
from order_service.request.intake import Job
from order_service.request.order import OrderRequest
from order_service.request.privacy import mask
from order_service.store.order_view import OrderRow

LEASE_MARGIN = 10.0
"""Seconds by which a lease outlives its execution: more than clocks differ."""


def place_order(
    job: Job,
    service: Service,
    deadline: Deadline,
    *,
    looks_again: bool = False,
    sent_back: bool = False,
) -> Outcome:
    """Place the order, or return the one that its key already stands for.

    Raises Refused (final), NotYet (the same key will get there) or Parked (a person decides).
    ``looks_again`` is for the queue: a second look that a finished key needs is taken first, and
    where its letter was ``sent_back``, another one as long as its question is open.
    """
    lease_until = deadline.at + LEASE_MARGIN
    lease = service.ledger.claim(job.key, job.fingerprint, lease_until, job.caller)
    if lease.entry.finished:
        if looks_again and is_due(lease.entry, sent_back=sent_back):
            look_again(job, lease, service, deadline)
        elif not looks_again:
            ask_again(job, lease.entry, service, deadline.clock.now())
        return _replayed(lease.entry)
    store = service.open_store(job.key, deadline)
    submission = Submission(lease, store, service.journal, deadline, service.settle_seconds)
    ending = Ending(job, submission, service)
    try:
        return _heeding(job.order, submission, ending)
    except NotYet as reason:
        raise ending.given_back(reason) from None


def _replayed(entry: Entry) -> Outcome:
    if entry.refused:
        raise entry.refusal()
    return Outcome(entry.order(), replayed=True)


def _heeding(order: OrderRequest, submission: Submission, ending: Ending) -> Outcome:
    """Place the order, and begin again with each wish to cancel it that comes meanwhile.

    A wish is only followed by a stronger one: there are two.
    """
    for _ in CancelWish:
        with suppress(CancelAsked):
            return _placed(order, submission, ending)
    return _placed(order, submission, ending)


def _placed(order: OrderRequest, submission: Submission, ending: Ending) -> Outcome:
    try:
        order_id, finishing = _worked(order, submission)
    except NotYet as reason:
        if end := ending.given_up(reason):
            raise end from None
        raise
    except Refused as refusal:
        ending.refused(refusal)
        raise
    except Parked as reason:
        ending.parked(reason)
        raise
    if order_id is None:
        raise ending.cancelled()
    return ending.placed(order_id, finishing)


def _worked(order: OrderRequest, submission: Submission) -> tuple[int | None, Finishing | None]:
    """Return the key's order and what was done after it; no order for a key to be cancelled."""
    found = submission.found()
    if found is None and submission.lease.entry.cancel_asked:
        return None, None
    if found is None:
        found = _ordered(order, submission)
    return found.id, follow_up(order, submission, found)


def _ordered(order: OrderRequest, submission: Submission) -> OrderRow:
    """Return the new order; while an earlier attempt is in doubt, no refusal is final.

    Nobody has looked since an earlier one was refused, so an order is looked for before a person.
    """
    lease, store, deadline = submission.lease, submission.store, submission.deadline
    settle_seconds = submission.settle_seconds
    try:
        checkout = ready_checkout(order, lease, store, deadline, settle_seconds)
        return submission.submit(checkout, order)
    except Refused as refusal:
        if not lease.entry.in_doubt:
            raise
        mask(refusal, order)
        return submission.refused_in_doubt(refusal.problem())
    except Parked as reason:
        return submission.unless_made(reason)
