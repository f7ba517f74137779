"""What happens in a store that others may want to hear of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

ORDER_CREATED = "store/order/created"
STATUS_UPDATED = "store/order/statusUpdated"
ORDER_UPDATED = "store/order/updated"
ORDER_ARCHIVED = "store/order/archived"
CART_CONVERTED = "store/cart/converted"
SCOPES = (ORDER_CREATED, STATUS_UPDATED, ORDER_UPDATED, ORDER_ARCHIVED, CART_CONVERTED)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, in the words of a webhook."""

    scope: str
    data: Mapping[str, object]


Observer = Callable[[Event], None]


def unobserved(_event: Event) -> None:
    """An observer who does not care."""


def order_created(order_id: int) -> Event:
    """An order was made."""
    return Event(ORDER_CREATED, {"type": "order", "id": order_id})


def status_updated(order_id: int, previous: int, new: int) -> Event:
    """An order moved from one status to another."""
    status = {"previous_status_id": previous, "new_status_id": new}
    return Event(STATUS_UPDATED, {"type": "order", "id": order_id, "status": status})


def order_updated(order_id: int) -> Event:
    """An order was changed, whatever of it."""
    return Event(ORDER_UPDATED, {"type": "order", "id": order_id})


def order_archived(order_id: int) -> Event:
    """An order was archived, as deleting it does."""
    return Event(ORDER_ARCHIVED, {"type": "order", "id": order_id})


def cart_converted(cart_id: str, order_id: int) -> Event:
    """A cart became an order and is gone."""
    return Event(CART_CONVERTED, {"type": "cart", "id": cart_id, "orderId": str(order_id)})
