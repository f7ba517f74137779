import re
from decimal import Decimal
from typing import Any

import pytest

from bigcommerce_emulator.state.settings import Settings
from bigcommerce_emulator.verify.documented import shapes
from tests.unit.bigcommerce_emulator.shopper import (
    AUSTIN,
    ENGRAVED,
    GUIDE,
    MUG,
    Shopper,
    everything,
)

CERTIFICATE = {
    "name": "Birthday",
    "theme": "Birthday",
    "amount": 5,
    "quantity": 1,
    "sender": {"name": "A", "email": "a@example.com"},
    "recipient": {"name": "B", "email": "b@example.com"},
}


@pytest.fixture
def shopper() -> Shopper:
    return Shopper()


def full_cart(shopper: Shopper) -> Any:
    return shopper.open_cart(
        MUG, GUIDE, custom_items=[ENGRAVED], gift_certificates=[CERTIFICATE], locale="en-US"
    )


def test_a_cart_has_the_documented_fields(shopper: Shopper) -> None:
    answer = shopper.ask("POST", "/v3/carts", {"line_items": [MUG]}, {"include": "redirect_urls"})
    body = shopper.body(answer, 201)

    assert set(body) == shapes.ENVELOPE
    assert body["meta"] == {}
    assert set(body["data"]) == shapes.CART | {"redirect_urls"}
    assert set(body["data"]["redirect_urls"]) == shapes.REDIRECT_URLS
    assert set(body["data"]["currency"]) == {"code"}


def test_the_lines_of_a_cart_have_the_documented_fields(shopper: Shopper) -> None:
    lines = full_cart(shopper)["line_items"]

    assert set(lines) == shapes.LINE_ITEMS
    assert set(lines["physical_items"][0]) == shapes.PHYSICAL_ITEM | {"taxable"}
    assert set(lines["digital_items"][0]) == shapes.PHYSICAL_ITEM | {"taxable"}
    assert set(lines["custom_items"][0]) == shapes.CUSTOM_ITEM
    assert set(lines["gift_certificates"][0]) == shapes.GIFT_CERTIFICATE


def test_redirect_urls_have_the_documented_form(shopper: Shopper) -> None:
    cart_id = shopper.open_cart(MUG)["id"]
    links = shopper.body(shopper.ask("POST", f"/v3/carts/{cart_id}/redirect_urls", {}), 201)["data"]

    assert set(links) == shapes.REDIRECT_URLS
    pattern = rf"https://\S+/cart\.php\?action=loadInCheckout&id={cart_id}&token=[0-9a-f]{{64}}"
    assert re.fullmatch(pattern, links["checkout_url"])


def test_a_new_checkout_has_the_documented_fields_and_empty_values(shopper: Shopper) -> None:
    checkout = shopper.checkout(full_cart(shopper)["id"])

    assert set(checkout) == shapes.CHECKOUT
    assert set(checkout["cart"]) == shapes.CHECKOUT_CART
    assert checkout["billing_address"] == {}
    assert checkout["consignments"] == []
    assert checkout["order_id"] is None
    assert [set(tax) for tax in checkout["taxes"]] == [{"name", "amount"}]


def test_the_lines_of_a_checkout_say_is_taxable_where_those_of_a_cart_say_taxable(
    shopper: Shopper,
) -> None:
    lines = shopper.checkout(full_cart(shopper)["id"])["cart"]["line_items"]

    assert set(lines["physical_items"][0]) == shapes.PHYSICAL_ITEM | {"is_taxable", "gift_wrapping"}


def test_addresses_have_the_documented_fields(shopper: Shopper) -> None:
    checkout = shopper.consigned_cart(MUG)
    consignment = checkout["consignments"][0]

    assert set(checkout["billing_address"]) == shapes.ADDRESS | {"id"}
    assert re.fullmatch(r"[0-9a-f]{13}", checkout["billing_address"]["id"])
    assert set(consignment["address"]) == shapes.ADDRESS
    assert consignment["shipping_address"] == consignment["address"]


def test_a_consignment_has_the_documented_fields(shopper: Shopper) -> None:
    consignment = shopper.consigned_cart(MUG)["consignments"][0]

    assert set(consignment) == shapes.CONSIGNMENT | {"available_shipping_options"}
    assert re.fullmatch(r"[0-9a-f]{13}", consignment["id"])
    assert all(
        set(row) == shapes.SHIPPING_OPTION for row in consignment["available_shipping_options"]
    )


