"""Pure: what the store says in an error body, whichever of its six shapes it has."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

LONGEST = 300
MOST_WORDS = 10
MOST_TEXTS = 100
"""Most texts of one answer that are looked at: one that repeats itself has no more to say."""
MOST_LEVELS = 8


def store_words(body: Any) -> list[str]:
    """Return the store's own words, most general first; empty when it gave none.

    Bodies come as an object, an array of objects, or an object whose ``errors`` is an object,
    an array or a text; every field is optional (contract 1.1).
    """
    words: list[str] = []
    for text in islice(_texts(body, MOST_LEVELS), MOST_TEXTS):
        short = " ".join(text[: 2 * LONGEST].split())[:LONGEST]
        if short and short not in words:
            words.append(short)
    return words[:MOST_WORDS]


def _texts(body: Any, levels: int) -> Iterator[str]:
    if isinstance(body, str):
        yield body
    elif isinstance(body, list) and levels:
        for part in body[:MOST_TEXTS]:
            yield from _texts(part, levels - 1)
    elif isinstance(body, dict) and levels:
        for field in ("title", "detail", "message"):
            if isinstance(body.get(field), str):
                yield body[field]
        yield from _errors(body.get("errors"), levels - 1)


def _errors(errors: Any, levels: int) -> Iterator[str]:
    if isinstance(errors, dict):
        for field, message in islice(errors.items(), MOST_TEXTS):
            yield from (f"{field[:LONGEST]}: {text}" for text in _texts(message, levels))
    else:
        yield from _texts(errors, levels)
