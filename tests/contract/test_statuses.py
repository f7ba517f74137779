"""Every documented status of every documented call is reached."""

from typing import Any

import pytest

from sandbox.store.coverage import call_of
from sandbox.store.documented import CALLS
from sandbox.store.exchanges import from_environment
from sandbox.store.messages import Request, Response
from tests.unit.sandbox_store.shopper import (
    AUSTIN,
    ENGRAVED,
    GUIDE,
    MUG,
    Shopper,
    everything,
)

DOCUMENTED = [(call, status) for call, statuses in CALLS.items() for status in statuses]
STALE = {"version": 99}
METAFIELD = {"permission_set": "app_only", "namespace": "n", "key": "k", "value": "v"}
FEE = {"type": "custom_fee", "name": "n", "display_name": "N", "cost": 2, "source": "s"}


class Walker(Shopper):
    """A shopper who notes which call was answered how."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, int]] = set()
        self.keep = from_environment()
        super().__init__(recorder=self.note)

    def note(self, request: Request, response: Response) -> None:
        self.seen.add((call_of(request.method, request.path), response.status))
        if self.keep is not None:
            self.keep(request, response)

    def data(self, method: str, path: str, body: object = None, status: int = 200) -> Any:
        return self.body(self.ask(method, path, body), status)["data"]


def walk_carts(walker: Walker) -> None:
    cart = walker.open_cart(MUG, GUIDE)
    path = f"/v3/carts/{cart['id']}"
    first, second = (
        cart["line_items"][kind][0]["id"] for kind in ("physical_items", "digital_items")
    )
    line = {"line_item": {"quantity": 3}}
    for method, where, body in (
        ("GET", path, None),
        ("PUT", path, {"customer_id": 11}),
        ("PUT", path, {"customer_id": 11} | STALE),
        ("POST", f"{path}/redirect_urls", {}),
        ("POST", f"{path}/items", {"custom_items": [ENGRAVED]}),
        ("PUT", f"{path}/items/{first}", line),
        ("PUT", f"{path}/items/{first}", line | STALE),
        ("DELETE", f"{path}/items/{first}", STALE),
        ("DELETE", f"{path}/items/{first}", None),
    ):
        walker.ask(method, where, body)
    last = walker.open_cart(GUIDE)
    item = last["line_items"]["digital_items"][0]["id"]
    walker.ask("DELETE", f"/v3/carts/{last['id']}/items/{item}")
    walker.ask("DELETE", f"{path}/items/{second}")
    walker.ask("DELETE", path)
    walker.ask("GET", path)


def walk_metafields(walker: Walker) -> None:
    path = f"/v3/carts/{walker.open_cart(MUG)['id']}/metafields"
    made = walker.data("POST", path, METAFIELD)
    one = f"{path}/{made['id']}"
    for method, where, body in (
        ("GET", path, None),
        ("GET", "/v3/carts/metafields", None),
        ("POST", path, METAFIELD),
        ("POST", path, METAFIELD | {"permission_set": "all"}),
        ("POST", path, [METAFIELD]),
        ("POST", path, {"value": ""}),
        ("PUT", one, METAFIELD | {"value": "w"}),
        ("PUT", one, {"value": ""}),
        ("PUT", one, [{"value": "w"}]),
        ("DELETE", one, None),
        ("DELETE", one, None),
    ):
        walker.ask(method, where, body)


def walk_checkouts(walker: Walker) -> None:
    checkout = walker.consigned_cart(MUG)
    path = f"/v3/checkouts/{checkout['id']}"
    billing = f"{path}/billing-address/{checkout['billing_address']['id']}"
    consignment = f"{path}/consignments/{checkout['consignments'][0]['id']}"
    option = checkout["consignments"][0]["available_shipping_options"][0]["id"]
    for method, where, body in (
        ("GET", path, None),
        ("GET", "/v3/checkouts/none", None),
        ("PUT", path, {"customer_message": "m"}),
        ("PUT", path, {"customer_message": "m"} | STALE),
        ("POST", f"{path}/billing-address", AUSTIN | STALE),
        ("PUT", billing, AUSTIN),
        ("PUT", billing, AUSTIN | STALE),
        ("POST", f"{path}/consignments", [everything(checkout["cart"]) | STALE]),
        ("PUT", consignment, {"shipping_option_id": option}),
        ("PUT", consignment, {"shipping_option_id": option} | STALE),
        ("POST", f"{path}/orders", None),
        ("POST", f"{path}/token", {"maxUses": 1, "ttl": 60}),
        ("DELETE", consignment, None),
    ):
        walker.ask(method, where, body)


def walk_prices(walker: Walker) -> None:
    path = f"/v3/checkouts/{walker.consigned_cart(MUG)['id']}"
    discount = {"cart": {"discounts": [{"discounted_amount": 1}]}}
    stale_discount = {"cart": {**discount["cart"], **STALE}} | STALE
    for method, where, body in (
        ("POST", f"{path}/discounts", stale_discount),
        ("POST", f"{path}/discounts", discount),
        ("POST", f"{path}/coupons", {"coupon_code": "FIVER"} | STALE),
        ("POST", f"{path}/coupons", {"coupon_code": "FIVER"}),
        ("DELETE", f"{path}/coupons/FIVER", STALE),
        ("DELETE", f"{path}/coupons/FIVER", None),
        ("POST", f"{path}/token", {"maxUses": 1, "ttl": 60}),
        ("POST", f"{path}/token", {"maxUses": 1, "ttl": 0}),
    ):
        walker.ask(method, where, body)
    walker.ask("POST", f"{path}/token", {"maxUses": 1, "ttl": 60}, x_auth_token="wrong")
    fees = walker.data("POST", f"{path}/fees", {"fees": [FEE]})["fees"]
    walker.ask("PUT", f"{path}/fees", {"fees": [FEE | {"id": fees[0]["id"], "cost": 3}]})
    walker.ask("DELETE", f"{path}/fees", {"ids": [fees[0]["id"]]})


def walk_lookups(walker: Walker) -> None:
    for path in ("/v3/customers", "/v3/catalog/variants"):
        walker.data("GET", path)


def walk_orders(walker: Walker) -> None:
    _, number = walker.placed_order(MUG)
    path = f"/v2/orders/{number}"
    token = "/v3/payments/access_tokens"
    for method, where, body in (
        ("GET", "/v2/orders", None),
        ("GET", "/v2/orders/count", None),
        ("GET", "/v2/order_statuses", None),
        ("GET", path, None),
        ("GET", "/v2/orders/7", None),
        ("GET", f"{path}/products", None),
        ("GET", f"{path}/shipping_addresses", None),
        ("POST", token, {"order": {"id": number, "is_recurring": False}}),
        ("POST", token, {"order": {"id": 7}}),
        ("POST", token, {"order": {"id": "seven"}}),
        ("POST", token, {}),
        ("POST", token, []),
        ("PUT", path, {"status_id": 7}),
        ("POST", token, {"order": {"id": number}}),
        ("DELETE", path, None),
    ):
        walker.ask(method, where, body)
    walker.ask("POST", token, {"order": {"id": number}}, x_auth_token="wrong")


@pytest.fixture(scope="module")
def seen() -> set[tuple[str, int]]:
    walker = Walker()
    walks = (walk_carts, walk_metafields, walk_checkouts, walk_prices, walk_orders, walk_lookups)
    for walk in walks:
        walk(walker)
    return walker.seen


@pytest.mark.parametrize(("call", "status"), DOCUMENTED)
def test_a_documented_status_is_reached(call: str, status: int, seen: set[tuple[str, int]]) -> None:
    assert (call, status) in seen, sorted(other for name, other in seen if name == call)


def test_no_walk_ends_in_an_error_of_the_store(seen: set[tuple[str, int]]) -> None:
    assert not [pair for pair in seen if pair[1] >= 500]
