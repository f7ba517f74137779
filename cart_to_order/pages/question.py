"""Pure: what a page is asked for, read from its address and written back into one."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl, quote, urlencode

ROOT = "/orders"
ATTENTION, LEDGER = "attention", "ledger"
_LONGEST = 200
_SLOWEST = 3600
_DAY_SECONDS = 86_400


@dataclass(frozen=True)
class Question:
    """What to look for; an empty field stands for everything."""

    view: str = ""
    store: str = ""
    state: str = ""
    cause: str = ""
    day: str = ""
    search: str = ""
    after: str = ""
    """Where the part that was read before ended."""
    deep: str = ""
    """Whether to read more of the logs, and until now."""
    refresh: str = ""

    @classmethod
    def read(cls, query: str) -> Question:
        """Return the question in an address; what it does not know is passed over."""
        given = dict(parse_qsl(query, max_num_fields=40, errors="replace"))
        known = {one.name: given[one.name] for one in fields(cls) if one.name in given}
        cut = {
            name: value.strip()[: 4 * _LONGEST if name == "after" else _LONGEST]
            for name, value in known.items()
        }
        return cls(**cut)

    def path(self, **changes: str) -> str:
        """Return the address of the list with these changes."""
        asked = replace(self, **changes)
        values = {one.name: getattr(asked, one.name) for one in fields(asked)}
        query = urlencode({name: value for name, value in values.items() if value})
        return f"{ROOT}?{query}" if query else ROOT

    @property
    def filters(self) -> bool:
        """Return whether not every row is wanted."""
        return bool(self.state or self.cause or self.day or self.search or self.store)

    def seconds(self, usual: int) -> int:
        """Return after how many seconds the page is loaded again, 0 for never."""
        if not (self.refresh.isascii() and self.refresh.isdecimal()):
            return usual
        return min(int(self.refresh[:5]), _SLOWEST)

    def fault(self) -> str:
        """Return what is wrong with the question, in a sentence; nothing if it is sound."""
        if self.day and self.span() is None:
            return f"{self.day} is no day. Write it as 2026-11-28."
        if self.view not in ("", ATTENTION, LEDGER):
            return f"There is no view called {self.view}."
        return ""

    def span(self) -> tuple[float, float] | None:
        """Return when the day begins and ends in UTC, None without one."""
        try:
            first = datetime.combine(date.fromisoformat(self.day), datetime.min.time(), UTC)
        except ValueError:
            return None
        return first.timestamp(), first.timestamp() + _DAY_SECONDS


def path_of(store: str, key: str) -> str:
    """Return the address of a key's page."""
    return f"{ROOT}/{quote(store, safe='')}/{quote(key, safe='')}"
