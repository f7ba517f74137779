"""Reads values out of a JSON body, refusing what does not fit with the name of the field."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeGuard

from bigcommerce_emulator.bodies.errors import invalid

# Together these keep every total within 15 digits, which a JSON number carries exactly.
MOST_MONEY = Decimal(1_000_000)
MOST_QUANTITY = 100_000
NOTHING = Decimal(0)
_MOST_WHOLE = 10**15


def mapping(value: object, path: str = "body") -> Mapping[str, object]:
    """The value as a JSON object."""
    if not isinstance(value, dict):
        raise invalid(path, f"{path} must be an object.")
    return value


def listing(body: Mapping[str, object], name: str, path: str = "") -> list[object]:
    """The array under the name, empty when it is absent or null."""
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise invalid(path + name, f"{path + name} must be an array.")
    return value


def text(body: Mapping[str, object], name: str, path: str = "", default: str = "") -> str:
    """The string under the name, or the default when it is absent or null."""
    value = body.get(name)
    if value is None:
        return default
    if not isinstance(value, str):
        raise invalid(path + name, f"{path + name} must be a string.")
    return value


def required_text(body: Mapping[str, object], name: str, path: str = "") -> str:
    """The string under the name, which may be neither absent nor blank."""
    value = text(body, name, path)
    if not value.strip():
        raise invalid(path + name, f"{path + name} is required.")
    return value


def whole(body: Mapping[str, object], name: str, path: str = "") -> int | None:
    """The whole number under the name, or None when it is absent or null."""
    value = body.get(name)
    if value is None:
        return None
    if _is_number(value):
        number = Decimal(value)
        # The bound comes first: a JSON number may have an exponent that no memory holds.
        if number.is_finite() and abs(number) <= _MOST_WHOLE and number == int(number):
            return int(number)
    raise invalid(path + name, f"{path + name} must be a whole number.")


def digits(text: str) -> int | None:
    """The number that a query or path spells in plain digits, or None if it does not."""
    plain = text.isascii() and text.isdecimal() and len(text) <= len(str(_MOST_WHOLE))
    return int(text) if plain else None


def quantity(body: Mapping[str, object], path: str = "") -> int:
    """The required `quantity`, at least 1."""
    value = whole(body, "quantity", path)
    if value is None or not 1 <= value <= MOST_QUANTITY:
        raise invalid(path + "quantity", f"{path}quantity must be between 1 and {MOST_QUANTITY}.")
    return value


def money(body: Mapping[str, object], name: str, path: str = "") -> Decimal | None:
    """The amount under the name with 4 decimals at most, or None when it is absent or null."""
    value = body.get(name)
    if value is None:
        return None
    if not _is_number(value):
        raise invalid(path + name, f"{path + name} must be a number.")
    amount = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not (amount.is_finite() and 0 <= amount <= MOST_MONEY):
        raise invalid(path + name, f"{path + name} must be between 0 and {MOST_MONEY}.")
    return amount.quantize(_FOUR_PLACES, ROUND_HALF_UP).normalize() + 0


def _is_number(value: object) -> TypeGuard[int | float | Decimal]:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


_FOUR_PLACES = Decimal("0.0001")
