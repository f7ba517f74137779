"""A promotion takes a share off every product, and nobody asked for that.

Source: the commonest of a store's promotions. The specification shows what is taken off as a row
of the line whose id is a number.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bigcommerce_emulator.state.catalog import Promotion
from bigcommerce_emulator.state.seed import default_seed
from order_service.errors import StoreRefused
from tests.fakes.features import ADJUSTED, FEE, MUG, mugs
from tests.fakes.orders import AUSTIN, NEW_YORK, order_body
from tests.fakes.shop import Shop

SEED = replace(default_seed(), automatic_discount=Decimal("0.1"))
PIECE = {"sku": "mug", "quantity": 1}
TO_TWO = [{"address": one, "line_items": [PIECE]} for one in (AUSTIN, NEW_YORK)]
ORDERS: dict[str, dict[str, Any]] = {
    "mugs": mugs(),
    "in two consignments": mugs(consignments=TO_TWO),
    "at the caller's price": mugs(line_items=[MUG | {"list_price": 9}]),
    "beside a custom item": order_body(line_items=[MUG]),
    "with a coupon": mugs(coupon_codes=["FIVER"]),
    "with a discount of the whole": mugs(discounts=[{"amount": "2"}]),
    "with both": mugs(coupon_codes=["FIVER"], discounts=[{"amount": "2"}]),
    "with a fee": mugs(fees=[FEE]),
}


@pytest.mark.parametrize("body", ORDERS.values(), ids=ORDERS)
@pytest.mark.parametrize("shown", ["on_lines", "on_the_cart", "in_prices"])
@pytest.mark.parametrize("prices", ["ex_tax", "inc_tax"])
@pytest.mark.parametrize("gift", [None, Promotion(120, 2, 125)])
def test_an_automatic_discount_refuses_no_order(
    body: dict[str, Any], shown: str, prices: str, gift: Promotion | None
) -> None:
    shop = Shop(seed=replace(SEED, promotion=gift), discounts_shown=shown, prices=prices)
    placed = shop.place(body).order
    (order,) = shop.store.orders
    assert placed.totals.grand_total == order.price.total.inc_tax


def test_its_price_is_the_store_s() -> None:
    usual, cheaper = (Shop(seed=one).place(mugs()).order.totals for one in (default_seed(), SEED))
    assert (usual.base_amount, cheaper.base_amount) == (Decimal(30), Decimal(30))
    assert usual.cart_amount - cheaper.cart_amount >= 3


def test_the_store_refuses_a_manual_discount_of_such_a_line() -> None:
    shop = Shop(seed=SEED)
    with pytest.raises(StoreRefused) as caught:
        shop.place(mugs(discounts=ADJUSTED["discounts"]))
    assert caught.value.step == "discounts"
    assert shop.store.orders == []
