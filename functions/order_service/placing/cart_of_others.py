"""Whether somebody else has made an order of the cart of a key that is to be cancelled."""

from contextlib import suppress

from order_service.checkout.completion import discard
from order_service.errors import NotYet
from order_service.ledger.entry import Entry, Phase
from order_service.placing.ports import Store


def is_ordered_by_others(entry: Entry, store: Store) -> bool:
    """Delete the cart of a key without a create-order; return whether it is somebody's order.

    A caller who hears that there is none sends another one. Only where the store does not say that
    it has deleted the cart, its orders are looked for. A store that cannot be asked now stops no
    cancellation.
    """
    if entry.creates or not entry.cart_id:
        return False
    if entry.phase is Phase.PARKED:
        # That is what it was left to a person for.
        return True
    if discard(entry.cart_id, store):
        return False
    with suppress(NotYet):
        return store.has_order(entry.cart_id)
    return False
