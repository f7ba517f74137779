"""An own write that landed unseen makes the store refuse its repetition; the order is placed.

Source: world 31761 of seed 64: the coupon of an earlier delivery, whose answer was lost, arrived
between the look at the checkout and the next write, as the clocks of two executions differed: "The
coupon is already applied". A reading found the same where a 429 or 401 is answered in front of the
store after the write was done: "The cart has only 1 of mug".
Wrong before: the refusal was believed, and the order was refused for good.
"""

import pytest

from order_service.bigcommerce.verdicts import Answer, NoAnswer
from order_service.errors import StoreRefused, StoreUnavailable
from tests.fakes.features import full_order, mugs
from tests.fakes.other_apps import OtherApp
from tests.fakes.sends import failing
from tests.fakes.shop import SETTLED, Shop

COUPON = mugs(coupon_codes=["FIVER"])
IN_FRONT = [failing(429, x_retry_after="1"), failing(401)]
WRITES = ["add_coupon", "add_fees", "billing_address", "consignments", "discounts"]
MORE_WRITES = ["shipping_option", "write_message", "create_metafield"]


def interrupted(call: str) -> Shop:
    """A store without versions of carts, after a delivery whose call got no answer."""
    shop = Shop(version="absent")
    shop.meddling.instead[call] = [NoAnswer("ReadTimeout")]
    with pytest.raises(StoreUnavailable):
        shop.place(COUPON)
    shop.clock.sleep(SETTLED)
    return shop


def test_a_coupon_that_lands_right_before_it_is_sent_again_refuses_no_order() -> None:
    shop = interrupted("add_coupon")
    shop.meddling.before["add_coupon"] = OtherApp(shop.store).add_coupon
    assert shop.place(COUPON).order
    (order,) = shop.store.orders
    assert [coupon.code for coupon in order.coupons] == ["FIVER"]


def test_what_is_refused_after_an_interruption_for_another_reason_is_asked_twice() -> None:
    shop = interrupted("add_coupon")
    unknown = failing(422, {"status": 422, "title": "The coupon code is not valid.", "type": "x"})
    shop.meddling.instead["add_coupon"] = [unknown] * 2
    with pytest.raises(StoreRefused):
        shop.place(COUPON)
    assert shop.meddling.instead["add_coupon"] == []
    assert shop.store.orders == []


@pytest.mark.parametrize("answer", IN_FRONT, ids=["429", "401"])
@pytest.mark.parametrize("call", [*WRITES, *MORE_WRITES])
def test_a_write_that_was_answered_in_front_of_the_store_is_done_once(
    call: str, answer: Answer
) -> None:
    usual, shop = Shop(version="absent"), Shop(version="absent")
    shop.meddling.after[call] = [answer]
    assert shop.place(full_order()).order.totals == usual.place(full_order()).order.totals
    assert len(shop.store.orders) == 1


@pytest.mark.parametrize("answer", IN_FRONT, ids=["429", "401"])
def test_a_coupon_that_is_not_valid_is_refused_all_the_same(answer: Answer) -> None:
    shop = Shop(version="absent")
    shop.meddling.instead["add_coupon"] = [answer]
    with pytest.raises(StoreRefused):
        shop.place(mugs(coupon_codes=["UNKNOWN"]))
