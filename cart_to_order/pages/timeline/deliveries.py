"""Pure: the deliveries of one key, each with what it did and how long it waited in between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from cart_to_order.pages.timeline.lines import NOTES, Call, Line, Note, Write

SHORTEST_WAIT = 0.02
"""Seconds: what is shorter is the function's own work, and not drawn."""
_OWN_WORK = 0.9
_CONDITION = "condition_failed"
_UNKNOWN = "API or queue"
_NO_SUCH_ORDER = "unknown_order"


@dataclass(frozen=True)
class Bar:
    """One stretch of time with a name; ``kind`` is call, write or wait."""

    kind: str
    name: str
    note: str
    began: float
    ended: float
    result: str = ""
    tone: str = ""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.ended - self.began


@dataclass(frozen=True)
class Delivery:
    """One execution's work on the key, by whichever entry point it came."""

    number: int
    entry_point: str
    attempt: int
    cold: bool
    bars: tuple[Bar, ...]
    outcome: Note | None
    events: tuple[Note, ...]

    @property
    def began(self) -> float:
        """When its first call or write began, or its first word was said."""
        return min([*(bar.began for bar in self.bars), *(note.at for note in self._notes)])

    @property
    def ended(self) -> float:
        """When its last word was said."""
        return max([*(bar.ended for bar in self.bars), *(note.at for note in self._notes)])

    @property
    def _notes(self) -> tuple[Note, ...]:
        return (*self.events, self.outcome) if self.outcome else self.events


def read_deliveries(lines: Iterable[Line]) -> list[Delivery]:
    """The deliveries in the order in which they began; one that did nothing is none.

    Where no work is logged, at the usual level, a delivery is known by its events alone.
    """
    by_delivery = sorted(lines, key=lambda line: line.delivery)
    groups = [list(group) for _, group in groupby(by_delivery, key=lambda line: line.delivery)]
    worked = [group for group in groups if any(not isinstance(x.event, Note) for x in group)]
    spoke = [group for group in groups if any(not _only_asked(x.event) for x in group)]
    ordered = sorted(worked or spoke, key=lambda group: min(line.at for line in group))
    return [_delivery(number, group) for number, group in enumerate(ordered, 1)]


def until_next(before: Delivery) -> str:
    """Why nothing happens for a while after this delivery, as far as it logged that."""
    last = before.outcome
    if last is None or last.event == "create-order ambiguous":
        return "no last word: lease or visibility timeout"
    if last.code == "in_progress":
        return "another delivery holds the lease"
    if last.code == "outcome_unknown":
        return "settle time: the order may show up"
    words = {
        "record comes back": f"message hidden: {last.code}",
        "order goes on later": "on its way to the queue",
        "order not placed": "until the caller tries again",
    }
    return words.get(last.event, "until the key was sent again")


def said(note: Note) -> str:
    """An event in words, with its code and step."""
    about = " at ".join(word for word in (note.code, note.step) if word)
    return f"{NOTES[note.event]}: {about}" if about else NOTES[note.event]


def _only_asked(event: Call | Write | Note) -> bool:
    return isinstance(event, Note) and event.code == _NO_SUCH_ORDER


def _delivery(number: int, lines: Sequence[Line]) -> Delivery:
    ordered = sorted(lines, key=lambda line: line.at)
    notes = [line.event for line in ordered if isinstance(line.event, Note)]
    work = [line.event for line in ordered if not isinstance(line.event, Note)]
    return Delivery(
        number=number,
        entry_point=next((x.entry_point for x in ordered if x.entry_point), _UNKNOWN),
        attempt=max(line.attempt for line in ordered),
        cold=any(line.cold for line in ordered),
        bars=tuple(_bars(work)),
        outcome=notes[-1] if notes else None,
        events=tuple(notes[:-1]),
    )


def _bars(work: Iterable[Call | Write]) -> Iterator[Bar]:
    failures: Counter[tuple[str, str]] = Counter()
    before: Call | Write | None = None
    for place, each in enumerate(work):
        if before is not None and (wait := _wait(before, each)):
            yield wait
        if isinstance(each, Write):
            # No delivery does anything before it has claimed the key.
            yield _write(each, each.phase if place else "claim")
        else:
            name = (each.step, each.method)
            yield _call(each, failures[name])
            failures[name] = failures[name] + 1 if each.failed else 0
        before = each


def _call(call: Call, failures: int) -> Bar:
    words = (call.method, f"try {failures + 1}" if failures else "", call.error)
    note = " · ".join(word for word in words if word)
    result = str(call.status) if call.status else "no answer"
    tone = "good" if not call.failed else "wait" if 400 <= call.status < 500 else "bad"
    return Bar("call", call.step, note, call.began, call.began + call.seconds, result, tone)


def _write(write: Write, name: str) -> Bar:
    # A claim of a key that is finished or taken is answered by its condition, which is no fault.
    fine = write.error in ("", _CONDITION)
    result, tone = ("", "calm") if fine else ("failed", "bad")
    return Bar(
        "write",
        name,
        write.error.replace("_", " "),
        write.began,
        write.began + write.seconds,
        result,
        tone,
    )


def _wait(before: Call | Write, after: Call | Write) -> Bar | None:
    began, ended = before.began + before.seconds, after.began
    if ended - began < SHORTEST_WAIT:
        return None
    if isinstance(before, Call) and isinstance(after, Call) and before.failed:
        name = "throttled" if before.status == 429 else "back-off"
    else:
        name = "own work" if ended - began < _OWN_WORK else "pause"
    return Bar("wait", name, "", began, ended)
