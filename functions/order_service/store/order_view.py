"""Pure: an order as the store's V2 API lists it, and only what reconciliation looks at."""

from collections.abc import Mapping
from typing import Any

from order_service.request.order_statuses import INCOMPLETE, NAMES
from order_service.store.answer_types import OrderNumber, Whole
from order_service.store.cart_view import ComparedNumber, View

CANCELLED = 5
_UNPAID = frozenset({"", "pending", "declined", "void"})


class OrderRow(View):
    """One row of GET /v2/orders."""

    id: OrderNumber
    cart_id: str | None = None
    status_id: Whole = -1
    payment_status: str | None = None
    is_deleted: bool = False
    quantity_backordered: ComparedNumber = None
    external_order_id: str | None = None
    external_source: str | None = None
    staff_notes: str | None = None
    payment_method: str | None = None

    @property
    def cancelled(self) -> bool:
        """Tell whether the merchant cancelled this order."""
        return self.status_id == CANCELLED

    @property
    def incomplete(self) -> bool:
        """Tell whether the order is as it was made: Incomplete, and not archived."""
        return self.status_id == INCOMPLETE and not self.is_deleted

    @property
    def status_name(self) -> str:
        """Return the store's name of its status."""
        return NAMES.get(self.status_id, f"status {self.status_id}")

    def lacking(self, wanted: Mapping[str, Any]) -> list[str]:
        """Return which of the wanted fields the order does not show."""
        shown = {**self.model_dump(include={*wanted}), "status": self.status_id}
        return [name for name, value in wanted.items() if shown[name] != value]

    @property
    def untouched(self) -> bool:
        """Tell whether nobody has paid or moved this order: only such a duplicate is archived."""
        return self.status_id == INCOMPLETE and (self.payment_status or "") in _UNPAID
