"""Reads a table from a file, and says what it had to guess about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cart_to_order.order_files.cells import clean
from cart_to_order.order_files.decoding import decoded
from cart_to_order.order_files.dialects import DELIMITERS, Table, spelled_as, table_of
from cart_to_order.order_files.faults import Fault
from cart_to_order.order_files.hidden_rows import SAID, hiding_cell, width_of
from cart_to_order.order_files.mapping import KEY, ORDER_NUMBER, Columns, mapping_of
from cart_to_order.order_files.mapping_words import MappingWords
from cart_to_order.order_files.numbers import ROUNDED, decimal_sign
from cart_to_order.order_files.paths import is_field, is_number
from cart_to_order.order_files.tables import Record
from cart_to_order.problems import Unreadable

SUFFIXES = (".csv", ".tsv", ".txt")


@dataclass(frozen=True)
class TableFile:
    """The rows of a table, and what a person should know of how they were read."""

    records: list[Record]
    columns: Columns
    decimal: str
    notes: list[str]
    warnings: list[Fault]
    hiding: list[Fault]
    """What is wrong with rows that may hide others; they are not among the records."""


def read_table(file: Path, mapping: Columns | None) -> TableFile:
    """Return the table of a file; raises Unreadable."""
    words = mapping.words if mapping else MappingWords()
    read = decoded(_bytes(file), file.name, words.encoding)
    wanted = mapping.named if mapping else []

    def score(header: list[str]) -> int:
        if mapping:
            return len({*wanted} & {*spelled_as(wanted, header)})
        return sum(name in (KEY, ORDER_NUMBER) or is_field(name) for name in header)

    table = table_of(file.name, read.text, words, score)
    header = spelled_as(wanted, _header(table))
    columns = mapping or mapping_of(name for name in header if name)
    _check(header, columns, file.name)
    rows = list(table.rows())
    hiding = list(_hiding(rows, header, columns, table))
    left_out = {fault.row for fault in hiding}
    read_rows = (_record(*row, header) for row in rows if row[0] not in left_out)
    records = [record for record in read_rows if record[1]]
    decimal = words.decimal or decimal_sign(_numbers(records, columns))
    notes = list(_notes(table, read.guess, "" if words.decimal else decimal))
    warnings = list(_warnings(records, columns))
    return TableFile(records, columns, decimal, notes, warnings, hiding)


def text_of(file: Path) -> str:
    """Return the text of a file that is in UTF-8; raises Unreadable."""
    try:
        # Line ends stay as they are: a cell may hold some.
        return _bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(f"{file.name} is not in UTF-8: save it as that.") from None


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Unreadable(f"{file} cannot be read: {error.strerror}.") from None


def _header(table: Table) -> list[str]:
    """Return the header; raises Unreadable, also if rows seem to be part of it."""
    header = table.header()
    place = None if table.quotes else hiding_cell(header, table.delimiter, len(header))
    if place is not None:
        raise Unreadable(f"{table.name}: cell {place + 1} of the header {SAID}.")
    return header


def _hiding(
    rows: list[tuple[int, list[str]]], header: list[str], columns: Columns, table: Table
) -> Iterator[Fault]:
    """Yield what is wrong with each row that may hide others, unless the mapping knows better."""
    if table.quotes:
        return
    width = width_of([cells for _, cells in rows], header)
    for number, cells in rows:
        place = hiding_cell(cells, table.delimiter, width)
        if place is not None:
            column = header[place] if place < len(header) else ""
            rule = columns.fields.get(column)
            known = Fault(number, column, rule.words.to[0], SAID) if rule else None
            yield known or Fault(number, "", f"column '{column}'", SAID)


def _notes(table: Table, guess: str, decimal: str) -> Iterator[str]:
    if guess:
        yield f"{table.name}: {guess}."
    if table.guessed:
        between = DELIMITERS[table.delimiter]
        yield f"{table.name}: {between} stand between the cells (a guess)."
    if decimal == ",":
        yield f"{table.name}: amounts have a decimal comma (a guess)."


def _warnings(records: list[Record], columns: Columns) -> Iterator[Fault]:
    """Yield each number that lost digits: two orders may have the same one by now."""
    for row, cells in records:
        for column, text in cells.items():
            if column in columns.fields and ROUNDED.fullmatch(text):
                field = columns.fields[column].words.to[0]
                yield Fault(row, column, field, "a spreadsheet rounded this number: make the "
                            "column a text there, and export it again")  # fmt: skip


def _numbers(records: list[Record], columns: Columns) -> Iterator[str]:
    named = {
        column
        for column, rule in columns.fields.items()
        if any(is_number(path) for path in rule.paths)
    }
    for _, cells in records:
        yield from (text for column, text in cells.items() if column in named)


def _check(header: list[str], columns: Columns, name: str) -> None:
    for column in columns.named:
        if header.count(column) > 1:
            raise Unreadable(f"{name} has the column '{column}' twice.")
        if column not in header and column in columns.required:
            # Other cells are not repeated: without a header they are the first customer's.
            there = ", ".join(known for known in columns.named if known in header) or "none"
            raise Unreadable(
                f"{name} has no column '{column}'. Its first row must be the header; of the "
                f"columns that the mapping names it has: {there}."
            )


def _record(number: int, cells: list[str], header: list[str]) -> Record:
    if any(cell.strip() for cell in cells[len(header) :]):
        raise Unreadable(f"Row {number} has more cells than there are columns ({len(header)}).")
    cleaned = ((name, clean(cell)) for name, cell in zip(header, cells, strict=False))
    return number, {name: cell for name, cell in cleaned if name and cell}
