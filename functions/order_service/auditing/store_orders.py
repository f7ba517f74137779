"""Adapter: reads the store's orders that the audit compares with the ledger; writes nothing.

Orders are listed by when they were made, not by their ids: an older key can have the later order.
What is older than the list is asked for by cart, so that one key that waits for weeks does not
make the list weeks long.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NoReturn

from order_service.auditing.audited_order import AuditedOrder
from order_service.auditing.findings import older_carts
from order_service.bigcommerce.calls import Operation, StoreCalls
from order_service.bigcommerce.failures import COME_BACK
from order_service.errors import StoreUnavailable
from order_service.ledger.entry import Entry
from order_service.store.signals import CartGone
from order_service.store_steps import (
    INCOMPLETE_ORDERS_OF_CART,
    ONE_ORDER,
    ORDERS,
    ORDERS_OF_CART,
    StoreStep,
)

PAGE = 250
MARGIN = 3_600.0
"""Seconds by which the list begins earlier: the store's clock is not ours, and a key may be written
to for a while after its order was made."""

_Orders = dict[int, AuditedOrder]


def orders_of(
    calls: StoreCalls,
    entries: Sequence[Entry],
    since: float,
    progress: Callable[[int], None],
    before_a_look: Callable[[], None] = lambda: None,
) -> list[AuditedOrder]:
    """Return the store's orders made since, and the older ones of these keys.

    ``progress`` gets the number of orders after each page; ``before_a_look`` is called before each
    key or order that is asked for alone. Archived orders are in no list: they are read by their id.
    """
    found: _Orders = {}
    for page in _listed(calls, since - MARGIN):
        found |= page
        progress(len(found))
    for cart_id in older_carts(entries, found, since):
        before_a_look()
        found |= _of_cart(calls, cart_id)
    for order_id in sorted({entry.order_id for entry in entries} - {0} - found.keys()):
        before_a_look()
        found |= _by_id(calls, order_id)
    return [found[order_id] for order_id in sorted(found)]


def _listed(calls: StoreCalls, since: float) -> Iterator[_Orders]:
    """Yield each page of two lists: it is not documented whether the plain one has Incompletes.

    These come first: an order that stops being Incomplete meanwhile is in both lists. A page begins
    after the last id, not at a number of rows, which are fewer when an order leaves the list.
    """
    for also in ("&status_id=0", ""):
        query = f"limit={PAGE}&sort=id:asc&min_date_created={_moment(since)}{also}"
        last = 0
        while rows := _rows(calls, ORDERS, f"{ORDERS.path}?{query}&min_id={last + 1}"):
            if max(rows) <= last:
                raise StoreUnavailable(
                    "The store's order list is not filtered by min_id.",
                    step=ORDERS.name,
                    retry_after=COME_BACK,
                )
            yield rows
            last = max(rows)


def _of_cart(calls: StoreCalls, cart_id: str) -> _Orders:
    steps = (INCOMPLETE_ORDERS_OF_CART, ORDERS_OF_CART)
    incomplete, plain = (_rows(calls, step, step.at(cart=cart_id)) for step in steps)
    return incomplete | plain


def _by_id(calls: StoreCalls, order_id: int) -> Mapping[int, AuditedOrder]:
    """Return the order, nothing if it is not there: one 404 may be a proxy's."""
    operation = Operation(ONE_ORDER, ONE_ORDER.at(order=order_id))
    for _ in range(2):
        with suppress(CartGone):
            return {order_id: calls.make(operation, AuditedOrder.read)}
    return {}


def _rows(calls: StoreCalls, step: StoreStep, path: str) -> _Orders:
    try:
        return calls.make(Operation(step, path), _read)
    except CartGone as gone:
        _no_list(gone)


def _read(body: Any) -> _Orders:
    return {order.id: order for order in map(AuditedOrder.read, body or [])}


def _no_list(gone: CartGone) -> NoReturn:
    """Every store has a list of orders: an answer that there is none says nothing about them."""
    said = "The store answers that it has no list of orders."
    raise StoreUnavailable(said, step=ORDERS.name, retry_after=COME_BACK, **gone.why) from None


def _moment(seconds: float) -> str:
    """Return the time in ISO 8601, in UTC and with whole seconds, as the store's dates have."""
    return f"{datetime.fromtimestamp(max(seconds // 1, 0), UTC):%Y-%m-%dT%H:%M:%S.000Z}"
