from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart_to_order.order_files.numbers import (
    ROUNDED,
    decimal_sign,
    is_ambiguous,
    plain_number,
    whole_number,
)

AMOUNTS = st.decimals(0, 10**9, allow_nan=False, allow_infinity=False, places=2)


@given(AMOUNTS, st.sampled_from([("", ","), (".", ","), (" ", ","), ("'", "."), (",", ".")]))
def test_an_amount_is_read_as_it_was_written(amount: Decimal, signs: tuple[str, str]) -> None:
    group, point = signs
    text = f"{amount:,.2f}".translate({ord(","): group, ord("."): point})
    number = plain_number(text, point)
    assert number is not None
    assert Decimal(number) == amount


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("10,50", ",", "10.50"),
        ("1.234,5", ",", "1234.5"),
        ("1,234.5", ".", "1234.5"),
        ("12 345,00 €", ",", "12345.00"),
        ("1\u00a0234,00", ",", "1234.00"),
        ("$ 3.00", ".", "3.00"),
        ("-3.00", ".", "-3.00"),
        ("+3", ".", "3"),
        ("10.", ".", "10"),
        ("1,00E+12", ",", "1.00E+12"),
        ("10,50", ".", None),
        ("12,34,567", ".", None),
        ("1,23.5", ".", None),
        ("1.234.5", ",", None),
        ("0.123,5", ",", None),
        ("3 boxes", ".", None),
        ("10 USD", ".", None),
        ("", ".", None),
        ("\u0663", ".", None),
    ],
)
def test_a_number_is_read_exactly_or_not_at_all(
    text: str, decimal: str, number: str | None
) -> None:
    assert plain_number(text, decimal) == number


@pytest.mark.parametrize(
    ("texts", "sign"),
    [
        (["10,50", "3"], ","),
        (["10.50", "1,234"], "."),
        (["1.234", "10,50"], ","),
        (["1.234"], ""),
        (["3", "n/a", ""], ""),
        (["10,50", "10.50"], "."),
    ],
)
def test_the_numbers_of_a_file_show_its_decimal_sign(texts: list[str], sign: str) -> None:
    assert decimal_sign(texts) == sign


def test_only_three_digits_behind_one_sign_are_ambiguous() -> None:
    assert all(map(is_ambiguous, ["1.234", "1,234", "12.000"]))
    assert not any(map(is_ambiguous, ["1234", "1.23", "1.2345", "0.123", "1.234.567", "x"]))


@pytest.mark.parametrize(
    ("text", "number"),
    [("2", 2), ("2.0", 2), ("2E0", 2), ("20E-1", 2), ("2.5", None), ("1E30", None)],
)
def test_a_whole_number_is_one_however_it_is_written(text: str, number: int | None) -> None:
    assert whole_number(text) == number


def test_a_rounded_number_is_known_by_its_power() -> None:
    assert all(map(ROUNDED.fullmatch, ["1,00E+12", "1.23457E+11", "5.12555e9"]))
    assert not any(map(ROUNDED.fullmatch, ["123457", "1E-5", "E12", "SM-13", "12E+5"]))
