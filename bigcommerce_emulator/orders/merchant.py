"""What merchants and shoppers do in the store while callers use the API."""

from collections.abc import Iterable, Mapping
from threading import Lock

from bigcommerce_emulator.bodies.spelling import did_you_mean
from bigcommerce_emulator.orders import conversion, statuses
from bigcommerce_emulator.orders import writes as order_writes
from bigcommerce_emulator.state import events, scopes
from bigcommerce_emulator.state.orders import AWAITING_FULFILLMENT, STATUSES, Order
from bigcommerce_emulator.state.state import State


class Merchant:
    """Acts on a store from inside, with no request and no answer."""

    def __init__(self, state: State, lock: Lock) -> None:
        self._state = state
        self._lock = lock

    def move_order(self, order_id: int, status_id: int) -> None:
        """Moves the order to another status."""
        if not 0 <= status_id < len(STATUSES):
            raise ValueError(f"{status_id} is not an order status")
        with self._lock:
            self._move(self._order(order_id), status_id)

    def archive_order(self, order_id: int) -> None:
        """Archives the order, as deleting it does."""
        with self._lock:
            order_writes.archive(self._state, self._order(order_id))

    def pay_order(self, order_id: int) -> None:
        """Pays the order through BigCommerce, which moves it on and deletes its cart."""
        with self._lock:
            order = self._order(order_id)
            order.payment_status = "captured"
            self._move(order, AWAITING_FULFILLMENT)
            self._state.carts.pop(order.cart_id, None)
            if self._state.settings.cart_converted == "on_payment":
                self._state.observe(events.cart_converted(order.cart_id, order.id))

    def begin_payment(self, cart_id: str) -> int:
        """Lets a shopper reach the payment page with a cart, of which that makes an order.

        Returns its number. It is Incomplete until it is paid, and its source is the storefront.
        """
        with self._lock:
            order = conversion.create_order(self._state, self._state.carts[cart_id])
            order.order_source = "www"
            return order.id

    def delete_cart(self, cart_id: str) -> None:
        """Deletes the cart if it is there."""
        with self._lock:
            self._state.carts.pop(cart_id, None)

    def set_stock(self, variant_id: int, left: int | None) -> None:
        """Sets how many of a variant can still be sold; None for any number.

        ValueError names a variant that the store does not have.
        """
        self.set_stocks({variant_id: left})

    def set_stocks(self, stock: Mapping[int, int | None]) -> None:
        """Sets how many of each of these variants can still be sold: of all, or of none."""
        known = {v.id for p in self._state.seed.products.values() for v in p.variants}
        for variant_id in stock:
            if variant_id not in known:
                near = did_you_mean(variant_id, sorted(known))
                raise ValueError(f"the store has no variant {variant_id}{near}")
        with self._lock:
            self._state.stock.update(stock)

    def rotate_token(self, new: str) -> None:
        """Replaces every valid token by this one."""
        with self._lock:
            self._state.tokens = {new: scopes.EVERYTHING}

    def issue_token(self, token: str, names: Iterable[str]) -> None:
        """Makes a token valid for the scopes of these names only, beside the others."""
        held = scopes.scopes(names)
        with self._lock:
            self._state.tokens[token] = held

    def revoke_token(self, token: str) -> None:
        """Ends a token if it is valid."""
        with self._lock:
            self._state.tokens.pop(token, None)

    def close_for_maintenance(self) -> None:
        """Answers every call with 503 from now on."""
        self._state.in_maintenance = True

    def reopen(self) -> None:
        """Ends the maintenance."""
        self._state.in_maintenance = False

    def _move(self, order: Order, status_id: int) -> None:
        statuses.move(self._state, order, status_id)

    def _order(self, order_id: int) -> Order:
        return self._state.orders[order_id]