def test_a_selected_option_is_one_of_the_offered_and_absent_until_chosen(shopper: Shopper) -> None:
    cart_id = shopper.ready_cart(MUG)
    query = {"include": "consignments.available_shipping_options"}
    consignment = shopper.checkout(cart_id, **query)["consignments"][0]

    assert consignment["selected_shipping_option"] in consignment["available_shipping_options"]
    assert set(shopper.checkout(cart_id)["consignments"][0]) == shapes.CONSIGNMENT | {
        "selected_shipping_option"
    }


def test_an_order_is_answered_by_its_number_alone(shopper: Shopper) -> None:
    body = shopper.body(shopper.order(shopper.ready_cart(MUG)))

    assert body == {"data": {"id": 101}, "meta": {}}


def test_an_order_has_the_documented_fields(shopper: Shopper) -> None:
    _, order_id = shopper.placed_order(MUG)
    order = shopper.body(shopper.ask("GET", f"/v2/orders/{order_id}"))

    assert set(order) == shapes.ORDER
    assert set(order["billing_address"]) == shapes.ORDER_ADDRESS
    assert order["order_source"] == "checkout_api"
    assert order["products"]["resource"] == f"/orders/{order_id}/products"


def test_amounts_are_numbers_in_v3_and_strings_with_four_decimals_in_v2(shopper: Shopper) -> None:
    cart_id, order_id = shopper.placed_order(MUG)
    order = shopper.body(shopper.ask("GET", f"/v2/orders/{order_id}"))
    checkout = shopper.checkout(cart_id)

    assert isinstance(checkout["grand_total"], Decimal)
    assert checkout["subtotal_ex_tax"] == 30
    assert all(re.fullmatch(r"\d+\.\d{4}", order[name]) for name in shapes.ORDER_MONEY)


def test_times_are_iso_8601_in_v3_and_rfc_2822_in_v2(shopper: Shopper) -> None:
    cart_id, order_id = shopper.placed_order(MUG)
    order = shopper.body(shopper.ask("GET", f"/v2/orders/{order_id}"))

    assert shopper.checkout(cart_id)["created_time"] == "2023-11-14T22:13:20+00:00"
    assert order["date_created"] == "Tue, 14 Nov 2023 22:13:20 +0000"


def test_a_v3_refusal_names_its_fields_in_an_object(shopper: Shopper) -> None:
    body = shopper.body(shopper.ask("POST", "/v3/carts", {"line_items": [{}]}), 422)

    assert set(body) == {"status", "title", "type", "instance", "errors"}
    assert isinstance(body["errors"], dict)


def test_a_conflict_names_no_fields(shopper: Shopper) -> None:
    cart_id = shopper.open_cart(MUG)["id"]
    body = shopper.body(shopper.bill(cart_id, AUSTIN | {"version": 7}), 409)

    assert set(body) == {"status", "title", "type"}


def test_a_checkout_that_is_not_there_has_its_error_in_an_array(shopper: Shopper) -> None:
    body = shopper.body(shopper.ask("GET", "/v3/checkouts/none"), 404)

    assert set(body) == {"errors"}
    assert set(body["errors"][0]) == {"status", "title", "type", "detail"}


def test_a_cart_that_is_not_there_has_its_error_bare(shopper: Shopper) -> None:
    body = shopper.body(shopper.ask("GET", "/v3/carts/none"), 404)

    assert body["status"] == 404
    assert "errors" not in body


def test_a_v2_refusal_is_an_array(shopper: Shopper) -> None:
    body = shopper.body(shopper.ask("GET", "/v2/orders/7"), 404)

    assert [set(row) for row in body] == [{"status", "message"}]


def test_success_codes_are_the_documented_ones(shopper: Shopper) -> None:
    opened = shopper.ask("POST", "/v3/carts", {"line_items": [MUG]})
    cart = shopper.body(opened, 201)["data"]
    statuses = {
        "cart": opened.status,
        "billing": shopper.bill(cart["id"]).status,
        "consignment": shopper.consign(cart["id"], everything(cart)).status,
        "delete": shopper.ask("DELETE", f"/v3/carts/{cart['id']}").status,
    }

    assert statuses == {"cart": 201, "billing": 200, "consignment": 200, "delete": 204}


def test_a_store_without_versions_leaves_the_field_out() -> None:
    shopper = Shopper(Settings(version="absent"))
    cart = shopper.open_cart(MUG, locale="en")

    assert set(cart) == shapes.CART - {"version"}
    assert set(shopper.checkout(cart["id"])) == shapes.CHECKOUT - {"version"}
