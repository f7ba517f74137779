"""Adapter: the store's operations for one order, in BigCommerce's words."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from order_service.bigcommerce.bodies import order_body
from order_service.bigcommerce.calls import Operation, Reader
from order_service.bigcommerce.checkouts import BigCommerceCheckouts
from order_service.bigcommerce.company_orders import BigCommerceCompanyOrders
from order_service.bigcommerce.failures import COME_BACK
from order_service.bigcommerce.reading import UnreadError, object_of
from order_service.errors import StoreUnavailable
from order_service.store.answer_types import Token, whole_number
from order_service.store.order_view import OrderRow
from order_service.store.signals import CartGone, Interrupted
from order_service.store_steps import (
    ARCHIVE,
    FINISH,
    INCOMPLETE_ORDERS_OF_CART,
    ONE_ORDER,
    ORDER,
    ORDERS,
    ORDERS_OF_CART,
    PAYMENT_TOKEN,
)

_TOKEN: TypeAdapter[str] = TypeAdapter(Token)


class BigCommerceStore(BigCommerceCheckouts, BigCommerceCompanyOrders):
    """One store, asked about one order."""

    def create_order(self, cart_id: str) -> int:
        """POST /v3/checkouts/{id}/orders, once: it makes another order at every call.

        Any error but Ambiguous proves that no order was made by this call.
        """
        operation = Operation(ORDER, ORDER.at(cart=cart_id))
        return self._calls.make(operation, _new_order_id)

    def orders_of(self, cart_id: str, *, whole: bool = False) -> list[OrderRow]:
        """Return the cart's orders; an empty list only when the store cleanly says none.

        What one answer shows is enough to find an order that create-order made; that there is no
        other takes both, the ``whole`` list.
        """
        found, doubt = self._listed(cart_id)
        enough = not whole and any(row.made_by_create_order for row in found)
        if doubt is not None and not enough:
            raise doubt
        return found

    def has_order(self, cart_id: str) -> bool:
        """Return whether anybody has made an order of the cart: what one answer shows is enough.

        False only when the store cleanly says none.
        """
        found, doubt = self._listed(cart_id)
        if doubt is not None and not found:
            raise doubt
        return bool(found)

    def _listed(self, cart_id: str) -> tuple[list[OrderRow], StoreUnavailable | None]:
        """Return the orders that are shown, and why these may not be all.

        Asks with and without ``status_id=0``, since it is not documented whether a list shows
        Incomplete orders, and for these first: an order that stops being Incomplete in between is
        in both lists, and not in neither. Rows of other carts mean that the filter did not work.
        """
        found: dict[int, OrderRow] = {}
        strangers, failure = False, None
        for orders in (INCOMPLETE_ORDERS_OF_CART, ORDERS_OF_CART):
            try:
                rows = self._read(orders, orders.at(cart=cart_id), _order_rows)
            except StoreUnavailable as error:
                # It proves nothing, and hides nothing that the other one shows.
                failure = error
                continue
            found |= {row.id: row for row in rows if row.cart_id == cart_id}
            strangers = strangers or any(row.cart_id != cart_id for row in rows)
        if strangers and failure is None:
            failure = StoreUnavailable(
                "The store's order list is not filtered by cart_id.",
                step=ORDERS.name,
                retry_after=COME_BACK,
            )
        return sorted(found.values(), key=lambda row: row.id), failure

    def read_order(self, order_id: int) -> OrderRow:
        """GET /v2/orders/{id}; an order that is not shown yet raises StoreUnavailable."""
        return self._read(ONE_ORDER, ONE_ORDER.at(order=order_id), _order(order_id))

    def update_order(self, order_id: int, changes: Mapping[str, Any]) -> OrderRow:
        """PUT /v2/orders/{id} with these fields only; the order must be read before each."""
        operation = Operation(FINISH, FINISH.at(order=order_id), order_body(changes))
        return self._calls.make(operation, _order(order_id))

    def payment_token(self, order_id: int) -> str:
        """POST /v3/payments/access_tokens; refused unless the order is Incomplete."""
        operation = Operation(PAYMENT_TOKEN, PAYMENT_TOKEN.at(), {"order": {"id": order_id}})
        return self._calls.make(operation, _payment_token)

    def archive_order(self, order_id: int) -> None:
        """DELETE /v2/orders/{id}: archives it, right after it was read.

        Raises Interrupted also for a 404: the store has just shown the order.
        """
        operation = Operation(ARCHIVE, ARCHIVE.at(order=order_id))
        try:
            self._calls.make(operation, lambda _: None)
        except CartGone:
            raise Interrupted(ARCHIVE.name) from None


def _new_order_id(body: Any) -> int:
    return whole_number(object_of(body).get("id"))


def _payment_token(body: Any) -> str:
    return _TOKEN.validate_python(object_of(body).get("id"))


def _order(order_id: int) -> Reader[OrderRow]:
    """An answer about another order is none to this question."""

    def reader(body: Any) -> OrderRow:
        row = OrderRow.model_validate(body)
        if row.id != order_id:
            raise UnreadError("id")
        return row

    return reader


def _order_rows(body: Any) -> list[OrderRow]:
    if body is None:
        return []
    if not isinstance(body, list):
        raise TypeError(type(body).__name__)
    return [OrderRow.model_validate(row) for row in body]
