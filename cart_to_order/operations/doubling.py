"""Pure: which change of a running stack's settings could double its orders.

A rollback and a deployment both bring other settings to orders under way: one rule for both.
"""

from collections.abc import Mapping
from enum import Enum

LEDGER, SETTLE = "LEDGER_TABLE", "SETTLE_SECONDS"
"""The functions' variables that keep an order from being made again."""


class Danger(Enum):
    """How an order could be made twice, so that each command can say it in its own words."""

    OTHER_LEDGER = "the other ledger does not know the keys of this one"
    SHORTER_SETTLE = "an order in doubt is sent again before a slow store has shown it"


def dangers(now: Mapping[str, str], then: Mapping[str, str]) -> set[Danger]:
    """Return how the settings ``then`` could double orders that were made under those of now."""
    found = set()
    if now.get(LEDGER) != then.get(LEDGER):
        found.add(Danger.OTHER_LEDGER)
    if float(then.get(SETTLE, 0)) < float(now.get(SETTLE, 0)):
        found.add(Danger.SHORTER_SETTLE)
    return found
