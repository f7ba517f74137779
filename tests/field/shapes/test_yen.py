"""A store sells in yen, which has no minor unit.

Source: ISO 4217, and integrators' totals in yen, all of them whole numbers.
Wrong before: the emulator answered 2,433.38 JPY, an amount that nobody can pay, so that no test
showed how the service rounds a currency without cents.
"""

from decimal import Decimal
from typing import Any

import pytest

from tests.fakes.features import ADJUSTED, mugs
from tests.fakes.shop import Shop
from tests.unit.bigcommerce_emulator.shopper import MUG, Shopper, deliveries

YEN = {"currency": {"code": "JPY"}}


def amounts(body: Any, name: str = "") -> list[tuple[str, Decimal]]:
    if isinstance(body, dict):
        return [found for key, value in body.items() for found in amounts(value, key)]
    if isinstance(body, list):
        return [found for value in body for found in amounts(value, name)]
    return [(name, body)] if isinstance(body, Decimal) else []


@pytest.mark.parametrize("switches", [{}, {"prices": "inc_tax"}, {"taxed_shipping": "yes"}])
def test_no_amount_in_yen_has_a_fraction(switches: dict[str, Any]) -> None:
    shop = Shop(**switches)
    placed = shop.place(mugs(**YEN, **ADJUSTED)).order.model_dump(mode="json")
    (order,) = shop.store.orders
    assert order.price.grand_total % 1 == 0
    assert str(order.price.grand_total) == placed["totals"]["grand_total"]
    assert all(row.shipping.inc_tax % 1 == 0 for row in order.price.freights)


def test_a_checkout_in_yen_has_whole_amounts() -> None:
    shopper = Shopper()
    cart = shopper.open_cart(MUG, **YEN)
    shopper.bill(cart["id"])
    items = [{"item_id": cart["line_items"]["physical_items"][0]["id"], "quantity": 2}]
    address = {"email": "a@b.c", "country_code": "US", "state_or_province": "Texas",
               "state_or_province_code": "TX", "postal_code": "78701"}  # fmt: skip
    row = {"address": address, "line_items": items}
    checkout = shopper.body(shopper.consign(cart["id"], row))["data"]
    option = deliveries(checkout["consignments"][0])[0]
    path = checkout["consignments"][0]["id"]
    answer = shopper.body(shopper.change(cart["id"], path, shipping_option_id=option["id"]))
    assert [found for found in amounts(answer["data"]) if found[1] % 1] == []
    assert answer["data"]["grand_total"] == 4500 + 371 + 750
