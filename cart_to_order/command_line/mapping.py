"""Pure: which column of a table is which field of an order."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cart_to_order.command_line.paths import Path, read_path, write_path
from cart_to_order.problems import Unreadable

KEY = "key"
"""The field that is the idempotency key, as it is."""
ORDER_NUMBER = "order_number"
"""The field that is the caller's number; the key is made of it."""
_NUMBER = re.compile(r"\[\d+\]")
_WORDS = {"columns", "constants", "delimiter"}


@dataclass(frozen=True)
class Columns:
    """Where each column goes, and what is the same in every row."""

    key: str
    """The column with the key or the order number."""
    is_number: bool
    fields: Mapping[str, tuple[Path, ...]]
    """The fields of each column."""
    constants: Mapping[Path, Any] = field(default_factory=dict)
    delimiter: str = ","

    def column_of(self, name: str) -> str:
        """Return the column that such a field, in any line, comes from; empty if there is none."""
        wanted = _NUMBER.sub("", name)
        for column, paths in self.fields.items():
            if any(_NUMBER.sub("", write_path(path)) == wanted for path in paths):
                return column
        return ""


def read_mapping(text: str) -> Columns:
    """Return the mapping in a TOML text; raises Unreadable naming what is wrong."""
    try:
        found = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(f"The mapping is not TOML: {error}") from None
    for word in found:
        if word not in _WORDS:
            raise Unreadable(f"The mapping has '{word}': it may have {', '.join(sorted(_WORDS))}.")
    columns, constants = found.get("columns", {}), found.get("constants", {})
    delimiter = found.get("delimiter", ",")
    if not isinstance(columns, dict) or not isinstance(constants, dict):
        raise Unreadable("The mapping's columns and constants are tables: [columns], [constants].")
    if not isinstance(delimiter, str) or len(delimiter) != 1:
        raise Unreadable("The mapping's delimiter is one character.")
    return _columns({name: _names(name, to) for name, to in columns.items()}, constants, delimiter)


def mapping_of(header: Iterable[str]) -> Columns:
    """Return the mapping of a table whose columns are named like the fields."""
    return _columns({name: (name,) for name in header}, {}, ",")


def _columns(
    named: Mapping[str, tuple[str, ...]], constants: Mapping[str, Any], delimiter: str
) -> Columns:
    keys = [
        (name, to) for name, paths in named.items() for to in paths if to in (KEY, ORDER_NUMBER)
    ]
    if len(keys) != 1:
        raise Unreadable(
            f"{'No column is' if not keys else 'Several columns are'} the {KEY}: exactly one "
            f"column must be the {KEY}, or the {ORDER_NUMBER} that the key is made of."
        )
    ((column, kind),) = keys
    fields = {
        name: tuple(read_path(to) for to in paths if to not in (KEY, ORDER_NUMBER))
        for name, paths in named.items()
    }
    fixed = {read_path(name): value for name, value in constants.items()}
    _agree([path for paths in fields.values() for path in paths] + list(fixed))
    return Columns(column, kind == ORDER_NUMBER, fields, fixed, delimiter)


def _names(column: str, to: Any) -> tuple[str, ...]:
    names = tuple(to) if isinstance(to, list) else (to,)
    if not names or not all(isinstance(name, str) for name in names):
        raise Unreadable(f"The mapping's column '{column}' must go to a field or a list of fields.")
    return names


def _agree(paths: list[Path]) -> None:
    """No field is given twice, is also part of another, or is a list here and an object there."""
    known: dict[Path, str | None] = {}
    for path in paths:
        if path in known:
            raise Unreadable(f"Two columns or constants are {write_path(path)}, or parts of it.")
        for end in range(len(path)):
            kind = type(path[end]).__name__
            if known.setdefault(path[:end], kind) != kind:
                raise Unreadable(f"{write_path(path)} does not fit to another column or constant.")
        known[path] = None
