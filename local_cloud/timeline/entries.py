"""Pure: what a page shows of the ledger's entry of one key; no customer, link or draft is read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from math import isfinite
from typing import Any

FIELDS = (
    "id",
    "phase",
    "order_id",
    "deliveries",
    "created_at",
    "updated_at",
    "history",
    "last_error",
    "problem",
)
"""All that is asked of the ledger."""
FINAL = ("placed", "rejected", "cancelled")
SETTLED = (*FINAL, "parked")


@dataclass(frozen=True)
class Moment:
    """What was written for a key, and when, in seconds since the epoch."""

    what: str
    at: float


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
    moments: tuple[Moment, ...] = ()
    trouble: str = ""
    """The refusal's or the last error's code and step."""

    @property
    def seconds(self) -> float:
        """How long it took from the first claim to the last write."""
        return max(self.updated_at - self.created_at, 0.0)

    @property
    def settled(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.state in SETTLED


def is_of_an_order(item: Mapping[str, Any]) -> bool:
    """Whether a DynamoDB item is a key's; the table also has one for each store's pace."""
    return not _text(item, "id").startswith("#")


def read_entry(item: Mapping[str, Any]) -> Entry:
    """The entry in a DynamoDB item."""
    store, _, key = _text(item, "id").partition("#")
    state = _text(item, "phase")
    told = "problem" if state == "rejected" else "last_error"
    return Entry(
        store=store,
        key=key,
        state=state,
        order_id=int(_number(item, "order_id")),
        deliveries=int(_number(item, "deliveries")),
        created_at=_number(item, "created_at"),
        updated_at=_number(item, "updated_at"),
        moments=tuple(_moments(_text(item, "history"))),
        # Of an order that is made the last error is over.
        trouble="" if state == "placed" else _trouble(_text(item, told)),
    )


def _moments(history: str) -> Iterator[Moment]:
    for note in history.split():
        what, _, when = note.rpartition("@")
        with suppress(ValueError):
            if what and isfinite(at := float(when)):
                yield Moment(what, at)


def _trouble(told: str) -> str:
    """Code and step alone: the words beside them may be a store's, and name a customer."""
    try:
        found = json.loads(told)
        code, step = str(found["code"]), found.get("step")
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
    return f"{code} at step {step}" if step else code


def _text(item: Mapping[str, Any], name: str) -> str:
    return str(item.get(name, {}).get("S", ""))


def _number(item: Mapping[str, Any], name: str) -> float:
    return float(item.get(name, {}).get("N", 0))
