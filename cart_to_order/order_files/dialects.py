"""Pure: the rows of a table in a text: what stands between cells, and which row is the header."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from cart_to_order.order_files.mapping_words import MappingWords
from cart_to_order.problems import Unreadable
from order_service.request.spelling import loose, trimmed

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
"""What may stand between cells, the likeliest first, and what it is called."""
_SAID = re.compile(r'\s*"?sep=([^"\r\n])"?[ ;,\t]*\r?(?:\n|\Z)', re.IGNORECASE)
"""The line by which a spreadsheet is shown the delimiter; no row to anybody else."""
_CSV_ROW = 2
"""The number of the row below the header, as a spreadsheet counts."""

Score = Callable[[list[str]], int]


@dataclass(frozen=True)
class Table:
    """A table as it is written, read row by row."""

    name: str
    text: str
    delimiter: str
    quotes: str | None
    guessed: bool

    def header(self) -> list[str]:
        """Return the cells of the first row; raises Unreadable."""
        return [trimmed(cell) for cell in next(self._read(), [])]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows below the header with their numbers; raises Unreadable."""
        found = self._read()
        next(found, None)
        yield from enumerate(found, _CSV_ROW)

    def _read(self) -> Iterator[list[str]]:
        quoting: Literal[0, 3] = csv.QUOTE_NONE if self.quotes == "none" else csv.QUOTE_MINIMAL
        # Line ends stay as they are: a cell may hold some.
        lines = io.StringIO(self.text, newline="")
        reader = csv.reader(lines, delimiter=self.delimiter, quoting=quoting, strict=True)
        try:
            yield from reader
        except csv.Error as error:
            raise Unreadable(
                f"{self.name} is not a table near line {reader.line_num}: {error}. "
                'If its quotes mean nothing, set quotes = "none" in the mapping.'
            ) from None


def table_of(name: str, text: str, words: MappingWords, score: Score) -> Table:
    """Return the table in a text; ``score`` says how much a row is like the header."""
    said = _SAID.match(text)
    body = text[said.end() :] if said else text
    given = said[1] if said else words.delimiter
    if given:
        return Table(name, body, given, words.quotes, guessed=False)
    tables = [Table(name, body, one, words.quotes, guessed=True) for one in DELIMITERS]
    return max(tables, key=lambda table: _fit(table, score))


def spelled_as(wanted: list[str], header: list[str]) -> list[str]:
    """Return the header with the columns as the mapping spells them: case and blanks may differ."""
    known = {loose(name): name for name in wanted if name not in header}
    return [known.get(loose(cell), cell) for cell in header]


def _fit(table: Table, score: Score) -> tuple[int, int]:
    try:
        header = table.header()
    except Unreadable:
        return -1, 0
    return score(header), len(header)
