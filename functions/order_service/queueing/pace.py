"""Pure: when the orders of one store may start, so that its quota lasts and is not wasted.

A store lets in so many calls in a window, from all its apps together. Orders that wait in the queue
take tickets: start times one after the other, for all executions together. The store's answers
correct them: an order does not start where nothing is left for it, it takes another ticket; and
tickets get further apart while other apps use their share.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from order_service.bigcommerce.quota import SMALLEST_QUOTA, WINDOW_SECONDS, Quota
from order_service.request.order import OrderRequest
from order_service.store_steps import STEPS, Api

BOUNDLESS = 1_000.0
"""Calls a second from which on no pace is kept: the queue's executions ask for less."""
TARGET_UTILISATION = 0.985
"""The part of the quota that tickets are given for."""
BURST_WINDOWS = 1 / 3
"""The part of a window by which orders may run ahead of their tickets."""
SECOND_TICKET_FACTOR = 1.1
"""How much wider a second ticket is: it should not be taken in vain as well."""
MIN_DELAY = 1.0
"""Seconds not worth putting a message back for."""
HORIZON = 43_000.0
"""The furthest a second ticket may be away in seconds: no line is so long without a fault."""
REACH = 880.0
"""The furthest a first ticket may be away in seconds: a message can be delayed for 900.

Where the line is longer, orders wait without a ticket. Tickets days ahead would keep the quota of
those days for orders that may be cancelled, at a pace that may have changed.
"""
LONGEST_HIDDEN = 300.0
"""The longest wait in seconds for which a message is hidden; for longer ones it is sent again."""
MOST_HIDDEN = 500
"""Orders of one store that are hidden: SQS delivers nothing while 120,000 are, of all stores."""
LARGE_ORDER_SHARE = 0.5
"""The part of the quota that must be there for the largest orders to begin."""
KEPT_FREE = 7
"""Calls left to orders that somebody waits for, except in the last part of a window."""
KEPT_AT_THE_END = 2
TAIL_OF_WINDOW = 0.1
ORDER_SECONDS = 0.5
"""How long an order takes about, while other apps go on."""
LOW_QUOTA_SHARE = 0.25
"""The part of the quota below which it is news what is left."""
NO_SLOWDOWN = 1.0
SLOWEST = 4.0
WINDOWS_TO_FORGET = 10
FEWEST_CALLS = 5


class NoPace(Exception):
    """What the executions share cannot be read or written now; nothing depends on it."""


@dataclass(frozen=True)
class Pace:
    """What all executions know of one store; times are seconds since the epoch.

    The next ticket begins at ``next_at``. Tickets are ``slower`` times as far apart as the quota
    alone asks, as it was found at ``slowed_at``.
    """

    next_at: float = 0.0
    limit: float = SMALLEST_QUOTA
    window: float = WINDOW_SECONDS
    left: float = SMALLEST_QUOTA
    resets_at: float = 0.0
    seen_at: float = 0.0
    slower: float = NO_SLOWDOWN
    slowed_at: float = 0.0

    @property
    def slowed_just_now(self) -> bool:
        """Return whether what was seen last made tickets slower."""
        return self.slowed_at == self.seen_at

    @property
    def boundless(self) -> bool:
        """Return whether the quota is more than the queue can use."""
        return self.limit / self.window >= BOUNDLESS

    def seconds_for(self, calls: float, now: float) -> float:
        """Return how much of the store's time so many calls take."""
        return calls * self.window / self.limit / TARGET_UTILISATION * self.slowness(now)

    def lets_in(self, calls: float, now: float) -> bool:
        """Return whether that many more calls fit into the window, as far as is known."""
        ends_in = self.resets_at - now
        if ends_in <= 0:
            return True
        others = (1 - 1 / self.slowness(now)) * self.limit / self.window
        gone = others * (now + ORDER_SECONDS - self.seen_at)
        kept = KEPT_FREE if ends_in > TAIL_OF_WINDOW * self.window else KEPT_AT_THE_END
        # A very large order does not fit into one window: it begins in one and goes on in others.
        return self.left - gone >= min(calls, LARGE_ORDER_SHARE * self.limit) + kept

    def opens_at(self, now: float) -> float:
        """Return when the next order can start at all: now, or when the window ends."""
        return now if self.lets_in(FEWEST_CALLS, now) else self.resets_at

    def slowness(self, now: float) -> float:
        """Return how much slower tickets are now; what was found long ago fades."""
        fading = (now - self.slowed_at) / (WINDOWS_TO_FORGET * self.window)
        return NO_SLOWDOWN + (self.slower - NO_SLOWDOWN) * min(max(1 - fading, 0.0), 1.0)


