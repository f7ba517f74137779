"""Pure: JSON as a store answers it: exact numbers, and no more than an answer of ours can hold."""

import json
from decimal import Decimal
from typing import Any

from order_service.request.json_body import MAX_DIGITS

MOST_VALUES = 80_000
"""Most values in one answer: more than 1,000 lines of 60 fields."""
MOST_OBJECTS = 20_000
"""Most objects and arrays in one answer, each of which takes much memory however empty it is."""
_NESTED = (dict, list)
MOST_LEVELS = 30
"""Deepest nesting: a checkout has eight levels."""


def answer_value(content: bytes) -> Any:
    """Return the JSON value; raises ValueError or another exception for whatever is none of ours.

    The counts are taken before the text is parsed, signs inside of texts included: what they
    protect is the memory that parsing takes.
    """
    objects = content.count(b"{") + content.count(b"[")
    if objects > MOST_OBJECTS or objects + content.count(b",") > MOST_VALUES:
        raise ValueError("too many values")
    value = json.loads(content.decode(), parse_float=_number, parse_constant=_constant)
    if _deeper(value, MOST_LEVELS + 1):
        raise ValueError("nested too deep")
    if b"\\u" in content:
        # Half of a pair (a lone surrogate) is no text: nothing could store it or send it on.
        json.dumps(value, default=str, ensure_ascii=False).encode()
    return value


def _number(text: str) -> Decimal:
    if len(text) > MAX_DIGITS:
        raise ValueError("number too long")
    number = Decimal(text)
    # Cheap to read and endless to round: 1e500000.
    if "e" in text.lower() and abs(number.adjusted()) > MAX_DIGITS:
        raise ValueError("number out of range")
    return number


def _constant(text: str) -> None:
    raise ValueError(text)


def _deeper(value: Any, levels: int) -> bool:
    parts: list[Any] = [[value]]
    for _ in range(levels):
        parts = [
            part
            for whole in parts
            for part in (whole.values() if type(whole) is dict else whole)
            if type(part) in _NESTED
        ]
        if not parts:
            return False
    return True
