"""A shopper who goes through a store from cart to order, and tidies up behind."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bigcommerce_emulator.verify.shopping.asking import Answer, Ask
from bigcommerce_emulator.verify.shopping.goods import Means

_MOST_TRIES = 6
_STEP_SECONDS = 2.0
OPTIONS = {"include": "consignments.available_shipping_options"}
ADDRESS: dict[str, object] = {
    "first_name": "Zephyrine",
    "last_name": "Quillfeather",
    "email": "zephyrine.quillfeather@example.com",
    "company": "",
    "address1": "1 Quillfeather Street",
    "address2": "",
    "city": "Austin",
    "state_or_province": "TX",
    "state_or_province_code": "TX",
    "country_code": "US",
    "postal_code": "78701",
    "phone": "+15125550173",
}
CUSTOM: dict[str, object] = {"name": "Sample", "sku": "sample-1", "quantity": 2, "list_price": 10}

METAFIELD: dict[str, object] = {
    "permission_set": "app_only",
    "namespace": "verify",
    "key": "sample",
    "value": "1",
}
FEE: dict[str, object] = {
    "type": "custom_fee",
    "name": "sample",
    "display_name": "Sample",
    "cost": 1,
    "source": "verify",
}


HOOK: dict[str, object] = {
    "scope": "store/order/created",
    "destination": "https://example.com/bigcommerce-emulator-verify",
    "is_active": False,
}


class DifferenceError(Exception):
    """The store does otherwise than the contract says."""


class UndecidedError(Exception):
    """The store did not get far enough to tell."""


class NotAskedError(Exception):
    """What would have to be known of the store was not given."""


@dataclass(frozen=True)
class Story:
    """The answers on the way of one cart to its order."""

    cart: Answer
    billed: Answer
    consigned: Answer
    chosen: Answer
    checkout: Answer
    ordered: Answer


class Shopping:
    """Asks a store for carts and orders and remembers them, so that they can be taken back."""

    def __init__(self, ask: Ask, means: Means, pause: Callable[[float], None]) -> None:
        self.ask = ask
        self.pause = pause
        self.means = means
        self._carts: list[str] = []
        self._orders: list[int] = []
        self._metafields: list[str] = []
        self._hooks: list[int] = []

    @property
    def address(self) -> dict[str, object]:
        """The sample address, with the field that the store's forms require."""
        if self.means.form_field is None:
            return ADDRESS
        field = {"field_id": self.means.form_field, "field_value": "Sample"}
        return ADDRESS | {"custom_fields": [field]}

    @property
    def product(self) -> dict[str, object]:
        """The line of a product to buy; UndecidedError where none is known."""
        if self.means.line is None:
            raise UndecidedError("no product is known: set BIGCOMMERCE_PRODUCT_ID")
        return dict(self.means.line)

    @property
    def coupon(self) -> str:
        """A coupon's code; NotAskedError where none is known."""
        if self.means.coupon is None:
            raise NotAskedError("set BIGCOMMERCE_COUPON_CODE")
        return self.means.coupon

    def open_cart(self, query: Mapping[str, str] | None = None, **more: object) -> Answer:
        """The answer to opening a cart of the usual line, or of what is given instead."""
        wanted: dict[str, object] = {"line_items": [self.means.line]}
        if self.means.line is None:
            wanted = {"line_items": [], "custom_items": [CUSTOM]}
        answer = self.ask("POST", "/v3/carts", more or wanted, query)
        if answer.status == 201:
            self._carts.append(answer.data["id"])
        return answer

    def cart(self, **more: object) -> Any:
        """The data of a new cart."""
        return expected(self.open_cart(None, **more), 201, "opening a cart").data

    def bill(self, cart_id: str, **changes: object) -> Answer:
        """The answer to giving a billing address."""
        return self.ask("POST", f"/v3/checkouts/{cart_id}/billing-address", self.address | changes)

    def consign(self, cart_id: str, items: list[dict[str, object]], **more: object) -> Answer:
        """The answer to sending items to the address."""
        row = {"address": self.address, "line_items": items} | more
        return self.ask("POST", f"/v3/checkouts/{cart_id}/consignments", [row], OPTIONS)

    def choose(self, checkout: Any) -> Answer:
        """The answer to choosing the first delivery of the first consignment."""
        consignment = checkout["consignments"][0]
        options = deliveries(consignment)
        if not options:
            raise UndecidedError("the store ships nothing to the sample address in Austin, US")
        path = f"/v3/checkouts/{checkout['id']}/consignments/{consignment['id']}"
        return self.ask("PUT", path, {"shipping_option_id": options[0]["id"]})

    def checkout(self, cart_id: str, query: Mapping[str, str] | None = None) -> Any:
        """The data of a checkout."""
        return expected(
            self.ask("GET", f"/v3/checkouts/{cart_id}", None, query), 200, "reading a checkout"
        ).data

    def order(self, cart_id: str) -> Answer:
        """The answer to making an order of the cart."""
        answer = self.ask("POST", f"/v3/checkouts/{cart_id}/orders")
        if answer.status == 200:
            self._orders.append(answer.data["id"])
        return answer

    def note(self, cart_id: str, **changes: object) -> Answer:
        """The answer to writing a metafield beside a cart."""
        path = f"/v3/carts/{cart_id}/metafields"
        answer = self.ask("POST", path, METAFIELD | changes)
        if answer.status == 200:
            self.keep_note(path, answer)
        return answer

    def keep_note(self, path: str, answer: Answer) -> None:
        """Remembers a metafield that was written in another way."""
        self._metafields.append(f"{path}/{answer.data['id']}")

    def go_through(self) -> Story:
        """A new cart that went all the way to an order."""
        cart = self.open_cart()
        cart_id = expected(cart, 201, "opening a cart").data["id"]
        billed = expected(self.bill(cart_id), 200, "billing")
        consigned = expected(self.consign(cart_id, shippable(cart.data)), 200, "a consignment")
        chosen = expected(self.choose(consigned.data), 200, "choosing an option")
        checkout = expected(self.ask("GET", f"/v3/checkouts/{cart_id}"), 200, "reading a checkout")
        ordered = expected(self.order(cart_id), 200, "making an order")
        return Story(cart, billed, consigned, chosen, checkout, ordered)

    def chosen_cart(self) -> Any:
        """The checkout of a new cart that lacks nothing to be ordered."""
        cart = self.cart()
        expected(self.bill(cart["id"]), 200, "billing")
        consigned = expected(self.consign(cart["id"], shippable(cart)), 200, "a consignment")
        return expected(self.choose(consigned.data), 200, "choosing an option").data

    @cached_property
    def story(self) -> Story:
        """One way from cart to order that all may look at and none may change."""
        return self.go_through()

    def subscribe(self) -> Answer:
        """The answer to creating a webhook that never sends anything."""
        # An app has one webhook of a scope and a destination; several checks make theirs.
        destination = f"{HOOK['destination']}/{len(self._hooks)}"
        answer = self.ask("POST", "/v3/hooks", HOOK | {"destination": destination})
        if answer.status == 200:
            self._hooks.append(answer.data["id"])
        return answer

    def clean_up(self, answers_were_lost: bool = False) -> list[str]:
        """Archives the orders, deletes metafields, webhooks and carts; says what was left behind.

        Where answers were lost, the orders of the carts are looked for as well.
        """
        if answers_were_lost:
            for cart_id in self._carts:
                self._find_orders(cart_id)
        left = [f"order {number}" for number in self._orders if not self._archived(number)]
        # Metafields go first: they would outlive their carts.
        paths = {f"metafield {path}": path for path in self._metafields}
        paths |= {f"webhook {number}": f"/v3/hooks/{number}" for number in self._hooks}
        paths |= {f"cart {cart_id}": f"/v3/carts/{cart_id}" for cart_id in self._carts}
        return left + [thing for thing, path in paths.items() if not self._deleted(path)]

    def archive(self, number: int) -> Answer:
        """The answer to archiving an order, which then need not be taken back any more."""
        answer = self.ask("DELETE", f"/v2/orders/{number}")
        if answer.status == 204 and number in self._orders:
            self._orders.remove(number)
        return answer

    def _find_orders(self, cart_id: str) -> None:
        for query in ({"cart_id": cart_id}, {"cart_id": cart_id, "status_id": "0"}):
            with suppress(OSError):
                rows = self.ask("GET", "/v2/orders", None, query).body
                # A store that ignores the filter shows orders of strangers: they stay.
                found = [row["id"] for row in rows or [] if row["cart_id"] == cart_id]
                self._orders += [number for number in found if number not in self._orders]

    def _archived(self, number: int) -> bool:
        # An order that is not there may be one that is not shown yet.
        for _ in range(_MOST_TRIES):
            with suppress(OSError):
                status = self.ask("DELETE", f"/v2/orders/{number}").status
                if status != 404:
                    return status == 204
            self.pause(_STEP_SECONDS)
        return False

    def _deleted(self, path: str) -> bool:
        try:
            return self.ask("DELETE", path).status in (200, 204, 404)
        except OSError:
            return False


