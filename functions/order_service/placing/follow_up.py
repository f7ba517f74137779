"""What follows a new order, for a bounded time: its cancellation, or its fields and its cart."""

from collections.abc import Callable

from order_service.answers import Finishing
from order_service.clock import ARRIVES_WITHIN, Deadline
from order_service.errors import LedgerUnavailable, NotYet, StorePaused, StoreUnavailable
from order_service.ledger.entry import FOUND, MOVED, TO_CANCEL, CancelWish, Entry, Phase
from order_service.placing.cancelled_order import cancel_order
from order_service.placing.finishing import Made, asks_for_more, finish, left_alone, writes_fields
from order_service.placing.ports import Store
from order_service.placing.reasons import MADE_BY_A_SHOPPER, NOT_CANCELLED, as_found
from order_service.placing.submission import Submission
from order_service.request.order import OrderRequest
from order_service.request.order_statuses import INCOMPLETE
from order_service.store.order_view import OrderRow

FINISH_SECONDS = 3600.0
"""How long what follows the order is tried; then the caller learns what is not applied."""


def follow_up(order: OrderRequest, submission: Submission, found: OrderRow) -> Finishing | None:
    """Return what was done after the order was made; None if that is nothing, and it is Incomplete.

    The order's id is durable first. Raises NotYet while the store cannot be asked, until the time
    for it is over, and Parked when the order turns out to be another cart's.
    """
    lease, deadline = submission.lease, submission.deadline
    acts = asks_for_more(order) or _cancels(lease.entry)
    again = lease.entry.phase is Phase.FINISHING
    look_at = 0 if again else submission.look_at(found.id)
    if look_at and not acts:
        # What was seen once is never forgotten: a merchant may archive it before it is recorded.
        insist(lambda: lease.seen(found.id), deadline)
        acts = _cancels(lease.entry)
    # So it is too where a note's write landed and was not answered: the next write has no note.
    unwritten = lease.entry.fields_unwritten
    if unwritten and not _cancels(lease.entry):
        found = _looked_at(found, submission)
    if (acts and not again) or (unwritten and not _cancellation_has_begun(lease.entry)):
        noted = _note_of(found, lease.entry)
        insist(lambda: lease.finishing(found.id, look_at, noted=noted), deadline)
    since = lease.entry.finishing_since
    last_try = again and deadline.clock.now() - since > FINISH_SECONDS
    written = again and not unwritten and not lease.entry.moved_by_others
    # The write may have met a wish that came just before it.
    if _cancels(lease.entry):
        made = Made(found.id, lease.entry.cart_id, written=written)
        status_may_be_ours = written and not _delete_may_have_answered(since, deadline)
        given = order.status if status_may_be_ours else INCOMPLETE
        ours = frozenset({INCOMPLETE, given})
        done = _cancelled(order, submission, made, ours, last_try=last_try)
        if isinstance(done, Finishing):
            return done
        # Somebody acted on it: what was known of it is no more.
        found = OrderRow(id=found.id, cart_id=found.cart_id)
    shown = Finishing()
    if not writes_fields(order):
        shown = _as_it_is(found, submission.store, last_try=last_try)
    if not asks_for_more(order):
        return None if shown == Finishing() else shown
    known = (lease.entry.submitted_at or since) if unwritten else since
    untried = lease.untried_for > FINISH_SECONDS
    made = Made(found.id, lease.entry.cart_id, known, shown, again, written, untried)
    return finish(order, made, submission.store, deadline, last_try=last_try)


def _looked_at(found: OrderRow, submission: Submission) -> OrderRow:
    """Return how the order is that was only known by its id, before its fields are written.

    Who moved it before this service wrote to it is not to be taken for the service. Raises NotYet
    for an hour while the store does not show it.
    """
    lease, deadline = submission.lease, submission.deadline
    if not lease.entry.finishing_since:
        insist(lambda: lease.finishing(found.id, noted=FOUND), deadline)
    try:
        return submission.store.read_order(found.id)
    except NotYet as failure:
        tried_for = deadline.clock.now() - lease.entry.finishing_since
        if tried_for <= FINISH_SECONDS or isinstance(failure, StorePaused):
            raise
        if not lease.entry.moved_by_others:
            # Who moved it by now nobody can tell: it counts as somebody else.
            insist(lambda: lease.finishing(found.id, noted=MOVED), deadline)
        return found


def _note_of(found: OrderRow, entry: Entry) -> str:
    """Return what the history says of the order now: that it was moved is said once."""
    if found.moved and not entry.moved_by_others:
        return MOVED
    return TO_CANCEL if _cancels(entry) else Phase.FINISHING


def insist(write: Callable[[], None], deadline: Deadline) -> None:
    """Retry a write to the ledger once, immediately; raises LedgerUnavailable when both failed.

    If it were lost, the next delivery would have to search the store for the order.
    """
    try:
        write()
    except LedgerUnavailable:
        if deadline.remaining() <= 0:
            raise
        write()


def _as_it_is(found: OrderRow, store: Store, *, last_try: bool) -> Finishing:
    """Return how the order is by now: people act on one that was not known for a while."""
    if found.status_number is not None:
        return as_found(found)
    try:
        return as_found(store.read_order(found.id))
    except NotYet as failure:
        if not last_try or isinstance(failure, StorePaused):
            raise
        return as_found(found)


def _cancels(entry: Entry) -> bool:
    return entry.cancel_asked == CancelWish.ORDER


def _cancellation_has_begun(entry: Entry) -> bool:
    """Return whether the hour of a cancellation has begun, in which no field is written."""
    return _cancels(entry) and entry.no_longer_written


def _delete_may_have_answered(since: float, deadline: Deadline) -> bool:
    """Return whether a DELETE may have answered that an order with the asked status is left alone.

    No cancellation may arrive after that answer. Before it, an earlier execution may have written
    the status: the order does not show who did.
    """
    return deadline.clock.now() - since > FINISH_SECONDS - ARRIVES_WITHIN


def _cancelled(
    order: OrderRequest,
    submission: Submission,
    made: Made,
    ours: frozenset[int | None],
    *,
    last_try: bool,
) -> Finishing | OrderRow:
    """Return what the cancellation came to, or the order if somebody acted on it.

    One that is to be cancelled is never moved on, whatever the store answers, nor is a shopper's.
    """
    lease, store, deadline = submission.lease, submission.store, submission.deadline
    try:
        done = cancel_order(lease, made.order_id, ours, store, deadline, submission.journal)
    except StoreUnavailable:
        if not last_try:
            raise
        return left_alone(order, made, store, NOT_CANCELLED, last_try=True)
    if isinstance(done, OrderRow) and not done.made_by_create_order:
        return left_alone(order, made, store, MADE_BY_A_SHOPPER, last_try=last_try)
    return done
