"""Pure: names of an order's fields, like ``line_items[0].sku``, and what type each one has."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from cart_to_order.problems import Unreadable
from order_service.request.order import OrderRequest

Path = tuple[str | int, ...]
LINES = frozenset({"line_items", "custom_items", "gift_certificates"})
"""Lists whose parts come from several rows of one order."""

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


def types_of(path: Path) -> set[str]:
    """Return the JSON types that the field may have; empty for a field that nobody knows."""
    nodes = list(_plain(_SCHEMA))
    for part in path:
        nodes = [plain for node in nodes for child in _child(node, part) for plain in _plain(child)]
    return {node["type"] for node in nodes if "type" in node} - {"null"}


def value_of(path: Path, text: str) -> Any:
    """Return a cell as the field wants it; amounts stay texts, which are exact.

    A text that cannot be what the field wants is left for the order's own check to name.
    """
    types = types_of(path)
    if "string" in types:
        return text
    if "integer" in types and re.fullmatch(r"-?[0-9]{1,18}", text):
        return int(text)
    if "boolean" in types and text.lower() in ("true", "false"):
        return text.lower() == "true"
    return text


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
