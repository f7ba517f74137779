"""Which destinations get no callbacks for a while, because too many of theirs failed.

As documented: once a domain was sent 100 callbacks within two minutes, and less than 90 % of them
were taken, it is blocked for three minutes; callbacks for it wait in the retry queue meanwhile.
"""

from collections import defaultdict, deque
from urllib.parse import urlsplit

WINDOW_SECONDS = 120.0
FEWEST = 100
LEAST_SHARE = 0.9
BLOCKED_SECONDS = 180.0


class BlockedDomains:
    """Counts what each domain took, in a window that slides."""

    def __init__(self) -> None:
        self._taken: defaultdict[str, deque[tuple[float, bool]]] = defaultdict(deque)
        self._blocked_until: dict[str, float] = {}

    def is_blocked(self, url: str, now: float) -> bool:
        """Whether nothing is sent to the URL's domain now."""
        return now < self._blocked_until.get(_domain(url), 0.0)

    def note(self, url: str, taken: bool, now: float) -> None:
        """Count one callback; block its domain if too few were taken."""
        domain = _domain(url)
        rows = self._taken[domain]
        rows.append((now, taken))
        while rows[0][0] <= now - WINDOW_SECONDS:
            rows.popleft()
        if len(rows) >= FEWEST and sum(good for _, good in rows) < LEAST_SHARE * len(rows):
            self._blocked_until[domain] = now + BLOCKED_SECONDS
            rows.clear()


def _domain(url: str) -> str:
    return urlsplit(url).hostname or ""
