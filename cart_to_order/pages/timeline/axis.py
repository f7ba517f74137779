"""Pure: where a time lies on the page; long stretches in which nothing changes are cut short."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

LONGEST_IDLE = 1.0
"""Seconds without any work that are still drawn to scale."""
LONGEST_BUSY = 3.0
"""Seconds inside one call that are still drawn to scale."""
_MOST_TICKS = 7
_TAIL = 0.08
_LEAST = 0.01

Span = tuple[float, float]


@dataclass(frozen=True)
class Place:
    """A time's place: a share of the width that is to scale, and how many cuts lie before it."""

    share: float
    cuts: float


class Axis:
    """Times of one key from left to right, to scale but for the cuts."""

    def __init__(self, work: Sequence[Span], moments: Iterable[float] = ()) -> None:
        edges = sorted({*moments, *(edge for span in work for edge in span)}) or [0.0]
        self.start = edges[0]
        self.end = edges[-1]
        self.cuts = [pair for pair in pairwise(edges) if _cut(pair, work)]
        lengths = sum(ended - began for began, ended in self.cuts)
        scaled = max(self.end - self.start - lengths, _LEAST)
        # So that what is written last still has room for its name.
        self._scaled = scaled * (1 + _TAIL)

    def place(self, at: float) -> Place:
        """Where this time is; one beyond an end is at the end."""
        at = min(max(at, self.start), self.end)
        passed = cuts = 0.0
        for began, ended in self.cuts:
            inside = min(max(at - began, 0.0), ended - began)
            passed += inside
            cuts += inside / (ended - began)
        return Place((at - self.start - passed) / self._scaled, cuts)

    def cuts_short(self, began: float, ended: float) -> bool:
        """Whether a stretch is not drawn as long as it was."""
        return any(began <= first and last <= ended for first, last in self.cuts)

    def last(self) -> Place:
        """Where the page ends, right of the last time."""
        return Place(1.0, float(len(self.cuts)))

    def ticks(self) -> list[float]:
        """Round distances from the start, in seconds, none of them inside a cut."""
        step = _round(self._scaled / _MOST_TICKS)
        ticks, at = [], self.start
        for began, ended in [*self.cuts, (self.end, self.end)]:
            first = -(-(at - self.start) // step)
            last = (began - self.start) // step
            ticks += [step * count for count in range(int(first), int(last) + 1)]
            at = ended
        return ticks


def _cut(pair: Span, work: Sequence[Span]) -> bool:
    began, ended = pair
    if ended - began <= LONGEST_IDLE:
        return False
    busy = any(first <= began and ended <= last for first, last in work)
    return not busy or ended - began > LONGEST_BUSY


def _round(seconds: float) -> float:
    size = _LEAST / 10
    while True:
        for digit in (1, 2, 5):
            if size * digit >= seconds:
                return size * digit
        size *= 10
