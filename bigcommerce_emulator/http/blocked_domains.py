"""Which destinations get no callbacks for a while, because too many of theirs failed.

As documented: once a domain was sent 100 callbacks of one app within two minutes, and less than
90 % of them were taken, it is blocked for that app for three minutes; its callbacks wait in the
retry queue meanwhile, and those of other apps go on.
"""

from collections import defaultdict, deque
from urllib.parse import urlsplit

WINDOW_SECONDS = 120.0
FEWEST = 100
LEAST_SHARE = 0.9
BLOCKED_SECONDS = 180.0

_Key = tuple[str, str]


class BlockedDomains:
    """Counts what each domain took of each app, in a window that slides."""

    def __init__(self) -> None:
        self._taken: defaultdict[_Key, deque[tuple[float, bool]]] = defaultdict(deque)
        self._blocked_until: dict[_Key, float] = {}

    def is_blocked(self, client_id: str, url: str, now: float) -> bool:
        """Whether nothing of the app is sent to the URL's domain now."""
        return now < self._blocked_until.get(_key(client_id, url), float("-inf"))

    def note(self, client_id: str, url: str, taken: bool, now: float) -> None:
        """Count one callback; block its domain for the app if too few were taken."""
        key = _key(client_id, url)
        rows = self._taken[key]
        rows.append((now, taken))
        while rows[0][0] <= now - WINDOW_SECONDS:
            rows.popleft()
        if len(rows) >= FEWEST and sum(good for _, good in rows) < LEAST_SHARE * len(rows):
            self._blocked_until[key] = now + BLOCKED_SECONDS
            rows.clear()


def _key(client_id: str, url: str) -> _Key:
    return client_id, urlsplit(url).hostname or ""
