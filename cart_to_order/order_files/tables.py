"""Pure: rows of a table put together to orders; rows with the same key are lines of one order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from cart_to_order.order_files.cells import WrongCell, values
from cart_to_order.order_files.faults import Fault
from cart_to_order.order_files.mapping import Columns, without_numbers
from cart_to_order.order_files.paths import LINES, Path, line_of, write_path

Record = tuple[int, dict[str, str]]
"""A row's number, as a spreadsheet counts, and its cells by column, empty ones left out."""
ANY = "*"
DIFFERS = "differs from an earlier row of the same key: correct it, or leave it empty"


@dataclass(frozen=True)
class Cell:
    """One value of an order and where it stands; a constant stands in no column."""

    value: Any
    row: int
    column: str = ""


@dataclass
class Draft:
    """An order as far as it was read from its rows."""

    row: int
    cells: dict[Path, Cell] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    """The first row of each line that the mapping's ``line`` names."""
    left_out_by: str = ""
    """The column of [skip] by which the order is left out; empty if it is not."""

    def add(self, record: Record, columns: Columns, decimal: str) -> None:
        """Add one more row."""
        row, cells = record
        self.left_out_by = self.left_out_by or _skips(cells, columns)
        named = cells.get(columns.words.line or "", "")
        first = self.lines.setdefault(named, row) if named else row
        for path, cell in self._cells(row, cells, columns, decimal).items():
            there = self.cells.get(at := _in_row(path, first))
            rule = columns.fields.get(cell.column)
            if there is None:
                self.cells[at] = cell
            elif rule and rule.words.sum and path in rule.paths:
                if first == row:
                    self.cells[at] = _added(there, cell)
            elif there.value != cell.value:
                self.faults.append(Fault(row, cell.column, write_path(path), DIFFERS))

    def fill(self, columns: Columns) -> None:
        """Fill in the defaults of what has no cell, in the lines and addresses that are there."""
        parts = dict.fromkeys(path[:end] for path in self.cells for end in range(len(path)))
        for column, rule in columns.fields.items():
            if rule.words.default is None:
                continue
            for path in rule.paths:
                for part in [part for part in parts if _plain(part) == path[:-1]]:
                    self.cells.setdefault((*part, path[-1]), Cell(rule.words.default, self.row,
                                                                  column))  # fmt: skip

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

    def _cells(
        self, row: int, cells: dict[str, str], columns: Columns, decimal: str
    ) -> dict[Path, Cell]:
        """Return what the row gives; what a cell cannot be is noted as a fault."""
        found: dict[Path, Cell] = {}
        for column, rule in columns.fields.items():
            text = cells.get(column, "")
            try:
                given = values(text, rule, cells, decimal) if text else []
            except WrongCell as wrong:
                self.faults.append(Fault(row, column, rule.words.to[0], str(wrong)))
                given = [(path, text) for path in rule.paths]
            for path, value in given:
                before = found.get(path) if rule.words.join is not None else None
                joined = f"{before.value}{rule.words.join}{value}" if before else value
                found[path] = Cell(joined, row, column)
        filled = {(), *map(line_of, found)}
        for path, value in columns.constants.items():
            # A constant is part of a line that is there; it makes none.
            if line_of(path) in filled:
                found[path] = Cell(value, row)
        return found


def drafts(records: Iterable[Record], columns: Columns, decimal: str = ".") -> dict[str, Draft]:
    """Return the orders by the text in their key column, in the order of their first rows."""
    found: dict[str, Draft] = {}
    above = ""
    for row, cells in records:
        text = cells.get(columns.key, "") or (above if columns.words.continues else "")
        # Rows without a key are no lines of one order.
        above = text or f"\0{row}"
        found.setdefault(above, Draft(row)).add((row, cells), columns, decimal)
    for draft in found.values():
        draft.fill(columns)
    return found


def located(
    error: Mapping[str, str], draft: Draft, places: Mapping[str, Cell], columns: Columns
) -> Fault:
    """Return what is wrong with a field as what is wrong in a row and column."""
    name, message = error["field"], error["message"]
    column = columns.column_of(name)
    if message == "is missing":
        message += _how_to_fill(name, column, columns)
    for around in _outward(name):
        for known, cell in places.items():
            if known == around:
                return Fault(cell.row, cell.column, name, message)
            if known.startswith((f"{around}.", f"{around}[")):
                return Fault(cell.row, column, name, message)
    return Fault(draft.row, column, name, message)


def _skips(cells: Mapping[str, str], columns: Columns) -> str:
    for column, texts in columns.words.skip.items():
        text = cells.get(column, "").casefold()
        if text and any(one in (ANY, text) for one in map(str.casefold, texts)):
            return column
    return ""


def _how_to_fill(name: str, column: str, columns: Columns) -> str:
    if not column:
        return "; no column is mapped to it: add one, or a constant"
    rule = columns.fields[column]
    is_part = without_numbers(name) in {without_numbers(write_path(path)) for path in rule.paths}
    if rule.words.split and is_part:
        return "; the cell has one part, or none: correct it, or add a default"
    return "; fill it in, or give the column a default"


def _added(there: Cell, cell: Cell) -> Cell:
    """Return the sum; of two cells the first that is no amount, for the order's check to name."""
    for one in (there, cell):
        if not _is_amount(one):
            return one
    total = Decimal(str(there.value)) + Decimal(str(cell.value))
    return Cell(format(total, "f"), there.row, there.column)


def _is_amount(cell: Cell) -> bool:
    try:
        return Decimal(str(cell.value)).is_finite()
    except InvalidOperation:
        return False


def _in_row(path: Path, row: int) -> Path:
    """Lines of different rows are different lines, in the order of their rows."""
    found: list[Any] = []
    for part in path:
        after_lines = isinstance(part, int) and found and found[-1] in LINES
        found.append((row, part) if after_lines else part)
    return tuple(found)


def _plain(path: Path) -> Path:
    return tuple(part[1] if isinstance(part, tuple) else part for part in path)


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
