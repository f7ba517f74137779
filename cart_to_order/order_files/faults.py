"""Pure: what is wrong in a file, in words of rows, columns and what to do."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cart_to_order.wrapping import wrapped

FIRST_ROWS = 3
"""Rows that are named of those with equal faults."""
_NUMBER = re.compile(r"\[\d+\]")


@dataclass(frozen=True)
class Fault:
    """What is wrong in one place of a file."""

    row: int
    column: str
    field: str
    message: str

    def __str__(self) -> str:
        """Return it in words; nothing of the order is quoted."""
        return f"row {self.row}, {self.place}: {self.message}"

    @property
    def place(self) -> str:
        """Return the column and the field."""
        return f"column '{self.column}' ({self.field})" if self.column else self.field


def in_lines(faults: Iterable[Fault], before: str = "") -> Iterator[str]:
    """Yield the faults in lines that fit a terminal, equal ones once with their rows."""
    found: dict[tuple[str, str, str], list[Fault]] = {}
    for fault in faults:
        alike = (fault.column, _NUMBER.sub("[]", fault.field), fault.message)
        found.setdefault(alike, []).append(fault)
    for alike, equal in found.items():
        rows = list(dict.fromkeys(fault.row for fault in equal))
        fields = {fault.field for fault in equal}
        field = fields.pop() if len(fields) == 1 else alike[1]
        place = Fault(0, equal[0].column, field, "").place
        yield from wrapped(f"{before}{_rows(rows)}, {place}: {equal[0].message}")


def _rows(rows: list[int]) -> str:
    if len(rows) == 1:
        return f"row {rows[0]}"
    first = ", ".join(str(row) for row in rows[:FIRST_ROWS])
    more = len(rows) - FIRST_ROWS
    return f"rows {first} and {more} more" if more > 0 else f"rows {first}"
