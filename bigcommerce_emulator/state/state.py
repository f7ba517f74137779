"""Everything one store holds."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bigcommerce_emulator.bodies.errors import conflict, v3
from bigcommerce_emulator.state.carts import Cart
from bigcommerce_emulator.state.catalog import Seed, Variant
from bigcommerce_emulator.state.companies import CompanyOrder
from bigcommerce_emulator.state.events import Observer, unobserved
from bigcommerce_emulator.state.hooks import Subscription
from bigcommerce_emulator.state.identifiers import Identifiers
from bigcommerce_emulator.state.metafields import Metafield
from bigcommerce_emulator.state.orders import Order
from bigcommerce_emulator.state.scopes import Scopes
from bigcommerce_emulator.state.settings import Settings

_DAY = 86_400


@dataclass(slots=True)
class State:
    """The carts, orders, stock and tokens of a store, and the clock it lives by."""

    settings: Settings
    seed: Seed
    now: Callable[[], float]
    identifiers: Identifiers
    tokens: dict[str, Scopes]
    next_order_id: int
    observe: Observer = unobserved
    carts: dict[str, Cart] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    orders_of_cart: dict[str, list[Order]] = field(default_factory=dict)
    stock: dict[int, int | None] = field(default_factory=dict)
    metafields: dict[str, list[Metafield]] = field(default_factory=dict)
    next_metafield_id: int = 1
    hooks: dict[int, Subscription] = field(default_factory=dict)
    next_hook_id: int = 1
    in_maintenance: bool = False
    unseen_seconds: float = 0.0
    company_orders: dict[int, CompanyOrder] = field(default_factory=dict)

    def cart(self, cart_id: str) -> Cart:
        """The cart, or a 404 (500 where settings go by the guide's word on edits)."""
        cart = self.find_cart(cart_id)
        if cart is None:
            code = int(self.settings.missing_cart)
            raise v3(code, "The requested cart or checkout was not found.")
        return cart

    def find_cart(self, cart_id: str) -> Cart | None:
        """The cart unless it was deleted or nobody has changed it for too many days."""
        cart = self.carts.get(cart_id)
        days = self.settings.cart_days
        if cart is None or days is None or self.now() < cart.updated + days * _DAY:
            return cart
        del self.carts[cart_id]
        return None

    def subscriptions(self) -> list[Subscription]:
        """The webhooks that apps subscribed to, as they are by now."""
        for entry in self.hooks.values():
            entry.grow_idle(self.now())
        return list(self.hooks.values())

    def left(self, variant: Variant) -> int | None:
        """How many of the variant can be sold; None means any number."""
        return self.stock.get(variant.id, variant.stock)

    def is_unseen(self, order: Order) -> bool:
        """Whether the order is too young for the call that is being answered to see it."""
        return self.now() < order.created + self.unseen_seconds

    def check_version(self, cart: Cart, version: int | None) -> None:
        """Refuses with 409 when the caller of a cart expects another version than its own."""
        self._check(version, cart.version)

    def check_checkout(self, cart: Cart, version: int | None) -> None:
        """Refuses with 409 when the caller of a checkout expects another version than its own."""
        self._check(version, cart.checkout_version)

    def changed(self, cart: Cart) -> Cart:
        """The cart, after counting one more successful write to it."""
        cart.version += 1
        if self.settings.version_counters == "one":
            cart.checkout_version = cart.version
        return self.touched(cart)

    def changed_checkout(self, cart: Cart) -> Cart:
        """The cart, after counting one more successful write to its checkout."""
        cart.checkout_version += 1
        if self.settings.version_counters == "one":
            cart.version = cart.checkout_version
        return self.touched(cart)

    def touched(self, cart: Cart) -> Cart:
        """The cart, after a write that its version does not count."""
        cart.updated = self.now()
        return cart

    def _check(self, version: int | None, current: int) -> None:
        if version is None or self.settings.version == "absent":
            return
        if version != current:
            raise conflict()
