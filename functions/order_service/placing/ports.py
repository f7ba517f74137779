"""Pure: what the flow needs of the world; adapters and fakes both provide it."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from order_service.checkout.steps import Step
from order_service.clock import Deadline
from order_service.errors import Parked
from order_service.ledger.lease import Lease
from order_service.request.intake import Job, OrderKey
from order_service.request.order import OrderRequest
from order_service.store.checkout_view import CheckoutView, NewCart
from order_service.store.order_view import OrderRow
from order_service.store.variants import Variant

Park = Callable[[Job, Parked], None]
"""Puts an order where a person sees it, with the reason; raises QueueUnavailable."""


class Ledger(Protocol):
    """Lets one execution at a time work on a key."""

    def claim(self, key: OrderKey, fingerprint: str, lease_until: float) -> Lease:
        """Return the lease, or the finished entry; raises KeyReused or InProgress."""
        ...


class Checkouts(Protocol):
    """What of a store leads up to an order: whoever has only this can make none."""

    def find_customer(self, email: str) -> int | None:
        """Return the id of the account with this e-mail address, None if there is none."""
        ...

    def find_variant(self, sku: str, *, fresh: bool = False) -> Variant | None:
        """Return the variant with this SKU, None if there is none."""
        ...

    def open_cart(self, order: OrderRequest) -> NewCart:
        """Return a new cart holding the order's lines."""
        ...

    def read_checkout(self, cart_id: str) -> CheckoutView:
        """Return the checkout with its shipping options; raises CartGone."""
        ...

    def apply(self, step: Step, checkout: CheckoutView) -> CheckoutView:
        """Return the checkout after the step; raises Interrupted or CartGone."""
        ...

    def delete_cart(self, cart_id: str) -> None:
        """Delete a cart."""
        ...


class Store(Checkouts, Protocol):
    """One store, asked about one order."""

    def create_order(self, cart_id: str) -> int:
        """Return the new order's id; raises Ambiguous unless it is sure that none was made."""
        ...

    def orders_of(self, cart_id: str) -> list[OrderRow]:
        """Return the cart's orders, lowest id first; empty only for a clean none."""
        ...

    def read_order(self, order_id: int) -> OrderRow:
        """Return one order."""
        ...

    def update_order(self, order_id: int, changes: Mapping[str, Any]) -> OrderRow:
        """Return the order after these fields were written; raises Interrupted or CartGone."""
        ...

    def payment_token(self, order_id: int) -> str:
        """Return a token with which an Incomplete order can be paid."""
        ...

    def archive_order(self, order_id: int) -> None:
        """Archive an order."""
        ...


class OpenStore(Protocol):
    """Opens the way to one store for one order."""

    def __call__(self, key: OrderKey, deadline: Deadline) -> Store:
        """Return the key's store, bound to the order's correlation id and the deadline."""
        ...


class OpenCheckouts(Protocol):
    """Opens the way to one store's checkouts for one quote."""

    def __call__(self, store: str, correlation_id: str, deadline: Deadline) -> Checkouts:
        """Return the store's checkouts, bound to the correlation id and the deadline."""
        ...


class Journal(Protocol):
    """Where the flow tells operators what happened, in facts that name no customer."""

    def note(self, event: str, **facts: Any) -> None:
        """Record one event."""
        ...
