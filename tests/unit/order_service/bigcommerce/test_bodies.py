"""An order is said in BigCommerce's words: nothing it does not know, nothing left to chance."""

from decimal import Decimal
from typing import Any

import pytest

from order_service.bigcommerce.bodies import (
    billing_body,
    cart_body,
    consignments_body,
    discounts_body,
    fees_body,
    order_body,
    shipping_body,
)
from order_service.bigcommerce.https import encode, read
from order_service.checkout.consignments import wanted_consignments
from order_service.checkout.steps import (
    AddConsignments,
    AddFees,
    ChooseShipping,
    SetBilling,
    SetDiscounts,
)
from order_service.request.adjustments import Fee
from tests.fakes.orders import AUSTIN
from tests.fakes.views import MUG, catalog_order, checkout, line, match, option, order

versions = pytest.mark.parametrize(
    ("version", "part"), [(None, {}), (0, {"version": 0}), (7, {"version": 7})]
)


def test_the_tutorial_s_cart() -> None:
    body = read(200, {}, encode(cart_body(order()))).body
    assert body == {
        "customer_id": 0,
        "channel_id": 1,
        "line_items": [],
        "custom_items": [
            {"sku": "abc-123", "name": "Custom thing", "list_price": 10, "quantity": 1}
        ],
    }


def test_a_catalog_line_keeps_the_caller_s_sku_to_itself() -> None:
    chosen = [{"option_id": 31, "option_value": 301}]
    extra = {"list_price": "12.50", "name": "Mug, blue", "option_selections": chosen}
    body = read(200, {}, encode(cart_body(catalog_order(MUG | extra)))).body
    assert body["line_items"] == [
        {"product_id": 120, "quantity": 2, "list_price": 12.5}
        | {"name": "Mug, blue", "option_selections": chosen}
    ]


def test_currency_locale_customer_and_channel_are_said() -> None:
    asked = order(currency="EUR", locale="de-DE", customer_id=7, channel_id=3)
    body = cart_body(asked)
    assert body["currency"] == {"code": "EUR"}
    assert (body["locale"], body["customer_id"], body["channel_id"]) == ("de-DE", 7, 3)


def test_a_gift_certificate_is_said_whole() -> None:
    person = {"name": "Zephyrine", "email": "zephyrine.quillfeather@example.com"}
    gift: dict[str, Any] = {
        "name": "A gift",
        "theme": "General",
        "amount": 25,
        "quantity": 1,
        "sender": person,
        "recipient": person,
    }
    body = read(200, {}, encode(cart_body(order(gift_certificates=[gift])))).body
    assert body["gift_certificates"] == [gift]


@versions
def test_a_billing_address_is_said_with_the_version(
    version: int | None, part: dict[str, int]
) -> None:
    sent = order(billing_address=AUSTIN | {"company": None}).billing_address
    body = billing_body(SetBilling(sent, None), version)
    assert body == AUSTIN | {"custom_fields": []} | part


@versions
def test_consignments_are_an_array_with_the_version_in_each(
    version: int | None, part: dict[str, int]
) -> None:
    cart = checkout(physical=(line("m", quantity=2),))
    wanted = tuple(wanted_consignments(match(cart, catalog_order(MUG))))
    assert (
        consignments_body(AddConsignments(wanted * 2), version)
        == [
            {
                "address": AUSTIN | {"custom_fields": []},
                "line_items": [{"item_id": "m", "quantity": 2}],
            }
            | part
        ]
        * 2
    )


def test_an_address_to_ship_to_always_names_state_and_postcode() -> None:
    bare = {name: text for name, text in AUSTIN.items() if not name.startswith(("state", "postal"))}
    cart = checkout(physical=(line("m", quantity=2),))
    wanted = wanted_consignments(match(cart, catalog_order(MUG, consignments=[{"address": bare}])))
    (body,) = consignments_body(AddConsignments(tuple(wanted)), None)
    assert body["address"] == bare | {
        "state_or_province": "",
        "postal_code": "",
        "custom_fields": [],
    }


def test_custom_fields_are_said() -> None:
    thing = line("c", product_id=None, sku="abc-123", name="Custom thing")
    wanted = wanted_consignments(match(checkout(custom=(thing,)), order()))
    (body,) = consignments_body(AddConsignments(tuple(wanted)), None)
    assert body["address"]["custom_fields"] == [
        {"field_id": "field_25", "field_value": "Leave with Zephyrine"}
    ]


@versions
def test_a_shipping_option_is_chosen_alone(version: int | None, part: dict[str, int]) -> None:
    body = shipping_body(ChooseShipping("c", option()), version)
    assert body == {"shipping_option_id": "o-flat"} | part


@versions
def test_discounts_say_the_version_where_the_schema_has_it(
    version: int | None, part: dict[str, int]
) -> None:
    step = SetDiscounts(Decimal(2), (("m", Decimal("1.50")),))
    cart = {
        "discounts": [{"discounted_amount": 2}],
        "line_items": [{"id": "m", "discounted_amount": Decimal("1.50")}],
    }
    assert discounts_body(step, version) == {"cart": cart | part}


def test_a_discount_of_lines_alone_says_nothing_of_the_cart() -> None:
    body = discounts_body(SetDiscounts(Decimal(0), (("m", Decimal(1)),)), None)
    assert list(body["cart"]) == ["line_items"]


def test_a_fee_is_shown_by_its_name_unless_it_has_another_to_show() -> None:
    fees = [Fee(name="Handling", cost=Decimal(2)),
            Fee(name="Insurance", cost=Decimal(1), display_name="Insured")]  # fmt: skip
    assert fees_body(AddFees(tuple(fees)))["fees"] == [
        {"type": "custom_fee", "name": name, "display_name": shown, "cost": cost}
        | {"source": "cart-to-order"}
        for name, shown, cost in (("Handling", "Handling", 2), ("Insurance", "Insured", 1))
    ]


def test_a_status_is_written_by_its_number() -> None:
    assert order_body({"status": 11, "staff_notes": "x"}) == {"status_id": 11, "staff_notes": "x"}
