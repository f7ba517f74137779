"""Cancels an order that create-order made, while nobody has moved, paid or archived it.

The order is read right before each try: a person who touched it meanwhile knows more than the
caller who wants it cancelled. A write that got no answer may arrive after that person; until it
cannot any more, nothing is concluded from what the order shows, but that it is cancelled.
"""

from collections.abc import Set
from typing import Any

from order_service.answers import Finishing, NotApplied
from order_service.checkout.completion import BACK_OFF, MOST_INTERRUPTIONS, discard
from order_service.clock import ARRIVES_WITHIN, Deadline
from order_service.errors import StoreRefused, StoreUnavailable
from order_service.ledger.entry import Entry
from order_service.ledger.lease import Lease
from order_service.placing.ports import Store
from order_service.placing.reasons import MADE_BY_A_SHOPPER, NOT_CANCELLED, paid
from order_service.request.order_statuses import NAMES
from order_service.store.order_view import CANCELLED, OrderRow
from order_service.store.signals import CartGone, Interrupted, Signal
from order_service.store_steps import FINISH
from order_service.telemetry.observation import Journal

_AGAIN = 5.0
"""Seconds after which to ask again where there is nothing to wait for."""


def cancel_order(
    lease: Lease,
    order_id: int,
    ours: Set[int | None],
    store: Store,
    deadline: Deadline,
    journal: Journal,
) -> Finishing | OrderRow:
    """Cancel the order of a key and delete its cart; or return the order, left as it is.

    That is one that a shopper made, or on which somebody acted. While nobody did, it has one of
    ``ours`` as its status: those that this service gives it.

    Raises NotYet while the store cannot be asked, or may still carry out an earlier write. An
    order that is cancelled already is as asked. Of one that is cancelled and paid, the answer and
    the journal say so: nobody else would refund it.
    """
    row, cancelled = _tried(lease, order_id, ours, store, deadline)
    if not cancelled:
        return row
    discard(lease.entry.cart_id, store)
    known = Finishing.model_validate_json(lease.entry.finishing)
    lacking = [one for one in known.not_applied or [] if not _untrue_now(one)]
    done: dict[str, Any] = {
        "status": NAMES[CANCELLED],
        "order_cancelled": True,
        "not_applied": lacking or None,
    }
    if row.holds_a_payment:
        # Paid between the look and the write, or before a merchant cancelled it.
        journal.note("cancelled order paid", order_id=order_id)
        done["not_applied"] = [*lacking, paid(row)]
    return known.model_copy(update=done)


def _untrue_now(said: NotApplied) -> bool:
    """Return whether it says that the order could not be cancelled, or was left alone for that."""
    return said.reason in (NOT_CANCELLED, MADE_BY_A_SHOPPER)


def _tried(
    lease: Lease, order_id: int, ours: Set[int | None], store: Store, deadline: Deadline
) -> tuple[OrderRow, bool]:
    """Return the order and whether it is cancelled; if not, others made it or acted on it."""
    entry, wait, in_flight = lease.entry, _AGAIN, False
    for interruption in range(MOST_INTERRUPTIONS + 1):
        began = deadline.clock.now()
        row = store.read_order(order_id)
        if _is_cancelled(entry, row):
            return row, True
        if not _is_ours(entry, row, ours):
            if in_flight or began < entry.cancel_lands_until:
                # A write that got no answer may yet cancel it: what it comes to is known later.
                wait = max(lease.entry.cancel_lands_until - began, _AGAIN)
                break
            _restore(lease, entry)
            return row, False
        _record_sending(lease, deadline)
        try:
            written = store.update_order(order_id, {"status": CANCELLED})
            if written.cancelled:
                return written, True
        except (StoreRefused, Interrupted, CartGone) as doubt:
            # A refusal may be that of something in front of the store: it is tried again, for a
            # bounded time, as what got no answer is, and may arrive all the same.
            in_flight = in_flight or not isinstance(doubt, Signal) or doubt.in_flight
        deadline.pause(BACK_OFF * 2**interruption, FINISH.name)
    row = store.read_order(order_id)
    if _is_cancelled(entry, row):
        return row, True
    said = "The store does not confirm that the order is cancelled."
    raise StoreUnavailable(said, step=FINISH.name, retry_after=wait)


def _record_sending(lease: Lease, deadline: Deadline) -> None:
    """Record until when a write of this execution can arrive, before it is sent."""
    until = deadline.at + ARRIVES_WITHIN
    if lease.entry.cancel_lands_until < until:
        lease.cancelling(until)


def _restore(lease: Lease, before: Entry) -> None:
    """Restore what was recorded before: no write of this execution may still arrive."""
    if lease.entry.cancel_lands_until != before.cancel_lands_until:
        lease.cancelling(before.cancel_lands_until)


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
