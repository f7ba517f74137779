"""Pure: times and lengths of time as the pages tell them."""

from __future__ import annotations

from datetime import UTC, datetime

_MINUTE, _HOUR = 60, 3600


def length(seconds: float) -> str:
    """A length of time in the one unit that says most."""
    if seconds < 0.9995:
        milliseconds = seconds * 1000
        return f"{milliseconds:.0f} ms" if milliseconds >= 9.95 else f"{milliseconds:.1f} ms"
    if seconds < 2 * _MINUTE:
        return f"{seconds:.2f} s" if seconds < 9.995 else f"{seconds:.1f} s"
    if seconds < 2 * _HOUR:
        return f"{seconds / _MINUTE:.1f} min"
    return f"{seconds / _HOUR:.1f} h"


def clock(at: float) -> str:
    """The time of day, with milliseconds, in UTC."""
    return f"{_moment(at):%H:%M:%S.%f}"[:-3]


def date(at: float) -> str:
    """Day and second, in UTC."""
    return f"{_moment(at):%Y-%m-%d %H:%M:%S}"


def offset(seconds: float) -> str:
    """A distance from the start."""
    if seconds < 1:
        return f"+{seconds * 1000:.0f} ms"
    return f"+{seconds:.3f}".rstrip("0").rstrip(".") + " s"


def _moment(at: float) -> datetime:
    try:
        return datetime.fromtimestamp(at, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)
