"""What another app with the store's token may do to a cart while an order is being placed."""

from decimal import Decimal
from typing import Any

from bigcommerce_emulator.api.application import Request, Store

GIFT = {
    "name": "For Ann",
    "theme": "General",
    "amount": 1000,
    "quantity": 1,
    "sender": {"name": "Zephyrine", "email": "zephyrine.quillfeather@example.com"},
    "recipient": {"name": "Ann", "email": "ann.quillfeather@example.com"},
}


class OtherApp:
    """Calls the store's API about the only cart there is."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add_gift_certificate(self) -> None:
        self._cart("POST", "/items", {"gift_certificates": [GIFT]})

    def remove_gift_certificates(self) -> None:
        (cart,) = self._store.carts.values()
        for row in cart.gift_certificates:
            self._cart("DELETE", f"/items/{row.id}")

    def set_price(self, price: int | Decimal) -> None:
        (cart,) = self._store.carts.values()
        for line in cart.line_items:
            self._cart("PUT", f"/items/{line.id}", {"line_item": {"list_price": price}})

    def add_coupon(self, code: str = "FIVER") -> None:
        self._checkout("POST", "/coupons", {"coupon_code": code})

    def add_fee(self, name: str = "Service", cost: int = 50) -> None:
        fee = {"type": "custom_fee", "name": name, "display_name": name, "source": "app"}
        self._checkout("POST", "/fees", {"fees": [fee | {"cost": cost}]})

    def discount(self, amount: int = 7) -> None:
        given = {"discounts": [{"discounted_amount": amount}]}
        self._checkout("POST", "/discounts", {"cart": given})

    def discount_line(self, amount: int, of_price: int) -> None:
        (cart,) = self._store.carts.values()
        (line,) = [line for line in cart.line_items if line.list_price == of_price]
        given = {"line_items": [{"id": line.id, "discounted_amount": amount}]}
        self._checkout("POST", "/discounts", {"cart": given})

    def write_message(self, text: str = "Leave it outside.") -> None:
        self._checkout("PUT", "", {"customer_message": text})

    def bill(self, **changes: Any) -> None:
        (cart,) = self._store.carts.values()
        address = cart.billing_address | changes
        self._checkout("PUT", f"/billing-address/{address['id']}", address)

    def ship(self, **changes: Any) -> None:
        (cart,) = self._store.carts.values()
        for row in cart.consignments:
            self._checkout("PUT", f"/consignments/{row.id}", {"address": row.address | changes})

    def swap_addresses(self) -> None:
        (cart,) = self._store.carts.values()
        first, second = cart.consignments
        for row, address in ((first, second.address), (second, first.address)):
            self._checkout("PUT", f"/consignments/{row.id}", {"address": address})

    def change_customer(self, customer_id: int) -> None:
        self._cart("PUT", "", {"customer_id": customer_id})

    def _cart(self, method: str, path: str, body: Any = None) -> None:
        self._call("carts", method, path, body)

    def _checkout(self, method: str, path: str, body: Any = None) -> None:
        self._call("checkouts", method, path, body)

    def _call(self, kind: str, method: str, path: str, body: Any) -> None:
        (cart_id,) = self._store.carts
        token = self._store.settings.access_token
        headers = {"x-auth-token": token, "accept": "application/json"}
        headers["content-type"] = "application/json"
        address = f"/stores/{self._store.settings.store_hash}/v3/{kind}/{cart_id}{path}"
        answer = self._store.handle(Request(method, address, {}, headers, body))
        assert answer.status < 300, answer.body
