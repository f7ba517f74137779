"""Everything one store holds."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.store.carts import Cart
from sandbox.store.catalog import Seed, Variant
from sandbox.store.errors import conflict, v3
from sandbox.store.identifiers import Identifiers
from sandbox.store.orders import Order
from sandbox.store.settings import Settings


@dataclass(slots=True)
class State:
    """The carts, orders, stock and tokens of a store, and the clock it lives by."""

    settings: Settings
    seed: Seed
    now: Callable[[], float]
    identifiers: Identifiers
    tokens: set[str]
    next_order_id: int
    carts: dict[str, Cart] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    orders_of_cart: dict[str, list[Order]] = field(default_factory=dict)
    stock: dict[int, int | None] = field(default_factory=dict)

    def cart(self, cart_id: str) -> Cart:
        """The cart, or a 404."""
        cart = self.carts.get(cart_id)
        if cart is None:
            raise v3(404, "The requested cart or checkout was not found.")
        return cart

    def left(self, variant: Variant) -> int | None:
        """How many of the variant can be sold; None means any number."""
        return self.stock.get(variant.id, variant.stock)

    def check_version(self, cart: Cart, version: int | None) -> None:
        """Refuses with 409 when the caller expects another version than the current one."""
        if version is None or self.settings.version == "absent":
            return
        if version != cart.version:
            raise conflict()

    def changed(self, cart: Cart) -> Cart:
        """The cart, after counting one more successful write to it."""
        cart.version += 1
        cart.updated = self.now()
        return cart
