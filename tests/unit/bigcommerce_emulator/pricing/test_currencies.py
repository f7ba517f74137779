"""Amounts have as many decimals as ISO 4217 gives their currency."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bigcommerce_emulator.state.catalog import minor_unit
from bigcommerce_emulator.state.seed import default_seed
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import AUSTIN, MUG, Shopper, deliveries

RATES = {"KWD": Decimal("0.30713"), "CLP": Decimal("943.27"), "CAD": Decimal("1.357")}
SEED = replace(default_seed(), currencies=("USD", *RATES), rates=RATES)


def amounts(body: Any) -> list[Decimal]:
    if isinstance(body, dict):
        return [found for value in body.values() for found in amounts(value)]
    if isinstance(body, list):
        return [found for value in body for found in amounts(value)]
    return [body] if isinstance(body, Decimal) else []


@pytest.mark.parametrize("switches", [[], ["prices=inc_tax"], ["taxed_shipping=yes"]])
@pytest.mark.parametrize(("currency", "unit"), [("KWD", "0.001"), ("CLP", "1"), ("CAD", "0.01")])
def test_no_amount_has_more_decimals_than_can_be_paid(
    currency: str, unit: str, switches: list[str]
) -> None:
    shopper = Shopper(Settings().with_pairs(switches), SEED)
    cart = shopper.open_cart(MUG, currency={"code": currency})
    shopper.bill(cart["id"])
    items = [{"item_id": cart["line_items"]["physical_items"][0]["id"], "quantity": 2}]
    checkout = shopper.body(shopper.consign(cart["id"], {"address": AUSTIN, "line_items": items}))
    consignment = checkout["data"]["consignments"][0]
    option = deliveries(consignment)[0]
    chosen = shopper.change(cart["id"], consignment["id"], shipping_option_id=option["id"])
    shopper.ask("POST", f"/v3/checkouts/{cart['id']}/coupons", {"coupon_code": "TENOFF"})
    read = shopper.body(shopper.ask("GET", f"/v3/checkouts/{cart['id']}"))["data"]

    found = amounts([shopper.body(chosen)["data"], read])
    assert [amount for amount in found if amount % Decimal(unit)] == []
    assert Decimal(unit) == minor_unit(currency)


def test_a_price_in_dinars_is_exact_to_the_thousandth() -> None:
    shopper = Shopper(Settings(), SEED)
    cart = shopper.open_cart(MUG, currency={"code": "KWD"})

    # 15 * 0.30713 = 4.60695 a mug
    assert cart["line_items"]["physical_items"][0]["list_price"] == Decimal("4.607")
    assert cart["base_amount"] == Decimal("9.214")


def test_an_order_in_dinars_can_be_changed_to_the_thousandth() -> None:
    shopper = Shopper(Settings(), replace(SEED, currencies=("KWD",), rates={}))
    _, order_id = shopper.placed_order()
    fee = {"type": "custom_fee", "display_name_customer": "Extra", "cost_ex_tax": "1.2345",
           "cost_inc_tax": "1.2345"}  # fmt: skip
    shopper.body(shopper.ask("PUT", f"/v2/orders/{order_id}", {"fees": [fee]}))
    (order,) = shopper.store.orders

    assert order.price.fees[0][1].inc_tax == Decimal("1.235")
