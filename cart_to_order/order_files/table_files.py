"""Reads a table from a file, and says what it had to guess about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cart_to_order.order_files.cells import clean
from cart_to_order.order_files.decoding import decoded
from cart_to_order.order_files.dialects import DELIMITERS, Table, spelled_as, table_of
from cart_to_order.order_files.faults import Fault
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
    header = spelled_as(wanted, table.header())
    columns = mapping or mapping_of(name for name in header if name)
    _check(header, columns, file.name)
    records = [_record(number, cells, header) for number, cells in table.rows()]
    records = [record for record in records if record[1]]
    decimal = words.decimal or decimal_sign(_numbers(records, columns))
    notes = list(_notes(table, read.guess, "" if words.decimal else decimal))
    return TableFile(records, columns, decimal, notes, list(_warnings(records, columns)))


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
