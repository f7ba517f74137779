"""Pure: the parameters of the API's calls."""

from order_service.keys import KEY, STORE
from tools.api_docs import examples
from tools.api_docs.schemas import Schema

_KEY_SCHEMA: Schema = {"type": "string", "pattern": f'^({KEY.pattern}|"{KEY.pattern}")$'}
STORE_SCHEMA: Schema = {"type": "string", "pattern": f"^{STORE.pattern}$"}


def store() -> Schema:
    """Return the parameter: the store in the path."""
    return {
        "name": "store",
        "in": "path",
        "required": True,
        "description": "The store: its secret's name after the prefix.",
        "schema": STORE_SCHEMA,
        "example": examples.KEY.store,
    }


def key() -> Schema:
    """Return the parameter: the key in the path."""
    return {
        "name": "key",
        "in": "path",
        "required": True,
        "description": "The Idempotency-Key of the order.",
        "schema": _KEY_SCHEMA,
        "example": examples.KEY.key,
    }


def idempotency_key() -> Schema:
    """Return the parameter: the key in its header."""
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "description": "One key for one order you want, for example its number in your system.",
        "schema": _KEY_SCHEMA,
        "example": examples.KEY.key,
    }


def prefer() -> Schema:
    """Return the parameter: the Prefer header."""
    return {
        "name": "Prefer",
        "in": "header",
        "required": False,
        "description": "`respond-async`: do not wait, answer 202 and let the queue do the work.",
        "schema": {"type": "string"},
        "examples": {"wait": {"value": "wait=25"}, "later": {"value": "respond-async"}},
    }
