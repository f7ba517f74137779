"""Pure: what does not agree between the ledger and the store."""

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass

from order_service.auditing.advice import about_live
from order_service.auditing.audited_order import OURS, AuditedOrder
from order_service.ledger.entry import GIVEN_UP, Entry, Phase
from order_service.request.order_statuses import NAMES

URGENT = frozenset(
    {
        "duplicate",
        "no order",
        "another order",
        "refused yet ordered",
        "cancelled yet open",
        "waiting yet ordered",
        "unfinished",
    }
)
"""Kinds of findings that a person must look at; another app may have made an order of the rest."""
CLOCKS = 600.0
"""Seconds before the ledger was read whose orders the next audit compares. The cart is written
before its order is made, so only clocks can date an order earlier: AWS lets a caller's differ by
five minutes, an invocation takes one at most, and the rest is for the store's clock."""
_AGAIN = "redrive the dead-letter queue, or send the same request with the same key again"
_WHAT_TO_DO = {
    "unfinished": _AGAIN,
    "not sent again": _AGAIN,
    "still tried": "show the key: its last error says why it waits, its state whether it goes on",
}
"""What to do about a key past its time."""


@dataclass(frozen=True)
class Finding:
    """One disagreement, and what to do about it."""

    kind: str
    about: str
    advice: str


def findings(
    entries: Iterable[Entry],
    orders: Iterable[AuditedOrder],
    read_at: float,
    patience: float,
    since: float = 0,
) -> list[Finding]:
    """Return every disagreement; ``patience`` is for how many seconds work may be unfinished.

    ``read_at`` is when reading these entries began: what became of them since is not known here.
    An order that was made before ``since``, or after ``read_at``, may have a key that is not among
    these.
    """
    known = list(entries)
    carts: dict[str, list[AuditedOrder]] = defaultdict(list)
    for order in orders:
        carts[order.cart_id].append(order)
    return [
        *_duplicates(known, carts),
        *_without_order(known, carts),
        *_refused_yet_ordered(known, carts),
        *_cancelled_yet_open(known, carts),
        *_waiting_yet_ordered(known, carts, read_at - CLOCKS),
        *_unfinished(known, read_at - patience),
        *_without_entry(known, carts, since, read_at - CLOCKS),
    ]


def oldest_cart(entries: Iterable[Entry]) -> float:
    """Return the earliest time at which an order of these keys can have been made.

    It is 0 if none has a cart.
    """
    return min((entry.created_at for entry in entries if entry.cart_id), default=0)


def older_carts(entries: Iterable[Entry], listed: Container[int], since: float) -> list[str]:
    """Return the carts that may have orders from before ``since``, where the list begins.

    A key with one create-order whose order is listed has no other.
    """
    sent = [entry for entry in entries if entry.cart_id and (entry.creates or entry.order_id)]
    return [
        entry.cart_id
        for entry in sent
        if entry.created_at < since and (entry.creates > 1 or entry.order_id not in listed)
    ]


def _duplicates(entries: list[Entry], carts: dict[str, list[AuditedOrder]]) -> Iterable[Finding]:
    for entry in entries:
        live = [order for order in carts.get(entry.cart_id, []) if not order.is_deleted]
        if entry.cart_id and len(live) > 1:
            yield Finding(
                "duplicate",
                f"key {entry.key.key}: orders {[one.id for one in live]} of one cart are live",
                about_live(entry, live),
            )


def _without_order(entries: list[Entry], carts: dict[str, list[AuditedOrder]]) -> Iterable[Finding]:
    # The store does not show of which cart they are.
    without_cart = {order.id for order in carts.get("", [])}
    for entry in entries:
        if entry.phase is not Phase.PLACED:
            continue
        if entry.order_id in without_cart:
            continue
        there = {order.id: order for order in carts.get(entry.cart_id, [])}
        live = [order for order in there.values() if not order.is_deleted]
        if entry.order_id not in there:
            yield Finding(
                "no order",
                f"key {entry.key.key}: order {entry.order_id} is not in the store",
                "look for it in the control panel; send the order again with a new key",
            )
        elif live and there[entry.order_id].is_deleted:
            yield Finding(
                "another order",
                f"key {entry.key.key}: its order {entry.order_id} is archived, "
                f"{[order.id for order in live]} of its cart is live",
                about_live(entry, live),
            )


