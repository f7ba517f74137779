"""Coupons, discounts, fees, messages, notes and totals: one step each, and none when unused."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bigcommerce_emulator.state.orders import Order
from order_service.bigcommerce.verdicts import Answer, NoAnswer
from order_service.errors import InvalidRequest, NotYet, StoreRefused, TotalDiffers
from order_service.placing.flow import place_order
from tests.fakes.features import ADJUSTED, FEE, MUG, NOTE, mugs
from tests.fakes.sends import failing
from tests.fakes.shop import Shop
from tests.fakes.store import OpenFakeStore

LOST = NoAnswer("ReadTimeout")
STEPS = ["discounts", "add_coupon", "add_fees", "write_message", "create_metafield"]


def calls(shop: Shop) -> list[str]:
    lines = [line.partition("?")[0].split("/") for line in shop.calls.lines]
    return [f"{parts[0].strip()} {parts[-1]}" for parts in lines]


def manual(order: Order) -> Decimal:
    return sum((part.line.manual_discount for part in order.price.parts), order.price.manual)


@pytest.mark.parametrize(
    ("field", "added"),
    [
        ("coupon_codes", 1),
        ("discounts", 1),
        ("fees", 1),
        ("customer_message", 1),
        ("metafields", 2),
    ],
)
def test_each_costs_its_own_calls_and_no_other(field: str, added: int) -> None:
    shop = Shop()
    shop.place(mugs(**{field: ADJUSTED[field]}))
    assert len(shop.calls.sent) == 5 + added
    assert shop.dynamodb.writes == 4


def test_what_changes_the_price_comes_before_what_ships_it() -> None:
    shop = Shop()
    cart = shop.place(mugs(**ADJUSTED)).order
    consignment = cart.consignments[0].id
    assert calls(shop) == [
        "POST carts",
        "POST discounts",
        "POST coupons",
        "POST fees",
        f"PUT {cart.cart_id}",
        "POST metafields",
        "POST metafields",
        "POST billing-address",
        "POST consignments",
        f"PUT {consignment}",
        "POST orders",
    ]


def test_the_order_costs_what_was_asked_and_carries_the_message_and_the_notes() -> None:
    shop = Shop()
    placed = shop.place(mugs(**ADJUSTED)).order
    (order,) = shop.store.orders
    price = order.price
    assert [coupon.code for coupon in order.coupons] == ["FIVER"]
    assert manual(order) == Decimal("3.50")
    assert [fee.cost for fee, _ in price.fees] == [Decimal("2.50"), Decimal(1)]
    assert order.customer_message == "Ring twice, please."
    assert str(placed.totals.grand_total) == str(price.grand_total)
    path = f"/stores/sandbox/v3/carts/{placed.cart_id}/metafields"
    send = shop.meddling
    (head, *_) = shop.calls.sent
    rows = send("GET", path, {n.lower(): v for n, v in head.headers.items()}, None, 5).body["data"]
    assert [(row["key"], row["permission_set"]) for row in rows] == [
        ("batch", "read"),
        ("clerk", "read"),
    ]


@pytest.mark.parametrize("version", ["present", "absent"])
@pytest.mark.parametrize("step", STEPS)
def test_a_step_whose_answer_was_lost_happens_once(step: str, version: str) -> None:
    shop = Shop(version=version)
    shop.meddling.after[step] = [LOST]
    shop.place(mugs(**ADJUSTED))
    (order,) = shop.store.orders
    assert manual(order) == Decimal("3.50")
    assert len(order.price.fees) == 2
    assert [coupon.code for coupon in order.coupons] == ["FIVER"]
    assert calls(shop).count("GET " + order.cart_id) == (step != "create_metafield")


def test_notes_that_count_as_changes_of_the_cart_are_made_once() -> None:
    shop = Shop(metafields_count_version="yes")
    shop.place(mugs(**ADJUSTED))
    assert calls(shop).count("POST metafields") == 2
    assert len(shop.calls.sent) == 13


def test_discounts_that_take_coupons_away_come_before_them() -> None:
    shop = Shop(discounts_remove_coupons="yes", discounts_clear_option="yes")
    shop.place(mugs(**ADJUSTED))
    (order,) = shop.store.orders
    assert len(order.coupons) == 1
    assert len(shop.calls.sent) == 11


@pytest.mark.parametrize("fails", [1, 6])
@pytest.mark.parametrize("lost", STEPS[1:])
def test_discounts_that_cannot_be_told_apart_are_not_given_beside_a_coupon(
    lost: str, fails: int
) -> None:
    """Custom items show no discounts, so the checkout never shows what was asked for."""
    thing = {"name": "Engraving", "list_price": 30, "quantity": 1}
    body = mugs(custom_items=[thing], **ADJUSTED)
    shop = Shop()
    shop.meddling.after[lost] = [LOST] * fails
    with suppress(NotYet):
        shop.place(body)
    shop.meddling.after.clear()
    shop.place(body)
    (order,) = shop.store.orders
    assert manual(order) == Decimal("3.50")
    assert len(order.coupons) == 1


def test_a_promotion_of_the_same_amount_is_not_taken_for_the_discount() -> None:
    shop = Shop()
    send = shop.meddling

    def with_promotion(
        method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        answer = send(method, path, headers, body, read_seconds)
        data = (answer.body or {}).get("data") or {}
        data.get("cart", data)["discount_amount"] = Decimal(5)
        return answer

    open_store = OpenFakeStore(with_promotion)
    job = shop.job(mugs(discounts=[{"amount": "5.00"}]))
    place_order(job, replace(shop.service, open_store=open_store), shop.deadline())
    (order,) = shop.store.orders
    assert manual(order) == Decimal(5)


@pytest.mark.parametrize("cost", ["2.505", "2.5049", "2.5"])
def test_amounts_finer_than_the_currency_are_rounded_as_the_store_does(cost: str) -> None:
    shop = Shop()
    own = {"custom_shipping": {"price": cost, "description": "Our van"}}
    shop.place(mugs(fees=[FEE | {"cost": cost}], shipping=own))
    (order,) = shop.store.orders
    assert len(order.price.fees) == 1


def test_a_fee_that_arrived_twice_is_taken_away() -> None:
    shop = Shop()

    shop.meddling.before["billing_address"] = lambda: add_a_fee(shop, FEE["name"])
    shop.place(mugs(fees=[FEE]))
    (order,) = shop.store.orders
    assert len(order.price.fees) == 1
    assert calls(shop).count("DELETE fees") == 1


def test_a_fee_that_arrives_once_more_while_it_is_taken_away_is_taken_away_too() -> None:
    shop = Shop()

    def arrives_again() -> None:
        add_a_fee(shop, FEE["name"])
        shop.meddling.before["delete_fees"] = lambda: add_a_fee(shop, FEE["name"], "y")

    shop.meddling.before["billing_address"] = arrives_again
    shop.place(mugs(fees=[FEE]))
    (order,) = shop.store.orders
    assert len(order.price.fees) == 1
    assert calls(shop).count("DELETE fees") == 2


def add_a_fee(shop: Shop, name: str, fee_id: str = "x") -> None:
    (cart,) = shop.store.carts.values()
    cart.fees = [*cart.fees, replace(cart.fees[0], id=fee_id, name=name)]


def test_two_fees_alike_are_two_fees() -> None:
    shop = Shop()
    shop.place(mugs(fees=[FEE, FEE]))
    (order,) = shop.store.orders
    assert len(order.price.fees) == 2
    assert len(shop.calls.sent) == 6


@pytest.mark.parametrize(("code", "named"), [("fiver", None), ("NOSUCH", "NOSUCH")])
def test_a_coupon_is_known_in_any_letter_case_and_a_refused_one_is_named(
    code: str, named: str | None
) -> None:
    shop = Shop()
    if named is None:
        shop.place(mugs(coupon_codes=[code]))
        assert len(shop.store.orders) == 1
        return
    with pytest.raises(StoreRefused) as caught:
        shop.place(mugs(coupon_codes=["FIVER", code]))
    assert caught.value.problem()["coupon_code"] == "NOSUCH"
    assert shop.store.orders == []
    assert shop.store.carts == {}


def test_a_coupon_that_the_store_takes_and_does_not_show_is_named() -> None:
    shop = Shop()

    def gone() -> None:
        (cart,) = shop.store.carts.values()
        cart.coupons = []

    shop.meddling.before["billing_address"] = gone
    shop.meddling.before["consignments"] = gone
    with pytest.raises(StoreRefused) as caught:
        shop.place(mugs(coupon_codes=["FIVER"]))
    assert caught.value.problem()["coupon_code"] == "FIVER"
    assert sum("/coupons" in line for line in shop.calls.lines) == 2


def test_a_note_that_is_refused_is_named() -> None:
    shop = Shop()
    shop.meddling.instead["create_metafield"] = [failing(422, {"title": "Too many."})]
    with pytest.raises(StoreRefused) as caught:
        shop.place(mugs(metafields=[NOTE]))
    assert caught.value.problem()["metafield"] == "erp.batch"


def test_discounts_go_to_the_line_that_is_named() -> None:
    shop = Shop()
    shop.place(mugs(line_items=[MUG, {"product_id": 125, "quantity": 1, "sku": "beans"}],
                    discounts=[{"amount": 3, "line_item": {"sku": "beans"}},
                               {"amount": 1, "line_item": {"product_id": 125}}]))  # fmt: skip
    (order,) = shop.store.orders
    off = {part.line.sku: part.listed - part.sold for part in order.price.parts}
    assert off == {"SM-13": 0, "CB-1000": 4}


@pytest.mark.parametrize("expected", ["35.00", 35, "35.0000"])
def test_the_expected_total_lets_the_order_pass(expected: Any) -> None:
    shop = Shop(taxed_shipping="no")
    untaxed = [{"product_id": 125, "quantity": 1, "list_price": 30}]
    shop.place(mugs(line_items=untaxed, expected_total=expected))
    assert len(shop.store.orders) == 1
    assert len(shop.calls.sent) == 5


def test_another_total_is_refused_before_there_is_an_order_with_both_figures() -> None:
    shop = Shop()
    with pytest.raises(TotalDiffers) as caught:
        shop.place(mugs(expected_total="37.47"))
    problem = caught.value.problem()
    assert (problem["code"], problem["expected"], problem["actual"], problem["currency"]) == (
        "total_differs",
        "37.47",
        "37.48",
        "USD",
    )
    assert shop.store.orders == []
    assert shop.store.carts == {}


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"coupon_codes": ["A", "a"]}, ["coupon_codes[1]"]),
        ({"metafields": [NOTE, NOTE]}, ["metafields[1].key"]),
        ({"discounts": [{"amount": 1, "line_item": {"sku": "cup"}}]}, ["discounts[0].line_item"]),
        ({"discounts": [{"amount": 0}]}, ["discounts[0].amount"]),
        ({"fees": [FEE] * 6}, ["fees"]),
        ({"customer_message": "x" * 2001}, ["customer_message"]),
        ({"coupon_codes": ["x" * 51]}, ["coupon_codes[0]"]),
        ({"coupon_codes": [" A"], "expected_total": -1}, ["coupon_codes[0]", "expected_total"]),
        ({"metafields": [NOTE | {"permission_set": "all"}]}, ["metafields[0].permission_set"]),
    ],
)
def test_what_cannot_be_is_refused_naming_every_field(
    changes: dict[str, Any], fields: list[str]
) -> None:
    with pytest.raises(InvalidRequest) as caught:
        Shop().place(mugs(**changes))
    assert [error["field"] for error in caught.value.problem()["errors"]] == fields


def test_a_discount_of_a_line_that_two_have_the_name_of_is_refused() -> None:
    twice = [MUG, MUG | {"product_id": 125}]
    with pytest.raises(InvalidRequest, match=r"discounts\[0\]"):
        Shop().place(mugs(line_items=twice, discounts=[{"amount": 1, "line_item": {"sku": "mug"}}]))
