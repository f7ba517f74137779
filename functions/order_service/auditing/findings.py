"""Pure: what does not agree between the ledger and the store."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from sys import intern
from typing import Any

from order_service.ledger.entry import Entry, Phase
from order_service.request.order_statuses import NAMES
from order_service.store.cart_view import View
from order_service.store.order_view import CANCELLED

URGENT = frozenset(
    {
        "duplicate",
        "no order",
        "another order",
        "refused yet ordered",
        "cancelled yet open",
        "unfinished",
    }
)
"""Kinds of findings that a person must look at; another app may have made an order of the rest."""
OURS = "checkout_api"
"""``order_source`` of every order that is made from a cart through the management API."""


class _Row(View):
    """One row of GET /v2/orders, as far as the audit looks."""

    id: int
    cart_id: str | None = None
    is_deleted: bool = False
    order_source: str = ""
    status_id: int | None = None


@dataclass(frozen=True, slots=True)
class AuditedOrder:
    """One order of the store: small, since all of three days are held at the same time."""

    id: int
    cart_id: str = ""
    is_deleted: bool = False
    order_source: str = ""
    status_id: int | None = None

    @classmethod
    def read(cls, row: Any) -> "AuditedOrder":
        """Return the order in a row of the store's list."""
        seen = _Row.model_validate(row)
        source = intern(seen.order_source)
        return cls(seen.id, seen.cart_id or "", seen.is_deleted, source, seen.status_id)


@dataclass(frozen=True)
class Finding:
    """One disagreement, and what to do about it."""

    kind: str
    about: str
    advice: str


def findings(
    entries: Iterable[Entry], orders: Iterable[AuditedOrder], now: float, patience: float
) -> list[Finding]:
    """Return every disagreement; ``patience`` is how old, in seconds, unfinished work may be."""
    known = list(entries)
    carts: dict[str, list[AuditedOrder]] = defaultdict(list)
    for order in orders:
        carts[order.cart_id].append(order)
    return [
        *_duplicates(known, carts),
        *_without_order(known, carts),
        *_refused_yet_ordered(known, carts),
        *_cancelled_yet_open(known, carts),
        *_unfinished(known, now - patience),
        *_without_entry(known, carts),
    ]


def first_order(entries: Sequence[Entry]) -> int:
    """Return the least id that an order of these keys can have.

    That is the oldest one's, among keys that had a cart; if it has no order that is known, the
    one that nobody knows of may be older than all others.
    """
    carted = [entry for entry in entries if entry.cart_id]
    oldest = min(carted, key=lambda entry: entry.created_at, default=None)
    return (oldest.order_id if oldest else 0) or 1


def _duplicates(entries: list[Entry], carts: dict[str, list[AuditedOrder]]) -> Iterable[Finding]:
    for entry in entries:
        live = [order.id for order in carts.get(entry.cart_id, []) if not order.is_deleted]
        if entry.cart_id and len(live) > 1:
            extra = ", ".join(str(order_id) for order_id in live if order_id != entry.order_id)
            yield Finding(
                "duplicate",
                f"key {entry.key.key}: orders {live} of one cart are live",
                f"keep {entry.order_id or live[0]}; archive {extra} unless somebody paid for it",
            )


def _without_order(entries: list[Entry], carts: dict[str, list[AuditedOrder]]) -> Iterable[Finding]:
    for entry in entries:
        if entry.phase is not Phase.PLACED:
            continue
        there = {order.id: order for order in carts.get(entry.cart_id, [])}
        live = [order.id for order in there.values() if not order.is_deleted]
        if entry.order_id not in there:
            yield Finding(
                "no order",
                f"key {entry.key.key}: order {entry.order_id} is not in the store",
                "look for it in the control panel; send the order again with a new key",
            )
        elif live and entry.order_id not in live:
            yield Finding(
                "another order",
                f"key {entry.key.key}: its order {entry.order_id} is archived, {live} of its cart "
                "is live",
                "restore the archived one or take the live one, and archive the other",
            )


def _refused_yet_ordered(
    entries: list[Entry], carts: dict[str, list[AuditedOrder]]
) -> Iterable[Finding]:
    for entry in entries:
        live = [order.id for order in carts.get(entry.cart_id, []) if not order.is_deleted]
        if entry.refused and entry.cart_id and live:
            yield Finding(
                "refused yet ordered",
                f"key {entry.key.key} was {entry.phase}, and order {live[0]} of its cart is live",
                "archive the order unless it was sent again under another key or paid",
            )


def _cancelled_yet_open(
    entries: list[Entry], carts: dict[str, list[AuditedOrder]]
) -> Iterable[Finding]:
    """Yield cancelled orders with another status: a write from before may have come after it."""
    for entry in entries:
        there = {order.id: order for order in carts.get(entry.cart_id, [])}
        order = there.get(entry.order_id)
        if order is None or order.is_deleted or not entry.order_cancelled:
            continue
        if order.status_id is not None and order.status_id != CANCELLED:
            yield Finding(
                "cancelled yet open",
                f"key {entry.key.key}: its order {order.id} was cancelled, and now has the "
                f"status {NAMES.get(order.status_id, order.status_id)}",
                "cancel it in the control panel, unless somebody took it up again",
            )


def _unfinished(entries: list[Entry], since: float) -> Iterable[Finding]:
    """Yield keys past their time; those of which no create-order was sent wait for their caller."""
    for entry in entries:
        overdue = not entry.finished and entry.updated_at < since
        look_is_due = entry.finished and 0 < entry.look_at < since
        if entry.phase is Phase.PARKED or overdue or look_is_due:
            sent = entry.creates or entry.phase not in (Phase.CLAIMED, Phase.CART)
            yield Finding(
                "unfinished" if sent else "not sent again",
                f"key {entry.key.key}: {entry.phase.value} after {entry.creates} create-orders",
                "redrive the dead-letter queue, or send the same request with the same key again",
            )


def _without_entry(entries: list[Entry], carts: dict[str, list[AuditedOrder]]) -> Iterable[Finding]:
    ours = {entry.cart_id for entry in entries}
    for cart_id, orders in carts.items():
        for order in orders:
            if cart_id not in ours and order.order_source == OURS and not order.is_deleted:
                yield Finding(
                    "no entry",
                    f"order {order.id} came through the checkout API and no key stands for it",
                    "another app's, or older than the ledger remembers; else archive it",
                )