def _refused_yet_ordered(
    entries: list[Entry], carts: dict[str, list[AuditedOrder]]
) -> Iterable[Finding]:
    for entry in entries:
        live = [order for order in carts.get(entry.cart_id, []) if not order.is_deleted]
        if entry.refused and entry.cart_id and live:
            yield Finding(
                "refused yet ordered",
                f"key {entry.key.key} was {entry.phase}, and order {live[0].id} of its cart is "
                "live",
                about_live(entry, live),
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
        if order.status_id is not None and not order.ended:
            yield Finding(
                "cancelled yet open",
                f"key {entry.key.key}: its order {order.id} was cancelled, and now has the "
                f"status {NAMES.get(order.status_id, order.status_id)}",
                "cancel it in the control panel, unless somebody took it up again",
            )


def _waiting_yet_ordered(
    entries: list[Entry], carts: dict[str, list[AuditedOrder]], until: float
) -> Iterable[Finding]:
    """Yield keys without a create-order whose cart has an order from before ``until``.

    A shopper has made it, or the key itself before its ledger was restored.
    """
    for entry in entries:
        its = carts.get(entry.cart_id, []) if entry.cart_id else []
        before = [one for one in its if one.created_at is None or one.created_at < until]
        live = [order for order in before if not order.is_deleted]
        if live and not (entry.finished or entry.creates):
            yield Finding(
                "waiting yet ordered",
                f"key {entry.key.key} has sent no create-order, and order {live[0].id} of its "
                "cart is live",
                f"do not send it again: keep {live[0].id}, give it its status, and cancel the key",
            )


def _unfinished(entries: list[Entry], since: float) -> Iterable[Finding]:
    """Yield keys past their time."""
    for entry in entries:
        if kind := _past_its_time(entry, since):
            yield Finding(
                kind,
                f"key {entry.key.key}: {entry.phase.value} after {entry.creates} create-orders",
                _WHAT_TO_DO[kind],
            )


def _past_its_time(entry: Entry, since: float) -> str | None:
    """Return the kind of finding for a key that has waited since before ``since``, or None.

    Each delivery renews ``updated_at``: alone it says only whether anybody still tries. A key that
    has sent no create-order cannot have an order, and waits for as long as its message does.
    """
    if entry.finished:
        return "unfinished" if 0 < entry.look_at < since else None
    if entry.creates or entry.phase not in (Phase.CLAIMED, Phase.CART):
        late = entry.phase is Phase.PARKED or _sent_at(entry) < since
        return "unfinished" if late else None
    is_late = entry.created_at < since
    if entry.updated_at < since or (is_late and entry.queued == GIVEN_UP):
        return "not sent again"
    return "still tried" if is_late else None


def _sent_at(entry: Entry) -> float:
    """Return when the create-order that the key still waits for was sent, or an earlier time.

    If it was refused, each delivery sends another and renews ``submitted_at``: then the time at
    which the key was made counts.
    """
    renewed = entry.concluded and entry.phase is not Phase.FINISHING
    return entry.created_at if renewed or not entry.submitted_at else entry.submitted_at


def _without_entry(
    entries: list[Entry], carts: dict[str, list[AuditedOrder]], since: float, until: float
) -> Iterable[Finding]:
    ours = {entry.cart_id for entry in entries if entry.cart_id}
    known = {entry.order_id for entry in entries}
    for order in (one for cart, its in carts.items() if cart not in ours for one in its):
        if order.id in known or order.is_deleted or order.order_source != OURS:
            continue
        made_at = since if order.created_at is None else order.created_at
        if since <= made_at < until:
            yield Finding(
                "no entry",
                f"order {order.id} came through the checkout API and no key stands for it",
                "another app's, or older than the ledger remembers, or than its last restore",
            )
