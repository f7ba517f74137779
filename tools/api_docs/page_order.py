"""Pure: in which order the page shows the objects: those that a reader meets first come first."""

import re
from collections.abc import Iterator
from typing import Any

SENT, RECEIVED = "What you send", "What you receive"
_PREFIX = "#/components/schemas/"
_INNER_CAPITAL = re.compile(r"(?<=[a-z])[A-Z]")


def by_use(document: dict[str, Any]) -> dict[str, list[str]]:
    """Return the names of all objects: those of requests, then those of answers alone.

    Each group begins with what the calls name themselves and goes on with what these are made of.
    """
    calls = [call for path in document["paths"].values() for call in path.values()
             if isinstance(call, dict)]  # fmt: skip
    schemas = document["components"]["schemas"]
    sent = _met([call.get("requestBody", {}) for call in calls], schemas)
    answered = _met([call.get("responses", {}) for call in calls], schemas)
    rest = sorted(set(schemas) - {*sent, *answered})
    return {SENT: sent, RECEIVED: [name for name in answered if name not in sent] + rest}


def in_words(name: str) -> str:
    """Return the name of an object as people write it."""
    return _INNER_CAPITAL.sub(lambda found: f" {found[0].lower()}", name)


def _met(roots: list[Any], schemas: dict[str, Any]) -> list[str]:
    """Breadth first, so that an order comes before its lines and these before their options."""
    waiting = [name for root in roots for name in _names(root)]
    met: dict[str, None] = {}
    for name in waiting:
        if name in schemas and name not in met:
            met[name] = None
            waiting.extend(_names(schemas[name]))
    return list(met)


def _names(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if str(part.get("$ref", "")).startswith(_PREFIX):
            yield part["$ref"].removeprefix(_PREFIX)
        for inner in part.values():
            yield from _names(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _names(inner)
