"""What follows a new order, for a bounded time: its cancellation, or its fields and its cart."""

from order_service.answers import Finishing
from order_service.errors import NotYet
from order_service.ledger.entry import CancelWish, Entry, Phase
from order_service.placing.cancelled_order import cancel_order
from order_service.placing.finishing import Made, asks_for_more, finish
from order_service.placing.insisting import insist
from order_service.placing.submission import Submission
from order_service.request.order import OrderRequest
from order_service.request.order_statuses import INCOMPLETE

FINISH_SECONDS = 3600.0
"""How long what follows the order is tried; then the caller learns what is not applied."""


def follow_up(order: OrderRequest, submission: Submission, order_id: int) -> Finishing | None:
    """Return what was done after the order was made; None if nothing was asked for.

    The order's id is durable first. Raises NotYet while the store cannot be asked, until the time
    for it is over, and Parked when the order turns out to be another cart's.
    """
    lease, deadline = submission.lease, submission.deadline
    if not asks_for_more(order) and not _cancels(lease.entry):
        return None
    if lease.entry.phase is not Phase.FINISHING:
        look_at = submission.look_at(order_id)
        insist(lambda: lease.finishing(order_id, look_at), deadline)
    # The answer to that write may have been lost: the next one then left its note out.
    since = lease.entry.since(Phase.FINISHING) or lease.entry.last_sent
    last_try = deadline.clock.now() - since > FINISH_SECONDS
    # The write may have met a wish that came just before it.
    if _cancels(lease.entry) and (
        done := _cancelled(order, submission, order_id, last_try=last_try)
    ):
        return done
    if not asks_for_more(order):
        return None
    known = lease.entry.since(Phase.FINISHING) or lease.entry.submitted_at or since
    made = Made(order_id, lease.entry.cart_id, known)
    return finish(order, made, submission.store, deadline, last_try=last_try)


def _cancels(entry: Entry) -> bool:
    return entry.cancel_asked == CancelWish.ORDER


def _cancelled(
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
