"""Pure: which event, if any, a change of the ledger means to the world outside.

The part of it that is posted to the callback URL is signed as a text inside the event, and not as
the bytes of the request: EventBridge writes those, and its spaces and order of fields are
documented nowhere.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import takewhile
from typing import Any

from order_service.keys import OrderKey
from order_service.ledger.entry import STEPS, Entry, Phase

VERSION = "1"
"""Of the details: docs/events.md says what may change within it."""
_EVENTS: Mapping[str, str] = {
    Phase.PLACED: "OrderPlaced",
    Phase.REJECTED: "OrderRejected",
    Phase.PARKED: "OrderParked",
    Phase.CANCELLED: "OrderCancelled",
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
    callback: Mapping[str, str] = field(default_factory=dict)
    """What is posted to the callback URL, where there is one."""

    def detail(self) -> dict[str, Any]:
        """Return the event's detail: which version, which key, and the facts."""
        first = {"order_id": self.facts["order_id"]} if "order_id" in self.facts else {}
        return {
            **first,
            "version": VERSION,
            "store": self.key.store,
            "idempotency_key": self.key.key,
            "correlation_id": self.key.correlation_id,
            **self.facts,
            **({"callback": dict(self.callback)} if self.callback else {}),
        }


def announced(before: Image | None, after: Image | None) -> Announcement | None:
    """Return the event that a change of one item means; None unless it came to another end.

    An item that is removed, by hand or by its time to live, means nothing.
    """
    if after is None or _event(before) == _event(after):
        return None
    event = _event(after)
    if event is None:
        return None
    entry = Entry.from_item(after)
    return Announcement(event, entry.key, _ended_at(entry), _facts(entry))


def _event(image: Image | None) -> str | None:
    """Return the event of what an item says; a placed order may be cancelled later."""
    event = _EVENTS.get(_phase(image))
    finishing = json.loads((image or {}).get("finishing", {}).get("S", "{}"))
    cancelled = event == _EVENTS[Phase.PLACED] and finishing.get("order_cancelled") is True
    return _EVENTS[Phase.CANCELLED] if cancelled else event


def _ended_at(entry: Entry) -> float:
    """Return when the key came to its end: what was written since does not make it another event.

    A key that nobody had sent was cancelled by its first write, which is not in its history.
    """
    steps = [step for step in entry.moments() if step[0] in STEPS]
    ends = [when for _, when in takewhile(lambda step: step[0] == entry.phase, reversed(steps))]
    if not ends:
        return entry.updated_at
    # Its cancellation is written as one more end of a placed order.
    return ends[0] if entry.order_cancelled else ends[-1]


def _phase(image: Image | None) -> str:
    return str((image or {}).get("phase", {}).get("S", ""))


def _facts(entry: Entry) -> dict[str, Any]:
    if entry.order_cancelled:
        return {"order_id": entry.order_id, "cart_id": entry.cart_id}
    if entry.phase is Phase.PLACED:
        order = entry.order()
        return {
            "order_id": order.order_id,
            "cart_id": order.cart_id,
            "totals": order.totals.model_dump(mode="json"),
            **({"cancel_asked": True} if entry.cancel_asked else {}),
        }
    if entry.phase is Phase.REJECTED:
        problem = entry.refusal().problem()
        return {name: problem[name] for name in ("code", "step", "fix") if name in problem}
    return {"may_live": True} if entry.may_live else {}


@dataclass(frozen=True)
class Signer:
    """Signs for one stack, whose rule on the event bus posts what bears its name."""

    stack: str
    key: bytes = field(repr=False)

    def signed(self, announcement: Announcement) -> Announcement:
        """Return the announcement with its callback: the text, and the HMAC-SHA256 of the text."""
        # Stacks may share a key: what one of them signed is not another one's.
        content = _content(announcement) | {"stack": self.stack}
        text = json.dumps(content, separators=(",", ":"))
        signature = hmac.new(self.key, text.encode(), hashlib.sha256).hexdigest()
        callback = {"stack": self.stack, "signed": text, "signature": signature}
        return replace(announcement, callback=callback)


def _content(announcement: Announcement) -> dict[str, object]:
    moment = datetime.fromtimestamp(int(announcement.happened_at), UTC)
    return {
        "event": announcement.event,
        "time": moment.isoformat().replace("+00:00", "Z"),
        **announcement.detail(),
    }
