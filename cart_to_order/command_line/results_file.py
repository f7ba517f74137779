"""The file of results beside a file of orders: what was done, so that no row is done again.

One line for each row. It is appended to as results come in, which survives a kill at any moment,
and put in order at the end. It holds keys, order ids, codes and field names, and nobody's data.
"""

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from cart_to_order.order_files.reading import BadRow, Row
from cart_to_order.problems import Unreadable
from cart_to_order.results import Pending, Placed, Refused, Result

SUFFIX = ".results.jsonl"


class Outcome(StrEnum):
    """What a row came to; placed and refused are final."""

    PLACED = "placed"
    REFUSED = "refused"
    INVALID = "invalid"
    """Not sent: the row must be corrected."""
    QUEUED = "queued"
    PENDING = "pending"
    PARKED = "parked"
    """An operator must look at it."""
    CHANGED = "changed"
    """Not sent: the row is another order than the one that was placed or refused under its key."""


Line = dict[str, Any]
_INVALID = "invalid_request"
_NOT_RECORDED = (
    _INVALID, "malformed_request", "key_reused", "key_of_another_caller",
)  # fmt: skip
"""Refusals that do not use the row's key up: it takes the corrected order."""

_RETRIED = "retried"
"""Marks what came to nothing yet under a key that was refused before."""


def is_final(line: Line | None) -> bool:
    """Return whether the service keeps this result for the row's key."""
    if line is None or line["outcome"] not in (Outcome.PLACED, Outcome.REFUSED):
        return False
    return line.get("code") not in _NOT_RECORDED


def is_on_its_way(line: Line) -> bool:
    """Return whether a row with a message may come to a result by itself, as far as is known.

    The service says where it does not: its message is a dead letter, and it is to be sent again.
    """
    given_up = line.get("goes_on") is False and line["state"] != "unknown"
    return line["outcome"] == Outcome.PENDING and not given_up


def was_refused(line: Line | None) -> bool:
    """Return whether the row's key was refused, and may still be: a retry of it may be needed."""
    return line is not None and (_RETRIED in line or _is_refusal(line))


def still_refused(line: Line) -> Line:
    """Return the line that comes after a refusal, marked unless the key has a final result now."""
    return line if is_final(line) else line | {_RETRIED: True}


def _is_refusal(line: Line) -> bool:
    if line["outcome"] != Outcome.REFUSED:
        return False
    # What only the store could find wrong is recorded: the same order is not tried again by itself.
    return is_final(line) or line.get("code") == _INVALID


def has_changed(row: Row | BadRow, line: Line | None) -> bool:
    """Return whether a row is another order than the one with this final result.

    What is not valid now was valid then. Lines of earlier releases do not say which order it was.
    """
    if line is None or not is_final(line):
        return False
    if isinstance(row, BadRow):
        return True
    return not is_of(row, line)


def is_of(row: Row, line: Line) -> bool:
    """Return whether the line is of the row as it is; those of earlier releases do not say so."""
    sent = line.get("fingerprint")
    return sent is None or sent == row.job.order.fingerprint()


def line_of(row: Row, result: Result) -> Line:
    """Return the line with a row's result."""
    which: Line = {"row": row.number, "key": row.key}
    order = {"fingerprint": row.job.order.fingerprint()}
    match result:
        case Placed():
            first = {"order_id": result.order_id}
            ended = {"cancelled": True} if result.answer.get("order_cancelled") else {}
            return first | which | {"outcome": Outcome.PLACED} | order | ended
        case Refused():
            which |= {"outcome": Outcome.REFUSED, "code": result.code} | order
            about = {name: result.problem.get(name) for name in ("step", "fix", "cause", "hint")}
            return which | _said(about | {"fields": list(result.fields)})
        case Pending():
            outcome = Outcome.PARKED if result.needs_a_person else Outcome.PENDING
            which |= {"outcome": outcome, "state": result.state}
            about = {name: getattr(result, name) for name in ("code", "cause", "hint")}
            known = {} if result.goes_on is None else {"goes_on": result.goes_on}
            return which | _said(about) | known


def _said(about: Mapping[str, Any]) -> Line:
    return {name: value for name, value in about.items() if value}


def queued_line(row: Row) -> Line:
    """Return the line of a row that was put in the queue."""
    sent = row.job.order.fingerprint()
    return {
        "row": row.number,
        "key": row.key,
        "outcome": Outcome.QUEUED,
        "fingerprint": sent,
    }


def invalid_line(row: BadRow) -> Line:
    """Return the line of a row that is not sent."""
    return {
        "row": row.number,
        "key": row.key,
        "outcome": Outcome.INVALID,
        "errors": [str(fault) for fault in row.faults],
    }


class ResultsFile:
    """The results of one file of orders in one store; one thread at a time writes to it."""

    def __init__(self, orders: Path, store_url: str) -> None:
        self.path = orders.with_name(orders.name + SUFFIX)
        self._store_url = store_url
        self._lines: dict[str, Line] = {}
        for text in self._whole_lines():
            line = self._read(text)
            if line["key"]:
                self._lines[line["key"]] = line

    def of(self, row: Row | BadRow) -> Line | None:
        """Return the last result of a row, from this run or one before; None if it has none."""
        return self._lines.get(row.key)

    def as_sent(self, row: Row | BadRow) -> Row | BadRow:
        """Return a row as an earlier run sent it, although the service takes no new one like it.

        The service may have accepted it then, and so answers; to send it changed would be wrong.
        """
        if isinstance(row, BadRow) and row.before and _was_sent(self.of(row)):
            return Row(row.number, row.before)
        return row

    def add(self, line: Line) -> None:
        """Write one more result."""
        line |= {"at": self._store_url}
        with self.path.open("a", encoding="utf-8") as file:
            file.write(_text(line))
        if line["key"]:
            self._lines[line["key"]] = line

    def tidy(self, invalid: Iterable[Line]) -> None:
        """Leave one line for each row, in the order of the rows."""
        lines = [*self._lines.values(), *({"at": self._store_url} | line for line in invalid)]
        unfinished = self.path.with_name(self.path.name + ".unfinished")
        unfinished.write_text(
            "".join(map(_text, sorted(lines, key=lambda line: line["row"]))), encoding="utf-8"
        )
        unfinished.replace(self.path)

    def _whole_lines(self) -> list[str]:
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return []
        whole = content[: content.rfind(b"\n") + 1]
        if len(whole) < len(content):
            # The last run was killed while it wrote.
            self.path.write_bytes(whole)
        return whole.decode(errors="replace").splitlines()

    def _read(self, text: str) -> Line:
        try:
            line: Line = json.loads(text)
            there = (str(line["key"]), int(line["row"]), Outcome(line["outcome"]), line["at"])
        except (ValueError, KeyError, TypeError):
            raise Unreadable(f"{self.path} is not of this program: move it away.") from None
        if there[3] != self._store_url:
            raise Unreadable(
                f"{self.path} is of other orders, at {there[3]}: move it away to begin anew."
            )
        return line


def _was_sent(line: Line | None) -> bool:
    """Return whether the service may know the row's key, by what an earlier run wrote of it."""
    if line is None or line["outcome"] == Outcome.INVALID:
        return False
    return line.get("code") not in _NOT_RECORDED


def _text(line: Mapping[str, Any]) -> str:
    return json.dumps(line) + "\n"
