"""Webhooks that apps subscribe to by the API: what they hear, where, and whether they still do."""

from collections.abc import Mapping
from dataclasses import dataclass

# What the documentation has events of; a scope of any of them may be subscribed to.
RESOURCES = frozenset(
    """
    app cart category channel customer dispatch information inventory metafield order priceList
    product script shipment sku subscriber
    """.split()
)


IDLE_SECONDS = 90 * 86_400.0
"""How long a subscription stays active that nothing happens for."""


@dataclass(slots=True)
class Subscription:
    """One webhook of one app."""

    id: int
    client_id: str
    scope: str
    destination: str
    headers: Mapping[str, str] | None
    created: float
    updated: float
    is_active: bool = True
    heard: float = 0.0
    """When something last happened that it is called for."""

    def hears(self, scope: str) -> bool:
        """Whether an event of this scope is for it."""
        return self.is_active and hears(self.scope, scope)

    def deactivate(self, now: float) -> None:
        """Stop it, as BigCommerce does after the last retry; an update activates it again."""
        self.is_active, self.updated = False, now

    def grow_idle(self, now: float) -> None:
        """Stop it, as BigCommerce does, if nothing happened for 90 days."""
        over = max(self.updated, self.heard) + IDLE_SECONDS
        if self.is_active and now >= over:
            self.deactivate(over)


def hears(wanted: str, scope: str) -> bool:
    """Whether a wanted scope, which may end with *, has this scope in it."""
    if wanted.endswith("*"):
        return scope.startswith(wanted[:-1])
    return wanted == scope
