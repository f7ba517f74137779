"""Pure: an order as the store's V2 API lists it, and only what reconciliation looks at."""

from order_service.checkout_view import View

INCOMPLETE = 0
CANCELLED = 5
_UNPAID = frozenset({"", "pending", "declined", "void"})


class OrderRow(View):
    """One row of GET /v2/orders."""

    id: int
    cart_id: str | None = None
    status_id: int = -1
    payment_status: str | None = None
    is_deleted: bool = False

    @property
    def cancelled(self) -> bool:
        """Tell whether the merchant cancelled this order."""
        return self.status_id == CANCELLED

    @property
    def untouched(self) -> bool:
        """Tell whether nobody has paid or moved this order: only then may a twin be archived."""
        return self.status_id == INCOMPLETE and (self.payment_status or "") in _UNPAID
