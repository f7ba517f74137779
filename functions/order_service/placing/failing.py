"""Pure: when a store that fails on one order, again and again, is no longer asked.

Without an end an order that makes the store fail would be tried for days, and end where nobody
looks. Once a create-order was sent nothing here applies: what became of it must be found out.
"""

from order_service.errors import NotYet, OutOfTime, StoreKeepsFailing, StoreThrottled
from order_service.ledger.entry import Entry

GIVEN_UP_AFTER = 86_400.0
"""Seconds of nothing but errors after which the order is refused."""
LEAST_DELIVERIES = 5
"""Deliveries that an order has had before it is refused: one that came twice was hardly tried."""
_MAINTENANCE = 503


def failing_since(reason: NotYet, entry: Entry, now: float) -> float:
    """Return since when the store fails on this order; 0 if it does not.

    Its own errors count, not the maintenance of the whole store. What says nothing about the order
    (no time left, no quota) changes nothing.
    """
    if isinstance(reason, OutOfTime | StoreThrottled):
        return entry.failing_since
    status = reason.facts.get("store", {}).get("status", 0)
    return (entry.failing_since or now) if status >= 500 and status != _MAINTENANCE else 0


def given_up(reason: NotYet, entry: Entry, now: float) -> StoreKeepsFailing | None:
    """Return the refusal of an order on which the store has failed for long enough."""
    since = failing_since(reason, entry, now)
    tried = since and now - since >= GIVEN_UP_AFTER and entry.deliveries >= LEAST_DELIVERIES
    if not tried or isinstance(reason, OutOfTime | StoreThrottled):
        return None
    if entry.creates or entry.order_id:
        return None
    hours = round((now - since) / 3600)
    said = f"The store has failed on this order for {hours} hours; no order was made."
    return StoreKeepsFailing(said, step=reason.step, **reason.facts)
