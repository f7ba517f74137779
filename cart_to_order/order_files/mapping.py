"""Pure: which column of a table is which field of an order."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cart_to_order.order_files.mapping_words import ColumnWords, MappingWords
from cart_to_order.order_files.paths import Path, read_path, write_path
from cart_to_order.problems import Unreadable

KEY = "key"
"""The field that is the idempotency key, as it is."""
ORDER_NUMBER = "order_number"
"""The field that is the caller's number; the key is made of it."""
_NUMBER = re.compile(r"\[\d+\]")
_WORDS = {
    "bool_type": "must be true or false",
    "dict_type": "must be a table, like [columns]",
    "list_type": "must be a list, like ['*']",
    "missing": "is missing",
    "model_type": "must be a field, a list of fields or a table with to",
    "string_pattern_mismatch": "must be one character, and no quotation mark",
    "string_type": "must be a text",
    "too_short": "must name a field",
}


@dataclass(frozen=True)
class Column:
    """The fields of one column, and what is done with its cells."""

    paths: tuple[Path, ...]
    words: ColumnWords
    along: Mapping[Path, Any] = field(default_factory=dict)
    """What comes with a cell that is not empty."""


@dataclass(frozen=True)
class Columns:
    """Where each column goes, and what is the same in every row."""

    key: str
    """The column with the key or the order number."""
    is_number: bool
    fields: Mapping[str, Column]
    """The fields of each column."""
    constants: Mapping[Path, Any] = field(default_factory=dict)
    words: MappingWords = MappingWords()  # noqa: RUF009 - it is frozen
    required: frozenset[str] = frozenset()
    """The columns without which a file is not read."""

    def column_of(self, name: str) -> str:
        """Return the column that such a field, in any line, comes from; empty if there is none.

        What is wrong with a line or an address as a whole is looked for in its first column.
        """
        wanted, parts = without_numbers(name), ""
        for column, rule in self.fields.items():
            for path in map(without_numbers, map(write_path, rule.paths)):
                if path == wanted:
                    return column
                if path.startswith(f"{wanted}.") and not parts:
                    parts = column
        return parts

    @property
    def named(self) -> list[str]:
        """Return every column that the mapping names, each once."""
        per = [rule.words.per for rule in self.fields.values()]
        return list(dict.fromkeys([*self.fields, *filter(None, [*per, self.words.line]),
                                   *self.words.skip]))  # fmt: skip


def read_mapping(text: str) -> Columns:
    """Return the mapping in a TOML text; raises Unreadable naming what is wrong."""
    try:
        words = MappingWords.model_validate(tomllib.loads(text, parse_float=Decimal))
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(f"The mapping is not TOML: {error}") from None
    except ValidationError as error:
        raise Unreadable(_in_words(error.errors(include_url=False)[0])) from None
    return _columns(words)


def mapping_of(header: Iterable[str]) -> Columns:
    """Return the mapping of a table whose columns are named like the fields."""
    return _columns(MappingWords(columns={name: ColumnWords(to=[name]) for name in header}))


def without_numbers(name: str) -> str:
    """Return a field's name without which of several lines it is in."""
    return _NUMBER.sub("", name)


def _columns(words: MappingWords) -> Columns:
    keys = [
        (name, to)
        for name, column in words.columns.items()
        for to in column.to
        if to in (KEY, ORDER_NUMBER)
    ]
    if len(keys) != 1:
        raise Unreadable(
            f"{'No column is' if not keys else 'Several columns are'} the {KEY}: exactly one "
            f"column must be the {KEY}, or the {ORDER_NUMBER} that the key is made of."
        )
    ((key, kind),) = keys
    fields = {name: _column(column) for name, column in words.columns.items()}
    fixed = {read_path(name): value for name, value in words.constants.items()}
    _agree([*_once_given(fields), *fixed])
    # What is left out must never be sent because a column of [skip] was renamed.
    required = {name for name, column in words.columns.items() if not column.optional}
    required |= {*words.skip} - {name for name, column in words.columns.items() if column.optional}
    required |= {words.line} if words.line else set()
    required |= {column.per for name, column in words.columns.items()
                 if column.per and not column.optional}  # fmt: skip
    return Columns(key, kind == ORDER_NUMBER, fields, fixed, words, frozenset(required))


def _column(words: ColumnWords) -> Column:
    paths = (read_path(to) for to in words.to if to not in (KEY, ORDER_NUMBER))
    return Column(tuple(paths), words, {read_path(to): value for to, value in words.with_.items()})


def _once_given(fields: Mapping[str, Column]) -> Iterator[Path]:
    """Yield each column's fields, but those that it only adds something to."""
    given: set[Path] = set()
    for column in fields.values():
        for path in column.paths:
            if column.words.join is None or path not in given:
                yield path
            given.add(path)
        yield from column.along


def _in_words(error: ErrorDetails) -> str:
    *around, last = [str(part) for part in error["loc"]] or [""]
    place = ".".join(part if part.isidentifier() else f'"{part}"' for part in (*around, last))
    if error["type"] == "extra_forbidden":
        kind = ColumnWords if around else MappingWords
        known = [found.alias or name for name, found in kind.model_fields.items()]
        return f"The mapping has '{place}'. It may have: {', '.join(known)}."
    said = re.sub(r"^(Input|Value) should|^Value error,", "must", error["msg"])
    what = _WORDS.get(error["type"], said.replace("must split", "split"))
    return f"The mapping's {place} {what}."


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
