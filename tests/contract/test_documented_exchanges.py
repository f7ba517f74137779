"""The exchanges that BigCommerce shows as examples, shape for shape."""

from typing import Any

from sandbox.store.exchanges import unrecorded
from tests.unit.sandbox_store.shopper import WITH_OPTIONS, Shopper

ADDRESS = {
    "first_name": "Zephyrine",
    "last_name": "Quillfeather",
    "email": "zephyrine@example.com",
    "company": "",
    "address1": "1 Quillfeather Street",
    "address2": "",
    "city": "Austin",
    "state_or_province": "TX",
    "state_or_province_code": "TX",
    "country_code": "US",
    "postal_code": "78701",
    "phone": "555-555-5555",
}
CART = {
    "customer_id": 0,
    "line_items": [{"quantity": 2, "product_id": 120, "list_price": 15, "name": "mug"}],
    "channel_id": 1,
    "currency": {"code": "USD"},
    "locale": "en-US",
}


def kinds(value: Any) -> Any:
    """Numbers, texts and truths by their first letter, in the structure they stand in."""
    if isinstance(value, dict):
        return {name: kinds(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [kinds(inner) for inner in value[:1]]
    return {bool: "truth", str: "text", type(None): None}.get(type(value), "number")


def test_the_whole_chain_has_the_shapes_of_the_examples() -> None:
    # The examples say shipping_address, which is no field of the published specification.
    shopper = Shopper(recorder=unrecorded)
    cart = shopper.body(shopper.ask("POST", "/v3/carts", CART), 201)
    path = f"/v3/checkouts/{cart['data']['id']}"
    billed = shopper.body(shopper.ask("POST", f"{path}/billing-address", ADDRESS))
    line = cart["data"]["line_items"]["physical_items"][0]["id"]
    row = {"shipping_address": ADDRESS, "line_items": [{"item_id": line, "quantity": 2}]}
    consigned = shopper.body(shopper.ask("POST", f"{path}/consignments", [row], WITH_OPTIONS))

    assert (set(cart), cart["meta"]) == ({"data", "meta"}, {})
    assert kinds(cart["data"]["line_items"]["physical_items"][0]) == LINE
    assert kinds(billed["data"]["billing_address"]) == BILLING
    assert billed["data"]["consignments"] == []
    assert kinds(consigned["data"]["consignments"][0]) == CONSIGNMENT
    assert kinds(consigned["data"]["taxes"]) == [{"name": "text", "amount": "number"}]
    assert consigned["data"]["order_id"] is None


def test_the_links_of_a_cart_have_the_form_of_the_example() -> None:
    shopper = Shopper()
    cart_id = shopper.body(shopper.ask("POST", "/v3/carts", CART), 201)["data"]["id"]
    answer = shopper.body(shopper.ask("POST", f"/v3/carts/{cart_id}/redirect_urls", {}), 201)
    links = answer["data"]

    assert set(links) == {"cart_url", "checkout_url", "embedded_checkout_url"}
    assert f"?action=load&id={cart_id}&token=" in links["cart_url"]
    assert f"?action=loadInCheckout&id={cart_id}&token=" in links["checkout_url"]
    assert "?embedded=1&action=loadInCheckout&id=" in links["embedded_checkout_url"]


def test_an_order_is_answered_as_in_the_example() -> None:
    shopper = Shopper()
    body = shopper.body(shopper.order(shopper.ready_cart()))

    assert kinds(body) == {"data": {"id": "number"}, "meta": {}}


_TEXTS = "sku name url image_url id".split()
_NUMBERS = """
    variant_id product_id quantity discount_amount coupon_amount original_price list_price
    sale_price extended_list_price extended_sale_price
""".split()
_TRUTHS = "taxable is_require_shipping is_mutable".split()
LINE: dict[str, Any] = (
    dict.fromkeys(_TEXTS, "text")
    | dict.fromkeys(_NUMBERS, "number")
    | dict.fromkeys(_TRUTHS, "truth")
    | {"parent_id": None, "coupons": []}
)
SHIPPED_TO: dict[str, Any] = dict.fromkeys([*ADDRESS, "country"], "text") | {"custom_fields": []}
BILLING = SHIPPED_TO | {"id": "text"}
_COSTS = [f"{name}_cost_{kind}_tax" for name in ("shipping", "handling") for kind in ("inc", "ex")]
_OPTION = ("id", "type", "description", "image_url", "transit_time", "additional_description")
CONSIGNMENT: dict[str, Any] = dict.fromkeys(_COSTS, "number") | {
    "id": "text",
    "coupon_discounts": [],
    "discounts": [],
    "line_item_ids": ["text"],
    "shipping_address": SHIPPED_TO,
    "address": SHIPPED_TO,
    "available_shipping_options": [dict.fromkeys(_OPTION, "text") | {"cost": "number"}],
}
