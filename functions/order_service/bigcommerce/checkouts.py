"""Adapter: what of a store leads up to an order, in BigCommerce's words.

Nothing here makes one: a quote is given this and no more.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from order_service.bigcommerce.bodies import cart_body
from order_service.bigcommerce.calls import COME_BACK, Operation, Reader, Result, StoreCalls
from order_service.bigcommerce.requests import request
from order_service.checkout.steps import AddMetafield, Step, named
from order_service.errors import CredentialsUnusable, StoreRefused, StoreUnavailable
from order_service.request.order import OrderRequest
from order_service.store.answer_types import Whole
from order_service.store.cart_view import View
from order_service.store.checkout_view import CheckoutView, NewCart
from order_service.store.signals import CartGone
from order_service.store.variants import KnownVariants, Variant
from order_service.store_steps import CART, CHECKOUT, CUSTOMER, DELETE_CART, VARIANT, StoreStep

Row = TypeVar("Row", bound=View)


class Customer(View):
    """One account of the store."""

    id: Whole
    email: str = ""


class BigCommerceCheckouts:
    """One store's customers, variants, carts and checkouts."""

    def __init__(self, calls: StoreCalls, variants: KnownVariants | None = None) -> None:
        self._calls = calls
        self._variants = variants or KnownVariants()

    def find_customer(self, email: str) -> int | None:
        """GET /v3/customers by e-mail; the first account where several have it."""
        path = CUSTOMER.at(email=email)
        found = self._read(CUSTOMER, path, _rows(Customer))
        same = [row.id for row in found if row.email.casefold() == email.casefold()]
        return min(same, default=None)

    def find_variant(self, sku: str, *, fresh: bool = False) -> Variant | None:
        """GET /v3/catalog/variants by SKU, unless it was asked a short time ago and may be old."""
        store, now = self._calls.store, self._calls.now()
        known = None if fresh else self._variants.get(store, sku, now)
        if known:
            return known
        path = VARIANT.at(sku=sku)
        found = self._read(VARIANT, path, _rows(Variant))
        variant = next((row for row in found if row.sku.casefold() == sku.casefold()), None)
        if variant is not None:
            self._variants.put(store, sku, variant, now)
        return variant

    def open_cart(self, order: OrderRequest) -> NewCart:
        """POST /v3/carts: a new cart with all lines and its redirect URLs."""
        operation = Operation(CART, CART.at(), cart_body(order))
        try:
            return self._calls.make(operation, lambda body: NewCart.read(body["data"]))
        except CartGone:
            raise CredentialsUnusable(
                "There is no store with the store_hash in its secret.",
                step=CART.name,
                retry_after=COME_BACK,
            ) from None

    def read_checkout(self, cart_id: str) -> CheckoutView:
        """GET /v3/checkouts/{id} with its shipping options; raises CartGone on 404."""
        operation = Operation(CHECKOUT, CHECKOUT.at(cart=cart_id))
        return self._calls.make(operation, _checkout(cart_id))

    def apply(self, step: Step, checkout: CheckoutView) -> CheckoutView:
        """Make the step's call and return the checkout it answers with.

        Raises Interrupted when the checkout must be read before going on.
        """
        try:
            return self._applied(step, checkout)
        except StoreRefused as refusal:
            refusal.facts = {**refusal.facts, **named(step)}
            raise

    def delete_cart(self, cart_id: str) -> None:
        """DELETE /v3/carts/{id}; one that is gone is deleted enough."""
        self._remove(DELETE_CART, DELETE_CART.at(cart=cart_id))

    def _applied(self, step: Step, checkout: CheckoutView) -> CheckoutView:
        operation = Operation(*request(step, checkout))
        if isinstance(step, AddMetafield):
            self._note(operation)
            return checkout
        return self._calls.make(operation, _checkout(checkout.id)).keeping_options(checkout)

    def _note(self, operation: Operation) -> None:
        try:
            self._calls.make(operation, lambda _: None)
        except StoreRefused as refusal:
            # It conflicts with itself: an earlier call of ours left it there.
            if refusal.facts.get("store", {}).get("status") != 409:
                raise

    def _read(self, step: StoreStep, path: str, reader: Reader[Result]) -> Result:
        try:
            return self._calls.make(Operation(step, path), reader)
        except CartGone:
            raise StoreUnavailable(
                "The store does not find what should be there.",
                step=step.name,
                retry_after=COME_BACK,
            ) from None

    def _remove(self, step: StoreStep, path: str) -> None:
        try:
            self._calls.make(Operation(step, path), lambda _: None)
        except CartGone:
            return


def _checkout(cart_id: str) -> Callable[[Any], CheckoutView]:
    def reader(body: Any) -> CheckoutView:
        checkout = CheckoutView.model_validate(body["data"])
        if checkout.id != cart_id:
            raise ValueError(checkout.id)
        return checkout

    return reader


def _rows(kind: type[Row]) -> Reader[list[Row]]:
    return lambda body: [kind.model_validate(row) for row in body["data"]]
