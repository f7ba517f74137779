from hypothesis import given
from hypothesis import strategies as st

from cart_to_order.order_files.faults import Fault, in_lines
from cart_to_order.wrapping import WIDTH

TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60)


def fault(row: int, field: str = "line_items[0].sku", message: str = "is missing") -> Fault:
    return Fault(row, "SKU", field, message)


def test_equal_faults_are_reported_once_with_their_rows() -> None:
    found = [fault(row, f"line_items[{row % 2}].sku") for row in range(2, 44)]
    assert list(in_lines([*found, fault(5, message="is too long")])) == [
        "rows 2, 3, 4 and 39 more, column 'SKU' (line_items[].sku): is missing",
        "row 5, column 'SKU' (line_items[0].sku): is too long",
    ]


def test_two_faults_in_one_row_are_one_row() -> None:
    assert list(in_lines([fault(2), fault(2, "line_items[1].sku"), fault(9)])) == [
        "rows 2, 9, column 'SKU' (line_items[].sku): is missing",
    ]


@given(st.lists(st.builds(Fault, st.integers(1, 10**6), TEXTS, TEXTS, TEXTS), max_size=5))
def test_every_line_fits_a_terminal(faults: list[Fault]) -> None:
    lines = list(in_lines(faults, "Warning: "))
    assert all(len(line) <= WIDTH for line in lines)
