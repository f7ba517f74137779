"""Pure: rows that two stray quotation marks made part of one cell, so that nobody misses them.

A program that quotes nothing writes a mark as it is. The first one of a cell then opens it, and
whole orders vanish before the next one that ends a cell.
"""

import re
from collections.abc import Iterable, Sequence

SAID = (
    "has line breaks, and its lines look like rows: stray quotation marks may hide orders. Delete "
    'the marks, or set quotes = "none" in the mapping; if the cell is right, set quotes = "csv"'
)
_BREAK = re.compile(r"\r\n|\r|\n")
_WHOLE = 2
"""Lines of one row that are rows themselves; of a note that is quoted, few have any commas."""


def hiding_cell(cells: Sequence[str], delimiter: str, width: int) -> int | None:
    """Return the place of the cell that seems to hide rows of this width; None if none does.

    The row's text is divided at its line breaks: where rows hide, several lines are whole rows.
    """
    lines = _BREAK.split(delimiter.join(cells))
    whole = [line for line in lines if line.count(delimiter) >= max(width - 1, 1)]
    if len(whole) < _WHOLE:
        return None
    return next(place for place, cell in enumerate(cells) if _BREAK.search(cell))


def width_of(rows: Iterable[Sequence[str]], header: Sequence[str]) -> int:
    """Return how many cells a row has at least; some programs leave empty ones out at its end.

    A shorter one than half of the header is a remark below the table, and no measure.
    """
    whole = (len(cells) for cells in rows if not _BREAK.search("".join(cells)))
    return min([len(header), *(width for width in whole if 2 * width > len(header))])
