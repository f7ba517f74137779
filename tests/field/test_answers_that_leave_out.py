"""Stores whose answers do not show all that a checkout has; and what later steps take away.

Examples of BigCommerce's own specification show a billing address without an id, and consignments
with a ``shipping_address``. Its staff say that a coupon may be removed when shipping is chosen
(checkout-sdk-js, pull request 783); it can be added again.
"""

from collections.abc import Callable
from typing import Any

import pytest

from order_service.bigcommerce.verdicts import Answer, NoAnswer
from order_service.errors import OutOfTime, StoreRefused
from tests.fakes.features import ADJUSTED, mugs
from tests.fakes.other_apps import OtherApp
from tests.fakes.sends import failing
from tests.fakes.shop import INVOCATION_SECONDS, SETTLED, Shop

ASKED = mugs(**ADJUSTED)
COUPON = mugs(coupon_codes=["FIVER"])


def coupons_sent(shop: Shop) -> int:
    return sum(line.startswith("POST") and line.endswith("/coupons") for line in shop.calls.lines)


def fees_sent(shop: Shop) -> int:
    return sum(line.startswith("POST") and line.endswith("/fees") for line in shop.calls.lines)


def checkout_reads(shop: Shop) -> int:
    return sum(line.startswith("GET") and "/checkouts/" in line for line in shop.calls.lines)


@pytest.mark.parametrize("leaves", ["the_unwritten", "the_redundant"])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"shapes": "php"},
        {"choice_drops_coupons": "yes"},
        {"address_spelling": "verified"},
        {"address_spelling": "capitals"},
    ],
)
def test_an_order_is_placed_as_in_other_stores(leaves: str, more: dict[str, Any]) -> None:
    usual, shop = Shop(), Shop(answers_leave_out=leaves, **more)
    for one in (usual, shop):
        one.place(ASKED)
    (order,), same = shop.store.orders, usual.store.orders[0]
    assert order.price.total == same.price.total
    assert [fee.name for fee, _ in order.price.fees] == ["Handling", "Insurance"]
    assert [coupon.code for coupon in order.coupons] == ["FIVER"]
    assert order.customer_message == ADJUSTED["customer_message"]


@pytest.mark.parametrize("call", ["write_message", "billing_address", "consignments"])
@pytest.mark.parametrize("how", [failing(409), NoAnswer("ReadTimeout")], ids=["409", "lost"])
@pytest.mark.parametrize("delivered", [1, 2])
def test_what_is_there_is_not_sent_again_after_a_call_that_failed(
    call: str, how: Answer | NoAnswer, delivered: int
) -> None:
    shop = Shop(answers_leave_out="the_unwritten")
    if delivered == 2:
        shop.meddling.before["billing_address"] = lambda: shop.clock.sleep(INVOCATION_SECONDS)
        with pytest.raises(OutOfTime):
            shop.place(ASKED)
        shop.clock.sleep(SETTLED)
    shop.meddling.after[call] = [how]
    shop.place(ASKED)
    (order,) = shop.store.orders
    assert len(order.price.fees) == len(ASKED["fees"])
    assert (coupons_sent(shop), fees_sent(shop)) == (1, 1)


def test_what_every_answer_shows_costs_no_read() -> None:
    usual, shop = Shop(), Shop(answers_leave_out="the_redundant")
    for one in (usual, shop):
        one.place(COUPON)
    assert len(shop.calls.sent) == len(usual.calls.sent)


def test_a_coupon_that_the_choice_of_shipping_removes_is_given_once_more() -> None:
    shop = Shop(choice_drops_coupons="yes")
    shop.place(COUPON)
    (order,) = shop.store.orders
    assert [coupon.code for coupon in order.coupons] == ["FIVER"]
    assert (coupons_sent(shop), checkout_reads(shop)) == (2, 2)


def test_a_coupon_and_a_choice_that_end_each_other_are_refused_after_one_more_try() -> None:
    shop = Shop(choice_drops_coupons="yes", coupons_clear_option="yes")
    with pytest.raises(StoreRefused) as caught:
        shop.place(COUPON)
    assert caught.value.problem()["coupon_code"] == "FIVER"
    assert coupons_sent(shop) == 2


def test_a_coupon_that_is_replaced_by_another_is_not_given_again() -> None:
    shop = Shop(several_coupons="yes")

    def only_one() -> None:
        (cart,) = shop.store.carts.values()
        cart.coupons = []

    shop.meddling.before["add_coupon"] = lambda: shop.meddling.before.update(add_coupon=only_one)
    with pytest.raises(StoreRefused) as caught:
        shop.place(mugs(coupon_codes=["FIVER", "TENOFF"]))
    assert caught.value.problem()["coupon_code"] == "FIVER"
    assert coupons_sent(shop) == 2


