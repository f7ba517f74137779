"""Pure: one reason for a store's no, and which answers have it."""

import re
from dataclasses import dataclass

from order_service.answers import Fixer
from order_service.store_steps import CART, Scope, StoreStep

_OF_THE_REQUEST = frozenset({400, 404, 409, 410, 422})
"""Statuses that are about what a step asks for, not about who asks or when."""


@dataclass(frozen=True)
class Cause:
    """One known reason: who fixes it and how; an empty condition holds for everything.

    ``cart_words`` count where a cart is opened only: elsewhere they are said of addresses.
    ``step`` alone decides where the request is what is wrong. Words explain an error of the
    store's own only if the cause is an ``outage``.
    """

    code: str
    fixer: Fixer
    hint: str
    words: str = ""
    cart_words: str = ""
    scope: Scope | None = None
    step: StoreStep | None = None
    status: int | None = None
    outage: bool = False

    def fits(self, step: StoreStep, status: int, words: str) -> bool:
        """Return whether the store's answer to this step has this cause."""
        if self.step is not None and self.step.name == step.name and status in _OF_THE_REQUEST:
            return True
        if self.status is not None or self.scope is not None:
            return self.status == status and self.scope in (None, step.scope)
        patterns = [self.words, self.cart_words if step.name == CART.name else ""]
        said = any(pattern and re.search(pattern, words) for pattern in patterns)
        return said and (self.outage or status < 500)
