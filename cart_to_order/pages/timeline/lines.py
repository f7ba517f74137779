"""Pure: the lines that the functions log about one key; every other line is passed over."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

CALL, WRITE, PLACED = "store call", "ledger write", "order placed"
NOTES = {
    "order placed": "order placed",
    "order replayed": "answered with the order it has",
    "order refused": "refused",
    "refusal replayed": "answered with the refusal it has",
    "order not placed": "not placed",
    "order goes on later": "goes on in the queue",
    "order parked": "parked: a person must look",
    "record comes back": "message comes back",
    "create-order ambiguous": "answer to create-order lost",
    "duplicate archived": "duplicate archived",
    "duplicate reported": "duplicate reported",
    "cancelled order paid": "cancelled, and paid: refund it",
    "unexpected error": "unexpected error",
}
_READS = "reads"
"""On what was done for a reader of the key, which is no delivery of it."""
_LONGEST = 60


@dataclass(frozen=True)
class Call:
    """One call to the store; ``status`` is 0 when no answer came, and then ``error`` says why."""

    step: str
    method: str
    began: float
    seconds: float
    status: int
    error: str

    @property
    def failed(self) -> bool:
        """Whether it was refused, broke or had no answer."""
        return not 200 <= self.status < 400


@dataclass(frozen=True)
class Write:
    """One write to the ledger; ``phase`` is what the entry says after it."""

    phase: str
    began: float
    seconds: float
    error: str


@dataclass(frozen=True)
class Note:
    """One event that a function logged."""

    event: str
    code: str
    step: str
    at: float


@dataclass(frozen=True)
class Line:
    """One line and the delivery that it belongs to."""

    delivery: str
    entry_point: str
    attempt: int
    cold: bool
    event: Call | Write | Note

    @property
    def at(self) -> float:
        """When that began."""
        return self.event.at if isinstance(self.event, Note) else self.event.began


def read_lines(texts: Iterable[str], store: str, key: str) -> list[Line]:
    """The lines about this key, oldest first; what is no such line, or not whole, is left out."""
    found = [line for text in texts if (line := _line(text, store, key)) is not None]
    return sorted(found, key=lambda line: line.at)


def whose_call(text: str) -> tuple[str, str] | None:
    """Store and key of a line that tells of a call to the store; None of any other."""
    fields = _fields(text)
    if fields.get("message") != CALL or _READS in fields:
        return None
    return _word(fields, "store"), _word(fields, "key", 128)


def has_work(lines: Iterable[Line]) -> bool:
    """Whether calls or writes are among the lines."""
    return any(not isinstance(line.event, Note) for line in lines)


def found_by(text: str, search: str) -> tuple[str, str] | None:
    """Store and key of a line that names this order, cart or correlation id; None of any other."""
    fields = _fields(text)
    names = {str(fields[name]) for name in ("order_id", "cart_id", "correlation_id")
             if name in fields}  # fmt: skip
    if search not in names or _READS in fields:
        return None
    whose = _word(fields, "store"), _word(fields, "key", 128)
    return whose if all(whose) else None


def _line(text: str, store: str, key: str) -> Line | None:
    fields = _fields(text)
    if (fields.get("store"), fields.get("key")) != (store, key) or _READS in fields:
        return None
    try:
        event = _event(fields)
    except (ValueError, KeyError, TypeError, OverflowError):
        return None
    if event is None:
        return None
    message = _word(fields, "message_id")
    attempt = fields.get("attempt")
    return Line(
        # One batch may hold the same key twice.
        delivery=f"{_word(fields, 'function_request_id')} {message}",
        entry_point="queue" if message else "API",
        attempt=attempt if type(attempt) is int else 1,
        cold=fields.get("cold_start") is True,
        event=event,
    )


def _event(fields: Mapping[str, Any]) -> Call | Write | Note | None:
    message = fields["message"]
    if message == CALL:
        status = fields.get("status") or 0
        return Call(
            step=_word(fields, "step"),
            method=_word(fields, "method"),
            **_span(fields),
            status=status if type(status) is int else 0,
            error=_word(fields, "error"),
        )
    if message == WRITE:
        return Write(_word(fields, "phase"), **_span(fields), error=_word(fields, "error"))
    if message not in NOTES:
        return None
    at = datetime.fromisoformat(fields["timestamp"]).timestamp()
    return Note(message, _word(fields, "code"), _word(fields, "step"), at)


def _span(fields: Mapping[str, Any]) -> dict[str, float]:
    began, seconds = float(fields["began"]), float(fields["milliseconds"]) / 1000
    if not (isfinite(began) and isfinite(seconds)):
        raise ValueError("no time of day")
    return {"began": began, "seconds": max(seconds, 0.0)}


def _fields(text: str) -> Mapping[str, Any]:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}


def _word(fields: Mapping[str, Any], name: str, longest: int = _LONGEST) -> str:
    value = fields.get(name)
    return value[:longest] if isinstance(value, str) else ""
