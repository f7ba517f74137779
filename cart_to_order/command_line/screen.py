"""What a person or a log sees: one line for each result, and a bar where there is a terminal."""

import sys
import threading
import time
from collections.abc import Mapping
from typing import Any, TextIO

from cart_to_order.terminal import visible

WIDTH = 30
LOG_SECONDS = 10.0
"""Between two signs of life where there is no terminal."""


class Screen:
    """Results go to standard output, progress to standard error; usable from several threads."""

    def __init__(self, out: TextIO | None = None, log: TextIO | None = None) -> None:
        self._out, self._log = out or sys.stdout, log or sys.stderr
        self._lock = threading.Lock()
        self._bar = ""
        self._said_at = time.monotonic()

    def say(self, text: str) -> None:
        """Write one line of results."""
        with self._lock:
            self._wipe()
            print(visible(text), file=self._out, flush=True)
            self._draw()

    def warn(self, text: str) -> None:
        """Write one line about the work itself."""
        with self._lock:
            self._wipe()
            print(visible(text), file=self._log, flush=True)
            self._draw()

    def progress(self, what: str, done: int, total: int) -> None:
        """Show how far the work is."""
        with self._lock:
            filled = "#" * (done * WIDTH // max(total, 1))
            text = visible(f"{what} [{filled:{WIDTH}}] {done} of {total}")
            if self._log.isatty():
                self._bar = text
                self._draw()
            elif time.monotonic() - self._said_at >= LOG_SECONDS:
                self._said_at = time.monotonic()
                print(visible(f"{what}: {done} of {total}"), file=self._log, flush=True)

    def end(self) -> None:
        """Take the bar away."""
        with self._lock:
            self._wipe()
            self._bar = ""

    def _draw(self) -> None:
        if self._bar:
            self._log.write(f"\r{self._bar}\x1b[K")
            self._log.flush()

    def _wipe(self) -> None:
        if self._bar:
            self._log.write("\r\x1b[K")
            self._log.flush()


def in_words(line: Mapping[str, Any]) -> list[str]:
    """Return a result's line: row, key, outcome, and the order or what is wrong."""
    said = f"row {line['row']}  {line['key'] or '(no key)'}  {line['outcome']}"
    if "order_id" in line:
        return [f"{said}  order {line['order_id']}"]
    about = [line.get("code"), *(line.get("fields") or ())]
    if line.get("fix"):
        about.append(f"to be mended by the {line['fix']}")
    words = ", ".join(str(word) for word in about if word)
    return [f"{said}  {words}".rstrip()]
