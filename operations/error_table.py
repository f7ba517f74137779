"""Writes the README's table of errors from ``errors.py``: run after changing either.

python -m operations.error_table
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from order_service.errors import OrderError, PriorRefusal

README = Path(__file__).resolve().parents[1] / "README.md"
BEGIN = "<!-- errors: made by python -m operations.error_table -->"
END = "<!-- end of errors -->"


def table() -> str:
    """Return the table of every error a caller can get, as Markdown."""
    rows = [
        f"| `{error.code}` | {error.status} | {error.title} | {error.cause} | {error.fixer} "
        f"| {'yes' if error.retryable else 'no'} |"
        for error in sorted(_concrete(OrderError), key=lambda error: (error.status, error.code))
    ]
    head = "| code | HTTP | meaning | usual cause | who fixes it | same key again |"
    return "\n".join([head, "|---|---|---|---|---|---|", *rows])


def placed_in(readme: str) -> str:
    """Return the README with the table between its marks replaced."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def _concrete(kind: type[OrderError]) -> Iterator[type[OrderError]]:
    if hasattr(kind, "code") and kind is not PriorRefusal:
        yield kind
    for child in kind.__subclasses__():
        yield from _concrete(child)


if __name__ == "__main__":
    README.write_text(placed_in(README.read_text()))
    sys.exit(0)
