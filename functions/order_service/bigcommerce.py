"""Adapter: the store's operations for one order, in BigCommerce's words."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from order_service.bigcommerce_bodies import cart_body, order_body
from order_service.bigcommerce_requests import OPTIONS, request
from order_service.cart_view import View
from order_service.checkout_view import CheckoutView, NewCart
from order_service.errors import CredentialsUnusable, StoreRefused, StoreUnavailable
from order_service.models import OrderRequest
from order_service.orders_view import OrderRow
from order_service.signals import CartGone
from order_service.steps import AddMetafield, Step, named
from order_service.store_calls import COME_BACK, Operation, Reader, Result, StoreCalls
from order_service.variants import KnownVariants, Variant
from order_service.verdicts import Call

Row = TypeVar("Row", bound=View)


class Customer(View):
    """One account of the store."""

    id: int
    email: str = ""


class BigCommerceStore:
    """One store, asked about one order."""

    def __init__(self, calls: StoreCalls, variants: KnownVariants | None = None) -> None:
        self._calls = calls
        self._variants = variants or KnownVariants()

    def find_customer(self, email: str) -> int | None:
        """GET /v3/customers by e-mail; the first account where several have it."""
        path = f"/v3/customers?email:in={quote(email, safe='')}"
        found = self._read(path, _rows(Customer), "customer")
        same = [row.id for row in found if row.email.casefold() == email.casefold()]
        return min(same, default=None)

    def find_variant(self, sku: str) -> Variant | None:
        """GET /v3/catalog/variants by SKU, unless it was asked a short time ago."""
        store, now = self._calls.store, self._calls.now()
        if known := self._variants.get(store, sku, now):
            return known
        path = f"/v3/catalog/variants?sku={quote(sku, safe='')}"
        found = self._read(path, _rows(Variant), "variant")
        variant = next((row for row in found if row.sku.casefold() == sku.casefold()), None)
        if variant is not None:
            self._variants.put(store, sku, variant, now)
        return variant

    def open_cart(self, order: OrderRequest) -> NewCart:
        """POST /v3/carts: a new cart with all lines and its redirect URLs."""
        path = "/v3/carts?include=redirect_urls"
        operation = Operation(Call.REPEATABLE, "cart", "POST", path, cart_body(order))
        try:
            return self._calls.make(operation, lambda body: NewCart.read(body["data"]))
        except CartGone:
            raise CredentialsUnusable(
                "There is no store with the store_hash in its secret.",
                step="cart",
                retry_after=COME_BACK,
            ) from None

    def read_checkout(self, cart_id: str) -> CheckoutView:
        """GET /v3/checkouts/{id} with its shipping options; raises CartGone on 404."""
        path = f"/v3/checkouts/{cart_id}{OPTIONS}"
        operation = Operation(Call.READ, "checkout", "GET", path)
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

    def _applied(self, step: Step, checkout: CheckoutView) -> CheckoutView:
        method, path, body = request(step, checkout)
        if isinstance(step, AddMetafield):
            self._note(Operation(Call.REPEATABLE, step.name, method, path, body))
            return checkout
        operation = Operation(Call.CONVERGING, step.name, method, path, body)
        return self._calls.make(operation, _checkout(checkout.id)).keeping_options(checkout)

    def _note(self, operation: Operation) -> None:
        try:
            self._calls.make(operation, lambda _: None)
        except StoreRefused as refusal:
            # It conflicts with itself: an earlier call of ours left it there.
            if refusal.facts.get("store", {}).get("status") != 409:
                raise

    def create_order(self, cart_id: str) -> int:
        """POST /v3/checkouts/{id}/orders, once: it makes another order at every call.

        Any error but Ambiguous proves that no order was made by this call.
        """
        path = f"/v3/checkouts/{cart_id}/orders"
        operation = Operation(Call.CREATE_ORDER, "order", "POST", path)
        return self._calls.make(operation, _new_order_id)

    def orders_of(self, cart_id: str) -> list[OrderRow]:
        """Return the cart's orders; an empty list only when the store cleanly says none.

        Asks without and with ``status_id=0``, since it is not documented whether a list shows
        Incomplete orders; rows of other carts mean that the filter did not work.
        """
        found: dict[int, OrderRow] = {}
        strangers = False
        for query in (f"?cart_id={cart_id}", f"?cart_id={cart_id}&status_id=0"):
            rows = self._read(f"/v2/orders{query}", _order_rows, "orders")
            found |= {row.id: row for row in rows if row.cart_id == cart_id}
            strangers = strangers or any(row.cart_id != cart_id for row in rows)
        if strangers and not found:
            raise StoreUnavailable(
                "The store's order list ignores the cart filter.",
                step="orders",
                retry_after=COME_BACK,
            )
        return sorted(found.values(), key=lambda row: row.id)

    def read_order(self, order_id: int) -> OrderRow:
        """GET /v2/orders/{id}; an order that is not shown yet raises StoreUnavailable."""
        return self._read(f"/v2/orders/{order_id}", OrderRow.model_validate, "orders")

    def update_order(self, order_id: int, changes: Mapping[str, Any]) -> OrderRow:
        """PUT /v2/orders/{id} with these fields only; the order must be read before each."""
        body = order_body(changes)
        operation = Operation(Call.CONVERGING, "finish", "PUT", f"/v2/orders/{order_id}", body)
        return self._calls.make(operation, OrderRow.model_validate)

    def payment_token(self, order_id: int) -> str:
        """POST /v3/payments/access_tokens; refused unless the order is Incomplete."""
        path, body = "/v3/payments/access_tokens", {"order": {"id": order_id}}
        operation = Operation(Call.REPEATABLE, "payment_token", "POST", path, body)
        return self._calls.make(operation, lambda answer: str(answer["data"]["id"]))

    def archive_order(self, order_id: int) -> None:
        """DELETE /v2/orders/{id}: archives it; one that is gone is archived enough."""
        self._remove("archive", f"/v2/orders/{order_id}")

    def delete_cart(self, cart_id: str) -> None:
        """DELETE /v3/carts/{id}; one that is gone is deleted enough."""
        self._remove("delete_cart", f"/v3/carts/{cart_id}")

    def _read(self, path: str, reader: Reader[Result], step: str) -> Result:
        try:
            return self._calls.make(Operation(Call.READ, step, "GET", path), reader)
        except CartGone:
            raise StoreUnavailable(
                "The store does not find what should be there.",
                step=step,
                retry_after=COME_BACK,
            ) from None

    def _remove(self, step: str, path: str) -> None:
        try:
            self._calls.make(Operation(Call.REPEATABLE, step, "DELETE", path), lambda _: None)
        except CartGone:
            return


def _checkout(cart_id: str) -> Callable[[Any], CheckoutView]:
    def reader(body: Any) -> CheckoutView:
        checkout = CheckoutView.model_validate(body["data"])
        if checkout.id != cart_id:
            raise ValueError(checkout.id)
        return checkout

    return reader


def _new_order_id(body: Any) -> int:
    order_id = int(body["data"]["id"])
    if order_id < 1:
        raise ValueError(order_id)
    return order_id


def _rows(kind: type[Row]) -> Reader[list[Row]]:
    return lambda body: [kind.model_validate(row) for row in body["data"]]


def _order_rows(body: Any) -> list[OrderRow]:
    if body is None:
        return []
    if not isinstance(body, list):
        raise TypeError(type(body).__name__)
    return [OrderRow.model_validate(row) for row in body]
