"""The ways to all stores: what their orders and quotes share is made once."""

from dataclasses import dataclass, field

from order_service.bigcommerce.calls import StoreCalls
from order_service.bigcommerce.checkouts import BigCommerceCheckouts
from order_service.bigcommerce.credentials import Credentials
from order_service.bigcommerce.https import Send
from order_service.bigcommerce.store import BigCommerceStore
from order_service.clock import Deadline
from order_service.keys import OrderKey
from order_service.store.company_order import KnownRules
from order_service.store.variants import KnownVariants
from order_service.telemetry.observation import Observe, unobserved


@dataclass(frozen=True)
class Stores:
    """Opens a store for one order, one quote, or one who only reads; nothing is sent by that."""

    send: Send
    credentials: Credentials
    observe: Observe = unobserved
    variants: KnownVariants = field(default_factory=KnownVariants)
    rules: KnownRules = field(default_factory=KnownRules)

    def calls(
        self,
        store: str,
        correlation_id: str,
        deadline: Deadline,
        observe: Observe | None = None,
    ) -> StoreCalls:
        """Return the way to one store; another observer than that of orders may watch it."""
        watch = observe or self.observe
        return StoreCalls(self.send, self.credentials, store, correlation_id, deadline, watch)

    def order(self, key: OrderKey, deadline: Deadline) -> BigCommerceStore:
        """Return the key's store, bound to the order's correlation id and the deadline."""
        calls = self.calls(key.store, key.correlation_id, deadline)
        return BigCommerceStore(calls, self.variants, self.rules)

    def checkouts(
        self, store: str, correlation_id: str, deadline: Deadline
    ) -> BigCommerceCheckouts:
        """Return the store's checkouts for a quote, which has no way to an order."""
        calls = self.calls(store, correlation_id, deadline)
        return BigCommerceCheckouts(calls, self.variants, self.rules)
