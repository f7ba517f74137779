"""Puts together what ledger, attention table, logs and traces have for a page."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cart_to_order.pages.question import ATTENTION, LEDGER, Question
from cart_to_order.pages.reading.attention import AttentionReads
from cart_to_order.pages.reading.ledger import LedgerReads
from cart_to_order.pages.reading.logs import OLDER, LogReads
from cart_to_order.pages.reading.stack import Stack
from cart_to_order.pages.reading.stores import store_names
from cart_to_order.pages.reading.traces import TraceReads
from cart_to_order.pages.rows import Listing, Row, current, newest_first, row_of
from cart_to_order.pages.story import Story
from cart_to_order.pages.timeline.entries import Entry
from cart_to_order.pages.timeline.lines import has_work, read_lines
from cart_to_order.pages.timeline.timeline import read_timeline
from order_service.keys import KEY

_AFTER_THE_LAST_WRITE = 900.0
"""Seconds in which a delivery's lines come to the log; what replays an answer comes any time."""
_DAYS_SEARCHED = 7
_DAY = 86_400.0
_AN_ID = re.compile(r"[0-9]{1,12}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""An order's id, a cart's, or a correlation id."""


@dataclass(frozen=True)
class Stores:
    """The names of the stores, as far as they are known, and a remark if they are not."""

    names: tuple[str, ...] = ()
    remark: str = ""


@dataclass
class Records:
    """Reads one stack anew at every question, and changes nothing."""

    stack: Stack
    clock: Callable[[], float] = time.time
    _stores: Stores | None = field(default=None, init=False)

    def stores(self) -> Stores:
        """Return the names of the stores; asked for until they are known."""
        stores = self._stores or Stores(*store_names(self.stack))
        if stores.names and not stores.remark:
            self._stores = stores
        return stores

    def listing(self, question: Question) -> Listing:
        """Return the rows that a question asks for, from where it wants them."""
        view = question.view or self.stack.reach.usual_view
        if question.search and not question.after:
            found = self._found(question)
            if found.rows or view == ATTENTION:
                return found
        if view == LEDGER:
            return LedgerReads(self.stack).look_through(question)
        stores = (question.store,) if question.store else self.stores().names
        return AttentionReads(self.stack).listing(question, stores)

    def calls_of(self, rows: Sequence[Row]) -> Mapping[tuple[str, str], int] | None:
        """Return how many calls each order took, None where that would be too much to read."""
        if not self.stack.reach.counts_calls:
            return None
        now = self.clock()
        oldest = min((row.since for row in rows), default=now)
        return LogReads(self.stack).calls_since(oldest, now)

    def story(self, store: str, key: str, *, deep: bool = False) -> Story | None:
        """Return what became of a key; None if nothing is known of it."""
        entry = LedgerReads(self.stack).entry(store, key)
        noted, remarks = AttentionReads(self.stack).row(store, key)
        noted = current(noted, entry) if noted else None
        if entry is None:
            return Story(read_timeline(_unheard(noted), ()), noted, remarks) if noted else None
        ended = entry.updated_at + _AFTER_THE_LAST_WRITE
        if deep or not entry.settled:
            ended = self.clock()
        texts = LogReads(self.stack).lines((key,), entry.created_at, ended, deep=deep)
        remarks += tuple(texts.remarks)
        if has_work(read_lines(texts.lines, store, key)):
            return Story(read_timeline(entry, texts.lines), noted, remarks)
        traced, lack = TraceReads(self.stack).lines(store, key, entry.created_at, ended)
        remarks += tuple(one for one in (_level(self.stack.log_level), lack) if one)
        return Story(read_timeline(entry, texts.lines, traced), noted, remarks)

    def _found(self, question: Question) -> Listing:
        """Return the keys that have this name, and those of the order or cart that has it."""
        search, remarks = question.search, list[str]()
        names: set[tuple[str, str]] = set()
        if KEY.fullmatch(search):
            stores = (question.store,) if question.store else self.stores().names
            names = {(store, search) for store in stores}
            if len(stores) == 0:
                remarks.append("Choose a store to find a key by its name.")
        if _AN_ID.fullmatch(search):
            first, last = question.span() or (self._since(), self.clock())
            logs, deep = LogReads(self.stack), bool(question.deep)
            whose, texts = logs.keys_of(search, first, last, deep=deep)
            names |= whose
            days = question.day or f"the last {_DAYS_SEARCHED} days"
            remarks += [f"The log lines of {days} were searched for order and cart ids.", OLDER]
            remarks += texts.remarks
        entries = LedgerReads(self.stack).entries(sorted(names))
        # The name is what was found: it need not be a part of the key.
        rest = replace(question, search="", day="")
        rows = [row for row in map(row_of, entries.values()) if row.fits(rest)]
        return Listing(LEDGER, newest_first(rows), len(names), remarks=tuple(remarks))

    def _since(self) -> float:
        return self.clock() - _DAYS_SEARCHED * _DAY


def _unheard(noted: Row) -> Entry:
    """What needs attention although the ledger has no item of it."""
    return Entry(
        noted.store, noted.key, noted.state, 0, 0, noted.since, noted.since, reason=noted.reason
    )


def _level(level: str) -> str:
    known = "only warnings" if level in ("WARN", "ERROR") else "events"
    return (
        f"At its log level{level and f', {level},'} this stack's functions write {known}. Each "
        "call to the store and each write to the ledger are logged with LogLevel=DEBUG only. "
        "The states are from the ledger's own history, to a tenth of a second."
    )
