"""What a token may do: each call needs a scope, and reading needs less than changing."""

from collections.abc import Iterable

from bigcommerce_emulator.bodies.errors import RefusedError, for_version

READ_ONLY = "_read_only"
PAYMENTS = "store_payments_access_token_create"
_AREAS: dict[tuple[str, ...], str] = {
    ("v3", "carts"): "store_cart",
    ("v3", "checkouts"): "store_checkouts",
    ("v3", "orders"): "store_v2_orders",
    ("v2", "orders"): "store_v2_orders",
    ("v2", "order_statuses"): "store_v2_orders",
    ("v3", "catalog"): "store_v2_products",
    ("v3", "customers"): "store_v2_customers",
    ("b2b", "orders"): "store_b2b",
}
# The documentation spells this scope in three ways; a token with any of them opens checkouts.
_SPELLINGS = {"store_checkout": "store_checkouts", "store_v2_checkouts": "store_checkouts"}
KNOWN = frozenset((*_AREAS.values(), PAYMENTS))

Scopes = frozenset[str]
EVERYTHING: Scopes = KNOWN


def scopes(names: Iterable[str]) -> Scopes:
    """The scopes of these names in one spelling; ValueError names one that does not exist."""
    return frozenset(_known(name.strip()) for name in names if name.strip())


def tokens(text: str) -> dict[str, Scopes]:
    """The tokens in `token:scope+scope` texts with spaces between; without scopes, all of them."""
    found: dict[str, Scopes] = {}
    for entry in text.split():
        token, colon, names = entry.partition(":")
        found[token] = scopes(names.split("+")) if colon else EVERYTHING
    return found


def check_scope(held: Scopes, method: str, pattern: tuple[str, ...]) -> None:
    """Refuses with 403 what the token's scopes do not cover."""
    if held is EVERYTHING:
        return
    needed = PAYMENTS if pattern[:2] == ("v3", "payments") else _AREAS.get(pattern[:2])
    if needed is None or needed in held:
        return
    if method == "GET" and needed + READ_ONLY in held:
        return
    raise _forbidden(pattern[0])


def _forbidden(version: str) -> RefusedError:
    return for_version(version, 403, "The token lacks the scope that this call needs.")


def _known(name: str) -> str:
    plain = name.removesuffix(READ_ONLY)
    plain = _SPELLINGS.get(plain, plain)
    if plain not in KNOWN:
        raise ValueError(f"{name!r} is not a scope: {', '.join(sorted(KNOWN))}")
    return plain + READ_ONLY if name.endswith(READ_ONLY) else plain
