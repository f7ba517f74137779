"""Drives a store as a client would, without a network."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bigcommerce_emulator.api.application import Request, Response, Store, encode
from bigcommerce_emulator.api.exchanges import Recording
from bigcommerce_emulator.state.catalog import Seed
from bigcommerce_emulator.state.events import Observer
from bigcommerce_emulator.state.seed import default_seed
from bigcommerce_emulator.state.settings import Settings

HEADERS = {
    "x-auth-token": "sandbox-token",
    "content-type": "application/json",
    "accept": "application/json",
}
WITH_OPTIONS = {"include": "consignments.available_shipping_options"}
AUSTIN: dict[str, Any] = {
    "first_name": "Zephyrine",
    "last_name": "Quillfeather",
    "email": "zephyrine.quillfeather@example.com",
    "company": "Acme",
    "address1": "555 Quillfeather Street",
    "address2": "",
    "city": "Austin",
    "state_or_province": "TX",
    "state_or_province_code": "TX",
    "country_code": "US",
    "postal_code": "78701",
    "phone": "+15125550173",
}
TORONTO = AUSTIN | {
    "city": "Toronto",
    "state_or_province": "Ontario",
    "state_or_province_code": "ON",
    "country_code": "CA",
    "postal_code": "M5H 2N2",
}
MUG = {"product_id": 120, "quantity": 2}
GUIDE = {"product_id": 122, "quantity": 1}
ENGRAVED = {"sku": "abc-123", "name": "Custom Product", "quantity": 1, "list_price": 10}


class Clock:
    """A clock that moves only when told to."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


class Shopper:
    """A client of one store that reads every answer as JSON with exact numbers."""

    def __init__(
        self,
        settings: Settings | None = None,
        seed: Seed | None = None,
        recorder: Recording | None = None,
        observer: Observer | None = None,
    ) -> None:
        self.clock = Clock()
        self.store = Store(
            settings or Settings(), seed or default_seed(), self.clock, recorder, observer
        )

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        query: Mapping[str, str] | None = None,
        **headers: str,
    ) -> Response:
        words = {name.replace("_", "-"): text for name, text in headers.items()}
        path = f"/stores/sandbox{path}"
        return self.store.handle(Request(method, path, query or {}, HEADERS | words, body))

    def body(self, response: Response, status: int = 200) -> Any:
        assert response.status == status, response.body
        return json.loads(encode(response.body), parse_float=Decimal)

    def open_cart(self, *lines: object, **more: object) -> Any:
        body = {"line_items": list(lines), **more}
        return self.body(self.ask("POST", "/v3/carts", body), 201)["data"]

    def checkout(self, cart_id: str, **query: str) -> Any:
        path = f"/v3/checkouts/{cart_id}"
        return self.body(self.ask("GET", path, query=query))["data"]

    def bill(self, cart_id: str, address: object = None) -> Response:
        path = f"/v3/checkouts/{cart_id}/billing-address"
        return self.ask("POST", path, AUSTIN if address is None else address)

    def consign(self, cart_id: str, *rows: object) -> Response:
        path = f"/v3/checkouts/{cart_id}/consignments"
        return self.ask("POST", path, list(rows), WITH_OPTIONS)

    def change(self, cart_id: str, consignment_id: str, **body: object) -> Response:
        path = f"/v3/checkouts/{cart_id}/consignments/{consignment_id}"
        return self.ask("PUT", path, body, WITH_OPTIONS)

    def order(self, cart_id: str) -> Response:
        return self.ask("POST", f"/v3/checkouts/{cart_id}/orders")

    def orders(self, **query: str) -> Any:
        response = self.ask("GET", "/v2/orders", query=query)
        return [] if response.status == 204 else self.body(response)

    def consigned_cart(self, *lines: object, address: object = None) -> Any:
        """A cart with its billing address and everything in one consignment."""
        cart = self.open_cart(*(lines or (MUG,)))
        self.body(self.bill(cart["id"]))
        return self.body(self.consign(cart["id"], everything(cart, address)))["data"]

    def ready_cart(self, *lines: object) -> str:
        """The id of a cart that can be ordered."""
        checkout = self.consigned_cart(*lines)
        for consignment in checkout["consignments"]:
            option = deliveries(consignment)[0]["id"]
            self.body(self.change(checkout["id"], consignment["id"], shipping_option_id=option))
        return str(checkout["id"])

    def placed_order(self, *lines: object) -> tuple[str, int]:
        """The ids of a cart and of the order made from it."""
        cart_id = self.ready_cart(*lines)
        return cart_id, int(self.body(self.order(cart_id))["data"]["id"])


def everything(cart: Any, address: object = None) -> dict[str, object]:
    """One consignment of all that ships in a cart."""
    rows = cart["line_items"]["physical_items"] + cart["line_items"]["custom_items"]
    items = [{"item_id": row["id"], "quantity": row["quantity"]} for row in rows]
    return {"address": AUSTIN if address is None else address, "line_items": items}


def deliveries(consignment: Any) -> list[Any]:
    """The options of a consignment that bring the goods; a store offers pickup beside them."""
    offers = consignment["available_shipping_options"]
    return [offer for offer in offers if offer["type"] != "shipping_pickupinstore"]


def some(item_id: str, quantity: int, address: object = None) -> dict[str, object]:
    """One consignment of some quantity of a line item."""
    items = [{"item_id": item_id, "quantity": quantity}]
    return {"address": AUSTIN if address is None else address, "line_items": items}
