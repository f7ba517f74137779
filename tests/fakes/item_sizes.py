"""How large an item is for DynamoDB, which bills writes by it."""

import base64
from collections.abc import Mapping
from math import ceil
from typing import Any


def write_units(item: Mapping[str, Any]) -> int:
    """Return what a write of this item is billed as: a unit for each kilobyte that is begun."""
    return ceil(bytes_of(item) / 1024)


def bytes_of(item: Mapping[str, Any]) -> int:
    """Return an item's size: names and values; a number takes one byte, and one for two digits."""
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _size(value: Mapping[str, Any]) -> int:
    if "B" in value:
        data = value["B"]
        return len(base64.b64decode(data) if isinstance(data, str) else data)
    if "S" in value:
        return len(str(value["S"]).encode())
    digits = str(value["N"]).replace(".", "").lstrip("-0")
    return (len(digits) + 1) // 2 + 1 + str(value["N"]).startswith("-")
