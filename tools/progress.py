"""Says what is being done and for how long, so that nobody waits before a silent screen."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from cart_to_order.status_line import StatusLine

# A log that is read later needs a sign of life now and then, a person at a terminal each second.
TICK_SECONDS = 1.0
LOG_TICK_SECONDS = 15.0


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
    line.show(f"  {what} ...")
    ticker.start()
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


def say(text: str = "") -> None:
    """Print a line immediately, also into a pipe."""
    print(text, flush=True)


def _tick(doing: Step, line: StatusLine, done: threading.Event) -> None:
    while not done.wait(TICK_SECONDS):
        detail = f", {doing.detail}" if doing.detail else ""
        line.show(f"  {doing.what} ... {doing.seconds:.0f} s{detail}")
