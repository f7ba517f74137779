"""Pure: numbers as people and spreadsheets write them, read exactly or not at all."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

OTHER = {".": ",", ",": "."}
_NUMBER = {
    decimal: re.compile(
        r"(?P<sign>[+-]?)"
        rf"(?P<whole>[0-9]+|[1-9][0-9]{{0,2}}(?P<group>[{between}' ])[0-9]{{3}}"
        r"(?:(?P=group)[0-9]{3})*)"
        rf"(?:[{decimal}](?P<part>[0-9]*))?(?P<power>[eE][+-]?[0-9]{{1,2}})?"
    )
    for decimal, between in OTHER.items()
}
ROUNDED = re.compile(r"[+-]?[0-9](?:[.,][0-9]*)?[eE]\+?[0-9]{1,3}")
"""A long number as a spreadsheet shows it in a narrow column: its last digits are lost."""


def plain_number(text: str, decimal: str) -> str | None:
    """Return the number as JSON has it, read with this decimal sign; None if it is none."""
    if text.isascii() and text.isdecimal():
        return text
    found = _NUMBER[decimal].fullmatch(_bare(text))
    if not found:
        return None
    whole = re.sub(r"[.,' ]", "", found["whole"])
    part = f".{found['part']}" if found["part"] else ""
    sign = found["sign"].replace("+", "")
    return f"{sign}{whole}{part}{found['power'] or ''}"


def whole_number(text: str) -> int | None:
    """Return what such a number is if it is a whole one that a field can take."""
    number = Decimal(text)
    fits = number.adjusted() < 18 and number == number.to_integral_value()
    return int(number) if fits else None


def decimal_sign(texts: Iterable[str]) -> str:
    """Return the decimal sign of a file, by its numbers; empty if they do not show it.

    10,50 shows a decimal comma and 10.50 a point. 1.234 shows neither: it may be a thousand.
    Numbers that show both leave the point, so that those with a comma are named as wrong.
    """
    shown = {sign for text in texts if (sign := _shown(text))}
    return "," if shown == {","} else "." if shown else ""


def is_ambiguous(text: str) -> bool:
    """Return whether the decimal sign decides what the number is."""
    found = {number for sign in OTHER if (number := plain_number(text, sign)) is not None}
    return len({Decimal(number) for number in found}) > 1


def _shown(text: str) -> str:
    read = {sign for sign in OTHER if plain_number(text, sign) is not None}
    return read.pop() if len(read) == 1 else ""


def _bare(text: str) -> str:
    """Return the text without currency signs, its blanks plain."""
    kept = "".join(char for char in text if unicodedata.category(char) != "Sc")
    return " ".join(kept.split())
