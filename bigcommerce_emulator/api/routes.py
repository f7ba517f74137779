"""Which call is which: the operations of the store, each by path template and method."""

from functools import lru_cache

from bigcommerce_emulator.api import (
    b2b_calls,
    cart_calls,
    catalog_calls,
    checkout_calls,
    customer_calls,
    hook_calls,
    metafield_calls,
    order_calls,
)
from bigcommerce_emulator.api.calls import Call, Operation, Routes, Template

__all__ = ["ROUTES", "Call", "Operation", "operation", "template"]

_SHORTEST = 5  # "", stores, the store hash, the API version and a resource

ROUTES: Routes = (
    cart_calls.ROUTES
    | metafield_calls.ROUTES
    | checkout_calls.ROUTES
    | order_calls.ROUTES
    | customer_calls.ROUTES
    | catalog_calls.ROUTES
    | hook_calls.ROUTES
    | b2b_calls.ROUTES
)


# One call asks several times.
@lru_cache(maxsize=256)
def template(path: str) -> tuple[str, Template, Template]:
    """The store hash, the template and the identifiers of a path; the hash is empty if foreign."""
    parts = path.rstrip("/").split("/")
    if b2b_calls.is_theirs(path):
        parts = ["", "stores", "", "b2b", *parts[4:]]
    if len(parts) < _SHORTEST or parts[1] != "stores":
        return "", (), ()
    rest = parts[3:]
    # A word that the API reserves, such as orders/count, is never taken for an identifier.
    reserved = tuple(rest)
    if "*" not in reserved and reserved in ROUTES:
        return parts[2], reserved, ()
    pattern = tuple("*" if place % 2 == 0 and place else part for place, part in enumerate(rest))
    return parts[2], pattern, tuple(rest[2::2])


def version_of(path: str) -> str:
    """The version of the API that a path is for; V3 where it tells none."""
    _, pattern, _ = template(path)
    return pattern[0] if pattern else "v3"


def operation(method: str, path: str) -> str:
    """The name of the operation that a request is for, `unknown` if there is none."""
    _, pattern, _ = template(path)
    found = ROUTES.get(pattern, {}).get(method)
    return found.name if found else "unknown"
