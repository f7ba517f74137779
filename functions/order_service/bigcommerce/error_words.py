"""Pure: what the store says in an error body, whichever of its seven shapes it has."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from order_service.store.answer_types import MOST_NUMBER

LONGEST = 300
MOST_WORDS = 10
MOST_TEXTS = 100
"""Most texts of one answer that are looked at: one that repeats itself has no more to say."""
MOST_LEVELS = 8
MOST_SHORTAGES = 20
"""Most variants that are named as short; a refusal must fit in a ledger item."""
SHORTAGE = ("variant_id", "location_id", "available_quantity", "available_quantity_for_backorder")
"""What a row of ``details.errors`` says of a variant of which there are too few."""
_NAMED = re.compile(r"[a-z]+(_[a-z]+)*")
"""A code or type that is a name; others are numbers and links."""


def store_words(body: Any) -> list[str]:
    """Return the store's own words, most general first; empty when it gave none.

    Bodies come as an object, an array of objects, or an object whose ``errors`` is an object,
    an array or a text, or with more rows in ``details.errors``; every field is optional (contract
    1.1 and 13.6).
    """
    words: list[str] = []
    for text in islice(_texts(body, MOST_LEVELS), MOST_TEXTS):
        short = " ".join(text[: 2 * LONGEST].split())[:LONGEST]
        if short and short not in words:
            words.append(short)
    return words[:MOST_WORDS]


def shortages(body: Any) -> list[dict[str, int]]:
    """Return which variants the store has too few of, and how many are left, in its own names.

    Numbers only: nothing in it names a customer.
    """
    found: list[dict[str, int]] = []
    for whole in (body if isinstance(body, list) else [body])[:MOST_TEXTS]:
        rows = _detailed(whole)
        for row in (rows if isinstance(rows, list) else [])[:MOST_TEXTS]:
            short = _shortage(row) if isinstance(row, Mapping) else {}
            if short and short not in found:
                found.append(short)
    return found[:MOST_SHORTAGES]


def _shortage(row: Mapping[str, Any]) -> dict[str, int]:
    known = {name: row.get(name) for name in SHORTAGE}
    numbers = {
        name: value
        for name, value in known.items()
        if type(value) is int and abs(value) <= MOST_NUMBER
    }
    return numbers if "variant_id" in numbers and len(numbers) > 1 else {}


def _detailed(body: Any) -> Any:
    details = body.get("details") if isinstance(body, Mapping) else None
    return details.get("errors") if isinstance(details, Mapping) else None


def _texts(body: Any, levels: int) -> Iterator[str]:
    if isinstance(body, str):
        yield body
    elif isinstance(body, list) and levels:
        for part in body[:MOST_TEXTS]:
            yield from _texts(part, levels - 1)
    elif isinstance(body, dict) and levels:
        said = [body.get(field) for field in ("title", "detail", "message")]
        named = [body.get(field) for field in ("code", "type")]
        yield from (text for text in said if isinstance(text, str))
        yield from (text for text in named if isinstance(text, str) and _NAMED.fullmatch(text))
        yield from _errors(body.get("errors"), levels - 1)
        yield from _errors(_detailed(body), levels - 1)


def _errors(errors: Any, levels: int) -> Iterator[str]:
    if isinstance(errors, dict):
        for field, message in islice(errors.items(), MOST_TEXTS):
            yield from (f"{field[:LONGEST]}: {text}" for text in _texts(message, levels))
    else:
        yield from _texts(errors, levels)
