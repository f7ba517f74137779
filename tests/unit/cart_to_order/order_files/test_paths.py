import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart_to_order.order_files.paths import (
    TEXT_FIRST,
    is_field,
    leaves,
    line_of,
    read_path,
    types_of,
    value_of,
    write_path,
)
from cart_to_order.problems import Unreadable

NAMES = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
PATHS = st.lists(st.tuples(NAMES, st.lists(st.integers(0, 999), max_size=2)), min_size=1).map(
    lambda parts: tuple(part for name, numbers in parts for part in (name, *numbers))
)


@given(PATHS)
def test_a_path_that_is_written_is_read_again(path: tuple[str | int, ...]) -> None:
    assert read_path(write_path(path)) == path


@pytest.mark.parametrize(
    "text", ["", "a.", ".a", "a[x]", "a[-1]", "[0]", "a b", "a[0]b", "a[1000]"]
)
def test_what_names_no_field_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="names no field"):
        read_path(text)


@pytest.mark.parametrize(
    ("name", "types"),
    [
        ("line_items[0].quantity", {"integer"}),
        ("line_items[3].variant_id", {"integer"}),
        (
            "line_items[0].option_selections[0].option_value",
            {"string", "integer", "object", "boolean"},
        ),
        ("line_items[0].list_price", {"number", "string"}),
        ("billing_address.email", {"string"}),
        ("consignments[0].address.city", {"string"}),
        ("shipping.max_cost", {"number", "string"}),
        ("nothing.of[0].this", set()),
    ],
)
def test_types_are_those_of_the_request(name: str, types: set[str]) -> None:
    assert types_of(read_path(name)) == types


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("line_items[0].quantity", "2", 2),
        ("line_items[0].quantity", "two", "two"),
        ("line_items[0].quantity", "2.0", 2),
        ("line_items[0].list_price", "0.10", "0.10"),
        ("billing_address.postal_code", "01234", "01234"),
        ("nothing", "7", "7"),
    ],
)
def test_a_cell_becomes_what_the_field_wants_and_never_a_float(
    name: str, text: str, value: object
) -> None:
    assert value_of(read_path(name), text) == value


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("currency", ""),
        ("line_items[0].sku", "line_items[0]"),
        ("consignments[1].line_items[2].sku", "consignments[1].line_items[2]"),
        ("consignments[1].address.city", ""),
    ],
)
def test_the_line_of_a_field(name: str, line: str) -> None:
    assert write_path(line_of(read_path(name))) == line


def test_every_field_of_an_order_has_a_known_kind_of_cell() -> None:
    """A new field that takes texts and numbers needs a decision on what digits in it are."""
    found = {str(path[-1]): types for path, types in leaves()}
    assert all(types & {"string", "integer", "number", "boolean"} for types in found.values())
    both = {name for name, types in found.items() if {"string", "integer"} <= types}
    assert both == {"option_value", "status"} | TEXT_FIRST
    assert all(is_field(write_path(path)) for path, _ in leaves())
    assert not is_field("Zephyrine Quillfeather")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("status", "11", 11),
        ("status", "Awaiting Fulfillment", "Awaiting Fulfillment"),
        ("line_items[0].option_selections[0].option_value", "302", 302),
        ("line_items[0].option_selections[0].option_value", "0302", "0302"),
        ("line_items[0].option_selections[0].option_value.day", "7", 7),
        ("billing_address.custom_fields[0].field_value", "302", "302"),
        ("line_items[0].product_id", "120.0", 120),
        ("line_items[0].quantity", "2E0", 2),
        ("line_items[0].quantity", "2.5", "2.5"),
        ("line_items[0].quantity", "1E99", "1E99"),
        ("line_items[0].list_price", "1E1", "10"),
        ("payment_token", "TRUE", True),
        ("line_items[0].option_selections[0].option_value", "TRUE", "TRUE"),
    ],
)
def test_digits_are_a_number_where_the_field_takes_one(name: str, text: str, value: object) -> None:
    found = value_of(read_path(name), text)
    assert (found, type(found)) == (value, type(value))


def test_a_text_of_digits_can_be_asked_for() -> None:
    path = read_path("line_items[0].option_selections[0].option_value")
    assert value_of(path, "302", as_text=True) == "302"
