"""Whether a customer can still go on with a placed order: only then are its redirect URLs shown."""

from collections.abc import Callable

from order_service.errors import OrderError
from order_service.ledger.entry import Entry, Phase
from order_service.placing.ports import Store
from order_service.request.order_statuses import INCOMPLETE, NAMES
from order_service.store.signals import Signal


def can_go_on(entry: Entry, open_store: Callable[[], Store]) -> bool:
    """Return whether the store shows the order of a key as Incomplete now.

    One call, and none where the ledger knows better. A store that cannot be asked says no: a URL
    that opens a customer's cart is not shown on a guess.
    """
    if entry.phase is not Phase.PLACED:
        return False
    order = entry.order()
    if order.status != NAMES[INCOMPLETE] or order.cart_deleted:
        return False
    try:
        return open_store().read_order(order.order_id).incomplete
    except (OrderError, Signal):
        return False
