"""The work of `submit`: every row of a file becomes one order, in one run or in several."""

from collections import Counter
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

from cart_to_order.command_line.results_file import (
    FINAL,
    Line,
    Outcome,
    ResultsFile,
    invalid_line,
    line_of,
    queued_line,
)
from cart_to_order.command_line.screen import Screen, in_words
from cart_to_order.order_files.reading import BadRow, Row
from cart_to_order.results import Result

Settled = Generator[tuple[Row, Result], None, None]


class Way(Protocol):
    """One of the two ways to have rows placed."""

    def sent(self, rows: Sequence[Row]) -> Iterable[Sequence[Row]]:
        """Yield rows as they are handed over to be placed later; none if there is no later."""
        ...

    def settled(self, rows: Sequence[Row]) -> Settled:
        """Yield each row with what it came to."""
        ...


@dataclass
class Submission:
    """The rows of one file on their way, with the file that has the progress of each."""

    rows: Sequence[Row | BadRow]
    results: ResultsFile
    screen: Screen
    quiet: bool = False

    @property
    def is_held_up(self) -> bool:
        """Return whether an order that must be corrected waits among those to be sent."""
        return any(isinstance(row, BadRow) and not self._is(row, *FINAL) for row in self.rows)

    def run(self, way: Way, *, wait: bool = True) -> None:
        """Send what was not sent, and wait for what has come to nothing yet."""
        valid = [row for row in self.rows if isinstance(row, Row) and not self._is(row, *FINAL)]
        before = sum(self._is(row, *FINAL) for row in self.rows)
        if before:
            self.screen.warn(f"{before} rows were done before: {self.results.path}")
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
        parts += [f"{missing} not sent"] if missing else []
        return f"{len(self.rows)} orders: {', '.join(parts) or 'none'}."

    def exit_code(self, *, wait: bool = True) -> int:
        """Return 0 if every row was placed, or queued when nobody waits; else 1."""
        found = self._counted()
        good = found[Outcome.PLACED] + (0 if wait else found[Outcome.QUEUED])
        return 0 if good == len(self.rows) else 1

    def _send(self, valid: Sequence[Row], way: Way) -> None:
        fresh = [row for row in valid if not self._is(row, Outcome.QUEUED, Outcome.PARKED)]
        done = 0
        for rows in way.sent(fresh):
            for row in rows:
                self.results.add(queued_line(row))
            done += len(rows)
            self.screen.progress("Sending", done, len(fresh))

    def _wait(self, valid: Sequence[Row], way: Way) -> None:
        done = len(self.rows) - len(valid)
        # A generator that is left in the middle must let go of its threads immediately.
        with closing(way.settled(valid)) as settled:
            for row, result in settled:
                line = line_of(row, result)
                if line["outcome"] != Outcome.PENDING or not self._is(row, Outcome.QUEUED):
                    self.results.add(line)
                self._show(line)
                done += 1
                self.screen.progress("Placing", done, len(self.rows))

    def _invalid(self) -> list[Line]:
        return [
            invalid_line(row)
            for row in self.rows
            if isinstance(row, BadRow) and not self._is(row, *FINAL)
        ]

    def _is(self, row: Row | BadRow, *outcomes: Outcome) -> bool:
        line = self.results.of(row)
        return line is not None and line["outcome"] in outcomes

    def _counted(self) -> Counter[str]:
        counted = [row for row in self.rows if isinstance(row, Row) or self._is(row, *FINAL)]
        lines = [line for row in counted if (line := self.results.of(row))]
        found = Counter(str(line["outcome"]) for line in lines)
        found[Outcome.INVALID] = len(self.rows) - len(counted)
        return found

    def _show(self, line: Line) -> None:
        if not (self.quiet and line["outcome"] == Outcome.PLACED):
            for text in in_words(line):
                self.screen.say(text)
