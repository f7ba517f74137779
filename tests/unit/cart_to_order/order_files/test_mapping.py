from decimal import Decimal

import pytest

from cart_to_order.order_files.mapping import mapping_of, read_mapping
from cart_to_order.problems import Unreadable

KEYED = '[columns]\nNo = "key"\n'


def test_columns_constants_and_delimiter() -> None:
    columns = read_mapping(
        'delimiter = ";"\n[columns]\nNo = "order_number"\nSKU = ["line_items[0].sku", '
        '"consignments[0].line_items[0].sku"]\n[constants]\nchannel_id = 2\n'
    )
    assert (columns.key, columns.is_number, columns.words.delimiter) == ("No", True, ";")
    assert columns.fields["SKU"].paths == (
        ("line_items", 0, "sku"),
        ("consignments", 0, "line_items", 0, "sku"),
    )
    assert columns.constants == {("channel_id",): 2}


def test_a_constant_amount_is_exact() -> None:
    columns = read_mapping(KEYED + "[constants]\n'shipping.max_cost' = 0.10\n")
    assert columns.constants[("shipping", "max_cost")] == Decimal("0.10")


def test_columns_may_be_named_like_fields() -> None:
    columns = mapping_of(["key", "billing_address.email", "line_items[0].quantity"])
    assert columns.key == "key"
    assert columns.column_of("line_items[7].quantity") == "line_items[0].quantity"
    assert columns.column_of("currency") == ""
    assert columns.column_of("line_items[3]") == "line_items[0].quantity"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[columns", "not TOML"),
        ("[colums]\n", "has 'colums'. It may have: columns,"),
        ("columns = 1", "columns must be a table"),
        ('delimiter = "ab"\n' + KEYED, "delimiter must be one"),
        ("[columns]\n", "No column is the key"),
        ('[columns]\na = "key"\nb = "order_number"\n', "Several columns are the key"),
        (KEYED + "a = 1\n", "columns.a must be a field"),
        (KEYED + "a = []\n", "columns.a.to must name a field"),
        (KEYED + 'a = "b c"\n', "names no field"),
        (KEYED + 'a = { to = "currency", tpo = 1 }\n', "columns.a.tpo'. It may have: to, split"),
        (KEYED + 'a = { split = "comma" }\n', "columns.a.to is missing"),
        (KEYED + 'a = { to = "currency", split = "comma" }\n', "split needs two fields"),
        (KEYED + 'a = { to = ["key", "locale"], split = "comma" }\n', "split divides no key"),
        (
            KEYED + 'a = { to = ["currency", "locale"], split = "comma", sum = true }\n',
            "none of per, sum and join",
        ),
        (KEYED + 'a = { to = "currency", as = "number" }\n', "columns.a.as must be 'text' or"),
        (KEYED + 'a = { to = "currency", sum = "yes" }\n', "columns.a.sum must be true or false"),
        (KEYED + 'a = { to = "currency", with = { currency = "USD" } }\n', "Two columns"),
        (KEYED + '[skip]\na = "x"\n', "skip.a must be a list"),
        ('decimal = ";"\n' + KEYED, "decimal must be '.' or ','"),
        (
            KEYED + 'a = "currency"\nb = { to = "currency", join = " " }\nc = "currency"\n',
            "Two columns or constants are currency",
        ),
        (KEYED + 'a = "currency"\nb = "currency"\n', "Two columns or constants are currency"),
        (KEYED + 'a = "shipping"\nb = "shipping.choose"\n', "does not fit"),
        (KEYED + 'a = "shipping.choose"\nb = "shipping"\n', "or parts of it"),
        (KEYED + 'a = "shipping[0]"\nb = "shipping.choose"\n', "does not fit"),
        (KEYED + 'a = "currency"\n[constants]\ncurrency = "USD"\n', "Two columns or constants"),
    ],
)
def test_a_mapping_that_means_nothing_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read_mapping(text)
