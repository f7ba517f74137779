"""A cart that is changed meanwhile, by others or by our own late call, is noticed."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest

from order_service.bigcommerce.verdicts import Answer, NoAnswer
from order_service.clock import SUBMIT_SECONDS
from order_service.errors import InProgress, NotYet
from tests.fakes.features import BUYERS_EMAIL, FEE, NOTE, mugs
from tests.fakes.orders import AUSTIN
from tests.fakes.other_apps import OtherApp
from tests.fakes.sends import failing
from tests.fakes.shop import Shop

LOST = NoAnswer("ReadTimeout")


@pytest.mark.parametrize(
    "asked",
    [
        {"customer_id": 11},
        {"customer": {"email": BUYERS_EMAIL}},
        {"customer": {"email": BUYERS_EMAIL, "match": "guest"}},
        {"customer": {"email": "nobody@example.com", "match": "guest"}},
    ],
)
def test_a_customer_who_is_changed_between_two_deliveries_is_noticed(asked: Any) -> None:
    clean = Shop()
    body = mugs(**asked)
    clean.place(body)
    shop = Shop()
    shop.meddling.instead["consignments"] = [LOST] * 6
    with pytest.raises(NotYet):
        shop.place(body)
    shop.meddling.instead.clear()
    other = next(one for one in (12, 10, 13, 5) if one != clean.store.orders[0].customer_id)
    OtherApp(shop.store).change_customer(other)
    shop.place(body)
    (order,) = shop.store.orders
    assert order.customer_id == clean.store.orders[0].customer_id


@pytest.mark.parametrize("email", [BUYERS_EMAIL, "nobody@example.com"])
def test_a_cart_of_the_customer_who_was_looked_up_is_gone_on_with(email: str) -> None:
    shop = Shop()
    body = mugs(customer={"email": email, "match": "guest"})
    shop.meddling.instead["consignments"] = [LOST] * 6
    with pytest.raises(NotYet):
        shop.place(body)
    shop.meddling.instead.clear()
    shop.place(body)
    assert sum("/v3/carts?" in line for line in shop.calls.lines) == 1


def held_back(shop: Shop, held: str) -> list[Callable[[], object]]:
    """Let the first POST of this path get no answer; return what carries it out, later."""
    first: list[Callable[[], object]] = []
    send = shop.meddling._send

    def sends(method: str, path: str, headers: Any, body: Any, read_seconds: float) -> Answer:
        if path.endswith(held) and method == "POST" and not first:
            first.append(lambda: send(method, path, headers, body, read_seconds))
            raise LOST
        return send(method, path, headers, body, read_seconds)

    shop.meddling._send = sends
    return first


@pytest.mark.parametrize("version", ["present", "absent"])
def test_a_fee_whose_first_call_may_still_arrive_is_not_sent_again_meanwhile(version: str) -> None:
    shop = Shop(version=version)
    first = held_back(shop, "/fees")
    with pytest.raises(NotYet) as caught:
        shop.place(mugs(fees=[FEE]))
    assert (caught.value.step, caught.value.retry_after) == ("fees", 60)
    first[0]()
    with pytest.raises(InProgress):
        shop.place(mugs(fees=[FEE]))
    shop.clock.sleep(60)
    shop.place(mugs(fees=[FEE]))
    (order,) = shop.store.orders
    assert len(order.price.fees) == 1


@pytest.mark.parametrize("answer", [failing(503), LOST])
def test_a_fee_in_doubt_is_waited_for_whatever_ends_the_delivery(answer: Any) -> None:
    shop = Shop()
    held_back(shop, "/fees")
    shop.meddling.instead["read_checkout"] = [answer] * 9
    with pytest.raises(NotYet) as caught:
        shop.place(mugs(fees=[FEE]))
    assert caught.value.retry_after == 60


def test_discounts_whose_first_call_may_still_arrive_do_not_take_the_coupon_away() -> None:
    """In a store that does not read the version in ``cart``, as in the specification's example."""
    shop = Shop(discounts_remove_coupons="yes", version="absent")
    asked = mugs(discounts=[{"amount": "2"}], coupon_codes=["FIVER"])
    first = held_back(shop, "/discounts")
    with pytest.raises(NotYet):
        shop.place(asked)
    first[0]()
    shop.clock.sleep(60)
    shop.place(asked)
    (order,) = shop.store.orders
    assert len(order.coupons) == 1


