"""Merchants, shoppers and other apps: they act on orders, carts, stock and tokens meanwhile."""

import json
from typing import Any

from bigcommerce_emulator.api.application import Request
from bigcommerce_emulator.bodies.errors import RefusedError
from bigcommerce_emulator.state.orders import Order
from tests.fakes.orders import NEW_YORK
from tests.simulation.plan import START, Unkind
from tests.simulation.trouble.trouble import Trouble

TEAPOT_VARIANT = 150
ANOTHER = 12
"""A customer of the store for whom no order is."""
CANCELLED, DECLINED, REFUNDED = 5, 6, 4
ENDS = (CANCELLED, DECLINED, REFUNDED)
STATUSES = (7, 11, 11, CANCELLED, 2, DECLINED, REFUNDED)
A_NOTE = "HOLD: the customer called."
FIRST_TOKEN = "sandbox-token"
CERTIFICATE = {
    "name": "A gift",
    "theme": "General",
    "amount": 25,
    "quantity": 1,
    "sender": {"name": "Zephyrine", "email": "zephyrine.quillfeather@example.com"},
    "recipient": {"name": "Zephyrine", "email": "zephyrine.quillfeather@example.com"},
}


class Merchants(Trouble):
    """Everybody who changes the store beside the service."""

    def __post_init__(self) -> None:
        plan, watch = self._plan, self._watch
        self._draws = plan.draws("merchants")
        self._tidies = plan.draws("tidying merchants")
        self._shops = plan.draws("shoppers")
        self._early = plan.draws("early shoppers")
        self.secret = json.dumps({"store_hash": "sandbox", "access_token": FIRST_TOKEN})
        self._token = FIRST_TOKEN
        self._meddles = plan.draws("merchants at updates")
        watch.made.append(self._made)
        watch.archiving.append(self._archiving)
        watch.updating.append(self._updating)
        watch.opened.append(self._opened)
        self._writes = plan.draws("merchants who write notes")
        self._looks = plan.draws("merchants at lists")
        self._at_lists = self._looks.one_of((0.0, 0.05, 0.6))
        watch.unlisted.append(self._unlisted)
        self._begin()

    def _begin(self) -> None:
        draws, span = self._draws, self._plan.calm_at - START
        if self._plan.has(Unkind.ROTATION):
            at, late = START + draws.between(0, span / 2), draws.between(-30, 90)
            self._scheduler.at(at, lambda: self._rotate("sandbox-token-2"))
            self._scheduler.at(min(at + late, self._plan.calm_at), self._write_secret)
        if self._plan.has(Unkind.REFUSALS):
            at = START + draws.between(0, 400)
            self._scheduler.at(at, self._sell_out)

    def _sell_out(self) -> None:
        self._watch.sold_out = True
        self._store.merchant.set_stock(TEAPOT_VARIANT, 0)

    def _rotate(self, token: str) -> None:
        self._note("the store's token changes")
        self._token = token
        self._store.merchant.rotate_token(token)

    def _write_secret(self) -> None:
        self.secret = json.dumps({"store_hash": "sandbox", "access_token": "sandbox-token-2"})

    def _made(self, order_id: int) -> None:
        draws = self._draws
        acts, soon = draws.happens(0.5), draws.happens(0.5)
        seconds = draws.between(0, 60 if soon else 900)
        if self._plan.has(Unkind.MERCHANT) and acts:
            self._scheduler.after(seconds, lambda: self._touch(order_id))
        self._write_soon(order_id)
        cart_id = self._order(order_id).cart_id
        self._twins(cart_id)
        self._shop(cart_id)

    def _write_soon(self, order_id: int) -> None:
        draws = self._writes
        acts, seconds = draws.happens(0.3), draws.between(0, draws.one_of((2.0, 60.0, 900.0)))
        if self._plan.has(Unkind.MERCHANT) and acts:
            self._scheduler.after(seconds, lambda: self._write_a_note(order_id))

    def _write_a_note(self, order_id: int) -> None:
        self._note(f"merchant: writes a note into order {order_id}")
        self._watch.noted[order_id] = self._scheduler.now
        self._order(order_id).staff_notes = A_NOTE

    def _twins(self, cart_id: str) -> None:
        """A merchant who sees two equal orders ends one of them, more often the later one."""
        draws = self._tidies
        acts, seconds = draws.happens(0.6), draws.between(0, self._plan.settle_seconds)
        if self._plan.has(Unkind.MERCHANT) and acts and len(self._equal(cart_id)) > 1:
            self._scheduler.after(seconds, lambda: self._tidy(cart_id))

    def _tidy(self, cart_id: str) -> None:
        equal, later = self._equal(cart_id), self._tidies.happens(0.7)
        if len(equal) < 2:
            return
        order = equal[-1 if later else 0]
        self._watch.touched.setdefault(order.id, self._scheduler.now)
        if self._tidies.happens(0.6):
            self._note(f"merchant: archives order {order.id}, one of two equal ones")
            self._archive(order.id)
        else:
            status = self._tidies.one_of((CANCELLED, CANCELLED, *ENDS))
            self._note(f"merchant: ends order {order.id} ({status}), one of two equal ones")
            self._move(order.id, status)

    def _equal(self, cart_id: str) -> list[Order]:
        """Return the orders of a cart that nobody acted on."""
        orders = [order for order in self._store.orders if order.cart_id == cart_id]
        acted = self._watch.touched.keys() | self._watch.shoppers
        return [order for order in orders if not order.is_deleted and order.id not in acted]

    def _shop(self, cart_id: str) -> None:
        """A shopper goes on with the cart, stands at the payment page, and may pay."""
        draws = self._shops
        acts, seconds = draws.happens(0.4), draws.between(0, draws.one_of((60, 500, 1000)))
        if self._plan.has(Unkind.SHOPPERS) and acts:
            self._scheduler.after(seconds, lambda: self._begin_payment(cart_id, 200))

    def _begin_payment(self, cart_id: str, most_seconds: float) -> bool:
        pays, seconds = self._shops.happens(0.5), self._shops.between(0, most_seconds)
        try:
            order_id = self._store.merchant.begin_payment(cart_id)
        except (KeyError, RefusedError):
            return False
        self._watch.shoppers[order_id] = cart_id
        self._watch.shopped_at[order_id] = self._scheduler.now
        self._note(f"shopper: has order {order_id} of cart {cart_id[:4]}")
        if pays:
            self._scheduler.after(seconds, lambda: self._pay(order_id))
        return True

    def _pay(self, order_id: int) -> None:
        if self._order(order_id).is_deleted:
            return
        self._watch.touched.setdefault(order_id, self._scheduler.now)
        self._note(f"shopper: pays order {order_id}")
        self._store.merchant.pay_order(order_id)
        self._watch.opens_again(order_id)

    def _archive(self, order_id: int) -> None:
        self._store.merchant.archive_order(order_id)
        self._watch.archived.setdefault(order_id, "merchant")
        self._watch.archived_at.setdefault(order_id, self._scheduler.now)
        self._watch.ends(order_id)

    def _move(self, order_id: int, status: int) -> None:
        self._store.merchant.move_order(order_id, status)
        if status in ENDS:
            self._watch.ends(order_id)
        else:
            self._watch.opens_again(order_id)

    def _order(self, order_id: int) -> Order:
        return next(order for order in self._store.orders if order.id == order_id)

    def _archiving(self, order_id: int) -> None:
        """Somebody may act at the very moment when the service does."""
        acts, seconds = self._draws.happens(0.5), self._draws.between(0, 2)
        if self._plan.has(Unkind.MERCHANT) and acts:
            self._scheduler.after(seconds, lambda: self._touch(order_id))

    def _updating(self, order_id: int) -> None:
        """Or between the look at an order and the write to it, and between two such writes."""
        acts, seconds = self._meddles.happens(0.3), self._meddles.between(0, 2)
        if self._plan.has(Unkind.MERCHANT) and acts:
            self._scheduler.after(seconds, lambda: self._touch(order_id))

    def _unlisted(self, path: str) -> None:
        """Or right after a list did not show an order: the next list may be of those it left."""
        acts, seconds = self._looks.happens(self._at_lists), self._looks.between(0, 0.3)
        if not (self._plan.has(Unkind.MERCHANT) and acts):
            return
        ours = [one.id for one in self._store.orders if f"cart_id={one.cart_id}" in path]
        if ours:
            order_id = self._looks.one_of(tuple(ours))
            self._scheduler.after(seconds, lambda: self._touch(order_id))

    def _touch(self, order_id: int) -> None:
        merchant, draws = self._store.merchant, self._draws
        kind = draws.one_of(("move", "move", "pay", "archive"))
        if self._order(order_id).is_deleted:
            return
        self._watch.touched.setdefault(order_id, self._scheduler.now)
        self._note(f"merchant: {kind} order {order_id}")
        if kind == "move":
            self._move(order_id, draws.one_of(STATUSES))
        elif kind == "pay":
            merchant.pay_order(order_id)
            self._watch.opens_again(order_id)
        else:
            self._archive(order_id)

    def _opened(self, cart_id: str) -> None:
        draws = self._draws
        acts, soon = draws.happens(0.5), draws.happens(0.6)
        seconds = draws.between(0, 4 if soon else 500)
        if self._plan.has(Unkind.CARTS) and acts:
            self._scheduler.after(seconds, lambda: self._change(cart_id))
        self._shop_early(cart_id)

    def _shop_early(self, cart_id: str) -> None:
        """A customer who logs in finds the cart in the shop, and may pay it first."""
        draws = self._early
        acts, seconds = draws.happens(0.4), draws.between(0, draws.one_of((3, 60, 500)))
        if self._plan.has(Unkind.SHOPPERS) and acts:
            self._scheduler.after(seconds, lambda: self._pay_early(cart_id, 40))

    def _pay_early(self, cart_id: str, tries: int) -> None:
        """Go to the payment page as soon as the cart can be ordered."""
        if cart_id in self._store.carts and tries and not self._begin_payment(cart_id, 0.5):
            self._scheduler.after(0.2, lambda: self._pay_early(cart_id, tries - 1))

    def _change(self, cart_id: str) -> None:
        cart = self._store.carts.get(cart_id)
        if cart is None or self._scheduler.now >= self._plan.calm_at:
            return
        draws = self._draws
        kinds = ["delete", "quantity", "fee", "coupon", "certificate", "street", "line", "gone"]
        kinds += ["customer", "no coupon"]
        kind = draws.one_of(kinds)
        self._note(f"somebody changes cart {cart_id[:4]}: {kind}")
        self._watch.cart_changed[cart_id] = self._scheduler.now
        if kind == "delete":
            self._store.merchant.delete_cart(cart_id)
            return
        line = cart.line_items[0].id if cart.line_items else ""
        coupon = cart.coupons[0].code if cart.coupons else "NONE"
        billing = cart.billing_address.get("id", "1")
        street = {**NEW_YORK, "address1": "9 Elsewhere"}
        method, path, body = {
            "quantity": ("PUT", f"carts/{cart_id}/items/{line}", _quantity(5)),
            "fee": ("POST", f"checkouts/{cart_id}/fees", _fee()),
            "coupon": ("POST", f"checkouts/{cart_id}/coupons", {"coupon_code": "TENOFF"}),
            "no coupon": ("DELETE", f"checkouts/{cart_id}/coupons/{coupon}", None),
            "certificate": ("POST", f"carts/{cart_id}/items", {"gift_certificates": [CERTIFICATE]}),
            "street": ("PUT", f"checkouts/{cart_id}/billing-address/{billing}", street),
            "line": ("POST", f"carts/{cart_id}/items", _another_line()),
            "gone": ("DELETE", f"carts/{cart_id}/items/{line}", None),
            "customer": ("PUT", f"carts/{cart_id}", {"customer_id": ANOTHER}),
        }[kind]
        self._call(method, path, body)

    def _call(self, method: str, path: str, body: Any) -> None:
        headers = {"x-auth-token": self._token, "accept": "application/json"}
        if body is not None:
            headers["content-type"] = "application/json"
        self._store.handle(Request(method, f"/stores/sandbox/v3/{path}", {}, headers, body))


def _quantity(quantity: int) -> dict[str, Any]:
    return {"line_item": {"product_id": 120, "quantity": quantity}}


def _fee() -> dict[str, Any]:
    fee = {"type": "custom_fee", "name": "Surprise", "cost": 50, "source": "APP"}
    return {"fees": [fee]}


def _another_line() -> dict[str, Any]:
    return {"line_items": [{"product_id": 122, "quantity": 1}]}
