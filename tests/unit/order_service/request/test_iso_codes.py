"""Amounts are rounded as their currency is."""

from decimal import Decimal

import pytest

from order_service.request.iso_codes import COUNTRIES, CURRENCIES, rounded


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("13.858823529412", "USD", "13.86"),
        ("0.005", "USD", "0.01"),
        ("0.0049", "USD", "0.00"),
        ("-0.005", "USD", "-0.01"),
        ("2.5", "JPY", "3"),
        ("2.4999", "JPY", "2"),
        ("1.0005", "KWD", "1.001"),
        ("10", "EUR", "10.00"),
        ("10", "", "10.00"),
    ],
)
def test_halves_are_rounded_away_from_zero(amount: str, currency: str, expected: str) -> None:
    assert str(rounded(Decimal(amount), currency)) == expected


@pytest.mark.parametrize("code", ["US", "GB", "DE", "XK"])
def test_a_country_is_known(code: str) -> None:
    assert code in COUNTRIES


def test_every_code_has_its_length() -> None:
    assert {len(code) for code in COUNTRIES} == {2}
    assert {len(code) for code in CURRENCIES} == {3}
    assert not {"UK", "EU", "XX"} & COUNTRIES
    assert {"USD", "EUR", "JPY"} <= CURRENCIES
