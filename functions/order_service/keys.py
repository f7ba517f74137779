"""Pure: the idempotency key of one order, and how a caller's text becomes one."""

import re
import uuid
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from order_service.errors import MalformedRequest

_ORDERS = uuid.UUID("6f5dbe4e-4d0c-5f0e-9c43-2f4f3c0a7f11")
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~:@-]{0,127}")
STORE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


@dataclass(frozen=True)
class OrderKey:
    """One intent of one caller: the store and the caller's Idempotency-Key."""

    store: str
    key: str

    def __str__(self) -> str:
        """Return the ledger's id; ``#`` occurs in neither part."""
        return f"{self.store}#{self.key}"

    @property
    def correlation_id(self) -> str:
        """Return the UUID that every call, log line and error of this order carries."""
        return _correlation_id(str(self))


@lru_cache(maxsize=64)
def _correlation_id(order: str) -> str:
    return str(uuid.uuid5(_ORDERS, order))


def read_store(store: Any) -> str:
    """Return the store's name; raises MalformedRequest naming ``store``."""
    if not isinstance(store, str) or not STORE.fullmatch(store):
        raise malformed("store", "must be 1 to 64 letters, digits, hyphens or underscores")
    return store


def read_key(store: Any, key: Any, field: str = "idempotency_key") -> OrderKey:
    """Return the key; raises MalformedRequest naming ``store``, or the key by ``field``.

    A key in double quotes (the IETF draft's structured header string) is the key inside them.
    """
    store = read_store(store)
    if isinstance(key, str) and len(key) > 1 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if not key:
        raise malformed(field, "is missing; send one key per order you want")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise malformed(field, "must be 1 to 128 of letters, digits and . _ ~ : @ -")
    return OrderKey(store, key)


def malformed(field: str, message: str) -> MalformedRequest:
    """Return the refusal that names one field of a message that cannot be read."""
    return MalformedRequest([{"field": field, "message": message}])
