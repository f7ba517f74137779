"""What Lambda keeps of a function's log lines, as AWS documents its filter.

A line that is no JSON object, that has no level Lambda knows, or whose timestamp is not RFC 3339,
counts as INFO; whatever is below the function's level is dropped.
"""

import json
import re
from typing import Any

LEVELS = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def kept(lines: list[str], level: str | None) -> list[str]:
    """Return the lines that reach CloudWatch; without a level all do."""
    if level is None:
        return lines
    return [line for line in lines if LEVELS.index(level_of(line)) >= LEVELS.index(level)]


def level_of(line: str) -> str:
    """Return the level that Lambda takes a line to have."""
    entry = _read(line)
    level = entry.get("level")
    return level if level in LEVELS and is_rfc3339(entry.get("timestamp")) else "INFO"


def is_rfc3339(text: Any) -> bool:
    """Whether a time is written with a zone, as RFC 3339 wants it."""
    return isinstance(text, str) and _RFC_3339.fullmatch(text) is not None


def _read(line: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except ValueError:
        return {}
    return entry if isinstance(entry, dict) else {}
