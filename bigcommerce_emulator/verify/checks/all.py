"""All checks, in the order in which they are put to a store."""

from bigcommerce_emulator.verify.checks import b2b as checks_of_b2b
from bigcommerce_emulator.verify.checks import calls as checks_of_calls
from bigcommerce_emulator.verify.checks import carts as checks_of_carts
from bigcommerce_emulator.verify.checks import checkouts as checks_of_checkouts
from bigcommerce_emulator.verify.checks import examples as checks_of_examples
from bigcommerce_emulator.verify.checks import hooks as checks_of_hooks
from bigcommerce_emulator.verify.checks import items as checks_of_items
from bigcommerce_emulator.verify.checks import lookups as checks_of_lookups
from bigcommerce_emulator.verify.checks import metafields as checks_of_metafields
from bigcommerce_emulator.verify.checks import orders as checks_of_orders
from bigcommerce_emulator.verify.checks import parts as checks_of_parts
from bigcommerce_emulator.verify.checks import prices as checks_of_prices
from bigcommerce_emulator.verify.checks import tokens as checks_of_tokens
from bigcommerce_emulator.verify.checks.check import Check

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
    *checks_of_hooks.CHECKS,
    *checks_of_examples.CHECKS,
    *checks_of_b2b.CHECKS,
)


def sentence(check: Check) -> str:
    """What a check says, in words."""
    return check.__name__.replace("_", " ").capitalize()
