"""All checks, in the order in which they are put to a store."""

from sandbox.store.verify import (
    checks_of_calls,
    checks_of_carts,
    checks_of_checkouts,
    checks_of_examples,
    checks_of_items,
    checks_of_lookups,
    checks_of_metafields,
    checks_of_orders,
    checks_of_parts,
    checks_of_prices,
    checks_of_tokens,
)
from sandbox.store.verify.checks import Check

CHECKS: tuple[Check, ...] = (
    *checks_of_calls.CHECKS,
    *checks_of_carts.CHECKS,
    *checks_of_items.CHECKS,
    *checks_of_metafields.CHECKS,
    *checks_of_checkouts.CHECKS,
    *checks_of_prices.CHECKS,
    *checks_of_orders.CHECKS,
    *checks_of_parts.CHECKS,
    *checks_of_tokens.CHECKS,
    *checks_of_lookups.CHECKS,
    *checks_of_examples.CHECKS,
)


def sentence(check: Check) -> str:
    """What a check says, in words."""
    return check.__name__.replace("_", " ").capitalize()
