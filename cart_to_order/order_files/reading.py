"""Reads the orders of a file, each checked as the service will check it before anything is sent."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cart_to_order.calls import job_of
from cart_to_order.keys import key_of
from cart_to_order.order_files.cells import HAS_LOST
from cart_to_order.order_files.faults import Fault
from cart_to_order.order_files.mapping import Columns, read_mapping
from cart_to_order.order_files.ready import mapping_text
from cart_to_order.order_files.table_files import SUFFIXES, TableFile, read_table, text_of
from cart_to_order.order_files.tables import Draft, drafts, located
from cart_to_order.problems import Unreadable
from order_service.errors import InvalidRequest
from order_service.keys import malformed, read_key
from order_service.request.intake import NOT_UTF8, Job
from order_service.request.json_body import MAX_BYTES, MAX_MESSAGE_BYTES, read_object

_LINE = ("store", "idempotency_key", "order")


@dataclass(frozen=True)
class Row:
    """One valid order of a file: a line, or the rows of a table that have its key."""

    number: int
    """The line's number, or that of the first of the rows."""
    job: Job

    @property
    def key(self) -> str:
        """Return the idempotency key."""
        return self.job.key.key


@dataclass(frozen=True)
class BadRow:
    """One order of a file that must be corrected before it can be sent."""

    number: int
    key: str
    """Empty if it is unusable."""
    faults: tuple[Fault, ...]
    before: Job | None = None
    """The order as earlier releases of the service took it, if it is refused as a new one only."""


@dataclass(frozen=True)
class Orders:
    """The orders of a file, and what a person should know of how it was read."""

    rows: list[Row | BadRow]
    notes: tuple[str, ...] = ()
    """What was guessed or left out."""
    warnings: tuple[Fault, ...] = ()
    """What is allowed and probably a mistake."""
    hides_rows: bool = False
    """Whether rows may be hidden in a cell: any other order of the file may lack its lines."""

    @property
    def faults(self) -> list[Fault]:
        """Return what must be corrected."""
        return [fault for row in self.rows if isinstance(row, BadRow) for fault in row.faults]


def read_orders(file: Path, store: str, mapping: str | None = None) -> Orders:
    """Return the orders of a file; raises Unreadable, or MalformedRequest.

    The mapping is a TOML file, or the name of one that comes with the command.
    """
    read_key(store, "x")
    suffix = file.suffix.lower()
    if suffix == ".jsonl":
        if mapping:
            raise Unreadable("A mapping is for tables: the lines of a .jsonl file are orders.")
        return Orders(_once(_line(number, line, store) for number, line in _lines(file)))
    if suffix not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        raise Unreadable(f"{file.name} is neither .jsonl nor a table ({known}): save it as .csv.")
    table = read_table(file, read_mapping(mapping_text(mapping)) if mapping else None)
    return _orders(table, store)


def _orders(table: TableFile, store: str) -> Orders:
    found = drafts(table.records, table.columns, table.decimal)
    left_out = Counter(draft.left_out_by for draft in found.values() if draft.left_out_by)
    notes = [*table.notes]
    notes += [f"Left out by [skip] '{name}': {count}." for name, count in left_out.items()]
    rows = (
        _order(draft, text, store, table.columns)
        for text, draft in found.items()
        if not draft.left_out_by
    )
    # Which orders such a row is, and hides, nobody knows: it has no key.
    hiding = [BadRow(fault.row, "", (fault,)) for fault in table.hiding]
    whole = _once(sorted([*hiding, *rows], key=lambda row: row.number))
    return Orders(whole, tuple(notes), tuple(table.warnings), bool(hiding))


def read_one(file: Path) -> dict[str, Any]:
    """Return the one order in a .json file; raises Unreadable, which says what is wrong."""
    try:
        return read_object(text_of(file), field=file.name, most_bytes=MAX_BYTES)
    except InvalidRequest as problem:
        faults = [f"{fault['field']}: {fault['message']}" for fault in problem.facts["errors"]]
        raise Unreadable(f"{'; '.join(faults)}.") from None


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text_of(file).split("\n"), 1):
        if line.strip():
            yield number, line


def _line(number: int, text: str, store: str) -> Row | BadRow:
    key = ""
    try:
        found = read_object(text, field="line", most_bytes=MAX_MESSAGE_BYTES)
        if set(found) - set(_LINE):
            # Its name is not repeated: it may be a customer's.
            raise malformed("line", f"may have these fields and no other: {', '.join(_LINE)}")
        if found.get("store", store) != store:
            raise malformed("store", f"is another one than {store}")
        if not isinstance(found.get("order"), dict):
            raise malformed("order", "must be the order, a JSON object")
        key = read_key(store, found.get("idempotency_key")).key
        return Row(number, job_of(store, key, found["order"], new=True))
    except InvalidRequest as error:
        faults = [Fault(number, "", wrong["field"], wrong["message"]) for wrong in _errors(error)]
        before = _before(store, key, found["order"]) if key else None
        return BadRow(number, key, tuple(faults), before)


def _order(draft: Draft, text: str, store: str, columns: Columns) -> Row | BadRow:
    key, faults = "", list(draft.faults)
    text = text if not text.startswith("\0") else ""
    try:
        key = read_key(store, key_of(text) if text and columns.is_number else text, "key").key
    except InvalidRequest as error:
        faults += [
            Fault(draft.row, columns.key, "key", wrong["message"]) for wrong in _errors(error)
        ]
    body, places = draft.body()
    before = None if faults else _before(store, key, body)
    try:
        job = job_of(store, key or "unknown", body, new=True)
        if not faults:
            return Row(draft.row, job)
    except InvalidRequest as error:
        # A cell that cannot be read is named once, with what is wrong with it.
        unread = {(fault.row, fault.column) for fault in draft.faults}
        more = [located(wrong, draft, places, columns) for wrong in _errors(error)]
        faults += [fault for fault in more if (fault.row, fault.column) not in unread]
    return BadRow(draft.row, key, tuple(faults), before)


def _before(store: str, key: str, body: dict[str, Any]) -> Job | None:
    """Return what the service still takes under a key that it accepted before; None if nothing."""
    try:
        return job_of(store, key, body)
    except InvalidRequest:
        return None


def _once(rows: Iterable[Row | BadRow]) -> list[Row | BadRow]:
    """Which of two orders with one key is meant, only the sender can know."""
    found = list(rows)
    first: dict[str, int] = {}
    for row in found:
        there = first.setdefault(row.key, row.number) if row.key else row.number
        if there != row.number:
            raise Unreadable(f"Row {row.number} has the same key as row {there}: {row.key}.")
    return found


def _errors(error: InvalidRequest) -> list[dict[str, str]]:
    """Return the wrong fields; the service says of a lost character what a request is to do."""
    found = list(error.facts["errors"])
    return [one | {"message": HAS_LOST} if one["message"] == NOT_UTF8 else one for one in found]
