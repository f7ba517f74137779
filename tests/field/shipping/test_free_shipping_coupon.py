"""A coupon for free shipping adds an option of its own, and takes the chosen one away.

Source: recorded answers of a storefront's checkout: a third option ``freeshipping`` at no cost, no
chosen option any more, the other options at the prices they had.
Wrong before: the emulator took the price off the chosen option and kept the choice, so that no
test had to choose again.
"""

from typing import Any

import pytest

from order_service.errors import OutOfTime
from tests.fakes.features import mugs
from tests.fakes.shop import SETTLED, Shop
from tests.unit.bigcommerce_emulator.shopper import MUG, WITH_OPTIONS, Shopper, deliveries


def test_the_store_offers_an_option_more_and_clears_the_choice() -> None:
    shopper = Shopper()
    cart_id = shopper.ready_cart(MUG)
    body = {"coupon_code": "SHIPFREE"}
    shopper.body(shopper.ask("POST", f"/v3/checkouts/{cart_id}/coupons", body))
    (found,) = shopper.checkout(cart_id, **WITH_OPTIONS)["consignments"]
    assert "selected_shipping_option" not in found
    assert [(row["type"], int(row["cost"])) for row in deliveries(found)] == [
        ("shipping_flatrate", 5),
        ("shipping_byweight", 8),
        ("carrier_express", 15),
        ("freeshipping", 0),
    ]


@pytest.mark.parametrize(
    ("rule", "taken"),
    [
        ({}, "Free Shipping"),
        ({"choose": "recommended"}, "Free Shipping"),
        ({"type": "carrier_express"}, "Express Courier"),
        ({"exclude": {"types": ["freeshipping"]}}, "Flat Rate"),
    ],
)
def test_the_rule_decides_whether_free_shipping_is_taken(rule: dict[str, Any], taken: str) -> None:
    shop = Shop()
    shop.place(mugs(coupon_codes=["SHIPFREE"], shipping=rule))
    (order,) = shop.store.orders
    assert [row.option[1].description for row in order.shipments] == [taken]
    assert [coupon.code for coupon in order.coupons] == ["SHIPFREE"]


COUPON = mugs(coupon_codes=["SHIPFREE"])


def taken_away(shop: Shop) -> None:
    """Let another app remove the coupon."""
    (cart,) = shop.store.carts.values()
    cart.coupons = []
    cart.version += 1
    cart.checkout_version += 1


@pytest.mark.parametrize("version", ["present", "absent"])
def test_what_was_offered_without_the_coupon_is_not_chosen_once_it_is_given_again(
    version: str,
) -> None:
    shop = Shop(version=version)
    shop.meddling.before["shipping_option"] = lambda: taken_away(shop)
    shop.place(COUPON)
    (order,) = shop.store.orders
    assert [row.option[1].description for row in order.shipments] == ["Free Shipping"]
    assert [coupon.code for coupon in order.coupons] == ["SHIPFREE"]


def test_a_coupon_that_went_away_between_deliveries_is_given_before_the_offers_are_read() -> None:
    shop = Shop()
    shop.meddling.before["shipping_option"] = lambda: shop.clock.sleep(52)
    with pytest.raises(OutOfTime):
        shop.place(COUPON)
    taken_away(shop)
    shop.clock.sleep(SETTLED)
    shop.place(COUPON)
    (order,) = shop.store.orders
    assert [row.option[1].description for row in order.shipments] == ["Free Shipping"]
