"""The last requests of a store, kept for the page and the admin API."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bigcommerce_emulator.api.routes import ROUTES

ROWS = 200
_WORDS = frozenset(part for pattern in ROUTES for part in pattern if part != "*")
_IDENTIFIER = re.compile(r"[0-9a-f-]{8,}")
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One request: no query, no body, no token."""

    at: float
    method: str
    path: str
    operation: str
    status: int
    seconds: float
    fault: str = ""


class Journal:
    """A ring of the last requests, newest first; older ones are forgotten."""

    def __init__(self, rows: int = ROWS) -> None:
        self._entries = deque[Entry](maxlen=rows)

    def add(self, entry: Entry) -> None:
        """Remembers one request; its path is shortened for those who read it."""
        self._entries.appendleft(entry)

    def __iter__(self) -> Iterator[Entry]:
        """The entries as they may be shown, newest first."""
        for entry in tuple(self._entries):
            yield replace(entry, path=shown_path(entry.path))

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self._entries)


def shown_path(path: str) -> str:
    """The path with identifiers cut short and everything else that is not of the API left out."""
    return "/" + "/".join(_shown(part) for part in path.split("/")[3:] if part)


def _shown(part: str) -> str:
    if part in _WORDS or (part.isdecimal() and part.isascii()):
        return part
    if _IDENTIFIER.fullmatch(part):
        return part[:_SHOWN]
    return "…"
