from typing import Any

import pytest

from cart_to_order.order_files.cells import WrongCell, clean, values
from cart_to_order.order_files.mapping import read_mapping
from cart_to_order.order_files.paths import write_path

PRICE = '{ to = "line_items[0].list_price", %s }'
NAME = '{ to = ["billing_address.%s", "billing_address.%s"], split = "%s" }'


def value(text: str, rule: str, decimal: str = ".", **cells: str) -> dict[str, Any]:
    columns = read_mapping(f'[columns]\nNo = "key"\nC = {rule}\n')
    found = values(clean(text), columns.fields["C"], cells, decimal)
    return {write_path(path).rpartition(".")[2]: given for path, given in found}


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("'78701", "78701"),
        ("'01234-5678", "01234-5678"),
        ("'+1 (512) 555-0173", "+1 (512) 555-0173"),
        ("'@home", "@home"),
        ('="0042"', "0042"),
        ("\u00a0SM-13\u200b ", "SM-13"),
        ("\ufeff", ""),
        ("'t Hooft", "'t Hooft"),
        ("'s-Hertogenbosch", "'s-Hertogenbosch"),
        ("'90s poster", "'90s poster"),
        ("O'Neill", "O'Neill"),
        ("'", "'"),
    ],
)
def test_what_spreadsheets_leave_is_taken_off_and_a_name_is_left_alone(
    text: str, cell: str
) -> None:
    assert clean(text) == cell


def test_a_postcode_loses_its_apostrophe_whatever_follows() -> None:
    assert value("'SW1A 1AA", '"billing_address.postal_code"') == {"postal_code": "SW1A 1AA"}


@pytest.mark.parametrize(
    ("text", "split", "first", "last"),
    [
        ("Jane Ann Roe", "last word", "Jane Ann", "Roe"),
        ("Jane\u00a0 Roe", "last word", "Jane", "Roe"),
        ("Ana García López", "first word", "Ana", "García López"),
        ("Cher", "last word", None, "Cher"),
        ("Cher", "first word", None, "Cher"),
    ],
)
def test_a_full_name_is_divided(text: str, split: str, first: str | None, last: str) -> None:
    found = value(text, NAME % ("first_name", "last_name", split))
    assert (found.get("first_name"), found["last_name"]) == (first, last)


@pytest.mark.parametrize(
    ("text", "split", "found"),
    [
        ("Roe, Jane Ann", "comma", {"last_name": "Roe", "first_name": "Jane Ann"}),
        ("Roe", "comma", {"last_name": "Roe"}),
        (",", "comma", {}),
        ("Roe Jane", "first word", {"last_name": "Roe", "first_name": "Jane"}),
    ],
)
def test_the_order_of_the_fields_is_the_order_of_the_parts(
    text: str, split: str, found: dict[str, str]
) -> None:
    assert value(text, NAME % ("last_name", "first_name", split)) == found


def test_a_lost_character_is_never_sent() -> None:
    with pytest.raises(WrongCell, match="export the file again as UTF-8"):
        value("K\ufffdln", '"billing_address.city"')


def test_values_translate_and_empty_cells() -> None:
    rule = '{ to = "billing_address.country_code", values = { "United States" = "US", "-" = "" } }'
    assert value("united states", rule) == {"country_code": "US"}
    assert value("CA", rule) == {"country_code": "CA"}
    assert value("-", rule) == {}


def test_a_value_comes_with_what_belongs_to_it() -> None:
    option = "line_items[0].option_selections[0]"
    rule = (
        f'{{ to = "{option}.option_value", values = {{ M = 302 }}, '
        f'with = {{ "{option}.option_id" = 31 }} }}'
    )
    assert value("M", rule) == {"option_value": 302, "option_id": 31}
    assert value("", rule) == {}


def test_digits_are_a_number_unless_they_are_said_to_be_a_text() -> None:
    option = '"line_items[0].option_selections[0].option_value"'
    assert value("302", option) == {"option_value": 302}
    assert value("302", f'{{ to = {option}, as = "text" }}') == {"option_value": "302"}
    assert value("11", '"status"') == {"status": 11}


@pytest.mark.parametrize(("text", "amount"), [("-3.00", "3.00"), ("3.00", "3.00")])
def test_a_discount_has_no_sign(text: str, amount: str) -> None:
    rule = '{ to = "discounts[0].amount", as = "discount" }'
    assert value(text, rule) == {"amount": amount}
    assert value("0.00", rule) == {}


@pytest.mark.parametrize(
    ("price", "quantity", "one"), [("30.00", "2", "15"), ("10.00", "4.0", "2.5"), ("0", "3", "0")]
)
def test_the_amount_of_a_line_becomes_that_of_one(price: str, quantity: str, one: str) -> None:
    assert value(price, PRICE % 'per = "Qty"', Qty=quantity) == {"list_price": one}


@pytest.mark.parametrize("quantity", ["0", "", "two", "-1"])
def test_an_amount_of_no_quantity_is_refused(quantity: str) -> None:
    with pytest.raises(WrongCell, match="quantity in 'Qty', which is no number above 0"):
        value("10.00", PRICE % 'per = "Qty"', Qty=quantity)


def test_an_amount_that_does_not_come_out_exactly_is_refused() -> None:
    with pytest.raises(WrongCell, match="no exact amount for one of 'Qty'"):
        value("10.00", PRICE % 'per = "Qty"', Qty="3")


@pytest.mark.parametrize(
    ("text", "decimal", "words"),
    [
        ("1.234", "", "may be thousands or decimals: set decimal"),
        ("10,50", ".", "has a decimal comma, other numbers not"),
        ("10.50", ",", "has a decimal point, other numbers not"),
    ],
)
def test_an_amount_that_may_be_two_is_never_guessed(text: str, decimal: str, words: str) -> None:
    with pytest.raises(WrongCell, match=words):
        value(text, PRICE % "sum = false", decimal)


def test_a_quantity_follows_the_decimal_sign_too() -> None:
    quantity = '"line_items[0].quantity"'
    assert value("1.000", quantity, ",") == {"quantity": 1000}
    assert value("1.000", quantity, ".") == {"quantity": 1}
    assert value("2,0", quantity, ",") == {"quantity": 2}
