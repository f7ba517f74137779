"""Writes the reference of mapping files into docs/csv.md: run after changing their words.

python -m tools.api_docs.mapping_page
"""

from pathlib import Path

from pydantic import BaseModel

from cart_to_order.ending import run_command
from cart_to_order.order_files.mapping_words import ColumnWords, MappingWords
from cart_to_order.order_files.paths import TEXT_FIRST, is_number, leaves, write_path
from tools.api_docs.error_table import between

PAGE = Path(__file__).resolve().parents[2] / "docs" / "csv.md"
MADE = "made by python -m tools.api_docs.mapping_page"
MARKS = {
    name: (f"<!-- {name}: {MADE} -->", f"<!-- end of {name} -->")
    for name in ("columns", "file", "fields")
}


def words_of(model: type[BaseModel]) -> str:
    """Return the table of a model's words, as Markdown."""
    rows = [
        f"| `{field.alias or name}` | {field.description} |"
        for name, field in model.model_fields.items()
    ]
    return "\n".join(["| word | meaning |", "|---|---|", *rows])


def fields() -> str:
    """Return the table of every field that a column can be, as Markdown."""
    kinds: dict[str, list[str]] = {}
    for path, types in leaves():
        kinds.setdefault(_kind(str(path[-1]), types, is_number(path)), []).append(
            f"`{write_path(path)}`"
        )
    rows = [f"| {kind} | {', '.join(names)} |" for kind, names in kinds.items()]
    return "\n".join(["| a cell is read as | fields |", "|---|---|", *rows])


def placed_in(page: str) -> str:
    """Return the page with the tables between their marks replaced."""
    made = {"columns": words_of(ColumnWords), "file": words_of(MappingWords), "fields": fields()}
    for name, table in made.items():
        begin, end = MARKS[name]
        page = between(page, begin, table, end)
    return page


def _kind(name: str, types: frozenset[str], number: bool) -> str:
    if number:
        return "an amount" if "number" in types else "a whole number"
    if "integer" in types and name not in TEXT_FIRST:
        return "a number if it is digits, else a text"
    return "`true` or `false`" if types == {"boolean"} else "a text"


def main() -> int:
    """Write it; always 0."""
    PAGE.write_text(placed_in(PAGE.read_text()))
    return 0


if __name__ == "__main__":
    run_command(main)
