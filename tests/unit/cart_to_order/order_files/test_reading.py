import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cart_to_order.order_files.reading import BadRow, Row, read_one, read_orders
from cart_to_order.problems import Unreadable
from order_service.errors import MalformedRequest
from tests.fakes.orders import AUSTIN, order_body
from tools.places import ROOT

EXAMPLES = ROOT / "docs" / "examples"
ADDRESS = [f"billing_address.{name}" for name in AUSTIN]
LINE = ["line_items[0].product_id", "line_items[0].quantity", "line_items[0].list_price"]


def read_rows(file: Path, store: str, mapping: Path | None = None) -> list[Row | BadRow]:
    return read_orders(file, store, str(mapping) if mapping else None).rows


def csv(tmp_path: Path, header: list[str], *rows: list[str]) -> Path:
    file = tmp_path / "orders.csv"
    file.write_text("\n".join(",".join(cells) for cells in (header, *rows)))
    return file


def jsonl(tmp_path: Path, *lines: Any) -> Path:
    file = tmp_path / "orders.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    file.write_text("\n".join(texts) + "\n")
    return file


def order(row: Row | BadRow) -> dict[str, Any]:
    assert isinstance(row, Row), row.faults
    return row.job.order.canonical()


def faults(row: Row | BadRow) -> list[str]:
    assert isinstance(row, BadRow)
    return [str(fault) for fault in row.faults]


def shop(key: str, *line: str, **changes: str) -> list[str]:
    return [key, *(AUSTIN | changes).values(), *line]


HEADER = ["key", *ADDRESS, *LINE]


def test_the_example_is_two_orders_one_of_two_lines() -> None:
    first, second = read_rows(EXAMPLES / "orders.csv", "acme", EXAMPLES / "orders.toml")
    assert (first.number, second.number) == (2, 4)
    assert first.key.startswith("PO-1001-A~")
    assert order(first)["line_items"] == [{"product_id": 120, "quantity": 2, "variant_id": 118}]
    assert order(first)["custom_items"] == [
        {"name": "Engraving", "quantity": 1, "list_price": "10.5"}
    ]
    assert "custom_items" not in order(second)


def test_a_table_whose_columns_are_fields_needs_no_mapping(tmp_path: Path) -> None:
    file = csv(tmp_path, HEADER, shop("po-1", "120", "2", "0.10"))
    (row,) = read_rows(file, "acme")
    assert isinstance(row, Row)
    assert row.job.order.line_items[0].list_price == Decimal("0.10")
    assert row.job.order.billing_address.postal_code == "78701"


def test_rows_of_one_key_are_lines_of_one_order_wherever_they_stand(tmp_path: Path) -> None:
    file = csv(
        tmp_path,
        HEADER,
        shop("po-1", "120", "1", ""),
        shop("po-2", "121", "9", ""),
        shop("po-1", "122", "3", ""),
    )
    first, second = read_rows(file, "acme")
    assert [line["product_id"] for line in order(first)["line_items"]] == [120, 122]
    assert [line["product_id"] for line in order(second)["line_items"]] == [121]


def test_a_later_row_may_leave_out_what_was_said(tmp_path: Path) -> None:
    file = csv(
        tmp_path,
        HEADER,
        shop("po-1", "120", "1", ""),
        ["po-1", *[""] * len(ADDRESS), "122", "3", ""],
    )
    (row,) = read_rows(file, "acme")
    assert len(order(row)["line_items"]) == 2


def test_rows_of_one_key_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    file = csv(
        tmp_path,
        HEADER,
        shop("po-1", "120", "1", ""),
        shop("po-1", "122", "3", "", city="Dallas"),
    )
    (row,) = read_rows(file, "acme")
    assert faults(row) == [
        "row 3, column 'billing_address.city' (billing_address.city): "
        "differs from an earlier row of the same key: correct it, or leave it empty"
    ]


def test_every_fault_names_row_and_column_and_quotes_nothing(tmp_path: Path) -> None:
    file = csv(
        tmp_path,
        [*HEADER, "colour"],
        [*shop("po-1", "120", "1", ""), ""],
        [*shop("po-1", "12x", "", "1.5", email="secret-nobody"), "secret-red"],
    )
    (row,) = read_rows(file, "acme")
    found = faults(row)
    assert "row 3, column 'billing_address.email' (billing_address.email): differs" in found[0]
    wanted = {
        "row 3, column 'line_items[0].product_id' (line_items[1].product_id): "
        "must be a whole number",
        "row 3, column 'line_items[0].quantity' (line_items[1].quantity): is missing; "
        "fill it in, or give the column a default",
        "row 3, column 'colour' (colour): is not a field of this request",
    }
    assert wanted <= set(found)
    assert "secret" not in "".join(found)


@pytest.mark.parametrize(("key", "words"), [("", "is missing"), ("po 1", "must be 1 to 128")])
def test_a_row_without_a_usable_key_is_named(tmp_path: Path, key: str, words: str) -> None:
    file = csv(tmp_path, HEADER, shop(key, "120", "1", ""), shop(key, "121", "1", ""))
    found = read_rows(file, "acme")
    assert {row.key for row in found} == {""}
    assert faults(found[0])[0].startswith(f"row 2, column 'key' (key): {words}")


