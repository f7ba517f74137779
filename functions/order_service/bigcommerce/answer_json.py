"""Pure: JSON as a store answers it: exact numbers, and no more than an answer of ours can hold."""

import json
from decimal import Clamped, Context, Inexact, InvalidOperation, Overflow, Rounded, Subnormal
from typing import Any

from order_service.request.json_body import MAX_DIGITS, deeper

MOST_VALUES = 50_000
"""Most values in one answer: twice as many as the emulator answers about the largest order, which
has 1,000 lines and 50 consignments. A test derives it."""
MOST_OBJECTS = 12_000
"""Most objects and arrays in one answer, each of which takes much memory however empty it is."""
MOST_LEVELS = 30
"""Deepest nesting: a checkout has eight levels."""
_NUMBERS = Context(
    prec=MAX_DIGITS,
    Emax=MAX_DIGITS,
    Emin=-MAX_DIGITS,
    traps=[Clamped, Inexact, InvalidOperation, Overflow, Rounded, Subnormal],
)
"""Refuses what is longer or out of range: 1e500000 is cheap to read and endless to round."""


def answer_value(content: bytes) -> Any:
    """Return the JSON value; raises ValueError or another exception for whatever is none of ours.

    The counts are taken before the text is parsed, signs inside of texts included: what they
    protect is the memory that parsing takes. Numbers are read by the decimal module alone: with a
    function of ours for each of them an answer takes twice as long, and no other order of the
    batch goes on meanwhile.
    """
    objects = content.count(b"{") + content.count(b"[")
    if objects > MOST_OBJECTS or objects + content.count(b",") > MOST_VALUES:
        raise ValueError("too many values")
    text = content.decode()
    value = _JSON.decode(text)
    if deeper(value, MOST_LEVELS):
        raise ValueError("nested too deep")
    if b"\\u" in content:
        # Half of a pair (a lone surrogate) is no text: nothing could store it or send it on.
        json.dumps(value, default=str, ensure_ascii=False).encode()
    return value


def _constant(text: str) -> None:
    raise ValueError(text)


_JSON = json.JSONDecoder(parse_float=_NUMBERS.create_decimal, parse_constant=_constant)
"""Made once: making it takes as long as reading a short answer."""
