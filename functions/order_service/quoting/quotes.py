"""A quote: every step of an order but the order, on a cart that is deleted again.

It is handed checkouts only, which have no way to make an order, and neither ledger nor queue.
"""

from dataclasses import dataclass

from order_service.checkout.completion import completed, discard, refusal
from order_service.checkout.lookups import of_customer, opened
from order_service.checkout.ports import OpenCheckouts
from order_service.clock import Deadline
from order_service.errors import NotYet, Refused
from order_service.quoted import QuotedOrder
from order_service.quoting.quote_answer import quote_of
from order_service.request.order import OrderRequest
from order_service.request.privacy import mask
from order_service.store.checkout_view import CheckoutView
from order_service.store.signals import CartGone, CartUnusable

CLEAN_UP_SECONDS = 8.0
"""Kept back from the deadline to delete the cart, which takes no longer than this: a second more
than a call to the store needs to be begun."""

CARTS_TRIED = 2
"""A cart that is gone or cannot be used is opened anew once."""


@dataclass(frozen=True)
class Enquiry:
    """A valid order whose price is asked for."""

    store: str
    correlation_id: str
    order: OrderRequest


def quoted(enquiry: Enquiry, open_checkouts: OpenCheckouts, deadline: Deadline) -> QuotedOrder:
    """Return what the order would cost now.

    Raises Refused, as the order would be, or NotYet. Whatever happens, the cart is deleted if the
    store lets us. Metafields are left out: they outlive their cart, and cost nothing.
    """
    order = enquiry.order.model_copy(update={"metafields": []})
    till = _Till(enquiry, open_checkouts, deadline)
    unusable: CartGone | CartUnusable = CartUnusable()
    try:
        for _ in range(CARTS_TRIED):
            try:
                return till.priced(order)
            except (CartGone, CartUnusable) as signal:
                unusable = signal
    except (NotYet, Refused) as error:
        mask(error, order)
        raise
    raise refusal("The store's cart does not hold what was ordered.", unusable)


class _Till:
    def __init__(self, enquiry: Enquiry, open_checkouts: OpenCheckouts, deadline: Deadline) -> None:
        self._enquiry = enquiry
        self._open = open_checkouts
        self._last = deadline
        self._work = Deadline(deadline.clock, deadline.at - CLEAN_UP_SECONDS)

    def priced(self, order: OrderRequest) -> QuotedOrder:
        store = self._open(self._enquiry.store, self._enquiry.correlation_id, self._work)
        found, new = opened(order, store)
        cart = new.checkout
        try:
            done = completed(cart, of_customer(order, found.customer_id), store, self._work)
            return quote_of(done, order)
        finally:
            self._clean_up(cart)

    def _clean_up(self, cart: CheckoutView) -> None:
        at = min(self._last.at, self._last.clock.now() + CLEAN_UP_SECONDS)
        until = Deadline(self._last.clock, at)
        discard(cart.id, self._open(self._enquiry.store, self._enquiry.correlation_id, until))
