"""Pure: why what was asked for is not done, or not yet, in words for its caller."""

import json
from typing import Any

from order_service.answers import Finishing, NotApplied
from order_service.errors import NotYet, OutcomeUnknown, Parked, StoreRefused, Unfinished
from order_service.ledger.entry import Entry, Phase
from order_service.request.order import OrderRequest
from order_service.request.privacy import masked
from order_service.store.order_view import OrderRow
from order_service.store_steps import ORDER

NOT_CANCELLED = "The order was to be cancelled, and the store does not confirm that: look at it."
"""Why nothing more is done to an order that may be cancelled, or not."""
MADE_BY_A_SHOPPER = "The order was to be cancelled; a shopper made it, and may be about to pay it."
"""Why nothing more is done to a shopper's order that was to be cancelled."""


def refused(refusal: StoreRefused, order: OrderRequest) -> str:
    """Return the store's own words, without the order's customer."""
    store = refusal.facts.get("store", {})
    words = "; ".join(masked(store.get("words", []), order)) or "no words"
    return f"The store refused it ({store.get('status')}): {words}"


def given_up(failure: NotYet) -> str:
    """Return why nothing more is tried."""
    return f"Given up after many tries ({failure.code}): look at the order in the store."


def as_found(row: OrderRow) -> Finishing:
    """Return what is said of an order that was found and not written to."""
    return Finishing(status=row.status_name, not_applied=archived(row))


def archived(row: OrderRow) -> list[NotApplied] | None:
    """Return what is said of an order that is archived; None of any other."""
    if not row.is_deleted:
        return None
    reason = "The order is archived already; it was left alone."
    return [NotApplied(field="order", reason=reason)]


def paid(row: OrderRow) -> NotApplied:
    """Return what is said of an order that was cancelled although it is paid."""
    reason = (
        f"The order is cancelled, and was paid (payment_status: {row.payment_status}): "
        "refund or void it in the store unless that is done."
    )
    return NotApplied(field="order", reason=reason)


def as_answered(reason: NotYet, entry: Entry) -> NotYet:
    """Return the reason as it is for the order: once a create-order was sent, it may be made."""
    kind: type[NotYet]
    if entry.phase is Phase.FINISHING:
        kind, step = Unfinished, "finish"
    elif (entry.submitted or entry.in_doubt) and not isinstance(reason, OutcomeUnknown):
        kind, step = OutcomeUnknown, "order"
    else:
        return reason
    detail = f"{reason.detail} Ask again later with the same key."
    facts = {name: fact for name, fact in reason.facts.items() if name != "fix"}
    later = kind(detail, step=step, retry_after=reason.retry_after, **facts)
    later.backs_off = reason.backs_off
    return later


def for_a_person(detail: str, entry: Entry, step: str = ORDER.name, **facts: Any) -> Parked:
    """Return why a person decides, with the refusal that came meanwhile if there was one."""
    problem = json.loads(entry.problem) if entry.problem else {}
    known = {name: problem[name] for name in ("code", "step", "store") if name in problem}
    refusal = {"refusal": known} if known else {}
    if entry.order_id:
        detail += f" The store answered that its order is {entry.order_id}."
    if archived := ", ".join(map(str, entry.archive_calls())):
        # One of them may have been paid right before, and no list shows it.
        detail += f" The service archived as duplicates, or tried to: {archived}."
    return Parked(detail, step=step, **refusal, **facts)
