"""Says what is being done and for how long, so that nobody waits before a silent screen."""

from __future__ import annotations

import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from cart_to_order.status_line import StatusLine
from cart_to_order.wrapping import fitted

# A log that is read later needs a sign of life now and then, a person at a terminal each second.
TICK_SECONDS = 1.0
LOG_TICK_SECONDS = 15.0
_UNDER_WAY = re.compile(r"  .* \.\.\.( \d+ s.*)?")


class Step:
    """One thing being done; `detail` may be set to say how far it is."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.detail = ""
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self._began


@contextmanager
def step(what: str) -> Iterator[Step]:
    """Announce what is done, show elapsed seconds meanwhile and the time it took at the end."""
    doing, done = Step(what), threading.Event()
    line = StatusLine(sys.stdout, LOG_TICK_SECONDS, at_once=True)
    ticker = threading.Thread(target=_tick, args=(doing, line, done), daemon=True)
    # Who sees the line may press Ctrl-C at once; a thread that is being started does not bear it.
    ticker.start()
    line.show(f"  {what} ...")
    outcome = "stopped"
    try:
        yield doing
        outcome = "done"
    except Exception:
        outcome = "failed"
        raise
    finally:
        done.set()
        ticker.join()
        line.end(f"  {what}: {outcome} in {doing.seconds:.1f} s")


def say(text: str = "", *, whole: bool = False) -> None:
    """Print lines that fit a terminal, also into a pipe; ``whole`` is for what is copied."""
    print(text if whole else fitted(text), flush=True)


class Mirror:
    """Shows the lines of another program's steps as if they were taken here."""

    def __init__(self, out: TextIO) -> None:
        self._out, self._line, self._begun = out, StatusLine(out, 0.0, at_once=True), ""

    def show(self, text: str) -> None:
        """Show what was written since; a line that is not ended yet waits for its end."""
        *lines, self._begun = (self._begun + text).split("\n")
        for line in lines:
            if _UNDER_WAY.fullmatch(line):
                self._line.show(line)
            else:
                self._line.wipe()
                print(fitted(line), file=self._out, flush=True)


def _tick(doing: Step, line: StatusLine, done: threading.Event) -> None:
    # The step itself meets a closed pipe, too, and ends the command.
    with suppress(BrokenPipeError):
        while not done.wait(TICK_SECONDS):
            detail = f", {doing.detail}" if doing.detail else ""
            line.show(f"  {doing.what} ... {doing.seconds:.0f} s{detail}")
