"""Pure: what is known of a store's quota by its answers."""

from dataclasses import dataclass

from order_service.bigcommerce.verdicts import LONGEST_WAIT, wait_of
from order_service.telemetry.observation import StoreCall

WINDOW_SECONDS = 30.0
SMALLEST_QUOTA = 150
"""The quota assumed of a store before its first answer: that of the smallest plans."""
UNREPORTED = 1_000_000
"""The quota of a store that answers and reports none."""


@dataclass(frozen=True)
class Quota:
    """Calls let in during a window, how many are left, and until when; as seen at a moment."""

    limit: int
    window: float
    left: int
    resets_at: float
    seen_at: float


def quota_after(call: StoreCall, known: Quota | None = None) -> Quota | None:
    """Return what is known of the quota after a call; what it does not report stays as it was."""
    usual = known or Quota(SMALLEST_QUOTA, WINDOW_SECONDS, SMALLEST_QUOTA, 0.0, 0.0)
    limit = _number(call, "x-rate-limit-requests-quota")
    window = min(_number(call, "x-rate-limit-time-window-ms") / 1000, LONGEST_WAIT)
    left = _number(call, "x-rate-limit-requests-left")
    reset = min(_number(call, "x-rate-limit-time-reset-ms") / 1000, window)
    now = call.began + call.seconds
    if call.status == 429:
        ends_at = now + wait_of(call.headers)
        return Quota(limit or usual.limit, window or usual.window, 0, ends_at, now)
    if limit and window:
        return Quota(limit, window, left, now + reset, now)
    if known is None and call.status is not None and call.status < 300:
        return Quota(UNREPORTED, WINDOW_SECONDS, UNREPORTED, 0.0, now)
    return known


def _number(call: StoreCall, header: str) -> int:
    text = call.headers.get(header, "").strip()
    return int(text[:12]) if text.isdecimal() else 0
