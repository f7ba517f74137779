"""A store with backorders says which variant is short, how many are left and how many may wait.

Source: an excerpt of BigCommerce's page on backorders (beta): V2 writes answer 409 with rows in
``details.errors``, and orders show ``quantity_backordered``.
Wrong before: the rows were passed over, the 409 was taken for a lost answer and tried for an hour,
and the caller read "given up after many tries".
"""

from typing import Any

import pytest

from order_service.bigcommerce.error_words import shortages, store_words
from order_service.errors import StoreRefused
from tests.fakes.features import mugs
from tests.fakes.sends import failing
from tests.fakes.shop import Shop

TEAPOT = {"product_id": 123, "quantity": 2, "sku": "teapot"}
SHORT = {
    "variant_id": 150,
    "location_id": 1,
    "available_quantity": 1,
    "available_quantity_for_backorder": 0,
}
ROW = SHORT | {"type": "OutOfStock", "message": "Insufficient stock of variant 150."}
BODY = {"status": 409, "message": "Stock requirements.", "details": {"errors": [ROW]}}


def teapots(**changes: Any) -> dict[str, Any]:
    return mugs(line_items=[TEAPOT], status="Awaiting Fulfillment", **changes)


def sold_meanwhile(shop: Shop) -> None:
    shop.meddling.before["update_order"] = lambda: shop.store.merchant.set_stock(150, 1)


def test_what_is_short_when_the_status_is_written_reaches_the_caller_immediately() -> None:
    shop = Shop(backorders="beta")
    sold_meanwhile(shop)
    began = shop.clock.now()
    placed = shop.place(teapots()).order
    (missing,) = placed.not_applied or []
    assert shop.clock.now() == began
    assert placed.status == "Incomplete"
    assert [row.model_dump(mode="json") for row in missing.shortages or []] == [SHORT]
    assert "Insufficient stock of variant 150." in missing.reason
    repeated = shop.place(teapots())
    assert repeated.replayed
    assert repeated.order == placed


def test_a_backorder_is_an_order_and_says_how_much_of_it_waits() -> None:
    shop = Shop(backorders="beta", backorder_limit=5)
    sold_meanwhile(shop)
    placed = shop.place(teapots()).order
    assert (placed.status, placed.quantity_backordered) == ("Awaiting Fulfillment", 1)
    assert placed.not_applied is None


def test_an_order_of_which_nothing_waits_says_nothing_of_backorders() -> None:
    placed = Shop(backorders="beta").place(teapots()).order
    assert "quantity_backordered" not in placed.model_dump(mode="json")


@pytest.mark.parametrize("body", [BODY, [BODY]], ids=["object", "array"])
@pytest.mark.parametrize("step", ["create_cart", "consignments", "add_coupon"])
def test_a_step_that_is_refused_for_stock_names_the_variants(step: str, body: Any) -> None:
    shop = Shop()
    shop.meddling.instead[step] = [failing(409, body)]
    with pytest.raises(StoreRefused) as caught:
        shop.place(mugs(coupon_codes=["FIVER"]))
    problem = caught.value.problem()
    assert problem["shortages"] == [SHORT]
    assert problem["cause"] == ("coupon_invalid" if step == "add_coupon" else "out_of_stock")
    assert problem["store"]["words"] == [
        "Stock requirements.",
        "Insufficient stock of variant 150.",
    ]


def test_a_conflict_of_create_order_proves_nothing_and_is_kept_for_whoever_asks() -> None:
    shop = Shop()
    shop.meddling.after["create_order"] = [failing(409, BODY)]
    assert shop.place(mugs()).order.order_id == 101
    assert len(shop.store.orders) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"details": {"errors": {}}},
        {"details": []},
        {"details": None},
        {"details": {"errors": [None, [], "x", {"variant_id": "118"}, {"variant_id": 118}]}},
        {"details": {"errors": [{"variant_id": 10**30, "available_quantity": 1}]}},
        [{"details": {"errors": [{"variant_id": True, "available_quantity": 1}]}}],
        None,
    ],
)
def test_rows_that_name_no_variant_or_no_number_are_none(body: Any) -> None:
    assert shortages(body) == []


def test_many_rows_are_cut_and_equal_ones_are_one() -> None:
    rows = [{"variant_id": number, "available_quantity": 0} for number in range(200)]
    assert len(shortages({"details": {"errors": rows}})) == 20
    assert shortages([{"details": {"errors": [ROW, ROW]}}]) == [SHORT]
    assert store_words(BODY) == ["Stock requirements.", "Insufficient stock of variant 150."]
