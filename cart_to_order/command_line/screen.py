"""What a person or a log sees: one line for each result, and a bar where there is a terminal."""

import sys
import threading
from collections.abc import Mapping
from typing import Any, TextIO

from cart_to_order.status_line import StatusLine
from cart_to_order.terminal import lines_of

WIDTH = 30
LOG_SECONDS = 10.0
"""Between two signs of life where there is no terminal."""


class Screen:
    """Results go to standard output, progress to standard error; usable from several threads."""

    def __init__(self, out: TextIO | None = None, log: TextIO | None = None) -> None:
        self._out, self._log = out or sys.stdout, log or sys.stderr
        self._lock = threading.Lock()
        self._status = StatusLine(self._log, LOG_SECONDS)

    def say(self, text: str, *, whole: bool = False) -> None:
        """Write a sentence of results; ``whole`` is for what another program reads."""
        self._write(lines_of(text, whole=whole), self._out)

    def warn(self, text: str) -> None:
        """Write a sentence about the work itself."""
        self._write(lines_of(text), self._log)

    def progress(self, what: str, done: int, total: int) -> None:
        """Show how far the work is."""
        filled = "#" * (done * WIDTH // max(total, 1))
        count = f"{done} of {total}"
        with self._lock:
            self._status.show(f"{what} [{filled:{WIDTH}}] {count}", f"{what}: {count}")

    def end(self) -> None:
        """Take the bar away."""
        with self._lock:
            self._status.end()

    def _write(self, lines: list[str], stream: TextIO) -> None:
        with self._lock:
            self._status.wipe()
            print("\n".join(lines), file=stream, flush=True)
            self._status.draw()


def in_words(line: Mapping[str, Any]) -> list[str]:
    """Return a result's line: row, key, outcome, and the order or what is wrong."""
    said = f"row {line['row']}  {line['key'] or '(no key)'}  {line['outcome']}"
    if "order_id" in line:
        ended = ", cancelled in the store" if line.get("cancelled") else ""
        return [f"{said}  order {line['order_id']}{ended}"]
    about = [line.get("code"), line.get("cause"), *(line.get("fields") or ())]
    if line.get("fix"):
        about.append(f"to be fixed by the {line['fix']}")
    words = ", ".join(str(word) for word in about if word)
    hint = [f"    {line['hint']}"] if line.get("hint") else []
    return [f"{said}  {words}".rstrip(), *hint]
