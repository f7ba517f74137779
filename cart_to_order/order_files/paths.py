"""Pure: names of an order's fields, like ``line_items[0].sku``, and what type each one has."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any

from cart_to_order.order_files.numbers import whole_number
from cart_to_order.problems import Unreadable
from order_service.request.order import OrderRequest

Path = tuple[str | int, ...]
LINES = frozenset({"line_items", "custom_items", "gift_certificates"})
"""Lists whose parts come from several rows of one order."""

TEXT_FIRST = frozenset({"field_value"})
"""Fields that take texts and numbers, and whose digits are texts: what a customer typed in."""
_DIGITS = re.compile(r"(0|[1-9][0-9]{0,17})$", re.ASCII)
_PATH = re.compile(r"[A-Za-z_]\w*(\[\d{1,3}\])*(\.[A-Za-z_]\w*(\[\d{1,3}\])*)*", re.ASCII)
_PART = re.compile(r"[A-Za-z_]\w*|\d+", re.ASCII)
_SCHEMA = OrderRequest.model_json_schema()


def read_path(text: str) -> Path:
    """Return the parts of a field's name; raises Unreadable."""
    if not _PATH.fullmatch(text):
        raise Unreadable(f"'{text}' names no field: write it like line_items[0].sku.")
    parts = _PART.findall(text)
    return tuple(int(part) if part.isdigit() else part for part in parts)


def write_path(path: Iterable[str | int]) -> str:
    """Return the field's name as errors have it."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).lstrip(".")


def line_of(path: Path) -> Path:
    """Return the part of the path that names the innermost line; empty if it is in none."""
    ends = [index + 2 for index, part in enumerate(path[:-1]) if part in LINES]
    return path[: ends[-1]] if ends else ()


@lru_cache(maxsize=1000)
def types_of(path: Path) -> frozenset[str]:
    """Return the JSON types that the field may have; empty for a field that nobody knows."""
    nodes = list(_plain(_SCHEMA))
    for part in path:
        nodes = [plain for node in nodes for child in _child(node, part) for plain in _plain(child)]
    return frozenset(node["type"] for node in nodes if "type" in node) - {"null"}


def is_field(text: str) -> bool:
    """Return whether the text names a field of an order."""
    return _PATH.fullmatch(text) is not None and bool(types_of(read_path(text)))


def is_number(path: Path) -> bool:
    """Return whether the field is an amount or a whole number and can be nothing else."""
    types = types_of(path)
    return "number" in types or types == {"integer"}


def value_of(path: Path, text: str, *, as_text: bool = False) -> Any:
    """Return a cell as the field wants it; amounts stay texts, which are exact.

    Digits are a number where the field takes a number or a text, unless they begin with a 0 or are
    said to be a text. What cannot be what the field wants is left for the order's own check.
    """
    types = types_of(path)
    if is_number(path):
        return _number(text, types)
    if "integer" in types and not as_text and path[-1] not in TEXT_FIRST and _DIGITS.match(text):
        return int(text)
    if "boolean" in types and "string" not in types and text.lower() in ("true", "false"):
        return text.lower() == "true"
    return text


def leaves() -> Iterator[tuple[Path, frozenset[str]]]:
    """Yield every field of an order that a column can be, and its types; of lists, the first."""
    yield from _leaves(_SCHEMA, ())


def _leaves(node: Any, path: Path) -> Iterator[tuple[Path, frozenset[str]]]:
    types = types_of(path)
    if path and types - {"array", "object"}:
        yield path, types
        return
    for plain in _plain(node):
        for name, child in plain.get("properties", {}).items():
            yield from _leaves(child, (*path, name))
        if "items" in plain:
            yield from _leaves(plain["items"], (*path, 0))


def _number(text: str, types: frozenset[str]) -> Any:
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?", text):
        return text
    if "number" in types:
        return format(Decimal(text), "f") if "e" in text.lower() else text
    whole = whole_number(text)
    return text if whole is None else whole


def _plain(node: Any) -> Iterator[dict[str, Any]]:
    """Yield the schemas that a node stands for, references and choices followed."""
    if not isinstance(node, dict):
        return
    if "$ref" in node:
        yield from _plain(_SCHEMA["$defs"][node["$ref"].rpartition("/")[2]])
        return
    yield node
    for choice in (*node.get("anyOf", ()), *node.get("oneOf", ()), *node.get("allOf", ())):
        yield from _plain(choice)


def _child(node: dict[str, Any], part: str | int) -> Iterator[Any]:
    if isinstance(part, int):
        yield node.get("items")
    elif part in node.get("properties", {}):
        yield node["properties"][part]
    else:
        yield node.get("additionalProperties")
