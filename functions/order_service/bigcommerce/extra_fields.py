"""Adapter: asks what a store wants of companies' orders, and remembers it for a short time."""

from typing import Any

from order_service.bigcommerce.calls import Operation, StoreCalls
from order_service.bigcommerce.reading import data_of
from order_service.errors import NotYet, StorePaused, StoreRefused
from order_service.store.company_order import ExtraFieldRule, KnownRules, Rules
from order_service.store.signals import Signal
from order_service.store_steps import EXTRA_FIELDS

ASKING_SECONDS = 10.0
"""Longest time for the question, connecting included: an order does not wait for its answer."""
A_PAGE, MOST_PAGES = 200, 5


class BigCommerceExtraFields:
    """What one store asks of companies' orders."""

    def __init__(self, calls: StoreCalls, rules: KnownRules | None = None) -> None:
        self._calls = calls
        self._rules = rules or KnownRules()

    def extra_field_rules(self, *, fresh: bool = False) -> Rules | None:
        """GET /orders/extra-fields of B2B Edition; None if it cannot be asked, for whatever reason.

        Without B2B Edition, without its scope and while its host is down the order goes on, and
        the caller hears afterwards what it does not have.
        """
        store, now = self._calls.store, self._calls.now()
        known, rules = self._rules.get(store, now, fresh=fresh)
        if known:
            return rules
        try:
            found: Rules | None = self._asked()
        except StorePaused:
            raise
        except (NotYet, StoreRefused, Signal):
            found = None
        self._rules.put(store, found, now)
        return found

    def _asked(self) -> Rules:
        calls = self._calls.within(ASKING_SECONDS)
        found: list[ExtraFieldRule] = []
        for page in range(MOST_PAGES):
            path = EXTRA_FIELDS.at(offset=page * A_PAGE)
            rows = calls.make(Operation(EXTRA_FIELDS, path), _rules)
            found += rows
            if len(rows) < A_PAGE:
                break
        return found


def _rules(body: Any) -> list[ExtraFieldRule]:
    return [ExtraFieldRule.model_validate(row) for row in data_of(body)]
