"""The work of `submit`: every row of a file becomes one order, in one run or in several."""

from collections import Counter
from collections.abc import Collection, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

from cart_to_order.command_line.results_file import (
    Line,
    Outcome,
    ResultsFile,
    has_changed,
    invalid_line,
    is_final,
    is_of,
    is_on_its_way,
    line_of,
    queued_line,
    still_refused,
    was_refused,
)
from cart_to_order.command_line.screen import Screen, in_words
from cart_to_order.order_files.reading import BadRow, Row
from cart_to_order.results import Pending, Result

STOP_AFTER = 4
"""Rows one after the other that the same outage holds up, and after which no more are sent."""
Settled = Generator[tuple[Row, Result], None, None]


class Way(Protocol):
    """One of the two ways to have rows placed."""

    def sent(self, rows: Sequence[Row]) -> Iterable[Sequence[Row]]:
        """Yield rows as they are handed over to be placed later; none if there is no later."""
        ...

    def settled(self, rows: Sequence[Row], again: Collection[str] = ()) -> Settled:
        """Yield each row with what it came to; the keys in ``again`` were refused before."""
        ...


@dataclass
class Outage:
    """Notices that one row after the other is held up for the same reason."""

    most: int
    code: str = ""
    rows: int = 0

    def has_stopped(self, result: Result) -> bool:
        """Count one more result; return whether there is no use in sending the next row."""
        held_up = isinstance(result, Pending) and not (result.goes_on or result.needs_a_person)
        code = result.code if isinstance(result, Pending) and held_up else ""
        self.rows = self.rows + 1 if code and code == self.code else int(bool(code))
        self.code = code
        return self.rows >= self.most


@dataclass
class Submission:
    """The rows of one file on their way, with the file that has the progress of each."""

    rows: Sequence[Row | BadRow]
    results: ResultsFile
    screen: Screen
    quiet: bool = False
    retry_refused: bool = False
    stop_after: int = STOP_AFTER

    @property
    def is_held_up(self) -> bool:
        """Return whether an order that must be corrected waits among those to be sent."""
        return any(isinstance(row, BadRow) and not self._is_final(row) for row in self.rows)

    def run(self, way: Way, *, wait: bool = True) -> None:
        """Send what was not sent, and wait for what has come to nothing yet."""
        valid = [row for row in self.rows if isinstance(row, Row) and not self._is_done(row)]
        if before := len([row for row in self.rows if self._is_done(row)]):
            self.screen.warn(f"{before} rows were done before: {self.results.path}")
        self._name_changed()
        self._send(valid, way)
        if wait:
            self._wait(valid, way)

    def close(self) -> None:
        """Put the results in order."""
        self.screen.end()
        self.results.tidy(self._invalid())

    def summary(self) -> str:
        """Return how many rows came to what."""
        found = self._counted()
        parts = [f"{found[outcome]} {outcome}" for outcome in Outcome if found[outcome]]
        missing = len(self.rows) - found.total()
        # Requests that were under way when the command ended may have been carried out.
        parts += [f"{missing} without a result"] if missing else []
        return f"{len(self.rows)} orders: {', '.join(parts) or 'none'}."

    def exit_code(self, *, wait: bool = True) -> int:
        """Return 0 if every row was placed, or queued when nobody waits; else 1."""
        found = self._counted()
        good = found[Outcome.PLACED] + (0 if wait else found[Outcome.QUEUED])
        return 0 if good == len(self.rows) else 1

    def _send(self, valid: Sequence[Row], way: Way) -> None:
        fresh = [row for row in valid if not self._is_in_the_queue(row)]
        done = 0
        for rows in way.sent(fresh):
            for row in rows:
                self.results.add(self._marked(row, queued_line(row)))
            done += len(rows)
            self.screen.progress("Sending", done, len(fresh))

    def _wait(self, valid: Sequence[Row], way: Way) -> None:
        done = len(self.rows) - len(valid)
        outage = Outage(self.stop_after)
        again = {row.key for row in valid if self._is_to_be_retried(row)}
        # A generator that is left in the middle must let go of its threads immediately.
        with closing(way.settled(valid, again)) as settled:
            for row, result in settled:
                line = self._marked(row, line_of(row, result))
                if not (is_on_its_way(line) and self._is(row, Outcome.QUEUED)):
                    self.results.add(line)
                self._show(line)
                done += 1
                self.screen.progress("Placing", done, len(self.rows))
                if outage.has_stopped(result):
                    self.screen.warn(
                        f"Stopped: {outage.rows} rows one after the other are held up by "
                        f"{outage.code}. When that has ended, the same command goes on."
                    )
                    return

    def _name_changed(self) -> None:
        for row in self.rows:
            line = self.results.of(row)
            if line is not None and self._is_changed(row):
                self.screen.say(_about_change(row, line))

    def _invalid(self) -> list[Line]:
        return [
            self._marked(row, invalid_line(row))
            for row in self.rows
            if isinstance(row, BadRow) and not self._is_final(row)
        ]

    def _is_final(self, row: Row | BadRow) -> bool:
        return is_final(self.results.of(row))

    def _is_done(self, row: Row | BadRow) -> bool:
        """Return whether a row is not to be sent."""
        return self._is_final(row) and not self._is_to_be_retried(row)

    def _is_to_be_retried(self, row: Row | BadRow) -> bool:
        retried = self.retry_refused and isinstance(row, Row)
        return retried and was_refused(self.results.of(row))

    def _marked(self, row: Row | BadRow, line: Line) -> Line:
        """Return a row's next line, which says of a key that was refused that it still may be.

        A retry that got no answer may have been carried out, or not: only another one can tell.
        """
        return still_refused(line) if was_refused(self.results.of(row)) else line

    def _is_changed(self, row: Row | BadRow) -> bool:
        return self._is_done(row) and has_changed(row, self.results.of(row))

    def _is_in_the_queue(self, row: Row) -> bool:
        """Return whether the row's message was sent; one that was corrected since is another."""
        line = self.results.of(row)
        return self._is(row, Outcome.QUEUED, Outcome.PARKED) and is_of(row, line or {})

    def _is(self, row: Row | BadRow, *outcomes: Outcome) -> bool:
        line = self.results.of(row)
        return line is not None and line["outcome"] in outcomes

    def _counted(self) -> Counter[str]:
        counted = [row for row in self.rows if isinstance(row, Row) or self._is_final(row)]
        changed = {row.key for row in counted if self._is_changed(row)}
        left = [row for row in counted if row.key not in changed]
        lines = [line for row in left if (line := self.results.of(row))]
        found = Counter(str(line["outcome"]) for line in lines)
        found[Outcome.CHANGED] = len(changed)
        found[Outcome.INVALID] = len(self.rows) - len(counted)
        return found

    def _show(self, line: Line) -> None:
        if not (self.quiet and line["outcome"] == Outcome.PLACED):
            for text in in_words(line):
                self.screen.say(text)


def _about_change(row: Row | BadRow, line: Line) -> str:
    """Return what is said of a row that was not sent because its key has another order's result."""
    if line["outcome"] == Outcome.PLACED:
        was = f"placed as order {line['order_id']}: change that order, or give the row a new key"
    else:
        was = "refused: --retry-refused sends it as it is now, or give it a new key"
    return f"row {row.number}  {row.key}  changed, and not sent  It was {was}."
