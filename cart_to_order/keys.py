"""Pure: the idempotency key of an order, the same for every try."""

import hashlib
import re
from contextlib import suppress

from order_service.errors import MalformedRequest
from order_service.keys import read_key

LONGEST_START = 100
_NOT_IN_A_KEY = re.compile(r"[^A-Za-z0-9._-]+")


def key_of(order_number: str) -> str:
    """Return the key of the caller's order number: itself if it can be one, else one made of it.

    Different numbers get different keys, and the same number always the same one.
    """
    with suppress(MalformedRequest):
        return read_key("x", order_number).key
    start = _NOT_IN_A_KEY.sub("-", order_number).strip("-._")[:LONGEST_START] or "order"
    return f"{start}~{hashlib.sha256(order_number.encode()).hexdigest()[:16]}"


def chosen_key(key: str | None, order_number: str | int | None) -> str:
    """Return the key that the caller gave or the one of the order number; raises ValueError."""
    if (key is None) == (order_number is None):
        raise ValueError("Give a key or your order number: without one, a retry orders twice.")
    return key if key is not None else key_of(str(order_number))
