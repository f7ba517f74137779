"""A coupon is looked for once more after its refusal: it may be there already.

Source: world 31761 of seed 64: the write of an earlier delivery, whose answer was lost, arrived
between the look at the checkout and the next write; "The coupon is already applied".
Wrong before: the refusal was believed, and the order was refused for good.
"""

import pytest

from order_service.bigcommerce.verdicts import Answer
from order_service.errors import StoreRefused
from tests.fakes.features import mugs
from tests.fakes.other_apps import OtherApp
from tests.fakes.sends import failing
from tests.fakes.shop import Shop


def test_a_coupon_that_lands_right_before_it_is_sent_again_refuses_no_order() -> None:
    shop = Shop(version="absent")
    app = OtherApp(shop.store)
    shop.meddling.before["add_coupon"] = lambda: app.add_coupon("FIVER")
    assert shop.place(mugs(coupon_codes=["FIVER"])).order
    (order,) = shop.store.orders
    assert [coupon.code for coupon in order.coupons] == ["FIVER"]


@pytest.mark.parametrize("answer", [failing(429, x_retry_after="1"), failing(401)])
def test_a_coupon_that_is_there_already_refuses_no_order(answer: Answer) -> None:
    shop = Shop()
    shop.meddling.after["add_coupon"] = [answer]
    assert shop.place(mugs(coupon_codes=["FIVER"])).order
    (order,) = shop.store.orders
    assert [coupon.code for coupon in order.coupons] == ["FIVER"]


@pytest.mark.parametrize("answer", [failing(429, x_retry_after="1"), failing(401)])
def test_a_coupon_that_is_not_valid_is_refused_all_the_same(answer: Answer) -> None:
    shop = Shop()
    shop.meddling.instead["add_coupon"] = [answer]
    with pytest.raises(StoreRefused):
        shop.place(mugs(coupon_codes=["UNKNOWN"]))
