"""A cell of digits is a number where the store wants one: an option value's id, a status.

Source: BigCommerce's specification, whose option values are ids of numbers for lists and texts for
text fields; ERPs and spreadsheets that write each number with decimals.
Wrong before: the option value 302 was sent as the text "302", which the store refuses; the status
11 and the quantity 2.0 were refused as no status and no whole number.
"""

from pathlib import Path

import pytest

from tests.fakes.shop import Shop
from tests.field.order_files.tables import order, read


def test_an_option_value_of_digits_is_the_value_s_id(tmp_path: Path) -> None:
    cells = {"Item": "121", "Option": "31", "Value": "302"}
    body = order(read(tmp_path, cells))
    assert body["line_items"][0]["option_selections"] == [{"option_id": 31, "option_value": 302}]
    shop = Shop()
    shop.place(body)
    (part,) = shop.store.orders[0].price.parts
    assert part.line.sku == "TS-M"


def test_status_11_is_awaiting_fulfillment(tmp_path: Path) -> None:
    assert order(read(tmp_path, {"Status": "11"}))["status"] == 11


@pytest.mark.parametrize("quantity", ["2", "2.0", "2.000", "2E0", "\u00a02 "])
def test_a_quantity_with_decimals_is_that_quantity(quantity: str, tmp_path: Path) -> None:
    cells = {"Qty": quantity, "Price": "9.99"}
    assert order(read(tmp_path, cells))["line_items"][0]["quantity"] == 2
