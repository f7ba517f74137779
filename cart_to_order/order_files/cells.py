"""Pure: what one cell of a table is, once the traces of spreadsheets and exports are gone."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cart_to_order.order_files.mapping import Column
from cart_to_order.order_files.mapping_words import SPLITS
from cart_to_order.order_files.numbers import OTHER, is_ambiguous, plain_number
from cart_to_order.order_files.paths import Path, is_number, value_of
from order_service.request.spelling import trimmed

MOST_DECIMALS = 4
LOST = "\ufffd"
"""What stands for a character that a program could not read; its parcel would go nowhere."""
HAS_LOST = "has a character that was lost (U+FFFD): export the file again as UTF-8"
_FORMULA = re.compile(r'="([^"]*)"')
_TEXT_MARK = re.compile(r"'(?=[=+@-]|[0-9][0-9 ().+/-]*$)")
"""The apostrophe by which a spreadsheet keeps digits a text, or an export keeps it harmless."""


class WrongCell(Exception):
    """The cell cannot be what its column is; the text says what to do."""


def clean(text: str) -> str:
    """Return a cell without blanks around it and without what made a spreadsheet keep its digits.

    The names 't Hooft and 's-Hertogenbosch keep their apostrophe.
    """
    bare = trimmed(text)
    if formula := _FORMULA.fullmatch(bare):
        bare = trimmed(formula[1])
    return _TEXT_MARK.sub("", bare, count=1) if bare.startswith("'") else bare


def values(
    text: str, column: Column, cells: Mapping[str, str], decimal: str
) -> list[tuple[Path, Any]]:
    """Return the fields of a cell with their values; none if it is empty. Raises WrongCell."""
    if LOST in text:
        raise WrongCell(HAS_LOST)
    found = _own(text, column, cells, decimal)
    return [*found, *column.along.items()] if found else []


def _own(
    text: str, column: Column, cells: Mapping[str, str], decimal: str
) -> list[tuple[Path, Any]]:
    said = _stands_for(text, column)
    if said == "":
        return []
    if not isinstance(said, str):
        return [(path, said) for path in column.paths]
    if column.words.split:
        parts = _parts(said, column.words.split, [str(path[-1]) for path in column.paths])
        return [(path, part) for path, part in zip(column.paths, parts, strict=True) if part]
    found = [(path, _value(said, path, column, cells, decimal)) for path in column.paths]
    return [(path, value) for path, value in found if value != ""]


def _stands_for(text: str, column: Column) -> Any:
    known = {name.casefold(): value for name, value in column.words.values.items()}
    return known.get(text.casefold(), text)


def _value(
    text: str, path: Path, column: Column, cells: Mapping[str, str], decimal: str
) -> Any:  # fmt: skip
    if path[-1] == "postal_code":
        return text.removeprefix("'")
    if not is_number(path):
        return value_of(path, text, as_text=column.words.as_ == "text")
    number = _number(text, decimal)
    if number is None:
        return text
    if column.words.as_ == "discount":
        number = number.removeprefix("-")
        if not Decimal(number):
            return ""
    if column.words.per:
        number = _of_one(number, column.words.per, cells, decimal)
    return value_of(path, number)


def _number(text: str, decimal: str) -> str | None:
    """Return the number in a cell; None for what is none, which the order's check names."""
    if not decimal and is_ambiguous(text):
        raise WrongCell('may be thousands or decimals: set decimal = "." or "," in the mapping')
    sign = decimal or "."
    number = plain_number(text, sign)
    if number is None and plain_number(text, OTHER[sign]) is not None:
        written = "comma" if sign == "." else "point"
        raise WrongCell(
            f"has a decimal {written}, other numbers not: set decimal in the mapping, or correct it"
        )
    return number


def _of_one(number: str, column: str, cells: Mapping[str, str], decimal: str) -> str:
    quantity = _number(cells.get(column, ""), decimal)
    if quantity is None or Decimal(quantity) <= 0:
        raise WrongCell(f"is for the quantity in '{column}', which is no number above 0")
    one = (Decimal(number) / Decimal(quantity)).normalize()
    exponent = one.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -MOST_DECIMALS:
        raise WrongCell(f"is no exact amount for one of '{column}': give the price of one")
    return format(one, "f")


def _parts(text: str, split: SPLITS, names: list[str]) -> tuple[str, str]:
    words = text.split()
    if split == "comma":
        before, _, after = text.partition(",")
    elif split == "first word":
        before, after = words[0], " ".join(words[1:])
    else:
        before, after = " ".join(words[:-1]), words[-1]
    first, second = trimmed(before), trimmed(after)
    if first and second:
        return first, second
    # A name of one word: the family's, if the mapping says which field that is.
    only = first or second
    return (only, "") if names[0] == "last_name" else ("", only)