EMPTY: dict[str, Any] = {"first_consignment": "empty", "answers_leave_out": "the_unwritten"}
MANY_FEES = mugs(fees=[{"name": f"Handling {number}", "cost": "2.50"} for number in range(5)])


@pytest.mark.parametrize("body", [COUPON, mugs(fees=MANY_FEES["fees"][:1]), MANY_FEES])
@pytest.mark.parametrize("delivered", [1, 2])
def test_the_removal_of_a_consignment_takes_away_nothing_else(
    body: dict[str, Any], delivered: int
) -> None:
    shop = Shop(**EMPTY)
    if delivered == 1:
        shop.meddling.after["billing_address"] = [NoAnswer("ReadTimeout")]
    else:
        shop.meddling.before["billing_address"] = lambda: shop.clock.sleep(INVOCATION_SECONDS)
        with pytest.raises(OutOfTime):
            shop.place(body)
        shop.clock.sleep(SETTLED)
    shop.place(body)
    (order,) = shop.store.orders
    assert len(order.price.fees) == len(body.get("fees", ()))
    assert coupons_sent(shop) + fees_sent(shop) == 1


@pytest.mark.parametrize("clears", ["yes", "no"])
@pytest.mark.parametrize("code", ["FIVER", "SHIPFREE"])
def test_shipping_is_chosen_again_when_a_coupon_that_another_app_removed_ends_the_choice(
    clears: str, code: str
) -> None:
    shop = Shop(coupons_clear_option=clears)

    def removed() -> None:
        (cart,) = shop.store.carts.values()
        cart.coupons = []
        cart.checkout_version += 1
        cart.version += 1

    shop.meddling.before["shipping_option"] = removed
    shop.place(mugs(coupon_codes=[code]))
    (order,) = shop.store.orders
    assert [coupon.code for coupon in order.coupons] == [code]
    assert all(row.option for row in order.shipments)


@pytest.mark.parametrize("delivered", [1, 2])
def test_a_coupon_and_a_choice_that_end_each_other_are_refused_by_a_later_delivery_too(
    delivered: int,
) -> None:
    ways = {"choice_drops_coupons": "yes", "coupons_clear_option": "yes"}
    shop = Shop(None, None, **ways, broken_offer="when_chosen")
    if delivered == 2:
        shop.meddling.before["shipping_option"] = lambda: shop.clock.sleep(INVOCATION_SECONDS)
        with pytest.raises(OutOfTime):
            shop.place(COUPON)
        shop.clock.sleep(SETTLED)
    with pytest.raises(StoreRefused) as caught:
        shop.place(COUPON)
    assert caught.value.problem()["coupon_code"] == "FIVER"


@pytest.mark.parametrize(
    "adds",
    [
        OtherApp.add_coupon,
        OtherApp.add_fee,
        OtherApp.write_message,
        OtherApp.add_gift_certificate,
        lambda app: app.change_customer(11),
    ],
)
@pytest.mark.parametrize("before", ["consignments", "shipping_option"])
def test_what_another_app_adds_is_noticed_although_the_answers_that_follow_do_not_show_it(
    adds: Callable[[OtherApp], None], before: str
) -> None:
    usual, shop = Shop(), Shop(answers_leave_out="the_unwritten", version="absent")
    shop.meddling.before[before] = lambda: adds(OtherApp(shop.store))
    for one in (usual, shop):
        one.place(mugs())
    (order,), same = shop.store.orders, usual.store.orders[0]
    assert order.price.total == same.price.total
    assert (order.coupons, order.price.fees, order.customer_message) == ([], [], "")
    assert order.customer_id == same.customer_id


def test_answers_that_show_less_cost_one_read_before_the_order_and_no_more() -> None:
    usual, shop = Shop(), Shop(answers_leave_out="the_unwritten")
    for one in (usual, shop):
        one.place(mugs())
    assert len(shop.calls.sent) == len(usual.calls.sent) + 1


@pytest.mark.parametrize("leaves", ["nothing", "the_unwritten", "the_redundant"])
def test_a_message_that_the_store_takes_and_does_not_keep_is_missed(leaves: str) -> None:
    shop = Shop(messages="passed_over", answers_leave_out=leaves)
    with pytest.raises(StoreRefused) as refused:
        shop.place(mugs(customer_message="Ring twice."))
    assert refused.value.facts["errors"] == [
        {"field": "customer_message", "message": "was not kept"}
    ]
    assert shop.store.orders == []
