"""Adapter: the store's operations for one order, in BigCommerce's words."""

from collections.abc import Callable
from typing import Any

from order_service.bigcommerce_bodies import (
    billing_body,
    cart_body,
    consignments_body,
    shipping_body,
)
from order_service.checkout import AddConsignments, SetBilling, Step
from order_service.checkout_view import CheckoutView, NewCart
from order_service.errors import CredentialsUnusable, StoreUnavailable
from order_service.models import OrderRequest
from order_service.orders_view import OrderRow
from order_service.signals import CartGone
from order_service.store_calls import COME_BACK, Operation, Reader, Result, StoreCalls
from order_service.verdicts import Call

_OPTIONS = "?include=consignments.available_shipping_options"


class BigCommerceStore:
    """One store, asked about one order."""

    def __init__(self, calls: StoreCalls) -> None:
        self._calls = calls

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
        path = f"/v3/checkouts/{cart_id}{_OPTIONS}"
        operation = Operation(Call.READ, "checkout", "GET", path)
        return self._calls.make(operation, _checkout(cart_id))

    def apply(self, step: Step, checkout: CheckoutView) -> CheckoutView:
        """Make the step's call and return the checkout it answers with.

        Raises Interrupted when the checkout must be read before going on.
        """
        method, path, body = _request(step, checkout.version)
        path = f"/v3/checkouts/{checkout.id}{path}"
        operation = Operation(Call.CONVERGING, step.name, method, path, body)
        return self._calls.make(operation, _checkout(checkout.id)).keeping_options(checkout)

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
            rows = self._read(f"/v2/orders{query}", _order_rows)
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
        return self._read(f"/v2/orders/{order_id}", OrderRow.model_validate)

    def archive_order(self, order_id: int) -> None:
        """DELETE /v2/orders/{id}: archives it; one that is gone is archived enough."""
        self._remove("archive", f"/v2/orders/{order_id}")

    def delete_cart(self, cart_id: str) -> None:
        """DELETE /v3/carts/{id}; one that is gone is deleted enough."""
        self._remove("delete_cart", f"/v3/carts/{cart_id}")

    def _read(self, path: str, reader: Reader[Result]) -> Result:
        try:
            return self._calls.make(Operation(Call.READ, "orders", "GET", path), reader)
        except CartGone:
            raise StoreUnavailable(
                "The store does not find what should be there.",
                step="orders",
                retry_after=COME_BACK,
            ) from None

    def _remove(self, step: str, path: str) -> None:
        try:
            self._calls.make(Operation(Call.REPEATABLE, step, "DELETE", path), lambda _: None)
        except CartGone:
            return


def _request(step: Step, version: int | None) -> tuple[str, str, Any]:
    if isinstance(step, SetBilling):
        known = f"/{step.address_id}" if step.address_id else ""
        body = billing_body(step, version)
        return ("PUT" if known else "POST"), f"/billing-address{known}", body
    if isinstance(step, AddConsignments):
        return "POST", f"/consignments{_OPTIONS}", consignments_body(step, version)
    return "PUT", f"/consignments/{step.consignment_id}", shipping_body(step, version)


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


def _order_rows(body: Any) -> list[OrderRow]:
    if body is None:
        return []
    if not isinstance(body, list):
        raise TypeError(type(body).__name__)
    return [OrderRow.model_validate(row) for row in body]
