"""Keeps the queue to each store's pace: a courtesy that no order depends on."""

from collections.abc import Sequence
from threading import Lock
from typing import Protocol

from order_service.bigcommerce.quota import Quota, quota_after
from order_service.clock import Clock
from order_service.queueing.pace import (
    GO_ON,
    HORIZON,
    REACH,
    WITHOUT_TICKET,
    NoPace,
    Pace,
    Turn,
    Wait,
    corrected,
    in_line,
    is_newer,
    is_news,
    waiting,
    waits,
)
from order_service.telemetry.observation import Journal, StoreCall


class SharedPace(Protocol):
    """Where executions meet; every method raises NoPace when it cannot be reached."""

    def look(self, store: str) -> Pace:
        """Return what is known of a store."""
        ...

    def take(
        self, store: str, pace: Pace, seconds: float, now: float, reach: float
    ) -> float | None:
        """Return when tickets for so much of the store's time begin, None if not within reach."""
        ...

    def correct(self, store: str, pace: Pace) -> None:
        """Write down what a store reported, unless more is known already."""
        ...


class Pacing:
    """What one execution environment knows of its stores, and shares with the others."""

    def __init__(self, shared: SharedPace, clock: Clock, journal: Journal) -> None:
        self._shared = shared
        self._clock = clock
        self._journal = journal
        self._lock = Lock()
        self._seen: dict[str, Quota] = {}
        self._known: dict[str, Pace] = {}

    def observe(self, call: StoreCall) -> None:
        """Remember the quota that an answer reported; B2B Edition's answers say nothing."""
        if not call.spends_quota:
            return
        with self._lock:
            known = self._seen.get(call.store)
            seen = quota_after(call, known)
            if seen is not None:
                self._seen[call.store] = seen

    def waits(self, store: str, turns: Sequence[Turn]) -> list[Wait]:
        """Return for each order how it waits.

        Without the shared item all go on: the store's 429s hold them back then.
        """
        if self._is_boundless(store):
            return [GO_ON] * len(turns)
        try:
            return self._turns(store, turns)
        except NoPace as reason:
            self._journal.note("no pace", reason=str(reason))
            return [GO_ON] * len(turns)

    def share(self, store: str) -> None:
        """Share with the other executions what the store reported, where it is news to them."""
        with self._lock:
            seen = self._seen.get(store)
            pace = self._known.get(store, Pace())
            if seen is None or not is_news(pace, seen):
                return
            self._known[store] = pace = corrected(pace, seen)
        try:
            self._shared.correct(store, pace)
        except NoPace as reason:
            self._journal.note("no pace", reason=str(reason))

    def _turns(self, store: str, turns: Sequence[Turn]) -> list[Wait]:
        pace, now = self._pace(store), self._clock.now()
        if pace.boundless:
            return [GO_ON] * len(turns)
        known = waits(pace, turns, now)
        found = [GO_ON if wait is None else waiting(pace, wait, now) for wait in known]
        asking = [(place, turns[place]) for place, wait in enumerate(known) if wait is None]
        for reach, again in ((HORIZON, True), (REACH, False)):
            # Who had a ticket in vain goes first, and however long the line is.
            places = [place for place, turn in asking if (turn.receives > 1) is again]
            widths = [turns[place].width for place in places]
            for place, wait in zip(places, self._tickets(store, pace, widths, reach), strict=True):
                found[place] = wait
        return found

    def _tickets(
        self, store: str, pace: Pace, widths: Sequence[float], reach: float
    ) -> Sequence[Wait]:
        if not widths:
            return ()
        now = self._clock.now()
        first = self._shared.take(store, pace, pace.seconds_for(sum(widths), now), now, reach)
        if first is None:
            return [WITHOUT_TICKET] * len(widths)
        return in_line(pace, first, widths, now)

    def _pace(self, store: str) -> Pace:
        pace = self._shared.look(store)
        with self._lock:
            seen = self._seen.get(store)
            self._known[store] = pace
        return corrected(pace, seen) if seen is not None and is_newer(pace, seen) else pace

    def _is_boundless(self, store: str) -> bool:
        with self._lock:
            seen = self._seen.get(store)
            pace = self._known.get(store)
        return seen is not None and pace is not None and pace.boundless and not is_news(pace, seen)
