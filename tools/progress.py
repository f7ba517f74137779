"""Says what is being done and for how long, so that nobody waits before a silent screen."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

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
    ticker = threading.Thread(target=_tick, args=(doing, done), daemon=True)
    _write(f"  {what} ...")
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
        _write(f"  {what}: {outcome} in {doing.seconds:.1f} s", final=True)


def say(text: str = "") -> None:
    """Print a line at once, also into a pipe."""
    print(text, flush=True)


def _tick(doing: Step, done: threading.Event) -> None:
    pause = TICK_SECONDS if sys.stdout.isatty() else LOG_TICK_SECONDS
    while not done.wait(pause):
        detail = f", {doing.detail}" if doing.detail else ""
        _write(f"  {doing.what} ... {doing.seconds:.0f} s{detail}")


def _write(text: str, *, final: bool = False) -> None:
    if not sys.stdout.isatty():
        say(text)
        return
    # Back to the start of the line and clear the rest of it: one line a step.
    print(f"\r{text[:118]}\x1b[K", end="\n" if final else "", flush=True)
