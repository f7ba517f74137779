"""A price with more decimals than can be paid is ordered with all of them, or not at all.

Source: list_price takes four decimals; whether a cart keeps them is not documented.
Wrong before: unit prices were compared as they can be paid, so that a store which keeps whole cents
took 1,000 pieces at 1.2345 for 1,230.00 in place of 1,234.50.
"""

from decimal import Decimal
from typing import Any

import pytest

from order_service.errors import StoreRefused
from tests.fakes.features import mugs
from tests.fakes.orders import AUSTIN, NEW_YORK
from tests.fakes.other_apps import OtherApp
from tests.fakes.shop import Shop
from tests.fakes.views import SPOON


def of_mugs(price: str, quantity: int, **changes: Any) -> dict[str, Any]:
    line = {"product_id": 120, "quantity": quantity, "sku": "m", "list_price": price}
    return mugs(line_items=[line], **changes)


def of_screws(price: str, quantity: int) -> dict[str, Any]:
    screw = {"name": "Screw", "sku": "s", "quantity": quantity, "list_price": price}
    return mugs(line_items=[], custom_items=[screw])


MANY = [of_mugs("1.2345", 1000), of_screws("0.0049", 10_000), of_mugs("1.2345", 2)]


@pytest.mark.parametrize("order", MANY)
def test_a_store_that_rounds_it_before_it_multiplies_gets_no_such_order(
    order: dict[str, Any],
) -> None:
    shop = Shop(extra_decimals="rounded")
    with pytest.raises(StoreRefused) as refused:
        shop.place(order)
    (error,) = refused.value.facts["errors"]
    assert error["field"].endswith("[0].list_price")
    assert error["message"] == "has more decimals than the store's cart keeps: use fewer"
    assert shop.store.orders == []


@pytest.mark.parametrize("amounts", ["rounded", "exact"])
@pytest.mark.parametrize("order", MANY)
def test_a_store_that_keeps_it_gets_the_order(order: dict[str, Any], amounts: str) -> None:
    shop = Shop(amounts=amounts)
    (line,) = order["line_items"] or order["custom_items"]
    assert shop.place(order).order
    (part,) = shop.store.orders[0].price.parts
    assert round(part.listed, 2) == round(Decimal(line["list_price"]) * line["quantity"], 2)


@pytest.mark.parametrize("habit", ["kept", "rounded"])
def test_one_piece_costs_what_can_be_paid(habit: str) -> None:
    assert Shop(extra_decimals=habit).place(of_mugs("1.2345", 1)).order


@pytest.mark.parametrize("split", ["new_ids", "same_id"])
def test_each_piece_of_a_line_that_goes_to_two_places_may_be_rounded(split: str) -> None:
    places = [
        {"address": AUSTIN, "line_items": [{"sku": "m", "quantity": 3}]},
        {"address": NEW_YORK, "line_items": [{"sku": "m", "quantity": 3}]},
    ]
    shop = Shop(split_lines=split)
    assert shop.place(of_mugs("1.2350", 6, consignments=places)).order
    assert sum(part.quantity for part in shop.store.orders[0].price.parts) == 6


def test_lines_whose_prices_differ_by_less_than_can_be_paid_are_told_apart() -> None:
    lines = [
        {"product_id": 120, "quantity": 100, "sku": name, "list_price": price, "name": name}
        for name, price in (("dear", "1.2345"), ("cheap", "1.2311"))
    ]
    unnamed = [{**line, "name": None} for line in lines]
    for order in (lines, unnamed):
        shop = Shop(line_order="reversed")
        assert shop.place(mugs(line_items=order)).order


def test_what_another_app_sets_within_the_same_cent_is_noticed() -> None:
    shop = Shop()
    shop.meddling.before["billing_address"] = lambda: set_price(shop, "1.2301")
    assert shop.place(of_mugs("1.2345", 1000)).order
    (order,) = shop.store.orders
    assert order.price.parts[0].line.list_price == Decimal("1.2345")


def set_price(shop: Shop, price: str) -> None:
    OtherApp(shop.store).set_price(Decimal(price))


def test_a_store_that_shows_no_extra_decimals_still_tells_lines_apart_by_their_texts() -> None:
    fine = [SPOON | {"sku": text, "list_price": "1.2345"} | typed(text) for text in ("Ann", "Bob")]
    off_one = mugs(line_items=fine, discounts=[{"amount": "1", "line_item": {"sku": "Bob"}}])
    places = [
        {"address": address, "line_items": [{"sku": text}]}
        for address, text in ((AUSTIN, "Ann"), (NEW_YORK, "Bob"))
    ]
    for order in (off_one, mugs(line_items=fine, consignments=places)):
        assert Shop(extra_decimals="rounded", line_order="reversed").place(order).order


def typed(text: str) -> dict[str, Any]:
    return {"option_selections": [{"option_id": 41, "option_value": text}]}
