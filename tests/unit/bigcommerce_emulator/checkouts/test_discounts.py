from decimal import Decimal
from typing import Any

import pytest

from bigcommerce_emulator.api.application import Response
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import GUIDE, MUG, Shopper


def coupon(shopper: Shopper, cart_id: str, code: str, **more: object) -> Response:
    path = f"/v3/checkouts/{cart_id}/coupons"
    return shopper.ask("POST", path, {"coupon_code": code, **more})


def discount(shopper: Shopper, cart_id: str, **cart: object) -> Response:
    return shopper.ask("POST", f"/v3/checkouts/{cart_id}/discounts", {"cart": cart})


def test_stale_versions_are_refused_on_coupons_discounts_and_message() -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(MUG)["id"]
    message = {"customer_message": "Hi", "version": 9}
    answers = [
        coupon(shopper, cart_id, "TENOFF", version=9),
        discount(shopper, cart_id, discounts=[{"discounted_amount": 1}], version=9),
        shopper.ask("PUT", f"/v3/checkouts/{cart_id}", message),
    ]

    assert [answer.status for answer in answers] == [409, 409, 409]


@pytest.mark.parametrize(("word", "kept"), [("no", True), ("yes", False)])
def test_discounts_clear_the_shipping_option_only_if_settings_say_so(word: Any, kept: bool) -> None:
    shopper = Shopper(Settings(discounts_clear_option=word))
    cart_id = shopper.ready_cart(MUG)
    answer = discount(shopper, cart_id, discounts=[{"discounted_amount": 1}])
    consignment = shopper.body(answer)["data"]["consignments"][0]

    assert ("selected_shipping_option" in consignment) is kept


def test_a_discount_on_the_cart_is_shared_by_its_lines() -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(MUG, GUIDE | {"list_price": 10})["id"]
    answer = shopper.body(discount(shopper, cart_id, discounts=[{"discounted_amount": 10}]))
    inner = answer["data"]["cart"]
    cart = shopper.body(shopper.ask("GET", f"/v3/carts/{cart_id}"))["data"]

    assert inner["discount_amount"] == cart["manual_discount_amount"] == 10
    assert [row["discounted_amount"] for row in inner["discounts"]] == [
        Decimal("7.5"),
        Decimal("2.5"),
    ]
    assert inner["cart_amount_ex_tax"] == 30


def test_a_discount_on_a_line_is_the_lines_own_and_replaces_earlier_ones() -> None:
    shopper = Shopper()
    cart = shopper.open_cart(MUG)
    line_id = cart["line_items"]["physical_items"][0]["id"]
    discount(shopper, cart["id"], discounts=[{"discounted_amount": 10}])
    rows = [{"id": line_id, "discounted_amount": 6}]
    inner = shopper.body(discount(shopper, cart["id"], line_items=rows))["data"]["cart"]
    line = inner["line_items"]["physical_items"][0]

    assert inner["discount_amount"] == 0
    assert (line["discount_amount"], line["sale_price"], line["extended_sale_price"]) == (6, 12, 24)
    assert line["discounts"] == [{"id": "manual-discount", "discounted_amount": 6}]


def test_no_discount_is_more_than_there_is_to_pay() -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(MUG)["id"]
    answer = shopper.body(discount(shopper, cart_id, discounts=[{"discounted_amount": 99}]))["data"]

    assert (answer["cart"]["discount_amount"], answer["grand_total"]) == (30, 0)


def test_a_line_with_a_coupon_takes_no_manual_discount() -> None:
    shopper = Shopper()
    cart = shopper.open_cart(MUG)
    coupon(shopper, cart["id"], "TENOFF")
    rows = [{"id": cart["line_items"]["physical_items"][0]["id"], "discounted_amount": 1}]
    answer = shopper.body(discount(shopper, cart["id"], line_items=rows), 422)

    assert list(answer["errors"]) == ["cart.line_items.0.id"]


@pytest.mark.parametrize(
    ("cart", "field"),
    [
        ({}, "cart.discounts"),
        ({"discounts": [{}]}, "cart.discounts.0.discounted_amount"),
        ({"discounts": [{"discounted_amount": -1}]}, "cart.discounts.0.discounted_amount"),
        ({"line_items": [{"id": "none", "discounted_amount": 1}]}, "cart.line_items.0.id"),
    ],
)
def test_a_discount_that_cannot_be_given_is_refused_by_field(
    cart: dict[str, object], field: str
) -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(MUG)["id"]

    assert list(shopper.body(discount(shopper, cart_id, **cart), 422)["errors"]) == [field]
