"""A spreadsheet in Europe saves CSV with semicolons, decimal commas and another encoding.

Source: what Excel writes in German and French settings, as its users report to import tools.
Wrong before: a file in Windows-1252 or UTF-16, one with the line ``sep=;``, and every price with a
decimal comma were refused.
"""

from pathlib import Path

import pytest

from tests.field.order_files.tables import order, read


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("before", ["", "sep=;\r\n"])
def test_the_order_is_the_same(encoding: str, before: str, tmp_path: Path) -> None:
    cells = {"Price": "1.010,50", "city": "Orléans"}
    found = order(read(tmp_path, cells, encoding=encoding, before=before, sep=";"))
    assert found["billing_address"]["city"] == "Orléans"
    assert found["line_items"][0]["list_price"] == "1010.5"


def test_a_thousand_is_never_taken_for_one(tmp_path: Path) -> None:
    found = read(tmp_path, {"Price": "1.010"}, sep=";")
    assert "may be thousands or decimals" in str(found.faults[0])
