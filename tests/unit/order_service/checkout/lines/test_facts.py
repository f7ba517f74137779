"""What a line of a cart shows: numbers of a list, dates, and unticked boxes."""

from typing import Any

import pytest

from order_service.checkout.lines.facts import DATES, is_listed, is_short_number, may_be_listed
from tests.fakes.views import line


@pytest.mark.parametrize(
    ("text", "short"),
    [("0", True), ("9" * 18, True), ("9" * 19, False), ("", False), ("1.5", False), ("-1", False)],
)
def test_a_text_of_more_digits_than_any_number_has_is_none(text: str, short: bool) -> None:
    assert is_short_number(text) is short


LISTED = [(0, False), (1, True), (DATES - 1, True), (DATES, False), (DATES + 1, False)]


@pytest.mark.parametrize(("value", "listed"), LISTED)
def test_neither_a_date_nor_an_unticked_box_is_in_an_option_s_list(
    value: int, listed: bool
) -> None:
    assert may_be_listed(value) is listed
    assert is_listed(line("m", options=[]), 5, value) is listed


def chosen(**changes: Any) -> Any:
    return line("m", options=[{"nameId": 5} | changes])


@pytest.mark.parametrize(("value", "listed"), [(0, True), *LISTED[1:]])
def test_what_is_shown_by_its_number_is_listed_unless_it_is_a_date(
    value: int, listed: bool
) -> None:
    assert is_listed(chosen(valueId=101), 5, value) is listed
    assert not is_listed(chosen(value="Ann"), 5, value)