def test_two_rows_without_a_key_are_not_one_order(tmp_path: Path) -> None:
    file = csv(tmp_path, HEADER, shop("", "120", "1", ""), shop("", "121", "1", ""))
    assert [row.number for row in read_rows(file, "acme")] == [2, 3]


def test_cells_may_hold_line_ends_and_empty_rows_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    cells = shop("po-1", "120", "1", "", address1='"1 Example\nStreet"')
    later = shop("po-2", "120", "1", "")
    text = "\r\n".join(",".join(part) for part in (HEADER, cells, [""] * len(HEADER), later))
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    first, second = read_rows(file, "acme")
    assert order(first)["billing_address"]["address1"] == "1 Example\nStreet"
    assert (first.number, second.number) == (2, 4)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "No column is the key"),
        (b"key,a,a\n", "'a' twice"),
        (b"key,currency\npo-1,USD,more\n", "Row 2 has more cells"),
        (b"key,currency\npo-1,\x81\n", "neither UTF-8 nor"),
        (b'key,currency\npo-1,"a"b\n', "not a table near line 2"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(
    tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "orders.csv"
    file.write_bytes(content)
    with pytest.raises(Unreadable, match=words):
        read_rows(file, "acme")


def test_a_column_that_the_mapping_names_must_be_there(tmp_path: Path) -> None:
    file = csv(tmp_path, ["a", "b"], ["1", "2"])
    with pytest.raises(Unreadable, match="mapping names it has: a"):
        read_rows(file, "acme", mapping(tmp_path, '"a" = "currency"'))


def test_a_table_without_a_header_does_not_print_its_first_customer(tmp_path: Path) -> None:
    file = csv(tmp_path, shop("po-1", "120", "1", ""), shop("po-2", "120", "1", ""))
    for given in (mapping(tmp_path), None):
        with pytest.raises(Unreadable) as refused:
            read_rows(file, "acme", given)
        assert not [cell for cell in (*AUSTIN.values(), "po-1") if cell in str(refused.value)]


def mapping(tmp_path: Path, *more: str) -> Path:
    file = tmp_path / "m.toml"
    file.write_text("\n".join(["[columns]", '"Order No" = "key"', *more]))
    return file


def test_a_line_of_jsonl_is_what_a_message_is(tmp_path: Path) -> None:
    file = jsonl(
        tmp_path,
        {"idempotency_key": "po-1", "order": order_body()},
        "",
        {"idempotency_key": "po-2", "store": "acme", "order": order_body(channel_id=2)},
    )
    first, second = read_rows(file, "acme")
    assert [(row.number, row.key) for row in (first, second)] == [(1, "po-1"), (3, "po-2")]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "line: is not valid JSON"),
        ({"idempotency_key": "k", "order": {}, "also": 1}, "line: may have these fields"),
        ({"idempotency_key": "k", "store": "other", "order": {}}, "store: is another one"),
        ({"idempotency_key": "k"}, "order: must be the order"),
        ({"order": {}}, "idempotency_key: is missing"),
        ({"idempotency_key": "k", "order": {}}, "billing_address: is missing"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(tmp_path: Path, line: Any, words: str) -> None:
    good = {"idempotency_key": "po-2", "order": order_body()}
    bad, row = read_rows(jsonl(tmp_path, line, good), "acme")
    assert words in " ".join(faults(bad))
    assert isinstance(row, Row)


def test_two_lines_with_one_key_are_a_mistake(tmp_path: Path) -> None:
    line = {"idempotency_key": "po-1", "order": order_body()}
    with pytest.raises(Unreadable, match="Row 2 has the same key as row 1: po-1"):
        read_rows(jsonl(tmp_path, line, line), "acme")


def test_what_is_asked_for_must_make_sense(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="neither"):
        read_rows(tmp_path / "orders.xlsx", "acme")
    with pytest.raises(Unreadable, match="A mapping is for"):
        read_rows(jsonl(tmp_path), "acme", mapping(tmp_path))
    with pytest.raises(Unreadable, match="cannot be read: No such file"):
        read_rows(tmp_path / "nothing.jsonl", "acme")
    with pytest.raises(MalformedRequest, match="store"):
        read_rows(jsonl(tmp_path), "my store")


def test_one_order_is_read_exactly(tmp_path: Path) -> None:
    file = tmp_path / "order.json"
    file.write_text('{"shipping": {"max_cost": 0.10}}')
    assert read_one(file) == {"shipping": {"max_cost": Decimal("0.10")}}


def test_a_file_that_is_not_one_order_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("key;sku\n")
    with pytest.raises(Unreadable, match=r"orders\.csv: is not valid JSON"):
        read_one(file)


def test_a_company_s_number_and_fields_are_columns(tmp_path: Path) -> None:
    fields = ("po_number", "extra_fields[0].name", "extra_fields[0].value")
    header = [*HEADER, "customer_id", *(f"b2b.{name}" for name in fields)]
    cells = ["120", "2", "", "11", "4500017", "Cost centre", "0815"]
    file = csv(tmp_path, header, shop("a", *cells))
    (row,) = read_rows(file, "acme")
    assert order(row)["b2b"] == {
        "po_number": "4500017",
        "extra_fields": [{"name": "Cost centre", "value": "0815"}],
    }
