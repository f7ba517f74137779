"""Pure: what a call's answer promises, and which of its fields could not be read."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

LONGEST_PATH = 120


class UnreadError(ValueError):
    """An answer lacks this field, or has another kind of value in it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def data_of(body: Any) -> Any:
    """Return what V3 wraps into ``data``; raises UnreadError where it is empty of everything."""
    found = body.get("data") if isinstance(body, Mapping) else None
    if not isinstance(found, Mapping | list):
        raise UnreadError("data")
    return found


def object_of(body: Any) -> Mapping[str, Any]:
    """Return the object in ``data``; raises UnreadError if there is none in it."""
    found = data_of(body)
    if not isinstance(found, Mapping) or not found:
        raise UnreadError("data")
    return found


def field_of(error: Exception) -> str:
    """Return the field that could not be read, by its names alone; empty if none is known."""
    if isinstance(error, UnreadError):
        return error.field
    if not isinstance(error, ValidationError):
        return ""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"])
    return "".join(parts).lstrip(".")[:LONGEST_PATH]
