"""The quota of a store: requests in a window, shared by all its tokens and by other apps."""

from dataclasses import dataclass
from math import ceil

WINDOW_SECONDS = 30
# An unlimited plan is bounded by the infrastructure alone; this many nobody asks in a window.
UNLIMITED = 10_000_000
PLANS = {"unlimited": UNLIMITED, "standard": 150, "plus": 150, "pro": 450}


@dataclass(frozen=True, slots=True)
class Share:
    """What other apps use of the quota, evenly over time.

    It is `low`, or swings from `low` up to `high` and back every `seconds`.
    """

    low: float = 0.0
    high: float = 0.0
    seconds: float = 300.0

    def __post_init__(self) -> None:
        """Refuses a share that is none."""
        if not 0 <= self.low <= self.high <= 1 or self.seconds <= 0:
            raise ValueError("a share has 0 <= low <= high <= 1 and a positive time to swing")

    def at(self, now: float) -> float:
        """The share at this time."""
        half = self.seconds / 2
        away = abs(now % self.seconds - half) / half
        return self.low + (self.high - self.low) * (1 - away)


@dataclass(slots=True)
class Quota:
    """Requests left in the present window; all tokens of the store share it."""

    limit: int
    share: Share = Share()
    began: float = float("-inf")
    seen: float = 0.0
    mine: int = 0
    others: float = 0.0

    def take(self, now: float) -> bool:
        """Whether one more request fits; counts it if so."""
        self.pass_to(now)
        if self.left == 0:
            return False
        self.mine += 1
        return True

    def spend(self, requests: int, now: float) -> None:
        """Uses up requests at once, as another app would."""
        self.pass_to(now)
        self.others = min(self.others + requests, self.limit - self.mine)

    def pass_to(self, now: float) -> None:
        """Lets time pass: other apps go on asking, and a window that is over makes a new one."""
        if now - self.began >= WINDOW_SECONDS or now < self.began:
            self.began = self.seen = now
            self.mine, self.others = 0, 0.0
        if self.share.high:
            wanted = self.share.at(now) * self.limit * (now - self.seen) / WINDOW_SECONDS
            self.others = min(self.others + wanted, self.limit - self.mine)
        self.seen = now

    @property
    def left(self) -> int:
        """How many requests fit in the window still."""
        return max(int(self.limit - self.mine - self.others), 0)

    def resets_in(self, now: float) -> float:
        """Seconds until the window ends."""
        return max(self.began + WINDOW_SECONDS - now, 0.0)

    def headers(self, now: float) -> dict[str, str]:
        """The four rate limit headers."""
        return rate_limit_headers(self.limit, self.left, self.resets_in(now))

    def retry_after(self, now: float) -> dict[str, str]:
        """The header of a 429 that says when to come back, in whole seconds."""
        return {"X-Retry-After": str(max(1, ceil(self.resets_in(now))))}


def rate_limit_headers(limit: int, left: int, seconds: float) -> dict[str, str]:
    """The four headers that tell a caller how much it may still ask."""
    return {
        "X-Rate-Limit-Time-Window-Ms": _WINDOW,
        "X-Rate-Limit-Time-Reset-Ms": str(int(seconds * 1000)),
        "X-Rate-Limit-Requests-Quota": str(limit),
        "X-Rate-Limit-Requests-Left": str(left),
    }


_WINDOW = str(WINDOW_SECONDS * 1000)
