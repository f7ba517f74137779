"""Pure: what checkouts need of a store; nothing here can make an order."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from order_service.checkout.steps import Step
from order_service.clock import Deadline
from order_service.request.order import OrderRequest
from order_service.store.checkout_view import CheckoutView, NewCart
from order_service.store.company_order import Rules
from order_service.store.variants import Variant


class Checkouts(Protocol):
    """Opens carts of one store and completes their checkouts; it cannot create an order."""

    def find_customer(self, email: str, channel_id: int) -> int | None:
        """Return the id of the channel's account with this e-mail address, None if none has it."""
        ...

    def find_variants(self, skus: Iterable[str], *, fresh: bool = False) -> Mapping[str, Variant]:
        """Return the variants of these SKUs by ``spelt`` SKU, without those that do not exist."""
        ...

    def extra_field_rules(self, *, fresh: bool = False) -> Rules | None:
        """Return what the store asks of companies' orders, None if it does not say."""
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

    def delete_cart(self, cart_id: str) -> bool:
        """Delete a cart; return whether it was there."""
        ...


class OpenCheckouts(Protocol):
    """Opens the way to one store's checkouts for one quote."""

    def __call__(self, store: str, correlation_id: str, deadline: Deadline) -> Checkouts:
        """Return the store's checkouts, bound to the correlation id and the deadline."""
        ...
