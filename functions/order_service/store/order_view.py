"""Pure: an order as the store's V2 API lists it, and only what reconciliation looks at."""

from collections.abc import Mapping
from typing import Any

from order_service.request.order_statuses import INCOMPLETE, NAMES, number_of
from order_service.store.answer_types import OrderNumber, Whole
from order_service.store.cart_view import ComparedAmount, ComparedNumber, ComparedText, View

CANCELLED = 5
ENDED = frozenset({4, CANCELLED, 6})
"""Refunded, Cancelled and Declined: nobody sends the goods of such an order."""
CHECKOUT_API = "checkout_api"
"""``order_source`` of an order that was made by create-order; a shopper's own has another."""
UNPAID = frozenset({"", "pending", "declined", "void"})


class OrderRow(View):
    """One row of GET /v2/orders."""

    id: OrderNumber
    cart_id: str | None = None
    customer_id: ComparedNumber = None
    status_id: Whole | None = None
    status: ComparedText = None
    payment_status: str | None = None
    order_source: ComparedText = None
    is_deleted: bool = False
    quantity_backordered: ComparedNumber = None
    external_order_id: str | None = None
    external_source: str | None = None
    staff_notes: str | None = None
    payment_method: str | None = None
    total_inc_tax: ComparedAmount = None

    @property
    def status_number(self) -> int | None:
        """Return its status by number, which its name says too; None if the store shows neither."""
        return number_of(self.status) if self.status_id is None else self.status_id

    @property
    def cancelled(self) -> bool:
        """Return whether the merchant cancelled this order."""
        return self.status_number == CANCELLED

    @property
    def ended(self) -> bool:
        """Return whether the order was cancelled, declined or refunded."""
        return self.status_number in ENDED

    @property
    def incomplete(self) -> bool:
        """Return whether the order is as it was made: Incomplete, and not archived."""
        return self.status_number == INCOMPLETE and not self.is_deleted

    @property
    def moved(self) -> bool:
        """Return whether it shows a status that no order is made with."""
        return self.status_number not in (None, INCOMPLETE)

    @property
    def status_name(self) -> str:
        """Return the store's name of its status."""
        number = self.status_number
        return "Unknown" if number is None else NAMES.get(number, f"status {number}")

    def lacking(self, wanted: Mapping[str, Any]) -> list[str]:
        """Return which of the wanted fields the order does not show."""
        shown = {**self.model_dump(include={*wanted}), "status": self.status_number}
        return [name for name, value in wanted.items() if shown[name] != value]

    @property
    def untouched(self) -> bool:
        """Return whether nobody has paid or moved this order: only such a duplicate is archived."""
        return self.status_number == INCOMPLETE and self.unpaid

    @property
    def unneeded(self) -> bool:
        """Return whether nobody misses this order now that it is archived."""
        return self.untouched or self.ended

    @property
    def made_by_create_order(self) -> bool:
        """Return whether create-order made it: a shopper who pays the same cart makes another.

        An order that shows no source counts as made by create-order.
        """
        return (self.order_source or CHECKOUT_API) == CHECKOUT_API

    @property
    def holds_a_payment(self) -> bool:
        """Return whether a payment of this order was taken, and not all of it was given back."""
        return not self.unpaid and self.payment_status != "refunded"

    @property
    def unpaid(self) -> bool:
        """Return whether nothing was paid for this order, as far as the store shows."""
        return (self.payment_status or "") in UNPAID
