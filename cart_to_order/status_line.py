"""One line that says how far the work is; every command that shows progress shows it with this.

On a terminal the line is drawn again in its place and never wraps; in a log it would be one line
each time, so there it is written now and then.
"""

import os
import shutil
import time
from typing import TextIO

from cart_to_order.terminal import visible
from cart_to_order.wrapping import WIDTH, wrapped

_WIPED = "\r\x1b[K"


class StatusLine:
    """The line of one stream; not to be used by several threads at the same time."""

    def __init__(self, stream: TextIO, log_seconds: float, *, at_once: bool = False) -> None:
        self._stream, self._log_seconds = stream, log_seconds
        self._shown = ""
        self._due = time.monotonic() + (0.0 if at_once else log_seconds)

    @property
    def on_terminal(self) -> bool:
        """Whether a person sees the line as it is drawn."""
        return self._stream.isatty()

    def show(self, text: str, in_a_log: str = "") -> None:
        """Draw the line; in a log write it, or other words for it, if it is time for a sign."""
        if self.on_terminal:
            self._shown = visible(text)[: self._columns() - 1]
            self.draw()
        elif time.monotonic() >= self._due:
            self._due = time.monotonic() + self._log_seconds
            print(visible(in_a_log or text)[:WIDTH], file=self._stream, flush=True)

    def draw(self) -> None:
        """Draw the line again, below what was written meanwhile."""
        if self._shown:
            self._stream.write(f"\r{self._shown}\x1b[K")
            self._stream.flush()

    def wipe(self) -> None:
        """Make room for another line."""
        if self._shown:
            self._stream.write(_WIPED)
            self._stream.flush()

    def end(self, text: str = "") -> None:
        """Take the line away, and leave this one for good."""
        self.wipe()
        self._shown = ""
        if text:
            said = wrapped(visible(text), whole_words=True)
            print("\n".join(said), file=self._stream, flush=True)

    def _columns(self) -> int:
        """Ask the stream's own terminal: the results may go elsewhere, or to a wider one."""
        try:
            return os.get_terminal_size(self._stream.fileno()).columns or WIDTH
        except (OSError, ValueError):
            return shutil.get_terminal_size((WIDTH, 24)).columns
