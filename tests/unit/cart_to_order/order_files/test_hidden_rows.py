"""Rows that two stray quotation marks made part of one cell."""

from pathlib import Path

import pytest

from cart_to_order.order_files.dialects import DELIMITERS
from cart_to_order.order_files.hidden_rows import hiding_cell, width_of
from cart_to_order.order_files.reading import BadRow, Orders, Row, read_orders
from cart_to_order.problems import Unreadable
from tests.fakes.orders import AUSTIN

HEADER = ["No", *AUSTIN, "Note", "Item", "Qty"]
NOTE = '"ring the bell'
END = 'the gate is 12"'
MAPPING = "\n".join([
    "[columns]", 'No = "order_number"', *(f'{name} = "billing_address.{name}"' for name in AUSTIN),
    'Note = "staff_notes"', 'Item = "line_items[0].product_id"', 'Qty = "line_items[0].quantity"',
])  # fmt: skip


def row(number: int, note: str = "", **changes: str) -> list[str]:
    return [str(number), *(AUSTIN | changes).values(), note, "120", str(number)]


def read(
    folder: Path, *rows: list[str], words: str = "", mapping: str = MAPPING, sep: str = ";"
) -> Orders:
    file, named = folder / "orders.csv", folder / "m.toml"
    named.write_text(f"{words}\n{mapping}")
    file.write_text("".join(sep.join(cells) + "\r\n" for cells in rows), newline="")
    return read_orders(file, "acme", str(named))


def said(found: Orders) -> list[str]:
    return [str(fault) for fault in found.faults]


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_rows_between_two_stray_quotation_marks_are_a_fault_of_the_row_that_hides_them(
    tmp_path: Path, delimiter: str
) -> None:
    rows = HEADER, row(1, NOTE), row(2), row(3), row(4, END), row(5)
    found = read(tmp_path, *rows, sep=delimiter)
    assert said(found) == [
        "row 2, column 'Note' (staff_notes): has line breaks, and its lines look like rows: stray "
        'quotation marks may hide orders. Delete the marks, or set quotes = "none" in the '
        'mapping; if the cell is right, set quotes = "csv"'
    ]
    hidden, seen = found.rows
    # Its cells are those of two orders, and so its key may be.
    assert (hidden.key, isinstance(hidden, BadRow), isinstance(seen, Row)) == ("", True, True)
    assert found.hides_rows


def test_two_rows_are_enough(tmp_path: Path) -> None:
    assert read(tmp_path, HEADER, row(1, NOTE), row(2, END)).hides_rows


def test_the_two_marks_may_stand_in_different_columns(tmp_path: Path) -> None:
    (early,) = read(tmp_path, HEADER, row(1, NOTE), row(2, last_name='Roe"'), row(3)).faults
    (late,) = read(tmp_path, HEADER, row(1, last_name='"Roe'), row(2, END), row(3)).faults
    assert (early.column, late.column) == ("Note", "last_name")


def test_they_hide_nothing_in_an_order_that_is_left_out_or_in_a_column_that_is_nothing(
    tmp_path: Path,
) -> None:
    skipped = MAPPING + '\n[skip]\nItem = ["120"]'
    assert read(tmp_path, HEADER, row(1, NOTE), row(2, END), mapping=skipped).hides_rows
    unmapped = MAPPING.replace('Note = "staff_notes"', "")
    found = read(tmp_path, HEADER, row(1, NOTE), row(2, END), mapping=unmapped)
    assert said(found)[0].startswith("row 2, column 'Note': has line breaks")


def test_rows_may_lack_their_last_cells(tmp_path: Path) -> None:
    rows: list[list[str]] = [row(1, NOTE), row(2, END), row(3), ["Total: 3"], []]
    assert read(tmp_path, [*HEADER, "Colour", "Size"], *rows).hides_rows


def test_rows_may_be_hidden_in_the_header(tmp_path: Path) -> None:
    header = [*HEADER, '"Colour']
    with pytest.raises(Unreadable, match="cell 15 of the header has line breaks"):
        read(tmp_path, header, [*row(1), 'red"'], [*row(2), ""])


@pytest.mark.parametrize("words", ['quotes = "none"', 'quotes = "csv"'])
def test_the_mapping_may_say_what_quotation_marks_are(tmp_path: Path, words: str) -> None:
    found = read(tmp_path, HEADER, row(1, NOTE), row(2), row(3, END), words=words)
    assert (len(found.rows), found.faults) == (3 if "none" in words else 1, [])


@pytest.mark.parametrize(
    "note",
    [
        "Dear Ann,\nall the best, for you, Bob and Carl.\n\nYours,\nZephyrine",
        "red, green, blue, white, black, grey,\n" * 3,
        "\n",
    ],
)
def test_a_note_of_several_lines_hides_nothing(tmp_path: Path, note: str) -> None:
    quoted = [f'"{cell}"' for cell in row(1, note)]
    found = read(tmp_path, HEADER, quoted, row(2), sep=",")
    assert (len(found.rows), found.faults) == (2, [])


def test_a_header_cell_may_have_two_lines(tmp_path: Path) -> None:
    assert len(read(tmp_path, [*HEADER, '"Price,\n USD"'], [*row(1), "2"]).rows) == 1


def test_a_line_is_a_row_if_it_has_as_many_delimiters() -> None:
    assert hiding_cell(["1", "a,b\r2,c", "d"], ",", 3) == 1
    assert hiding_cell(["1", "a\r2,c", "d"], ",", 3) is None
    assert hiding_cell(["a\nb"], ",", 1) is None


def test_the_shortest_row_is_the_measure_unless_it_is_a_remark() -> None:
    header = ["a", "b", "c", "d", "e", "f"]
    assert width_of([["1"] * 5, ["1"] * 3, [], ["1\n"] * 4], header) == 5
    assert width_of([["1"] * 9], header) == 6
