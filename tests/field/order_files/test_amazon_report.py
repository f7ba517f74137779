"""Amazon's order reports are text with tabs, in which quotes mean nothing and rows continue others.

Source: Amazon's help on order reports, for the columns and for orders of several rows, of which the
later ones are mostly blank and amounts are those of the whole quantity.
Wrong before: a .txt file was refused; with another name, a title like ``6" wide`` broke the table,
a continuation was an order without a key, and two of an item at 30.00 would have cost 60.00.
"""

from cart_to_order.order_files.reading import Row, read_orders
from tools.places import ROOT

REPORT = ROOT / "docs" / "examples" / "exports" / "amazon.txt"


def test_a_report_is_its_orders_at_the_prices_of_one() -> None:
    first, second = read_orders(REPORT, "acme", "amazon").rows
    assert isinstance(first, Row)
    assert isinstance(second, Row)
    lines = first.job.order.line_items
    assert [(line.sku, line.quantity, str(line.list_price)) for line in lines] == [
        ("SM-13", 2, "15"), ("TS-S", 1, "20"),
    ]  # fmt: skip
