"""The exchanges that BigCommerce shows as examples: their statuses, fields and kinds of values."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Only names and kinds: no value of an example is in the file.
EXAMPLES: dict[str, Any] = json.loads(
    Path(__file__).with_name("examples.json").read_text(encoding="utf-8")
)


def kinds(value: Any) -> Any:
    """Numbers, texts and truths by their names, in the structure they stand in."""
    if isinstance(value, dict):
        return {name: kinds(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [kinds(inner) for inner in value[:1]]
    return {bool: "truth", str: "text", type(None): None}.get(type(value), "number")


def lacking(example: Any, found: Any, place: str = "") -> Iterator[str]:
    """What the kinds of an example have and those of an answer have not, by their places.

    Null and an empty list stand for anything, as nobody can tell what they would hold.
    """
    if example is None or found is None:
        return
    if isinstance(example, dict) and isinstance(found, dict):
        for name, inner in example.items():
            if name not in found:
                yield f"{place}{name} is missing"
            else:
                yield from lacking(inner, found[name], f"{place}{name}.")
    elif isinstance(example, list) and isinstance(found, list):
        if example and found:
            yield from lacking(example[0], found[0], f"{place}0.")
    elif example != found:
        yield f"{place.rstrip('.')} is another kind of value"