def shippable(cart: Any) -> list[dict[str, object]]:
    """All of a cart that goes into a consignment."""
    rows = cart["line_items"]["physical_items"] + cart["line_items"]["custom_items"]
    return [{"item_id": row["id"], "quantity": int(row["quantity"])} for row in rows]


def stale(shown: Any) -> dict[str, object]:
    """A version that the cart or checkout does not have; UndecidedError where it has none."""
    if "version" not in shown:
        raise UndecidedError("there is no version")
    return {"version": shown["version"] + 7}


def expected(answer: Answer, status: int, doing: str) -> Answer:
    """The answer if it has this status, else UndecidedError with what was being done."""
    if answer.status != status:
        raise UndecidedError(f"{doing} was answered {answer.status}{title(answer)}")
    return answer


def deliveries(consignment: Mapping[str, Any]) -> list[Any]:
    """The options of a consignment that bring the goods; a store may offer pickup beside them."""
    offers = consignment.get("available_shipping_options") or []
    return [offer for offer in offers if offer["type"] != "shipping_pickupinstore"]


def title(answer: Answer) -> str:
    """The words of a refusal after a colon, or nothing."""
    body = answer.body[0] if isinstance(answer.body, list) and answer.body else answer.body
    if not isinstance(body, dict):
        return ""
    words = body.get("title") or body.get("message") or ""
    return f": {str(words)[:80]}" if words else ""
