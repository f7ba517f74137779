"""Adapter: what of a store leads up to an order, in BigCommerce's words.

Nothing here makes one: a quote is given this and no more.
"""

from collections.abc import Callable, Mapping
from typing import Any

from order_service.bigcommerce.bodies import cart_body
from order_service.bigcommerce.calls import Operation
from order_service.bigcommerce.failures import COME_BACK
from order_service.bigcommerce.lookups import BigCommerceLookups
from order_service.bigcommerce.reading import UnreadError, object_of
from order_service.bigcommerce.requests import request
from order_service.checkout.steps import AddMetafield, Step, named
from order_service.errors import CredentialsUnusable, StoreRefused
from order_service.request.adjustments import Metafield
from order_service.request.order import OrderRequest
from order_service.request.spelling import kept, loose
from order_service.store.cart_view import View
from order_service.store.checkout_view import CheckoutView, NewCart
from order_service.store.signals import CartGone, Interrupted
from order_service.store_steps import CART, CHECKOUT, DELETE_CART, METAFIELD, METAFIELDS


class BigCommerceCheckouts(BigCommerceLookups):
    """One store's accounts, catalog, carts and checkouts."""

    def open_cart(self, order: OrderRequest) -> NewCart:
        """POST /v3/carts: a new cart with all lines and its redirect URLs."""
        body = cart_body(order, omit_variant=self._calls.omits_variant)
        operation = Operation(CART, CART.at(), body)
        try:
            return self._calls.make(operation, lambda body: NewCart.read(object_of(body)))
        except CartGone as gone:
            if "cause" in gone.why:
                # What is not there is named: something that the order asks for.
                said = "The store refused this step."
                raise StoreRefused(said, step=CART.name, **gone.why) from None
            raise CredentialsUnusable(
                "There is no store with the store_hash in its secret.",
                step=CART.name,
                retry_after=COME_BACK,
                **gone.why,
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
        except (CartGone, Interrupted) as signal:
            signal.why |= named(step)
            raise

    def delete_cart(self, cart_id: str) -> bool:
        """DELETE /v3/carts/{id}; return whether it was there, which one that is gone was not."""
        try:
            self._calls.make(Operation(DELETE_CART, DELETE_CART.at(cart=cart_id)), lambda _: None)
        except CartGone:
            return False
        return True

    def _applied(self, step: Step, checkout: CheckoutView) -> CheckoutView:
        operation = Operation(*request(step, checkout))
        if isinstance(step, AddMetafield):
            self._note(operation, step.metafield, checkout.id)
            return checkout
        return self._calls.make(operation, _checkout(checkout.id)).keeping_options(checkout)

    def _note(self, operation: Operation, asked: Metafield, cart_id: str) -> None:
        """POST a note; a conflict says that one is there, or nothing: the list shows which."""
        try:
            self._calls.make(operation, lambda body: _is_of(asked, object_of(body)))
        except StoreRefused as refusal:
            if refusal.facts.get("store", {}).get("status") != 409:
                raise
            self._check_noted(asked, cart_id, refusal)

    def _check_noted(self, asked: Metafield, cart_id: str, refusal: StoreRefused) -> None:
        """Return if the cart has the note, which an earlier call of ours may have left there.

        Raises the refusal where another one is there under its name, and Interrupted for none.
        """
        there = self._list(METAFIELDS, {"cart": cart_id}, CartMetafield, lambda _: True).rows
        named = [one for one in there if one.is_called(asked)]
        if any(kept(one.value) == kept(asked.value) for one in named):
            return
        if named:
            message = "has a name that the cart has with another value: choose another key"
            errors = [{"field": "metafields", "message": message}]
            refusal.facts = {**refusal.facts, "errors": errors}
            raise refusal
        # The list may be late: the store's words are not taken for its last ones.
        nothing = Interrupted(METAFIELD.name)
        nothing.in_flight = False
        raise nothing


class CartMetafield(View):
    """One metafield of a cart."""

    namespace: str = ""
    key: str = ""
    value: str = ""

    def is_called(self, asked: Metafield) -> bool:
        """Return whether it has this name, as stores compare names."""
        names = ((self.namespace, asked.namespace), (self.key, asked.key))
        return all(loose(ours) == loose(theirs) for ours, theirs in names)


def _is_of(asked: Metafield, answer: Mapping[str, Any]) -> None:
    """Raise UnreadError unless the answer to the note's call is the note."""
    if not CartMetafield.model_validate(answer).is_called(asked):
        raise UnreadError("key")


def _checkout(cart_id: str) -> Callable[[Any], CheckoutView]:
    def reader(body: Any) -> CheckoutView:
        checkout = CheckoutView.model_validate(object_of(body))
        if checkout.id != cart_id:
            raise UnreadError("id")
        return checkout

    return reader
