"""Whole numbers are written as 2.0 or 1E0, and SKUs are long and have blanks around them.

Source: JSON Schema, for which 2.0 is an integer, and ERPs that write every number so; BigCommerce's
limit of 255 characters for an SKU; no-break spaces in exports of spreadsheets.
Wrong before: 2.0 was refused as no whole number, an SKU of 251 characters as too long, and a
consignment that named a line with a blank more found none.
"""

from typing import Any

import pytest

from order_service.errors import InvalidRequest
from order_service.request.intake import read_order
from order_service.request.json_body import read_object
from tests.fakes.features import mugs
from tests.fakes.orders import AUSTIN
from tests.fakes.shop import Shop
from tests.fakes.spoiling import Rewriting


def read(line: str) -> Any:
    body = read_object(f'{{"line_items": [{line}]}}')
    return read_order(mugs(**body), new=True)


@pytest.mark.parametrize("two", ["2", "2.0", "2.00", "2E0", "0.2e1", "20E-1"])
def test_a_whole_number_is_one_however_it_is_written(two: str) -> None:
    order = read(f'{{"product_id": 120.0, "variant_id": 1.18E2, "quantity": {two}}}')
    plain = read('{"product_id": 120, "variant_id": 118, "quantity": 2}')
    assert order == plain
    assert order.fingerprint() == plain.fingerprint()
    assert type(order.line_items[0].quantity) is int


@pytest.mark.parametrize("number", ["2.5", "0.0", "-1.0", "1E500", "1E19", "2.0000001", '"2"'])
def test_another_number_is_refused_by_its_field(number: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        read(f'{{"product_id": 120, "quantity": {number}}}')
    assert caught.value.problem()["errors"][0]["field"] == "line_items[0].quantity"


def test_consignments_and_other_numbers_are_read_alike() -> None:
    text = '{"a": {"line_items": [{"sku": "mug", "quantity": 1.0}]}, "n": 0.0, "s": 11.0}'
    found = read_object(text)
    part = found["a"] | {"address": AUSTIN}
    rest = {"address": AUSTIN, "line_items": [{"product_id": 120, "quantity": 1}]}
    body = mugs(consignments=[part, rest], customer_id=found["n"], status=found["s"])
    order = read_order(body)
    assert (order.customer_id, order.status) == (0, 11)
    assert order.consignments
    assert order.consignments[0].line_items
    assert order.consignments[0].line_items[0].quantity == 1


BLANKS = [" {}", "{} ", "\u00a0{}\u00a0", "\t{}\u2003"]


@pytest.mark.parametrize("around", BLANKS)
def test_blanks_around_a_sku_make_no_other_one(around: str) -> None:
    shop = Shop()
    sku = around.format("SM-13")
    parts = [{"line_items": [{"sku": "SM-13"}]}]
    shop.place(mugs(line_items=[{"sku": sku, "quantity": 2}], consignments=parts))
    (order,) = shop.store.orders
    assert [part.line.sku for part in order.price.parts] == ["SM-13"]


@pytest.mark.parametrize("around", BLANKS)
def test_a_custom_item_is_sent_without_them(around: str) -> None:
    shop = Shop()
    item = {"sku": around.format("abc"), "name": "Engraving", "list_price": 10, "quantity": 1}
    shop.place(mugs(line_items=None, custom_items=[item]))
    assert [part.line.sku for part in shop.store.orders[0].price.parts] == ["abc"]


@pytest.mark.parametrize(("length", "fits"), [(255, True), (256, False)])
def test_a_sku_has_255_characters_at_most(length: int, fits: bool) -> None:
    line = {"product_id": 120, "quantity": 2, "sku": "x" * length}
    if fits:
        assert Shop().place(mugs(line_items=[line])).order
    else:
        with pytest.raises(InvalidRequest):
            read_order(mugs(line_items=[line]))


def test_a_sku_of_blanks_is_none() -> None:
    with pytest.raises(InvalidRequest):
        read_order(mugs(line_items=[{"sku": "\u00a0 ", "quantity": 2}]))


@pytest.mark.parametrize(
    "shown", ["ENGRAVING &amp; box", "Engraving  & Box ", "Engraving\u00a0&#38; Box"]
)
def test_a_custom_item_is_known_in_the_store_s_spelling(shown: str) -> None:
    shop = Shop()

    def spelled(_: str, body: Any) -> None:
        data = body.get("data") if isinstance(body, dict) else None
        lines = data.get("cart", data).get("line_items", {}) if isinstance(data, dict) else {}
        for row in lines.get("custom_items", ()):
            row["name"] = shown

    shop.open_store.send = Rewriting(shop.open_store.send, spelled)
    item = {"name": "Engraving & Box", "list_price": 10, "quantity": 1}
    assert shop.place(mugs(line_items=None, custom_items=[item])).order
