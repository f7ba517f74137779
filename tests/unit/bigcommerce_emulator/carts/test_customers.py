from decimal import Decimal
from typing import Any

import pytest

from bigcommerce_emulator.api.application import Response
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import MUG, Shopper, deliveries

TEAPOT = {"product_id": 123, "quantity": 1}
WHOLESALE = 12


def change(shopper: Shopper, cart_id: str, **body: object) -> Response:
    return shopper.ask("PUT", f"/v3/carts/{cart_id}", body)


def prices(cart: Any) -> list[Decimal]:
    return [row["list_price"] for row in cart["line_items"]["physical_items"]]


def test_a_groups_discount_and_its_own_prices_hold_for_its_customers() -> None:
    shopper = Shopper()

    assert prices(shopper.open_cart(MUG, TEAPOT)) == [15, Decimal("49.95")]
    assert prices(shopper.open_cart(MUG, TEAPOT, customer_id=11)) == [15, Decimal("49.95")]
    assert prices(shopper.open_cart(MUG, TEAPOT, customer_id=WHOLESALE)) == [Decimal("13.5"), 40]


def test_another_customer_gets_their_own_prices_but_no_new_price_where_it_was_set() -> None:
    shopper = Shopper()
    cart = shopper.open_cart(TEAPOT, MUG | {"list_price": 14})
    answer = change(shopper, cart["id"], customer_id=WHOLESALE, version=1)
    changed = shopper.body(answer, 201)["data"]

    assert changed["customer_id"] == WHOLESALE
    assert prices(changed) == [40, 14]
    assert changed["version"] == 2


def test_another_customer_loses_shipping_and_coupons() -> None:
    shopper = Shopper()
    cart_id = shopper.ready_cart(MUG)
    shopper.body(shopper.ask("POST", f"/v3/checkouts/{cart_id}/coupons", {"coupon_code": "FIVER"}))
    shopper.body(change(shopper, cart_id, customer_id=11), 201)
    checkout = shopper.checkout(cart_id)

    assert checkout["coupons"] == []
    assert "selected_shipping_option" not in checkout["consignments"][0]
    assert len(checkout["consignments"][0]["line_item_ids"]) == 1


def test_the_same_customer_loses_nothing() -> None:
    shopper = Shopper()
    cart_id = shopper.ready_cart(MUG)
    shopper.body(change(shopper, cart_id, customer_id=0), 201)

    assert "selected_shipping_option" in shopper.checkout(cart_id)["consignments"][0]


@pytest.mark.parametrize("customer_id", [None, -1, "seven"])
def test_a_customer_that_makes_no_sense_is_refused(customer_id: object) -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(MUG)["id"]
    answer = shopper.body(change(shopper, cart_id, customer_id=customer_id), 422)

    assert list(answer["errors"]) == ["customer_id"]


def test_a_stale_version_keeps_the_customer() -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(MUG)["id"]

    assert change(shopper, cart_id, customer_id=11, version=9).status == 409
    assert shopper.checkout(cart_id)["cart"]["customer_id"] == 0


def test_unknown_customers_can_be_refused() -> None:
    strict = Shopper(Settings(unknown_customer="refuse"))
    body = {"line_items": [MUG], "customer_id": 77}

    assert Shopper().ask("POST", "/v3/carts", body).status == 201
    assert strict.ask("POST", "/v3/carts", body).status == 422
    assert strict.ask("POST", "/v3/carts", body | {"customer_id": 11}).status == 201


def test_another_currency_has_converted_prices_and_shipping() -> None:
    shopper = Shopper()
    cart = shopper.open_cart(MUG, currency={"code": "CAD"})
    items = [{"item_id": cart["line_items"]["physical_items"][0]["id"], "quantity": 2}]
    address = {"email": "a@b.c", "country_code": "US", "state_or_province": "TX"}
    row = {"address": address | {"postal_code": "78701"}, "line_items": items}
    answer = shopper.body(shopper.consign(cart["id"], row))["data"]

    assert prices(cart) == [Decimal("20.25")]
    assert deliveries(answer["consignments"][0])[0]["cost"] == Decimal("6.75")


def test_a_channel_sends_shoppers_to_its_own_domain() -> None:
    shopper = Shopper()
    links = [
        shopper.body(shopper.ask("POST", f"/v3/carts/{cart['id']}/redirect_urls", {}), 201)["data"][
            "cart_url"
        ]
        for cart in (shopper.open_cart(MUG), shopper.open_cart(MUG, channel_id=3))
    ]

    assert links[0].startswith("https://emulator.example.com/")
    assert links[1].startswith("https://outlet.example.com/")
