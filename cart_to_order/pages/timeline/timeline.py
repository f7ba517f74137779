"""Pure: everything that the page of one key draws, from its entry and its log lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from cart_to_order.pages.states import STATES
from cart_to_order.pages.timeline.axis import Axis
from cart_to_order.pages.timeline.deliveries import Bar, Delivery, read_deliveries
from cart_to_order.pages.timeline.entries import Entry, Moment
from cart_to_order.pages.timeline.lines import Line, has_work, read_lines
from cart_to_order.pages.timeline.spans import joined

_ROUNDING = 0.11
"""The ledger's history is kept in tenths of a second."""


@dataclass(frozen=True)
class Phase:
    """How far the key had come from then until then."""

    name: str
    began: float
    ended: float


@dataclass(frozen=True)
class Timeline:
    """One key from its first claim to its last write."""

    entry: Entry
    deliveries: tuple[Delivery, ...]
    moments: tuple[Moment, ...]
    """The ledger's history, at the exact times of the writes where those were logged."""
    axis: Axis

    @cached_property
    def phases(self) -> list[Phase]:
        """The states one after the other; notes that are none are left out."""
        return list(_phases(self.entry, self.moments, self.axis))

    @property
    def calls(self) -> list[Bar]:
        """Every call to the store."""
        return self._bars("call")

    @property
    def writes(self) -> list[Bar]:
        """Every write to the ledger."""
        return self._bars("write")

    @property
    def waited(self) -> float:
        """Seconds in which no call and no write was going on."""
        lasted = self.axis.end - self.axis.start
        return max(lasted - sum(bar.seconds for bar in [*self.calls, *self.writes]), 0.0)

    @property
    def detailed(self) -> bool:
        """Whether calls and writes are known, and not the events alone."""
        return any(each.bars for each in self.deliveries)

    @property
    def unseen(self) -> int:
        """Deliveries that the ledger counts and no log line tells of yet."""
        return max(self.entry.deliveries - len(self.deliveries), 0)

    def _bars(self, kind: str) -> list[Bar]:
        return [bar for each in self.deliveries for bar in each.bars if bar.kind == kind]


def read_timeline(entry: Entry, texts: Iterable[str], traced: Sequence[Line] = ()) -> Timeline:
    """The timeline of an entry and of whichever of these log lines are about it.

    What was traced fills in for log lines of calls and writes, where there are none of these.
    """
    logged = read_lines(texts, entry.store, entry.key)
    lines = logged if has_work(logged) else joined(traced, logged)
    deliveries = read_deliveries(lines)
    writes = [bar for each in deliveries for bar in each.bars
              if bar.kind == "write" and bar.name != "claim"]  # fmt: skip
    known = list(_matched(entry.moments, writes))
    moments = tuple(Moment(moment.what, bar.ended) if bar else moment for moment, bar in known)
    names = {bar: moment.what for moment, bar in known if bar}
    deliveries = [_named(each, names) for each in deliveries]
    spans = [(bar.began, bar.ended) for each in deliveries for bar in each.bars
             if bar.kind != "wait"]  # fmt: skip
    ends = [each.ended for each in deliveries]
    axis = Axis(spans, [entry.created_at, *ends, *(moment.at for moment in moments)])
    return Timeline(entry, tuple(deliveries), moments, axis)


def _matched(
    moments: Iterable[Moment], writes: Sequence[Bar]
) -> Iterator[tuple[Moment, Bar | None]]:
    """Each note of the history with the write that it is about, if that was logged."""
    left = list(writes)
    for moment in moments:
        near = [bar for bar in left if abs(bar.began - moment.at) <= _ROUNDING]
        if not near:
            yield moment, None
            continue
        # A note that is no phase goes with whatever was written then.
        best = min(near, key=lambda bar: (bar.name != moment.what, abs(bar.began - moment.at)))
        left.remove(best)
        yield moment, best


def _named(delivery: Delivery, names: Mapping[Bar, str]) -> Delivery:
    bars = (replace(bar, name=names.get(bar, bar.name)) for bar in delivery.bars)
    return replace(delivery, bars=tuple(bars))


def _phases(entry: Entry, moments: Iterable[Moment], axis: Axis) -> Iterator[Phase]:
    known = [moment for moment in moments if moment.what in STATES]
    name, began = "claimed", entry.created_at
    for moment in known:
        yield Phase(name, began, moment.at)
        name, began = moment.what, moment.at
    yield Phase(name, began, axis.end)
