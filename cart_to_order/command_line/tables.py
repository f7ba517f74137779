"""Pure: rows of a table put together to orders; rows with the same key are lines of one order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cart_to_order.command_line.mapping import Columns
from cart_to_order.command_line.paths import LINES, Path, line_of, value_of, write_path

Record = tuple[int, dict[str, str]]
"""A row's number, as a spreadsheet counts, and its cells by column, empty ones left out."""


@dataclass(frozen=True)
class Cell:
    """One value of an order and where it stands; a constant stands in no column."""

    value: Any
    row: int
    column: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong in one place of a file."""

    row: int
    column: str
    field: str
    message: str

    def __str__(self) -> str:
        """Return it in words; nothing of the order is quoted."""
        place = f"column '{self.column}' ({self.field})" if self.column else self.field
        return f"row {self.row}, {place}: {self.message}"


@dataclass
class Draft:
    """An order as far as it was read from its rows."""

    row: int
    cells: dict[Path, Cell] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def add(self, record: Record, columns: Columns) -> None:
        """Add one more row."""
        row, cells = record
        for path, cell in _cells(row, cells, columns):
            there = self.cells.setdefault(_in_row(path, row), cell)
            if there.value != cell.value:
                message = f"differs from row {there.row}, which has the same key"
                self.faults.append(Fault(row, cell.column, write_path(path), message))

    def body(self) -> tuple[dict[str, Any], dict[str, Cell]]:
        """Return the order, and the cell of each of its fields by the field's name."""
        tree: dict[Any, Any] = {}
        for path, cell in self.cells.items():
            node = tree
            for part in path[:-1]:
                node = node.setdefault(part, {})
            node[path[-1]] = cell
        places: dict[str, Cell] = {}
        found: dict[str, Any] = _grown(tree, (), places) if tree else {}
        return found, places


def drafts(records: Iterable[Record], columns: Columns) -> dict[str, Draft]:
    """Return the orders by the text in their key column, in the order of their first rows."""
    found: dict[str, Draft] = {}
    for row, cells in records:
        text = cells.get(columns.key, "")
        # Rows without a key are no lines of one order.
        name = text or f"\0{row}"
        found.setdefault(name, Draft(row)).add((row, cells), columns)
    return found


def located(
    error: dict[str, str], draft: Draft, places: dict[str, Cell], columns: Columns
) -> Fault:
    """Return what is wrong with a field as what is wrong in a row and column."""
    name = error["field"]
    for around in _outward(name):
        for known, cell in places.items():
            if known == around:
                return Fault(cell.row, cell.column, name, error["message"])
            if known.startswith((f"{around}.", f"{around}[")):
                return Fault(cell.row, columns.column_of(name), name, error["message"])
    return Fault(draft.row, columns.column_of(name), name, error["message"])


def _cells(row: int, cells: dict[str, str], columns: Columns) -> Iterator[tuple[Path, Cell]]:
    filled: set[Path] = {()}
    for column, paths in columns.fields.items():
        text = cells.get(column, "")
        for path in paths if text else ():
            filled.add(line_of(path))
            yield path, Cell(value_of(path, text), row, column)
    for path, value in columns.constants.items():
        # A constant is part of a line that is there; it makes none.
        if line_of(path) in filled:
            yield path, Cell(value, row)


def _in_row(path: Path, row: int) -> Path:
    """Lines of different rows are different lines, in the order of their rows."""
    found: list[Any] = []
    for part in path:
        after_lines = isinstance(part, int) and found and found[-1] in LINES
        found.append((row, part) if after_lines else part)
    return tuple(found)


def _grown(node: Any, path: Path, places: dict[str, Cell]) -> Any:
    """Return the value; its numbered parts become a list without gaps."""
    if isinstance(node, Cell):
        places[write_path(path)] = node
        return node.value
    if all(isinstance(part, str) for part in node):
        return {part: _grown(child, (*path, part), places) for part, child in node.items()}
    parts = sorted(node.items())
    return [_grown(child, (*path, index), places) for index, (_, child) in enumerate(parts)]


def _outward(name: str) -> Iterator[str]:
    while name:
        yield name
        name = name[: max(name.rfind("."), name.rfind("["), 0)]