@pytest.mark.parametrize(("version", "waits"), [("absent", True), ("present", False)])
def test_a_coupon_is_waited_for_where_no_version_stops_its_first_call(
    version: str, waits: bool
) -> None:
    shop = Shop(version=version)
    held_back(shop, "/coupons")
    with pytest.raises(NotYet) if waits else nullcontext():
        shop.place(mugs(coupon_codes=["FIVER"]))
    assert len(shop.store.orders) == (not waits)


def test_a_change_while_notes_are_written_is_noticed() -> None:
    """The answer to a note shows no checkout: what it says of the cart is older."""
    shop = Shop()
    app = OtherApp(shop.store)
    shop.meddling.before["create_metafield"] = app.add_fee
    shop.place(mugs(metafields=[NOTE]))
    (order,) = shop.store.orders
    assert not order.price.fees


def test_a_change_while_notes_are_written_once_more_is_noticed() -> None:
    """In a later delivery they are the last step: all the others are done."""
    shop = Shop()
    shop.meddling.before["shipping_option"] = lambda: shop.clock.sleep(2)
    with pytest.raises(NotYet) as caught:
        shop.place(mugs(metafields=[NOTE]), seconds=SUBMIT_SECONDS + 1)
    assert caught.value.step == "order"
    shop.meddling.before["create_metafield"] = OtherApp(shop.store).add_fee
    shop.place(mugs(metafields=[NOTE]))
    (order,) = shop.store.orders
    assert not order.price.fees


@pytest.mark.parametrize("when", ["consignments", "shipping_option"])
def test_another_state_in_the_bill_is_put_right(when: str) -> None:
    alabama = AUSTIN | {"state_or_province": "Alabama", "state_or_province_code": "AL"}
    shop = Shop()
    app = OtherApp(shop.store)
    changes = {"state_or_province": "Alaska", "state_or_province_code": "AK"}
    shop.meddling.before[when] = lambda: app.bill(**changes)
    shop.place(mugs(billing_address=alabama, consignments=[{"address": AUSTIN}]))
    (order,) = shop.store.orders
    assert order.billing_address["state_or_province"] == "Alabama"


@pytest.mark.parametrize("order", ["as_sent", "reversed"])
def test_each_floor_of_a_house_is_shipped_to_as_its_own_consignment_says(order: str) -> None:
    prices = {"Floor 1": "1", "Floor 2": "2"}
    consignments = [
        {
            "address": AUSTIN | {"address2": floor},
            "line_items": [{"sku": "mug", "quantity": 1}],
            "shipping": {"custom_shipping": {"price": price, "description": f"Van to {floor}"}},
        }
        for floor, price in prices.items()
    ]
    shop = Shop(line_order=order)
    shop.place(mugs(consignments=consignments))
    (placed,) = shop.store.orders
    shipped = {row.address["address2"]: row.option[1].description for row in placed.shipments}
    assert shipped == {floor: f"Van to {floor}" for floor in prices}


def test_an_order_never_costs_more_than_the_total_that_was_expected() -> None:
    """With the notes between the last comparison and create-order."""
    clean = Shop()
    total = str(clean.place(mugs()).order.totals.grand_total)
    shop = Shop()
    shop.meddling.before["create_metafield"] = OtherApp(shop.store).add_fee
    shop.place(mugs(metafields=[NOTE], expected_total=total))
    (order,) = shop.store.orders
    assert str(order.price.grand_total) == total
