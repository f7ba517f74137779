"""Pure: JSON as a payments service must read it: exact decimals and no surprises."""

import json
from decimal import Decimal
from typing import Any

from order_service.keys import malformed

MAX_BYTES = 200_000
"""Largest order body, in bytes."""
MAX_MESSAGE_BYTES = 250_000
"""Largest message, in bytes: room for a body, its envelope and amounts written as texts."""
SQS_BYTES = 1_048_576
"""Largest message that SQS carries, in bytes."""

MAX_DIGITS = 40
MAX_DEPTH = 20
"""Deepest nesting; an order in its message needs half of it."""
MOST_WHOLE = 18
"""Power of ten above which no field takes a number; 1E999999 is never written out."""
_NESTED = (dict, list)


class _Unreadable(ValueError):
    pass


def read_object(
    text: str | bytes | None, *, field: str = "body", most_bytes: int = MAX_BYTES
) -> dict[str, Any]:
    """Return the one JSON object in text; raises MalformedRequest saying what is wrong.

    Numbers with a point or exponent become Decimal, never float. Duplicate keys, NaN,
    Infinity, numbers of more than 40 characters, lone surrogates and nesting deeper than 20 are
    refused (RFC 8259 section 4 leaves duplicates open; an order must not).
    """
    size = len(text if isinstance(text, bytes) else (text or "").encode(errors="replace"))
    if not text or size > most_bytes:
        raise malformed(field, f"send one JSON object of at most {most_bytes} bytes")
    if text[:3] == b"\xef\xbb\xbf" or text[:1] == "\ufeff":
        raise malformed(field, "begins with a byte-order mark; send UTF-8 without one")
    try:
        value = json.loads(
            text,
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_constant,
            object_pairs_hook=_unique,
        )
        if isinstance(text, bytes) or "\\u" in text or not text.isascii():
            # Half of a pair (a lone surrogate) is no text: nothing could store it or send it on.
            json.dumps(value, default=str, ensure_ascii=False).encode()
    except _Unreadable as error:
        raise malformed(field, str(error)) from None
    except (ValueError, ArithmeticError, RecursionError):
        raise malformed(field, "is not valid JSON (UTF-8, not nested too deep)") from None
    if not isinstance(value, dict):
        raise malformed(field, "must be one JSON object")
    if deeper(value, MAX_DEPTH):
        raise malformed(field, f"is nested deeper than {MAX_DEPTH} levels")
    return value


def with_whole_numbers(value: Any) -> Any:
    """Return the value with each decimal that is a whole number as one: 2.0 and 2E0 are 2.

    JSON Schema says so, and many senders write every number with a point. Amounts stay as exact
    as they were.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return {name: with_whole_numbers(part) for name, part in value.items()}
    if isinstance(value, list):
        return [with_whole_numbers(part) for part in value]
    if not isinstance(value, Decimal) or not value.is_finite() or value.adjusted() > MOST_WHOLE:
        return value
    return int(value) if value == value.to_integral_value() else value


def deeper(value: Any, levels: int) -> bool:
    """Return whether a JSON value has more levels of objects and arrays than these."""
    parts: list[Any] = [[value]]
    for _ in range(levels + 1):
        parts = [
            part
            for whole in parts
            for part in (whole.values() if type(whole) is dict else whole)
            if type(part) in _NESTED
        ]
        if not parts:
            return False
    return True


def _decimal(text: str) -> Decimal:
    if len(text) > MAX_DIGITS:
        raise _Unreadable(f"holds a number of more than {MAX_DIGITS} characters")
    return Decimal(text)


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise _Unreadable(f"holds a number of more than {MAX_DIGITS} characters")
    return int(text)


def _constant(text: str) -> None:
    raise _Unreadable(f"holds {text}, which is not a JSON number")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Unreadable("names a key twice in one object")
    return found
