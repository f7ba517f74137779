"""Answers in the shapes that occur beside the documented ones, where switches ask for them."""

import html
import re
from collections.abc import Callable, Mapping
from functools import partial

from bigcommerce_emulator.state.settings import Settings

_OF_A_QUOTE = ("transit_time", "description")
"""What carriers leave out of a shipping option, told as null."""

_LINES = ("physical_items", "digital_items", "custom_items", "gift_certificates")
_WORDS = ("name", "message")
_TYPED = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014", "''\"\"--")
_LAST_OF_THE_PLANE = 0xFFFF


def shaped(body: object, settings: Settings) -> object:
    """The body as it is, or with the nulls and empty containers that settings ask for."""
    if settings.shapes == "nulls":
        body = _changed(body, _without_a_quote_s_words)
    if settings.shapes == "php":
        body = _changed(body, lambda row: {name: _swapped(value) for name, value in row.items()})
    if settings.texts == "escaped":
        body = _changed(body, partial(_respelled, spell=html.escape))
    if settings.texts == "plain":
        body = _changed(body, partial(_respelled, spell=_plain))
    return body


def _changed(body: object, change: Callable[[dict[str, object]], dict[str, object]]) -> object:
    if isinstance(body, Mapping):
        return change({name: _changed(value, change) for name, value in body.items()})
    if isinstance(body, list):
        return [_changed(value, change) for value in body]
    return body


def _without_a_quote_s_words(row: dict[str, object]) -> dict[str, object]:
    # A price of the merchant's own is no carrier's quote.
    if "transit_time" not in row or row["type"] == "custom":
        return row
    return row | dict.fromkeys(_OF_A_QUOTE)


def _swapped(value: object) -> object:
    """An empty list for an empty object and the other way round, as PHP writes them."""
    if value in ([], {}):
        return {} if isinstance(value, list) else []
    return value


def _respelled(row: dict[str, object], spell: Callable[[str], str]) -> dict[str, object]:
    """A fee, an option, a metafield or the lines of a cart, its words spelt otherwise."""
    if row.get("type") == "custom_fee":
        return row | {name: spell(str(row[name])) for name in ("name", "display_name")}
    if "transit_time" in row and row["type"] != "custom" and row["description"]:
        return row | {"description": spell(str(row["description"]))}
    if "namespace" in row and row.get("value"):
        return row | {"value": spell(str(row["value"])) or row["value"]}
    lists = {kind: rows for kind in _LINES if isinstance(rows := row.get(kind), list)}
    return row | {kind: [_renamed(line, spell) for line in rows] for kind, rows in lists.items()}


def _renamed(line: dict[str, object], spell: Callable[[str], str]) -> dict[str, object]:
    """A line with its name and a gift certificate's words, and the names of its people."""
    words = {name: spell(text) for name in _WORDS if isinstance(text := line.get(name), str)}
    people = {
        name: _renamed(person, spell)
        for name in ("sender", "recipient")
        if isinstance(person := line.get(name), dict)
    }
    return line | words | people


def _plain(text: str) -> str:
    """A text without tags and emoji, its quotation marks and dashes those of a typewriter."""
    text = re.sub(r"<[^<>]*>", "", text).translate(_TYPED)
    return "".join(letter for letter in text if ord(letter) <= _LAST_OF_THE_PLANE)
