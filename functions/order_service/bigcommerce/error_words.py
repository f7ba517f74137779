"""Pure: what the store says in an error body, whichever of its six shapes it has."""

from collections.abc import Iterator
from typing import Any

LONGEST = 300


def store_words(body: Any) -> list[str]:
    """Return the store's own words, most general first; empty when it gave none.

    Bodies come as an object, an array of objects, or an object whose ``errors`` is an object,
    an array or a text; every field is optional (contract 1.1).
    """
    words: list[str] = []
    for text in _texts(body):
        short = " ".join(text.split())[:LONGEST]
        if short and short not in words:
            words.append(short)
    return words[:10]


def _texts(body: Any) -> Iterator[str]:
    if isinstance(body, str):
        yield body
    elif isinstance(body, list):
        for part in body:
            yield from _texts(part)
    elif isinstance(body, dict):
        for field in ("title", "detail", "message"):
            if isinstance(body.get(field), str):
                yield body[field]
        yield from _errors(body.get("errors"))


def _errors(errors: Any) -> Iterator[str]:
    if isinstance(errors, dict):
        for field, message in errors.items():
            yield from (f"{field}: {text}" for text in _texts(message))
    else:
        yield from _texts(errors)
