"""Brings a checkout to the point where it can become the order; every call here converges."""

from contextlib import suppress

from order_service.checkout.completion import completed, discard, refusal
from order_service.checkout.lookups import of_customer, opened
from order_service.clock import Deadline
from order_service.errors import NotYet, Parked, StoreUnavailable
from order_service.ledger.entry import Entry, Phase
from order_service.ledger.lease import Lease
from order_service.placing.ports import Store
from order_service.placing.reasons import for_a_person
from order_service.request.order import OrderRequest
from order_service.store.checkout_view import CheckoutView
from order_service.store.signals import CartGone, CartUnusable
from order_service.store_steps import CHECKOUT


def ready_checkout(
    order: OrderRequest, lease: Lease, store: Store, deadline: Deadline, settle_seconds: float
) -> CheckoutView:
    """Return a checkout that lacks nothing: the one begun earlier, or a new one.

    A cart that is gone or unusable is replaced once. Raises Parked when it is gone although a
    create-order may have been sent on it, or because a shopper has made an order of it, and NotYet
    while such an order may show.
    """
    try:
        return completed(*_begun(order, lease, store), store, deadline)
    except (CartGone, CartUnusable) as signal:
        unusable = isinstance(signal, CartUnusable)
        if lease.entry.creates:
            # An order that shows late is found by its cart, so this one stays the key's.
            became = "was changed" if unusable else "is gone"
            said = f"The cart {became} and no order was seen."
            raise for_a_person(said, lease.entry, CHECKOUT.name) from None
        there = unusable or _is_there(lease, store, deadline.clock.now(), settle_seconds)
        if not lease.entry.may_rebuild:
            said = "The cart disappeared, or did not hold what was ordered, twice."
            raise refusal(said, signal) from None
    if not discard(lease.entry.cart_id, store) and there:
        # A shopper may have paid it since it was read.
        _is_there(lease, store, deadline.clock.now(), settle_seconds)
    try:
        # What is known of its SKUs may be why a cart does not fit.
        return completed(*_opened(order, lease, store, fresh=unusable), store, deadline)
    except (CartGone, CartUnusable) as signal:
        if isinstance(signal, CartGone):
            _is_there(lease, store, deadline.clock.now(), settle_seconds)
        raise refusal("The store's cart does not hold what was ordered.", signal) from None


def _is_there(lease: Lease, store: Store, now: float, settle_seconds: float) -> bool:
    """Return whether the cart is there: a step may answer 404 for something else, a coupon say.

    Raises Parked if a shopper has made an order of it, and NotYet while that may show.
    """
    cart_id = lease.entry.cart_id
    if store.has_order(cart_id):
        said = "The cart is gone: somebody else has made an order of it."
        raise Parked(said, step=CHECKOUT.name) from None
    with suppress(CartGone):
        store.read_checkout(cart_id)
        return True
    lease.cart_gone(now)
    left = lease.entry.cart_gone_at + settle_seconds - now
    if left > 0:
        said = "The cart is gone, and an order that somebody else made of it may show yet."
        raise StoreUnavailable(said, step=CHECKOUT.name, retry_after=left) from None
    return False


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


def _begun(order: OrderRequest, lease: Lease, store: Store) -> tuple[CheckoutView, OrderRequest]:
    if lease.entry.phase is Phase.CLAIMED:
        return _opened(order, lease, store)
    checkout = store.read_checkout(lease.entry.cart_id)
    lease.cart_there()
    customer_id = lease.entry.cart_customer
    known = order.customer is not None and customer_id >= 0
    return checkout, of_customer(order, customer_id) if known else order


def _opened(
    order: OrderRequest, lease: Lease, store: Store, *, fresh: bool = False
) -> tuple[CheckoutView, OrderRequest]:
    found, cart = opened(order, store, fresh=fresh)
    looked_up = None if order.customer is None else found.customer_id
    lease.cart_opened(cart.checkout.id, cart.redirect_urls.model_dump(), looked_up)
    return cart.checkout, of_customer(order, found.customer_id)