@dataclass(frozen=True)
class Turn:
    """One order that came out of the queue: the calls it takes, and whether it had a ticket."""

    calls: int
    receives: int

    @property
    def width(self) -> float:
        """Return the calls that its next ticket is for."""
        return self.calls if self.receives <= 1 else self.calls * SECOND_TICKET_FACTOR


@dataclass(frozen=True)
class Wait:
    """How an order waits: not at all, hidden in the queue, or sent again as a delayed message.

    A delayed message does not count as in flight. Without a ``ticket`` the order asks for one when
    it is received again.
    """

    seconds: float = 0.0
    again: bool = False
    ticket: bool = True


GO_ON = Wait()
WITHOUT_TICKET = Wait(REACH, again=True, ticket=False)


def waits(pace: Pace, turns: Sequence[Turn], now: float) -> list[float | None]:
    """Return for each order 0 to go on, the seconds to come back after, or None for a ticket.

    One that comes for the first time takes a ticket, and so does one that comes with it and does
    not fit. From then on it only waits for the window to end.
    """
    found: list[float | None] = []
    calls = 0
    for turn in turns:
        fits = pace.lets_in(calls + turn.calls, now)
        if turn.receives <= 1 or (turn.receives == 2 and not fits):
            found.append(None)
            continue
        calls += turn.calls if fits else 0
        found.append(0.0 if fits else max(pace.resets_at - now, MIN_DELAY))
    return found


def starts(pace: Pace, first: float, widths: Sequence[float], now: float) -> list[float]:
    """Return the start of each order of a batch whose tickets begin at first.

    While the line is short an order starts immediately, ahead of its ticket.
    """
    short = now + BURST_WINDOWS * pace.window if pace.lets_in(FEWEST_CALLS, now) else now
    before = list(accumulate(widths, initial=0.0))[:-1]
    tickets = [first + pace.seconds_for(width, now) for width in before]
    return [now if ticket <= short else ticket for ticket in tickets]


def in_line(pace: Pace, first: float, widths: Sequence[float], now: float) -> list[Wait]:
    """Return how each order of a batch waits whose tickets begin at first."""
    return [waiting(pace, start - now, now) for start in starts(pace, first, widths, now)]


def waiting(pace: Pace, seconds: float, now: float) -> Wait:
    """Return how an order with a ticket waits so long, or not if that is not worth a receive."""
    if seconds < MIN_DELAY:
        return GO_ON
    hidden = min(LONGEST_HIDDEN, pace.seconds_for(MOST_HIDDEN * FEWEST_CALLS, now))
    return Wait(seconds, again=seconds > max(hidden, MIN_DELAY))


def is_newer(pace: Pace, seen: Quota) -> bool:
    """Return whether an answer is of a later window than the known one, or later in the same."""
    later = seen.resets_at - pace.resets_at
    half = seen.window / 2
    return later > half or (later > -half and seen.left < pace.left)


def is_news(pace: Pace, seen: Quota) -> bool:
    """Return whether the other executions should learn what an answer reported."""
    if (seen.limit, seen.window) != (pace.limit, pace.window):
        return True
    return seen.left < LOW_QUOTA_SHARE * seen.limit and is_newer(pace, seen)


def corrected(pace: Pace, seen: Quota) -> Pace:
    """Return the pace as an answer of the store corrects it."""
    now = seen.seen_at
    known = replace(
        pace,
        limit=seen.limit,
        window=seen.window,
        left=seen.left,
        resets_at=seen.resets_at,
        seen_at=now,
    )
    if known.lets_in(FEWEST_CALLS, now):
        return known
    # Used up early by a part of the window: so many calls too many are made in a whole one.
    early = min(max((seen.resets_at - now) / seen.window, 0.0), 1.0)
    slower = 1 / max(1 - early, 1 / SLOWEST)
    if slower <= pace.slowness(now):
        return known
    return replace(known, slower=slower, slowed_at=now)


def calls_of(order: OrderRequest) -> int:
    """Return how many calls of its quota an order takes at most while nothing goes wrong."""
    return sum(step.calls(order) for step in STEPS if step.api is Api.STORE)
