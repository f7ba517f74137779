"""Pure: the rows of the list, from the ledger or from the attention table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cart_to_order.pages.question import Question
from cart_to_order.pages.timeline.entries import Entry, Reason, number, text

ATTENTION_FIELDS = (
    "store", "key", "state", "since", "code", "cause", "step", "hint", "fix", "words",
)  # fmt: skip
"""All that is read from the attention table: never the request."""
_LONGEST = 400


@dataclass(frozen=True)
class Row:
    """One key in the list; times are seconds since the epoch."""

    store: str
    key: str
    state: str
    since: float
    """When the ledger first had it, or since when it needs attention."""
    reason: Reason = field(default_factory=Reason)
    entry: Entry | None = None
    """What the ledger has, where it was read."""

    def fits(self, question: Question) -> bool:
        """Return whether the row is among those that are asked for."""
        span = question.span()
        return (
            question.store in ("", self.store)
            and question.state in ("", self.state)
            and question.cause in ("", self.reason.cause, self.reason.code)
            and (span is None or span[0] <= self.since < span[1])
            and self._named(question.search)
        )

    def _named(self, search: str) -> bool:
        if not search or search in self.key:
            return True
        return self.entry is not None and search in self.entry.names


@dataclass(frozen=True)
class Listing:
    """What was read for a list, and where it ended."""

    source: str
    rows: tuple[Row, ...] = ()
    read: int = 0
    """How many items were looked at."""
    after: str = ""
    """Where to read on; empty at the end."""
    further: Mapping[str, str] = field(default_factory=dict)
    """Stores of which there is more, each with where to read on."""
    remarks: tuple[str, ...] = ()


def row_of(entry: Entry) -> Row:
    """Return the row of an entry of the ledger."""
    return Row(entry.store, entry.key, entry.state, entry.created_at, entry.reason, entry)


def attention_row(item: Mapping[str, Any]) -> Row:
    """Return the row in an item of the attention table."""
    why = ("code", "cause", "step", "hint", "fix", "words")
    reason = Reason(**{name: text(item, name)[:_LONGEST] for name in why})
    names = (text(item, "store"), text(item, "key"), text(item, "state"))
    return Row(*names, number(item, "since"), reason)


_BY_PHASE = {
    "rejected": "rejected",
    "parked": "parked",
    "submitting": "in_doubt",
    "finishing": "unfinished",
}
_BEFORE_THE_ORDER = ("waiting", "retried")
_REFUSED = ("rejected", "invalid")


def current(row: Row, entry: Entry | None) -> Row | None:
    """Return an attention row as the ledger knows it now; None if it needs no attention.

    A row is written before the ledger is, and may be left behind: the ledger decides.
    """
    if entry is None:
        return row if row.state == "invalid" else None
    state = _BY_PHASE.get(entry.state, "")
    if entry.state in ("claimed", "cart") and row.state in _BEFORE_THE_ORDER:
        state = row.state
    if state == "rejected" and row.state in _REFUSED:
        state = row.state
    if entry.given_up:
        reason = replace(row.reason, code="waited_too_long", fix="operator")
        return replace(row, state="parked", entry=entry, reason=reason)
    return replace(row, state=state, entry=entry) if state else None


def newest_first(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the rows with the newest at the top."""
    return tuple(sorted(rows, key=lambda row: row.since, reverse=True))
