"""Cancels an order that create-order made, while nobody has moved, paid or archived it.

The order is read right before each try: a person who touched it meanwhile knows more than the
caller who wants it cancelled.
"""

from collections.abc import Set

from order_service.answers import Finishing
from order_service.checkout.completion import BACK_OFF, MOST_INTERRUPTIONS, discard
from order_service.clock import Deadline
from order_service.errors import StoreRefused, StoreUnavailable
from order_service.ledger.entry import Entry
from order_service.placing.ports import Store
from order_service.request.order_statuses import NAMES
from order_service.store.order_view import CANCELLED, OrderRow
from order_service.store.signals import CartGone, Interrupted, Signal
from order_service.store_steps import FINISH


def cancel_order(
    entry: Entry, order_id: int, ours: Set[int | None], store: Store, deadline: Deadline
) -> Finishing | OrderRow:
    """Cancel the order of a key and delete its cart; or return the order, left as it is.

    That is one that a shopper made, or on which somebody acted. While nobody did, it has one of
    ``ours`` as its status: those that this service gives it.

    Raises NotYet while the store cannot be asked. An order that is cancelled already is as asked.
    """
    if left := _left_to_others(entry, order_id, ours, store, deadline):
        return left
    discard(entry.cart_id, store)
    known = Finishing.model_validate_json(entry.finishing)
    return known.model_copy(update={"status": NAMES[CANCELLED], "order_cancelled": True})


def _left_to_others(
    entry: Entry, order_id: int, ours: Set[int | None], store: Store, deadline: Deadline
) -> OrderRow | None:
    """Cancel the order and return None, or return the order if others made it or acted on it."""
    in_flight = False
    for interruption in range(MOST_INTERRUPTIONS + 1):
        row = store.read_order(order_id)
        if _is_cancelled(entry, row):
            return None
        if not _is_ours(entry, row, ours):
            if in_flight:
                # A write that got no answer may yet cancel it: what it comes to is known later.
                break
            return row
        try:
            if store.update_order(order_id, {"status": CANCELLED}).cancelled:
                return None
        except (StoreRefused, Interrupted, CartGone) as doubt:
            # A refusal may be that of something in front of the store: it is tried again, for a
            # bounded time, as what got no answer is.
            in_flight = in_flight or (isinstance(doubt, Signal) and doubt.in_flight)
        deadline.pause(BACK_OFF * 2**interruption, FINISH.name)
    if _is_cancelled(entry, store.read_order(order_id)):
        return None
    said = "The store does not confirm that the order is cancelled."
    raise StoreUnavailable(said, step=FINISH.name, retry_after=5)


def _is_cancelled(entry: Entry, row: OrderRow) -> bool:
    return row.cart_id == entry.cart_id and row.cancelled and not row.is_deleted


def _is_ours(entry: Entry, row: OrderRow, ours: Set[int | None]) -> bool:
    """Return whether nobody else has acted on the order, as far as it shows."""
    if row.cart_id != entry.cart_id or row.is_deleted or not row.unpaid:
        return False
    if not row.made_by_create_order:
        # A shopper may be about to pay it.
        return False
    return row.status_number in ours - {None}
