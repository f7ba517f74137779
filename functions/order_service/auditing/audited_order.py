"""Pure: an order of the store, as far as the audit looks at it."""

from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from sys import intern
from typing import Any

from order_service.request.order_statuses import INCOMPLETE, number_of
from order_service.store.cart_view import View
from order_service.store.order_view import CHECKOUT_API, ENDED, UNPAID

OURS = CHECKOUT_API
"""``order_source`` of every order that is made from a cart through the management API."""


class _Row(View):
    """One row of GET /v2/orders."""

    id: int
    cart_id: str | None = None
    is_deleted: bool = False
    order_source: str = ""
    status_id: int | None = None
    status: str = ""
    date_created: str = ""
    payment_status: str | None = None


@dataclass(frozen=True, slots=True)
class AuditedOrder:
    """One order of the store: small, since all of three days are held at the same time."""

    id: int
    cart_id: str = ""
    is_deleted: bool = False
    order_source: str = ""
    status_id: int | None = None
    created_at: float | None = None
    """When it was made, in seconds since the epoch; None if the store's date cannot be read."""
    unpaid: bool = True

    @property
    def ended(self) -> bool:
        """Return whether it was cancelled, declined or refunded: nobody sends its goods."""
        return self.status_id in ENDED

    @property
    def untouched(self) -> bool:
        """Return whether nobody has paid or moved it."""
        return self.status_id == INCOMPLETE and self.unpaid

    @property
    def made_by_create_order(self) -> bool:
        """Return whether it is not a shopper's own; one that shows no source counts as ours."""
        return (self.order_source or OURS) == OURS

    @classmethod
    def read(cls, row: Any) -> "AuditedOrder":
        """Return the order in a row of the store's list."""
        seen = _Row.model_validate(row)
        source = intern(seen.order_source)
        status = number_of(seen.status) if seen.status_id is None else seen.status_id
        known = (seen.id, seen.cart_id or "", seen.is_deleted, source, status)
        return cls(*known, _seconds(seen.date_created), (seen.payment_status or "") in UNPAID)


def _seconds(date: str) -> float | None:
    try:
        when = parsedate_to_datetime(date)
    except ValueError:
        return None
    # A time without a zone is in UTC, whatever zone this machine is in.
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
