"""Pure: why something that was asked for is not on the order, in words for its caller."""

from order_service.errors import NotYet, StoreRefused
from order_service.request.order import OrderRequest
from order_service.request.privacy import masked


def refused(refusal: StoreRefused, order: OrderRequest) -> str:
    """Return the store's own words, without the order's customer."""
    store = refusal.facts.get("store", {})
    words = "; ".join(masked(store.get("words", []), order)) or "no words"
    return f"The store refused it ({store.get('status')}): {words}"


def given_up(failure: NotYet) -> str:
    """Return why nothing more is tried."""
    return f"Given up after many tries ({failure.code}): look at the order in the store."
