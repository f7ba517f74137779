"""A store answers a manual discount with 200, and the checkout costs what it did.

Source: the specification's note that a line with a coupon or an automatic promotion takes no manual
discount, without a status for it; its own example shows a discount in one field and not in another.
Wrong before: whatever was answered with 200 was taken for given, and the order cost the full price.
"""

from decimal import Decimal
from typing import Any

import pytest

from bigcommerce_emulator.state.orders import Order
from order_service.bigcommerce.verdicts import NoAnswer
from order_service.errors import OutOfTime, StoreRefused
from tests.fakes.features import ADJUSTED, MUG, mugs
from tests.fakes.shop import Shop

LOST = NoAnswer("ReadTimeout")
THING = {"name": "Engraving", "list_price": 30, "quantity": 1, "sku": "engraving"}
OFF_CART = {"discounts": [{"amount": "5.00"}]}
OFF_MUGS = {"discounts": [{"amount": "5.00", "line_item": {"sku": "mug"}}]}
OFF_THING = {
    "custom_items": [THING],
    "discounts": [{"amount": "5.00", "line_item": {"sku": "engraving"}}],
}
OFF_BOTH = {
    "custom_items": [THING],
    "discounts": [{"amount": "3.00"}, {"amount": "2.00", "line_item": {"sku": "engraving"}}],
}
ASKED = pytest.mark.parametrize(
    "asked",
    [OFF_CART, OFF_MUGS, OFF_THING, OFF_BOTH],
    ids=["off the cart", "off a line", "off a custom item", "off both"],
)
SHOWN = pytest.mark.parametrize("shown", ["on_lines", "on_the_cart", "in_prices"])
PRICES = pytest.mark.parametrize("prices", ["ex_tax", "inc_tax"])
COUPON = {"coupon_codes": ["FIVER"]}


def off(order: Order) -> Decimal:
    return sum((part.line.manual_discount for part in order.price.parts), order.price.manual)


def refused(shop: Shop, asked: dict[str, Any]) -> None:
    with pytest.raises(StoreRefused) as caught:
        shop.place(mugs(**asked))
    message = "are not all taken off in the store's cart"
    assert caught.value.problem()["errors"] == [{"field": "discounts", "message": message}]
    assert shop.store.orders == []
    assert shop.store.carts == {}


@ASKED
@SHOWN
@PRICES
def test_discounts_that_the_store_passes_over_make_no_order(
    asked: dict[str, Any], shown: str, prices: str
) -> None:
    refused(Shop(manual_discounts="ignored", discounts_shown=shown, prices=prices), asked)


@pytest.mark.parametrize("asked", [OFF_CART, OFF_MUGS], ids=["off the cart", "off a line"])
def test_discounts_that_end_with_a_coupon_make_no_order(asked: dict[str, Any]) -> None:
    # The line of a custom item shows no discount, so that its end is not seen (docs/limits.md).
    refused(Shop(manual_discounts="until_coupon"), asked | COUPON)


@ASKED
@SHOWN
@PRICES
@pytest.mark.parametrize("coupon", [{}, COUPON], ids=["alone", "beside a coupon"])
def test_discounts_that_are_taken_are_believed_wherever_the_store_shows_them(
    asked: dict[str, Any], shown: str, prices: str, coupon: dict[str, Any]
) -> None:
    shop = Shop(discounts_shown=shown, prices=prices, amounts="exact")
    shop.place(mugs(**asked, **coupon))
    (order,) = shop.store.orders
    assert off(order) == Decimal(5)


@ASKED
@SHOWN
@pytest.mark.parametrize("lost", ["discounts", "add_coupon", "billing_address"])
def test_discounts_are_found_again_after_a_lost_answer(
    asked: dict[str, Any], shown: str, lost: str
) -> None:
    shop = Shop(discounts_shown=shown)
    shop.meddling.after[lost] = [LOST]
    shop.place(mugs(**asked, **COUPON))
    (order,) = shop.store.orders
    assert off(order) == Decimal(5)
    assert len(order.coupons) == 1


@ASKED
@SHOWN
def test_discounts_are_found_again_by_another_execution(asked: dict[str, Any], shown: str) -> None:
    shop = Shop(discounts_shown=shown)
    body = mugs(**asked, **COUPON)
    for step in ("discounts", "add_coupon", "consignments"):
        shop.meddling.before[step] = lambda: shop.clock.sleep(300)
        with pytest.raises(OutOfTime):
            shop.place(body)
        shop.meddling.before.clear()
    shop.place(body)
    (order,) = shop.store.orders
    assert off(order) == Decimal(5)


@SHOWN
def test_a_discount_of_more_than_there_is_to_pay_takes_all_off(shown: str) -> None:
    shop = Shop(discounts_shown=shown)
    shop.place(mugs(discounts=[{"amount": "99.00"}]))
    (order,) = shop.store.orders
    assert off(order) == Decimal(30)


def test_discounts_that_the_store_takes_cost_no_call_more() -> None:
    shop = Shop(discounts_shown="in_prices")
    shop.place(mugs(line_items=[MUG], **OFF_MUGS))
    assert len(shop.calls.sent) == 6
    shop = Shop(discounts_shown="in_prices")
    shop.place(mugs(**ADJUSTED))
    assert len(shop.calls.sent) == 11
