"""When a soak gives up: only when nothing has moved for long, however slow the machine is."""

from __future__ import annotations

from collections.abc import Hashable


class Patience:
    """Ends when so many seconds have gone by without any change."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._seen: Hashable = None
        self._since = 0.0

    def over(self, seen: Hashable, now: float) -> bool:
        """Whether what is seen has been the same for too long."""
        if seen != self._seen:
            self._seen, self._since = seen, now
        return now - self._since > self._seconds
