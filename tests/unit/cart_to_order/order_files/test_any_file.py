"""Whatever is in a file, it is read as it was meant, or refused in words."""

import csv
import io
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cart_to_order.order_files.dialects import DELIMITERS
from cart_to_order.order_files.mapping import read_mapping
from cart_to_order.order_files.reading import Row, read_orders
from cart_to_order.order_files.ready import ready_mappings
from cart_to_order.problems import Unreadable
from order_service.request.intake import read_order
from tests.fakes.orders import AUSTIN

HEADER = ["key", *(f"billing_address.{name}" for name in AUSTIN), "line_items[0].product_id",
          "line_items[0].quantity"]  # fmt: skip
NAMES = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="'=\ufffd"),
                min_size=1, max_size=20)  # fmt: skip
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])


def in_folder(content: bytes, mapping: str | None, suffix: str = ".csv") -> list[object]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"orders{suffix}"
        file.write_bytes(content)
        return list(read_orders(file, "acme", mapping).rows)


@given(NAMES, NAMES, st.sampled_from([*DELIMITERS]), ENCODINGS, st.sampled_from(["\n", "\r\n"]))
def test_a_table_is_the_order_that_the_api_gets(
    name: str, street: str, delimiter: str, encoding: str, ends: str
) -> None:
    # A cell of several lines that are full of delimiters may hide rows.
    assume(street.count(delimiter) < 3)
    address = AUSTIN | {"last_name": name, "address1": f"{street}\n{street}"}
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=ends)
    writer.writerow(HEADER)
    writer.writerow(["po-1", *address.values(), "120", "2.0"])
    (row,) = in_folder(text.getvalue().encode(encoding), None)
    body = {"billing_address": address, "line_items": [{"product_id": 120, "quantity": 2}]}
    assert isinstance(row, Row)
    assert row.job.order == read_order(body)


@pytest.mark.parametrize("mapping", [None, *ready_mappings()])
@given(content=st.binary(max_size=300) | st.text(max_size=300).map(
    lambda text: text.encode(errors="replace")))  # fmt: skip
def test_no_file_ends_in_a_traceback(content: bytes, mapping: str | None) -> None:
    with suppress(Unreadable):
        in_folder(content, mapping)


CELLS = st.lists(
    st.sampled_from(["", "1", "po-1", "1,5", "1.234", "x", "'1", "\ufffd", "-2", "US", "2E0", "É"]),
    min_size=12, max_size=12,
)  # fmt: skip


@given(st.lists(CELLS, max_size=6))
def test_no_rows_below_a_good_header_end_in_a_traceback(rows: list[list[str]]) -> None:
    mapping = (
        'continues = true\nline = "h"\n[columns]\na = "order_number"\n'
        'b = { to = ["billing_address.first_name", "billing_address.last_name"], '
        'split = "last word", default = "-" }\n'
        'c = { to = "line_items[0].list_price", per = "d", sum = true }\n'
        'd = { to = "line_items[0].quantity", default = 1 }\n'
        'e = { to = "discounts[0].amount", as = "discount", sum = true }\n'
        'f = { to = "status", values = { x = 11, "1" = "" } }\n'
        'g = { to = "billing_address.address1" }\n'
        'i = { to = "billing_address.address1", join = ", " }\n'
        'j = { to = "fees[0].cost", with = { "fees[0].name" = "F" } }\n'
        '[skip]\nk = ["É"]\n'
    )
    lines = ["a;b;c;d;e;f;g;h;i;j;k;l", *(";".join(cells) for cells in rows)]
    with tempfile.TemporaryDirectory() as folder:
        words = Path(folder) / "m.toml"
        words.write_text(mapping, encoding="utf-8")
        in_folder("\n".join(lines).encode(), str(words))


@given(st.text(max_size=200))
def test_no_mapping_ends_in_a_traceback(text: str) -> None:
    for whole in (text, f'[columns]\nNo = "key"\na = {text}\n'):
        with suppress(Unreadable):
            read_mapping(whole)
