"""Pure: which event, if any, a change of the ledger means to the world outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from order_service.keys import OrderKey
from order_service.ledger.entry import Entry, Phase

VERSION = "1"
"""Of the details: docs/events.md says what may change within it."""
_EVENTS: Mapping[str, str] = {
    Phase.PLACED: "OrderPlaced",
    Phase.REJECTED: "OrderRejected",
    Phase.PARKED: "OrderParked",
}

Image = Mapping[str, Any]
"""An item of the ledger as DynamoDB writes it."""


@dataclass(frozen=True)
class Announcement:
    """One event: its type, the key it is about, when it happened, and facts without a customer.

    ``happened_at`` is in seconds since the epoch, and the same each time it is announced.
    """

    event: str
    key: OrderKey
    happened_at: float
    facts: Mapping[str, Any]

    def detail(self) -> dict[str, Any]:
        """Return the event's detail: which version, which key, and the facts."""
        return {
            "version": VERSION,
            "store": self.key.store,
            "idempotency_key": self.key.key,
            "correlation_id": self.key.correlation_id,
            **self.facts,
        }


def announced(before: Image | None, after: Image | None) -> Announcement | None:
    """Return the event that a change of one item means; None unless its new phase has an event.

    An item that is removed, by hand or by its time to live, means nothing.
    """
    if after is None or _phase(before) == _phase(after):
        return None
    event = _EVENTS.get(_phase(after))
    if event is None:
        return None
    entry = Entry.from_item(after)
    return Announcement(event, entry.key, entry.updated_at, _facts(entry))


def _phase(image: Image | None) -> str:
    return str((image or {}).get("phase", {}).get("S", ""))


def _facts(entry: Entry) -> dict[str, Any]:
    if entry.phase is Phase.PLACED:
        order = entry.order()
        return {
            "order_id": order.order_id,
            "cart_id": order.cart_id,
            "totals": order.totals.model_dump(mode="json"),
        }
    if entry.phase is Phase.REJECTED:
        problem = entry.refusal().problem()
        return {name: problem[name] for name in ("code", "step", "fix") if name in problem}
    return {}
