"""All checks, in the order in which they are put to a store."""

from sandbox.store.verify import (
    checks_of_calls,
    checks_of_carts,
    checks_of_checkouts,
    checks_of_orders,
)
from sandbox.store.verify.checks import Check

CHECKS: tuple[Check, ...] = (
    *checks_of_calls.CHECKS,
    *checks_of_carts.CHECKS,
    *checks_of_checkouts.CHECKS,
    *checks_of_orders.CHECKS,
)


def sentence(check: Check) -> str:
    """What a check says, in words."""
    return check.__name__.replace("_", " ").capitalize()
