"""Tables as other programs write them, from their bytes to orders."""

from pathlib import Path
from typing import Any

import pytest

from cart_to_order.order_files.reading import BadRow, Orders, Row, read_orders
from cart_to_order.problems import Unreadable
from tests.fakes.orders import AUSTIN

ADDRESS = {name: text for name, text in AUSTIN.items() if name != "phone"}
HEADER = ["No", *ADDRESS, "Item", "Qty", "Price"]
MAPPING = "\n".join([
    "[columns]",
    'No = "order_number"',
    *(f'{name} = "billing_address.{name}"' for name in ADDRESS),
    'Item = "line_items[0].product_id"',
    'Qty = "line_items[0].quantity"',
    'Price = { to = "line_items[0].list_price", optional = true }',
])  # fmt: skip


class Shop:
    """One folder with a mapping, and files that are read by it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(
        self, *rows: list[str], mapping: str = MAPPING, delimiter: str = ",",
        encoding: str = "utf-8", before: str = "", name: str = "orders.csv",
    ) -> Orders:  # fmt: skip
        file, words = self._folder / name, self._folder / "m.toml"
        words.write_text(mapping)
        text = before + "".join(delimiter.join(cells) + "\r\n" for cells in (HEADER, *rows))
        file.write_bytes(text.encode(encoding))
        return read_orders(file, "acme", str(words))


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def row(
    number: str, item: str = "120", qty: str = "1", price: str = "", **changes: str
) -> list[str]:
    return [number, *(ADDRESS | changes).values(), item, qty, price]


def more(number: str, item: str = "", qty: str = "", price: str = "") -> list[str]:
    return [number, *[""] * len(ADDRESS), item, qty, price]


def orders(found: Orders) -> list[dict[str, Any]]:
    assert found.faults == [], [str(fault) for fault in found.faults]
    return [each.job.order.canonical() for each in found.rows if isinstance(each, Row)]


def said(found: Orders) -> str:
    return " ".join(map(str, found.faults))


@pytest.mark.parametrize("name", ["orders.csv", "orders.tsv", "orders.TXT"])
@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_the_same_table_is_read_however_it_is_saved(
    shop: Shop, encoding: str, delimiter: str, name: str
) -> None:
    cells = row("1001", price="10.50", city="Orléans")
    found = shop.read(cells, delimiter=delimiter, encoding=encoding, name=name)
    (order,) = orders(found)
    assert order["billing_address"]["city"] == "Orléans"
    assert any("stand between the cells (a guess)" in note for note in found.notes)
    assert any("Windows-1252" in note for note in found.notes) == (encoding == "cp1252")


def test_nothing_is_said_of_what_was_not_guessed(shop: Shop) -> None:
    assert shop.read(row("1001"), mapping='delimiter = ","\n' + MAPPING).notes == ()
    assert shop.read(row("1001"), before="sep=;\r\n", delimiter=";").notes == ()


def test_decimal_commas_are_read_and_reported(shop: Shop) -> None:
    found = shop.read(row("1", price="10,50"), row("2", price="1.234"), delimiter=";")
    prices = [order["line_items"][0]["list_price"] for order in orders(found)]
    assert prices == ["10.5", "1234"]
    assert any("amounts have a decimal comma (a guess)" in note for note in found.notes)


def test_the_mapping_may_say_the_decimal_sign(shop: Shop) -> None:
    mapping = 'decimal = ","\n' + MAPPING
    found = shop.read(row("1", price="1.234"), mapping=mapping, delimiter=";")
    assert orders(found)[0]["line_items"][0]["list_price"] == "1234"
    assert not any("decimal" in note for note in found.notes)


def test_an_amount_that_may_be_two_is_one_fault_and_quotes_nothing(shop: Shop) -> None:
    found = shop.read(row("1", price="1.234"))
    assert said(found) == (
        "row 2, column 'Price' (line_items[0].list_price): may be thousands or decimals: "
        'set decimal = "." or "," in the mapping'
    )


def test_quantities_with_a_point_and_blanks_are_those_of_the_api(shop: Shop) -> None:
    (first,) = orders(shop.read(row("1", "120.0", "\u00a02.0 ")))
    assert first["line_items"] == [{"product_id": 120, "quantity": 2}]


def test_a_rounded_order_number_is_a_warning(shop: Shop) -> None:
    found = shop.read(row("1,00E+12"), row("1,00E+12", "121"), row("7"), delimiter=";")
    assert len(orders(found)) == 2
    assert [str(warning) for warning in found.warnings] == [
        f"row {number}, column 'No' (order_number): a spreadsheet rounded this number: "
        "make the column a text there, and export it again"
        for number in (2, 3)
    ]


def test_a_row_without_a_key_goes_on_with_the_order_above_if_the_mapping_says_so(
    shop: Shop,
) -> None:
    rows = [row("1"), more("", "121", "2"), row("2")]
    first, second = orders(shop.read(*rows, mapping="continues = true\n" + MAPPING))
    assert [line["product_id"] for line in first["line_items"]] == [120, 121]
    assert len(second["line_items"]) == 1
    assert "(order_number)" not in said(shop.read(*rows))
    assert isinstance(shop.read(*rows).rows[1], BadRow)


def test_the_first_row_has_nothing_to_go_on_with(shop: Shop) -> None:
    found = shop.read(row(""), row("2"), mapping="continues = true\n" + MAPPING)
    assert isinstance(found.rows[0], BadRow)
    assert isinstance(found.rows[1], Row)


def test_rows_of_one_line_are_one_line(shop: Shop) -> None:
    mapping = 'line = "Item"\n' + MAPPING
    rows = [row("1", "120", "2"), more("1", "120", "2"), more("1", "121", "1")]
    (order,) = orders(shop.read(*rows, mapping=mapping))
    assert [line["quantity"] for line in order["line_items"]] == [2, 1]
    other = [row("1", "120", "2"), more("1", "120", "3")]
    assert "differs from an earlier row" in said(shop.read(*other, mapping=mapping))


def test_amounts_of_all_rows_are_added_up_and_those_of_one_line_once(shop: Shop) -> None:
    mapping = 'line = "Item"\n' + MAPPING.replace(
        '"line_items[0].list_price"',
        '"fees[0].cost", sum = true, with = { "fees[0].name" = "F", "fees[0].tax_class_id" = 2 }',
    )
    rows = [row("1", price="1.50"), more("1", "121", "1", "0.25"), more("1", "121", "", "0.25")]
    (order,) = orders(shop.read(*rows, mapping=mapping))
    assert order["fees"] == [{"name": "F", "cost": "1.75", "tax_class_id": 2}]


@pytest.mark.parametrize("prices", [("1.50", "4.50 USD"), ("n/a", "1.50"), ("1.50", "NaN")])
def test_an_amount_to_be_added_up_that_is_none_is_a_fault(
    shop: Shop, prices: tuple[str, str]
) -> None:
    mapping = 'line = "Item"\n' + MAPPING.replace(
        '"line_items[0].list_price"', '"fees[0].cost", sum = true, with = { "fees[0].name" = "F" }'
    )
    first, second = prices
    found = shop.read(row("1", price=first), more("1", "121", "1", second), mapping=mapping)
    assert "(fees[0].cost): must be an amount" in said(found)


def test_a_default_fills_in_what_no_row_gives_and_makes_nothing_new(shop: Shop) -> None:
    mapping = MAPPING.replace('Qty = "line_items[0].quantity"', "\n".join([
        'Qty = { to = "line_items[0].quantity", default = 1 }',
    ])).replace('email = "billing_address.email"',
        'email = { to = "billing_address.email", default = "shop@example.com" }').replace(
        "optional = true", 'optional = true, default = "3"')  # fmt: skip
    rows = [row("1", "120", "", email=""), more("1", "121", "4", "2"), row("2", "", "")]
    first, second = shop.read(*rows, mapping=mapping).rows
    assert isinstance(first, Row)
    order = first.job.order.canonical()
    assert order["billing_address"]["email"] == "shop@example.com"
    lines = [(line["quantity"], line["list_price"]) for line in order["line_items"]]
    assert lines == [(1, "3"), (4, "2")]
    assert [str(fault) for fault in getattr(second, "faults", ())] == [
        "row 4, column 'Item' (line_items): is missing; an order needs a line"
    ]


def test_a_skipped_order_is_left_out_with_all_its_rows(shop: Shop) -> None:
    mapping = "continues = true\n" + MAPPING + '\n[skip]\ncity = ["austin"]\nItem = ["999"]\n'
    rows = [row("1"), more("", "121", "1"), row("2", city="Dallas"), more("", "122", "1")]
    found = shop.read(*rows, row("3", city="Dallas"), more("3", "999", "1"), mapping=mapping)
    (order,) = orders(found)
    assert [line["product_id"] for line in order["line_items"]] == [120, 122]
    assert found.notes[-2:] == ("Left out by [skip] 'city': 1.", "Left out by [skip] 'Item': 1.")


def test_a_file_without_the_column_by_which_orders_are_skipped_is_refused(shop: Shop) -> None:
    with pytest.raises(Unreadable, match="no column 'Cancelled at'"):
        shop.read(row("1"), mapping=MAPPING + '\n[skip]\n"Cancelled at" = ["*"]\n')


def test_cells_are_joined_and_an_empty_one_adds_nothing(shop: Shop) -> None:
    mapping = MAPPING.replace(
        'state_or_province = "billing_address.state_or_province"',
        'state_or_province = { to = "billing_address.address1", join = ", " }',
    )
    (joined,) = orders(shop.read(row("1"), mapping=mapping))
    (alone,) = orders(shop.read(row("1", state_or_province=""), mapping=mapping))
    assert joined["billing_address"]["address1"] == f"{AUSTIN['address1']}, Texas"
    assert alone["billing_address"]["address1"] == AUSTIN["address1"]


def test_a_name_of_one_word_says_what_to_do(shop: Shop) -> None:
    mapping = MAPPING.replace('first_name = "billing_address.first_name"\n', "").replace(
        'last_name = "billing_address.last_name"',
        'last_name = { to = ["billing_address.first_name", "billing_address.last_name"], '
        'split = "last word" }',
    ).replace("line_items[0].product_id", "custom_items[0].name").replace(
        "line_items", "custom_items")  # fmt: skip
    found = shop.read(row("1", price="2.00", last_name="Zephyrine"), mapping=mapping)
    assert said(found) == (
        "row 2, column 'last_name' (billing_address.first_name): is missing; "
        "the cell has one part, or none: correct it, or add a default"
    )


def test_a_field_without_a_column_says_what_to_do(shop: Shop) -> None:
    mapping = MAPPING.replace('email = "billing_address.email"\n', "")
    assert "is missing; no column is mapped to it: add one, or a constant" in said(
        shop.read(row("1"), mapping=mapping)
    )


def test_a_pickup_beside_another_consignment_is_a_fault_of_its_row(shop: Shop) -> None:
    line = "line_items[0].product_id"
    items = f'["{line}", "consignments[0].{line}", "consignments[1].{line}"]'
    mapping = MAPPING.replace(f'"{line}"', items) + "\n" + "\n".join([
        "[constants]",
        *(f'"consignments[0].address.{name}" = "{text}"' for name, text in ADDRESS.items()),
        '"consignments[0].line_items[0].quantity" = 1',
        '"consignments[1].line_items[0].quantity" = 1',
        '"consignments[1].pickup_option.pickup_method_id" = 1',
    ])  # fmt: skip
    found = shop.read(row("1", qty="2"), mapping=mapping)
    assert "row 2, consignments[1].pickup_option: must be the only consignment" in said(found)
    (bad,) = found.rows
    # What earlier releases took may go on: only the service knows.
    assert isinstance(bad, BadRow)
    assert bad.before
    (wrong,) = shop.read(row("1", "x", qty="2"), mapping=mapping).rows
    assert isinstance(wrong, BadRow)
    assert wrong.before is None
