"""Pure: what a page shows of the ledger's entry of one key; no customer, link or draft is read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from cart_to_order.pages.states import settled

FIELDS = (
    "id",
    "phase",
    "order_id",
    "cart_id",
    "deliveries",
    "created_at",
    "updated_at",
    "history",
    "last_error",
    "problem",
    "queued",
)
"""All that is asked of the ledger."""
_LONGEST = 400
_ENDED = ("placed", "rejected", "cancelled")


@dataclass(frozen=True)
class Moment:
    """What was written for a key, and when, in seconds since the epoch."""

    what: str
    at: float


@dataclass(frozen=True)
class Reason:
    """Why an order was refused or did not go on; ``words`` are the store's, its customer masked."""

    code: str = ""
    cause: str = ""
    step: str = ""
    hint: str = ""
    fix: str = ""
    words: str = ""

    def __str__(self) -> str:
        """Return the code and the step."""
        return f"{self.code} at step {self.step}" if self.code and self.step else self.code


@dataclass(frozen=True)
class Entry:
    """One key as the ledger has it; times are seconds since the epoch."""

    store: str
    key: str
    state: str
    order_id: int
    deliveries: int
    created_at: float
    updated_at: float
    cart_id: str = ""
    moments: tuple[Moment, ...] = ()
    reason: Reason = field(default_factory=Reason)
    """The refusal, or the last error."""
    given_up: bool = False
    """Whether its message waited too long, and is a dead letter."""

    @property
    def seconds(self) -> float:
        """How long it took from the first claim to the last write."""
        return max(self.updated_at - self.created_at, 0.0)

    @property
    def settled(self) -> bool:
        """Whether nothing more happens by itself."""
        return settled(self.state)

    @property
    def names(self) -> tuple[str, ...]:
        """The key, the order's id and the cart's: what it can be found by."""
        order = (str(self.order_id),) if self.order_id else ()
        cart = (self.cart_id,) if self.cart_id else ()
        return (self.key, *order, *cart)


def is_of_an_order(item: Mapping[str, Any]) -> bool:
    """Whether a DynamoDB item is a key's; the table also has one for each store's pace."""
    return not text(item, "id").startswith("#")


def read_entry(item: Mapping[str, Any]) -> Entry:
    """The entry in a DynamoDB item."""
    store, _, key = text(item, "id").partition("#")
    state = text(item, "phase")
    why = "problem" if state == "rejected" else "last_error"
    return Entry(
        store=store,
        key=key,
        state=state,
        order_id=int(number(item, "order_id")),
        deliveries=int(number(item, "deliveries")),
        created_at=number(item, "created_at"),
        updated_at=number(item, "updated_at"),
        cart_id=text(item, "cart_id"),
        moments=tuple(_moments(text(item, "history"))),
        given_up=number(item, "queued") < 0 and state not in _ENDED,
        # Of an order that is made the last error is over.
        reason=Reason() if state == "placed" else _reason(text(item, why)),
    )


def text(item: Mapping[str, Any], name: str) -> str:
    """A text of a DynamoDB item, empty if it has none of this name."""
    return str(item.get(name, {}).get("S", ""))


def number(item: Mapping[str, Any], name: str) -> float:
    """A number of a DynamoDB item, 0 if it has none of this name."""
    return float(item.get(name, {}).get("N", 0))


def _moments(history: str) -> Iterator[Moment]:
    for note in history.split():
        what, _, when = note.rpartition("@")
        with suppress(ValueError):
            if what and isfinite(at := float(when)):
                yield Moment(what, at)


def _reason(said: str) -> Reason:
    """The service's own words alone: those beside them may be a store's, and name a customer."""
    try:
        found = json.loads(said)
        values = {name: found.get(name) for name in ("code", "step", "cause", "hint", "fix")}
    except (ValueError, AttributeError, RecursionError):
        return Reason()
    words = {name: str(value)[:_LONGEST] for name, value in values.items() if value}
    return Reason(**words) if "code" in words else Reason()
