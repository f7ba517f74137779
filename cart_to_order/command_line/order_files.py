"""Reads the orders of a file, each checked as the service will check it before anything is sent."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cart_to_order.calls import job_of
from cart_to_order.command_line.mapping import Columns, mapping_of, read_mapping
from cart_to_order.command_line.tables import Draft, Fault, Record, drafts, located
from cart_to_order.keys import key_of
from cart_to_order.problems import Unreadable
from order_service.errors import InvalidRequest
from order_service.keys import malformed, read_key
from order_service.request.intake import Job
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


def read_rows(file: Path, store: str, mapping: Path | None = None) -> list[Row | BadRow]:
    """Return the orders of a .jsonl or .csv file; raises Unreadable, or MalformedRequest."""
    read_key(store, "x")
    if file.suffix.lower() == ".jsonl":
        if mapping:
            raise Unreadable("A mapping is for .csv files: the lines of a .jsonl file are orders.")
        return _once(_line(number, line, store) for number, line in _lines(file))
    if file.suffix.lower() != ".csv":
        raise Unreadable(f"{file.name} is neither .jsonl nor .csv.")
    records, columns = _table(file, read_mapping(_text(mapping)) if mapping else None)
    return _once(
        _order(draft, text, store, columns) for text, draft in drafts(records, columns).items()
    )


def read_one(file: Path) -> dict[str, Any]:
    """Return the one order in a .json file; raises Unreadable, or MalformedRequest."""
    return read_object(_text(file), field=file.name, most_bytes=MAX_BYTES)


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(_text(file).split("\n"), 1):
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
        return Row(number, job_of(store, key, found["order"]))
    except InvalidRequest as error:
        faults = [Fault(number, "", wrong["field"], wrong["message"]) for wrong in _errors(error)]
        return BadRow(number, key, tuple(faults))


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
    try:
        job = job_of(store, key or "unknown", body)
        if not faults:
            return Row(draft.row, job)
    except InvalidRequest as error:
        faults += [located(wrong, draft, places, columns) for wrong in _errors(error)]
    return BadRow(draft.row, key, tuple(faults))


def _once(rows: Iterable[Row | BadRow]) -> list[Row | BadRow]:
    """Which of two orders with one key is meant, only the sender can know."""
    found = list(rows)
    first: dict[str, int] = {}
    for row in found:
        there = first.setdefault(row.key, row.number) if row.key else row.number
        if there != row.number:
            raise Unreadable(f"Row {row.number} has the same key as row {there}: {row.key}.")
    return found


def _table(file: Path, mapping: Columns | None) -> tuple[list[Record], Columns]:
    reader = csv.reader(
        io.StringIO(_text(file), newline=""),
        delimiter=mapping.delimiter if mapping else ",",
        strict=True,
    )
    try:
        header = [name.strip() for name in next(reader, [])]
        columns = mapping or mapping_of(name for name in header if name)
        _check(header, columns, file.name)
        records = [_record(number, cells, header) for number, cells in enumerate(reader, 2)]
        return [record for record in records if record[1]], columns
    except csv.Error as error:
        raise Unreadable(
            f"{file.name} is not a table near line {reader.line_num}: {error}."
        ) from None


def _check(header: list[str], columns: Columns, name: str) -> None:
    wanted = (*columns.fields, columns.key)
    for column in wanted:
        if header.count(column) > 1:
            raise Unreadable(f"{name} has the column '{column}' twice.")
        if column not in header:
            # Other cells are not repeated: without a header they are the first customer's.
            there = ", ".join(known for known in columns.fields if known in header) or "none"
            raise Unreadable(
                f"{name} has no column '{column}'. Its first row must be the header; of the "
                f"columns that the mapping names it has: {there}."
            )


def _record(number: int, cells: list[str], header: list[str]) -> Record:
    if any(cell.strip() for cell in cells[len(header) :]):
        raise Unreadable(f"Row {number} has more cells than there are columns ({len(header)}).")
    stripped = ((name, cell.strip()) for name, cell in zip(header, cells, strict=False))
    return number, {name: cell for name, cell in stripped if name and cell}


def _text(file: Path) -> str:
    try:
        # Line ends stay as they are: a cell may hold some.
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(f"{file.name} is not in UTF-8: save it as that.") from None
    except OSError as error:
        raise Unreadable(f"{file} cannot be read: {error.strerror}.") from None


def _errors(error: InvalidRequest) -> list[dict[str, str]]:
    return list(error.facts["errors"])
