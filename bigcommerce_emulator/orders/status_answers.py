"""The JSON of order statuses, and of how many orders are in each."""

from collections import Counter
from collections.abc import Iterable

from bigcommerce_emulator.state.orders import STATUSES, Order

Json = dict[str, object]

# In the order in which the control panel shows them.
_SHOWN = (0, 1, 7, 11, 9, 8, 3, 10, 2, 5, 6, 4, 13, 12, 14)
_MEANINGS = (
    "The shopper came as far as the payment and no further.",
    "The checkout was started and is waiting to be finished.",
    "All of the order was sent and nobody has confirmed its arrival.",
    "Some of the order was sent.",
    "The money was given back.",
    "The seller called the order off.",
    "The seller turned the order down.",
    "The order is placed and its payment is not confirmed.",
    "The order is packed and waits for the shopper to fetch it.",
    "The order is packed and waits for its carrier.",
    "The order is done; downloads are open.",
    "The order is placed and paid.",
    "Somebody has to look at the order first.",
    "The shopper contests the payment.",
    "Some of the money was given back.",
)


def statuses() -> list[Json]:
    """Every status by id."""
    return [_status(status_id) | {"order": _SHOWN.index(status_id)} for status_id in _all()]


def status(status_id: int) -> Json | None:
    """One status, None if there is none of this id."""
    return statuses()[status_id] if status_id in _all() else None


def counts(orders: Iterable[Order]) -> Json:
    """How many orders are in each status, and in all of them."""
    found = Counter(order.status_id for order in orders)
    rows = [
        _status(status_id) | {"count": found[status_id], "sort_order": place}
        for place, status_id in enumerate(_SHOWN)
    ]
    return {"statuses": rows, "count": found.total()}


def _all() -> range:
    return range(len(STATUSES))


def _status(status_id: int) -> Json:
    name = STATUSES[status_id]
    return {
        "id": status_id,
        "name": name,
        "system_label": name,
        "custom_label": name,
        "system_description": _MEANINGS[status_id],
    }
