"""Pure: one row of the list of orders that need attention: why, since when, and the order as sent.

The ledger stays the truth about the key: a row may be older than what the ledger says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from order_service.errors import (
    Curable,
    InvalidRequest,
    OrderError,
    OutcomeUnknown,
    Parked,
    Refused,
    Unfinished,
    WaitedTooLong,
)
from order_service.keys import OrderKey

_WORDS = "; "


class Attention(StrEnum):
    """Why an order needs attention."""

    REJECTED = "rejected"
    """The store refused it, or the caller's own rule."""
    PARKED = "parked"
    """A person must look: at the order, or at its message, which is a dead letter."""
    IN_DOUBT = "in_doubt"
    """Whether the order was made is being found out."""
    UNFINISHED = "unfinished"
    """The order exists; what was asked after it is to come."""
    WAITING = "waiting"
    """For a secret, a scope, or the end of a store's pause."""
    INVALID = "invalid"
    """It broke a rule of ours; its key is not used up."""
    RETRIED = "retried"
    """An operator sent it again, and it is not placed yet."""


_STATES: Mapping[type[OrderError], Attention] = {
    InvalidRequest: Attention.INVALID,
    Refused: Attention.REJECTED,
    Parked: Attention.PARKED,
    WaitedTooLong: Attention.PARKED,
    OutcomeUnknown: Attention.IN_DOUBT,
    Unfinished: Attention.UNFINISHED,
    Curable: Attention.WAITING,
}
"""The errors that need attention, the first that fits.

What is not here, a quota that is spent or an outage, passes by itself.
"""


@dataclass(frozen=True)
class AttentionRow:
    """One key that needs attention; ``since`` in seconds since the epoch."""

    key: OrderKey
    state: Attention
    since: float
    code: str
    fix: str
    cause: str = ""
    step: str = ""
    hint: str = ""
    words: str = ""
    """The store's words, without the order's customer."""
    request: str = ""
    """The order as it was sent, as JSON; empty where it is not kept."""
    fingerprint: str = ""

    def to_item(self) -> dict[str, Any]:
        """Return the row as a DynamoDB item, what is empty left out."""
        facts = {name: getattr(self, name) for name in _TEXTS}
        texts = {"store": self.key.store, "key": self.key.key, "state": self.state.value, **facts}
        found: dict[str, Any] = {name: {"S": text} for name, text in texts.items() if text}
        return found | {"since": {"N": repr(self.since)}}

    @classmethod
    def from_item(cls, item: Mapping[str, Any]) -> "AttentionRow":
        """Return the row in a DynamoDB item; one of another version's states needs a person."""
        texts = {name: str(value["S"]) for name, value in item.items() if "S" in value}
        known = texts.get("state", "")
        state = Attention(known) if known in set(Attention) else Attention.PARKED
        facts = {name: texts.get(name, "") for name in _TEXTS}
        key = OrderKey(texts["store"], texts["key"])
        return cls(key=key, state=state, since=float(item["since"]["N"]), **facts)


_TEXTS = ("code", "fix", "cause", "step", "hint", "words", "request", "fingerprint")
SHOWN = ("store", "key", "state", "since", *(name for name in _TEXTS if name != "request"))
"""The attributes that a list needs: all but the order itself."""


def attention_of(error: OrderError) -> Attention | None:
    """Return why an order with this error needs attention; None if it does not."""
    return next((state for kind, state in _STATES.items() if isinstance(error, kind)), None)


def row_of(
    key: OrderKey, error: OrderError, since: float, request: str, fingerprint: str
) -> AttentionRow | None:
    """Return the row of an order with this error, whose words are masked; None if it needs none."""
    state = attention_of(error)
    if state is None:
        return None
    facts = facts_of(error.problem())
    return AttentionRow(key, state, since, request=request, fingerprint=fingerprint, **facts)


def facts_of(problem: Mapping[str, Any]) -> dict[str, str]:
    """Return what a problem object says in a row."""
    words = (problem.get("store") or {}).get("words") or []
    facts = {
        name: str(problem.get(name) or "") for name in ("code", "fix", "cause", "step", "hint")
    }
    return facts | {"words": _WORDS.join(map(str, words))}
