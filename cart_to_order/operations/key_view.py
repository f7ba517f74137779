"""Pure: one key in words for an operator, without a customer's data or a secret."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from order_service.answers import Finishing
from order_service.auditing.advice import about_live
from order_service.ledger.entry import Entry, Phase
from order_service.ledger.phases import row_of
from order_service.request.order_statuses import NAMES
from order_service.store.order_view import OrderRow


def entry_lines(entry: Entry) -> Iterator[str]:
    """Yield the ledger's entry and its history."""
    yield f"Key {entry.key.key} of store {entry.key.store}: {entry.phase.value}"
    yield f"  correlation id  {entry.key.correlation_id}"
    yield f"  first seen      {moment(entry.created_at)}"
    yield f"  deliveries      {entry.deliveries}, carts opened {entry.carts}"
    if entry.belongs_to:
        yield f"  belongs to      {entry.belongs_to}"
    if entry.cart_id:
        yield f"  cart            {entry.cart_id}"
    if entry.attempts:
        yield f"  create-orders   {entry.attempts}, the last at {moment(entry.submitted_at)}"
    if entry.order_id:
        yield f"  order           {entry.order_id}"
    if entry.cancel_asked:
        yield f"  cancel asked    for the {entry.cancel_asked}"
    yield from _second_look(entry)
    if entry.lease_until:
        yield f"  worked on until {moment(entry.lease_until)} at the latest"
    yield from _trouble(entry)
    for what, when in entry.moments():
        yield f"    {moment(when)}  {what}"
    yield f"  last change     {moment(entry.updated_at)}"


def store_lines(cart: str, orders: Sequence[OrderRow]) -> Iterator[str]:
    """Yield what the store has of this key's cart."""
    yield f"The store: cart {cart}; orders of it in the list: {len(orders)}"
    for row in orders:
        state = "archived" if row.is_deleted else "live"
        name = "unknown" if row.status_id is None else NAMES.get(row.status_id, "unknown")
        yield f"  order {row.id}: {state}, status {name} ({row.status_id})"


def advice(entry: Entry, orders: Sequence[OrderRow]) -> str:
    """Return what an operator does about this key."""
    live = [row for row in orders if not row.is_deleted]
    if _is_question(entry, live):
        return f"{about_live(entry, live)}."
    if entry.order_cancelled:
        return "nothing: the order is cancelled, as was asked." + _of_its_payment(entry)
    if entry.phase is Phase.PLACED and not live:
        return "look for the order in the store."
    if entry.phase is Phase.PARKED and live and not entry.creates:
        return (
            f"somebody else has made order {live[0].id} of its cart: ask the merchant whether it "
            "is wanted; if it is, cancel the key, which leaves that order, and delete the message."
        )
    if entry.phase is Phase.PARKED and live:
        return (
            f"order {live[0].id} is there now: make redrive takes it, unless a shopper made it of "
            "a changed cart: then ask the merchant whether it is wanted."
        )
    return row_of(entry).advice


def _is_question(entry: Entry, live: Sequence[OrderRow]) -> bool:
    """Return whether the live orders are not just the one that the key has."""
    other = [row for row in live if row.id != entry.order_id]
    return len(live) > 1 or (entry.finished and bool(other))


def _of_its_payment(entry: Entry) -> str:
    """Return what is still to be done about an order that was paid and cancelled."""
    done = Finishing.model_validate_json(entry.finishing)
    left = [one.reason for one in done.not_applied or [] if one.field == "order"]
    return f" {left[0]}" if left else ""


def moment(seconds: float) -> str:
    """Return a time of the ledger as people read it."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC" if seconds else "never"


def _second_look(entry: Entry) -> Iterator[str]:
    if entry.look_at:
        yield f"  second look     due at {moment(entry.look_at)}"
    if entry.disputed > 0:
        yield "  second look     taken, and left to a person"


def _trouble(entry: Entry) -> Iterator[str]:
    """What a store said is left out: its words may name a customer."""
    if entry.refused:
        problem = entry.refusal().problem()
        step = f" at step {problem['step']}" if problem.get("step") else ""
        yield f"  refused         {problem['code']}{step}: {problem['title']}"
        yield from _meaning(problem)
    elif trouble := entry.trouble():
        yield f"  last error      {trouble['code']} at step {trouble['step']}: {trouble['detail']}"
        yield from _meaning(trouble)


def _meaning(problem: Mapping[str, Any]) -> Iterator[str]:
    """What the service knows about it; both are words of its own."""
    for name in ("cause", "hint"):
        if problem.get(name):
            yield f"  {name:<16}{problem[name]}"
