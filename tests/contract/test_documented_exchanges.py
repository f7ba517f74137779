"""The exchanges that BigCommerce shows as examples, shape for shape and nothing besides."""

from typing import Any

import pytest

from bigcommerce_emulator.api.exchanges import unrecorded
from bigcommerce_emulator.verify.documented.examples import EXAMPLES, kinds, lacking
from tests.unit.bigcommerce_emulator.shopper import WITH_OPTIONS, Shopper, deliveries

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
VERSIONED = ("create_cart", "billing_address", "add_consignment")


@pytest.fixture(scope="module")
def chain() -> dict[str, Any]:
    """The answers of the emulator to the requests of the examples, one after the other."""
    # The examples say shipping_address, which is no field of the published specification.
    shopper = Shopper(recorder=unrecorded)
    cart = shopper.ask("POST", "/v3/carts", CART)
    data = shopper.body(cart, 201)["data"]
    line, path = data["line_items"]["physical_items"][0]["id"], f"/v3/checkouts/{data['id']}"
    links = shopper.ask("POST", f"/v3/carts/{data['id']}/redirect_urls", {})
    billed = shopper.ask("POST", f"{path}/billing-address", ADDRESS)
    row = {"shipping_address": ADDRESS, "line_items": [{"item_id": line, "quantity": 2}]}
    consigned = shopper.ask("POST", f"{path}/consignments", [row], WITH_OPTIONS)
    option = shopper.body(consigned)["data"]["consignments"][0]
    chosen = {"shipping_option_id": deliveries(option)[0]["id"]}
    shopper.body(shopper.ask("PUT", f"{path}/consignments/{option['id']}", chosen))
    answers = {
        "create_cart": cart,
        "redirect_urls": links,
        "billing_address": billed,
        "add_consignment": consigned,
        "create_order": shopper.order(data["id"]),
    }
    return {name: (row.status, shopper.body(row, row.status)) for name, row in answers.items()}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_exchange_is_the_example_with_a_version_and_nothing_else(
    name: str, chain: dict[str, Any]
) -> None:
    status, body = chain[name]
    found = kinds(body)
    if name in VERSIONED:
        assert found["data"].pop("version") == "number"

    assert (status, found) == (EXAMPLES[name]["status"], EXAMPLES[name]["response"])


def test_the_links_of_a_cart_have_the_form_of_the_example() -> None:
    shopper = Shopper()
    cart_id = shopper.body(shopper.ask("POST", "/v3/carts", CART), 201)["data"]["id"]
    answer = shopper.body(shopper.ask("POST", f"/v3/carts/{cart_id}/redirect_urls", {}), 201)
    links = answer["data"]

    assert set(links) == {"cart_url", "checkout_url", "embedded_checkout_url"}
    assert f"?action=load&id={cart_id}&token=" in links["cart_url"]
    assert f"?action=loadInCheckout&id={cart_id}&token=" in links["checkout_url"]
    assert "?embedded=1&action=loadInCheckout&id=" in links["embedded_checkout_url"]


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({"a": 1, "b": [{"c": "x"}]}, []),
        ({"a": None, "b": []}, []),
        ({"a": "1", "b": [{}]}, ["a is another kind of value", "b.0.c is missing"]),
        ({"b": {}}, ["a is missing", "b is another kind of value"]),
    ],
)
def test_what_an_answer_lacks_of_an_example_is_named(found: Any, words: list[str]) -> None:
    example = {"a": "number", "b": [{"c": "text"}], "d": None}

    assert list(lacking(example, kinds(found | {"d": 1}))) == words
