"""A spreadsheet shows long order numbers as powers of ten and saves them so.

Source: users of import tools whose order numbers became 1,00E+12 when they opened a file in Excel.
Wrong before: ``1,00E+12`` was the order number without a word, for any number of orders.
"""

from pathlib import Path

from tests.field.order_files.tables import read


def test_a_rounded_order_number_is_a_warning(tmp_path: Path) -> None:
    found = read(tmp_path, {"No": "1,00E+12"}, {"No": "1002"}, sep=";")
    (warning,) = found.warnings
    assert (warning.row, warning.column, warning.field) == (2, "No", "order_number")
    assert found.faults == []


def test_orders_of_different_customers_that_became_one_are_refused(tmp_path: Path) -> None:
    other = {"No": "1,00E+12", "email": "zephyrinos@example.com"}
    found = read(tmp_path, {"No": "1,00E+12"}, other, sep=";")
    assert "differs from an earlier row of the same key" in str(found.faults[0])
