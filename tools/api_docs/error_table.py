"""Writes the tables of docs/errors.md, errors and their causes: run after changing either.

python -m tools.api_docs.error_table
"""

from collections.abc import Iterator
from pathlib import Path

from cart_to_order.ending import run_command
from order_service.answers import Fixer
from order_service.errors import OrderError, PriorRefusal
from order_service.store.refusal_causes import EVERY_CAUSE

PAGE = Path(__file__).resolve().parents[2] / "docs" / "errors.md"
BEGIN = "<!-- errors: made by python -m tools.api_docs.error_table -->"
END = "<!-- end of errors -->"
CAUSES_BEGIN = "<!-- causes: made by python -m tools.api_docs.error_table -->"
CAUSES_END = "<!-- end of causes -->"


def table() -> str:
    """Return the table of every error a caller can get, as Markdown."""
    rows = [
        f"| `{error.code}` | {error.status} | {error.title} | {error.cause} | {_who(error.fixer)} "
        f"| {'yes' if error.retryable else 'no'} |"
        for error in errors()
    ]
    head = "| code | HTTP | meaning | usual cause | who fixes it | same key again |"
    return "\n".join([head, "|---|---|---|---|---|---|", *rows])


def causes() -> str:
    """Return the table of every cause that is recognised in a store's answer, as Markdown."""
    rows = [f"| `{cause.code}` | {cause.hint} | {_who(cause.fixer)} |" for cause in EVERY_CAUSE]
    return "\n".join(["| cause | what to do | who |", "|---|---|---|", *rows])


def errors() -> list[type[OrderError]]:
    """Return every error a caller can get, by status and code."""
    return sorted(_concrete(OrderError), key=lambda error: (error.status, error.code))


def placed_in(page: str) -> str:
    """Return the page with the tables between their marks replaced."""
    with_errors = between(page, BEGIN, table(), END)
    return between(with_errors, CAUSES_BEGIN, causes(), CAUSES_END)


def between(text: str, begin: str, middle: str, end: str) -> str:
    """Return the text with what stands between two marks replaced."""
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{middle}\n{end}{after}"


def _who(fixer: Fixer) -> str:
    return "resolves itself" if fixer == "nobody" else fixer


def _concrete(kind: type[OrderError]) -> Iterator[type[OrderError]]:
    if hasattr(kind, "code") and kind is not PriorRefusal:
        yield kind
    for child in kind.__subclasses__():
        yield from _concrete(child)


def main() -> int:
    """Write it; always 0."""
    PAGE.write_text(placed_in(PAGE.read_text()))
    return 0


if __name__ == "__main__":
    run_command(main)
