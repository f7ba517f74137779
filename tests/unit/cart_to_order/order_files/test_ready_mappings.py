"""The ready mappings on exports of the documented shape; their customers are invented."""

from pathlib import Path
from typing import Any

import pytest

from cart_to_order.order_files.mapping import read_mapping
from cart_to_order.order_files.paths import is_field, write_path
from cart_to_order.order_files.reading import Orders, Row, read_orders
from cart_to_order.order_files.ready import mapping_text, ready_mappings
from cart_to_order.problems import Unreadable
from tools.places import ROOT

EXPORTS = ROOT / "docs" / "examples" / "exports"
# A reader who has submitted them has results beside them.
FILES = {file.stem: file for file in EXPORTS.iterdir() if file.suffix != ".jsonl"}


def read(name: str) -> Orders:
    return read_orders(FILES[name], "acme", name)


def bodies(name: str) -> list[dict[str, Any]]:
    found = read(name)
    assert found.faults == []
    return [row.job.order.canonical() for row in found.rows if isinstance(row, Row)]


def test_each_ready_mapping_has_an_export_that_it_is_tried_on() -> None:
    assert sorted(FILES) == ready_mappings() == ["amazon", "shopify", "woocommerce"]


@pytest.mark.parametrize("name", ready_mappings())
def test_a_ready_mapping_names_fields_that_an_order_has(name: str) -> None:
    columns = read_mapping(mapping_text(name))
    paths = [path for rule in columns.fields.values() for path in (*rule.paths, *rule.along)]
    assert [path for path in (*paths, *columns.constants) if not is_field(write_path(path))] == []


@pytest.mark.parametrize("name", ready_mappings())
def test_no_ready_mapping_guesses_or_warns_on_its_own_kind_of_file(name: str) -> None:
    found = read(name)
    assert found.warnings == ()
    assert [note for note in found.notes if "comma;" in note or "Windows" in note] == []


def test_shopify() -> None:
    first, second = bodies("shopify")
    assert first["external_order_id"] == "#1001"
    assert first["status"] == 11
    assert first["line_items"] == [
        {"sku": "SM-13", "quantity": 2, "list_price": "15"},
        {"sku": "TS-M", "quantity": 1, "list_price": "20"},
    ]
    assert first["discounts"] == [{"amount": "5"}]
    assert first["shipping"] == {"custom_shipping": {"price": "5", "description": "Standard"}}
    billing = first["billing_address"]
    assert (billing["first_name"], billing["last_name"]) == ("Zephyrine Ann", "Quillfeather")
    assert (billing["postal_code"], billing["phone"]) == ("78701", "+15125550173")
    assert second["consignments"][0]["address"]["postal_code"] == "77002"
    assert (second["status"], second["staff_notes"]) == (7, "Ring twice")
    assert "discounts" not in second


def test_a_column_may_be_spelled_with_other_letters(tmp_path: Path) -> None:
    text = FILES["shopify"].read_text().replace("Lineitem sku", "Lineitem  SKU")
    (tmp_path / "orders.csv").write_text(text)
    found = read_orders(tmp_path / "orders.csv", "acme", "shopify")
    assert [row.key for row in found.rows] == [row.key for row in read("shopify").rows]
    assert found.faults == []


@pytest.mark.parametrize("column", ["Cancelled at", "Fulfillment Status", "Lineitem price"])
def test_an_export_without_a_column_that_decides_is_refused(column: str, tmp_path: Path) -> None:
    text = FILES["shopify"].read_text().replace(column, "Something else", 1)
    (tmp_path / "orders.csv").write_text(text)
    with pytest.raises(Unreadable, match=f"has no column '{column}'"):
        read_orders(tmp_path / "orders.csv", "acme", "shopify")


def test_what_shopify_cancelled_or_shipped_is_left_out_and_counted() -> None:
    notes = " ".join(read("shopify").notes)
    assert "Left out by [skip] 'Cancelled at': 1." in notes
    assert "Left out by [skip] 'Fulfillment Status': 1." in notes


def test_amazon() -> None:
    first, second = bodies("amazon")
    assert first["line_items"] == [
        {"sku": "SM-13", "quantity": 2, "list_price": "15"},
        {"sku": "TS-S", "quantity": 1, "list_price": "20"},
    ]
    assert first["shipping"]["custom_shipping"] == {"price": "5.5", "description": "Standard"}
    assert first["discounts"] == [{"amount": "3"}]
    address = first["consignments"][0]["address"]
    assert address["address1"] == "Quillfeather Works"
    assert address["address2"] == "1 Quillfeather Lane, Gate 3"
    assert "address2" not in second["billing_address"]
    assert second["line_items"] == [{"sku": "EB-01", "quantity": 1, "list_price": "9.99"}]
    assert (second["external_source"], second["status"]) == ("Amazon", 11)


def test_woocommerce() -> None:
    first, second = bodies("woocommerce")
    assert [line["list_price"] for line in first["line_items"]] == ["15", "20"]
    assert first["discounts"] == [{"amount": "5"}]
    assert first["fees"] == [{"name": "Fee", "cost": "2.5"}]
    assert (first["status"], first["customer_message"]) == (11, "Ring twice")
    assert second["line_items"] == [{"sku": "CB-1000", "quantity": 3, "list_price": "18.4"}]
    assert (second["status"], second["payment_method"]) == (7, "bacs")
    assert "fees" not in second


def test_a_mapping_that_is_not_there_is_said_with_those_that_are() -> None:
    with pytest.raises(Unreadable, match="or one of amazon, shopify, woocommerce"):
        mapping_text("ebay")
    with pytest.raises(Unreadable, match="cannot be read"):
        mapping_text("nowhere/my.toml")
