"""Answers in the shapes that occur beside the documented ones, where switches ask for them."""

from collections.abc import Callable, Mapping

from bigcommerce_emulator.state.settings import Settings

_OF_A_QUOTE = ("transit_time", "description")
"""What carriers leave out of a shipping option, told as null."""


def shaped(body: object, settings: Settings) -> object:
    """The body as it is, or with the nulls and empty containers that settings ask for."""
    if settings.shapes == "nulls":
        body = _changed(body, _without_a_quote_s_words)
    if settings.shapes == "php":
        body = _changed(body, lambda row: {name: _swapped(value) for name, value in row.items()})
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
