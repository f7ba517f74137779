"""What goes into the store and what comes out, whatever carries it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Final

UNREADABLE: Final = object()
"""The body of a request whose bytes are not JSON."""

TOO_LARGE: Final = object()
"""The body of a request with more bytes than the store takes."""


class PlainText(str):
    """A body that is no JSON: what stands before the API answers in words alone."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Request:
    """One call to the store: header names in lower case, the body already parsed."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: object | None


@dataclass(slots=True)
class Response:
    """One answer of the store; a body of None is an empty body."""

    status: int
    body: object | None
    headers: dict[str, str] = field(default_factory=dict)


def encode(body: object) -> bytes:
    """The JSON bytes of a body, with every Decimal as a JSON number; plain text is no JSON."""
    if isinstance(body, PlainText):
        return body.encode()
    return _ENCODER.encode(body).encode()


def _number(value: object) -> float:
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} has no place in a body")
    # Amounts in cents have at most 15 digits, so the float prints as the same number; exact ones
    # are floats at BigCommerce too.
    if not value:
        return 0
    return _spelled(str(value))


# A store has few amounts and writes each many times; hashing a Decimal would cost more than this.
@lru_cache(maxsize=4096)
def _spelled(amount: str) -> float:
    number = float(amount)
    return int(number) if number.is_integer() else number


# No body holds itself: looking for that takes a quarter of the time.
_ENCODER = json.JSONEncoder(check_circular=False, default=_number, separators=(",", ":"))
