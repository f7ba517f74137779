"""A model in virtual time: a backlog of one store, other stores, and SQS's limit in flight.

Messages are numbers: those that become visible in the same hundredth of a second are one entry. A
store's tickets are the service's own (`order_service.queueing.pace`); SQS delivers nothing more
while too many messages are received and hidden.
"""

import heapq
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random
from statistics import mean, quantiles

from order_service.queueing.pace import HORIZON, REACH, Pace, Wait, in_line

MOST_IN_FLIGHT = 120_000
BATCH, CALLS = 10, 5
POLL_SECONDS = 0.01
"""A receive and a delete by Lambda, while an execution does nothing."""
LOOK_SECONDS = 0.005
SEND_SECONDS = 0.01
ORDER_SECONDS = 0.42
LONGEST_DELAY, SHORTEST_DELAY = 900.0, 60.0
TICKS = 100
"""In a second; what becomes visible in the same one is one entry."""
Tickets = Callable[[float, float, int], list[Wait]]
"""Returns how orders wait that are received at a time, when the line ends at another."""


def hidden_only(line_ends: float, now: float, orders: int) -> list[Wait]:
    """Return how orders waited before: hidden in any case, for twelve hours at most."""
    if line_ends >= now + HORIZON:
        return [Wait(HORIZON)] * orders
    waits = in_line(Pace(), max(line_ends, now), [CALLS] * orders, now)
    return [Wait(min(one.seconds, HORIZON)) for one in waits]


def sent_again(line_ends: float, now: float, orders: int) -> list[Wait]:
    """Return how orders wait: as the service has it."""
    if line_ends >= now + REACH:
        return [Wait(REACH, again=True, ticket=False)] * orders
    return in_line(Pace(), max(line_ends, now), [CALLS] * orders, now)


@dataclass(frozen=True)
class Size:
    """How much of everything there is, and for how long it is looked at."""

    orders: int = 1_000_000
    orders_a_second: float = 1_000.0
    stores: int = 100
    executions: int = 60
    most_in_flight: int = MOST_IN_FLIGHT
    seconds: float = 900.0
    """The time that is measured, from the moment when all of the backlog was sent."""


@dataclass
class Tally:
    """What came of it, in the time that is measured."""

    waits: list[float] = field(default_factory=list)
    """Of the other stores' orders, from sending to the end; of those without one until now."""
    unplaced: int = 0
    placed: int = 0
    """Orders of the backlog."""
    in_flight: int = 0
    waited: int = 0
    """Receives that ended in waiting."""
    counts: "defaultdict[str, float]" = field(default_factory=lambda: defaultdict(float))
    """Requests that waiting takes, by kind; a batch's own by its share of those that wait."""
    seconds: float = 0.0

    @property
    def mean(self) -> float:
        """The mean wait of the other stores' orders."""
        return mean(self.waits)

    @property
    def slow(self) -> float:
        """The 95th percentile of it."""
        return quantiles(self.waits, n=20)[-1]


class Model:
    """A queue, executions, one store with a backlog and others with an order a second."""

    def __init__(self, size: Size, tickets: Tickets, seed: int = 1) -> None:
        self._size = size
        self._tickets = tickets
        self._draws = Random(seed)  # noqa: S311
        self._filled = size.orders / size.orders_a_second if size.orders else 0.0
        self._ends = self._filled + size.seconds
        self._order = count()
        self._agenda: list[tuple[float, int, str, int]] = []
        self._later: Counter[tuple[int, str]] = Counter()
        self._visible: deque[tuple[str, int, float]] = deque()
        self._idle = size.executions
        self._hidden = self._at_work = 0
        self._line_ends = 0.0
        self.now = 0.0
        self.tally = Tally(seconds=size.seconds)

    def run(self) -> Tally:
        """Go on until the time is over."""
        self._at(self._draws.expovariate(self._size.stores), "other", 1)
        for moment, orders in self._sendings():
            self._become_visible(moment, "fresh", orders)
        while self._agenda and self._agenda[0][0] < self._ends:
            self.now, _, what, orders = heapq.heappop(self._agenda)
            self._happens(what, orders)
            self._receive()
        for what, _, since in self._visible:
            if what == "other" and since >= self._filled:
                self.tally.waits.append(self._ends - since)
                self.tally.unplaced += 1
        return self.tally

    def _sendings(self) -> Iterator[tuple[float, int]]:
        left, moment = self._size.orders, 0.0
        while left > 0:
            orders = min(left, BATCH)
            yield moment, orders
            left, moment = left - orders, moment + orders / self._size.orders_a_second

    def _at(self, moment: float, what: str, orders: int) -> None:
        heapq.heappush(self._agenda, (moment, next(self._order), what, orders))

    def _become_visible(self, moment: float, what: str, orders: int) -> None:
        tick = int(moment * TICKS) + 1
        if not self._later[tick, what]:
            self._at(tick / TICKS, what, tick)
        self._later[tick, what] += orders

    def _happens(self, what: str, given: int) -> None:
        if what == "other":
            self._visible.append((what, 1, self.now))
            self._at(self.now + self._draws.expovariate(self._size.stores), what, 1)
        elif what == "idle":
            self._idle += 1
        elif what == "done":
            self._at_work -= given
        else:
            orders = self._later.pop((given, what))
            self._hidden -= orders if what == "hidden" else 0
            self._visible.append((what, orders, self.now))

    def _receive(self) -> None:
        """Give what is visible to the executions that have nothing to do."""
        while self._idle and self._visible:
            room = self._size.most_in_flight - self._hidden - self._at_work
            if room <= 0:
                return
            self._work(list(self._batch(min(room, BATCH))))

    def _batch(self, room: int) -> Iterator[tuple[str, int, float]]:
        while room and self._visible:
            what, orders, since = self._visible.popleft()
            if orders > room:
                self._visible.appendleft((what, orders - room, since))
            yield what, min(orders, room), since
            room -= min(orders, room)

    def _work(self, batch: list[tuple[str, int, float]]) -> None:
        self._idle -= 1
        began = self.now + POLL_SECONDS / 2 + LOOK_SECONDS
        placed, waiting = 0, 0
        for what, orders, since in batch:
            if what == "other":
                self._placed(since, began + ORDER_SECONDS)
                placed += 1
            elif what in ("ticket", "hidden"):
                self._placed_of_backlog(orders)
                placed += orders
            else:
                started = self._in_line(what, orders)
                placed, waiting = placed + started, waiting + orders - started
        lasts = ORDER_SECONDS if placed else SEND_SECONDS
        self._count(placed, waiting)
        self._at_work += placed + waiting
        self._at(began + lasts, "done", placed + waiting)
        self._at(began + lasts + POLL_SECONDS / 2, "idle", 1)

    def _in_line(self, what: str, orders: int) -> int:
        """Let orders of the backlog take tickets or wait; returns how many go on now."""
        waits = self._tickets(self._line_ends, self.now, orders)
        if waits[0].ticket and self._line_ends < self.now + HORIZON:
            span = Pace().seconds_for(CALLS * orders, self.now)
            self._line_ends = max(self._line_ends, self.now) + span
            self._counted("writes", 1)
        started = 0
        for wait in waits:
            if not wait.seconds:
                self._placed_of_backlog(1)
                started += 1
            elif not wait.again:
                self._hidden += 1
                self._become_visible(self.now + wait.seconds, "hidden", 1)
                self._counted("hides", 1)
            elif wait.ticket:
                self._become_visible(self.now + wait.seconds, "ticket", 1)
            else:
                first = what == "fresh"
                delay = self._draws.uniform(SHORTEST_DELAY, REACH) if first else LONGEST_DELAY
                self._become_visible(self.now + delay, "waiting", 1)
        self._counted("sends", any(wait.again for wait in waits))
        return started

    def _placed(self, since: float, ended: float) -> None:
        if since >= self._filled:
            self.tally.waits.append(ended - since)

    def _placed_of_backlog(self, orders: int) -> None:
        if self.now >= self._filled:
            self.tally.placed += orders

    def _count(self, placed: int, waiting: int) -> None:
        in_flight = self._hidden + self._at_work
        self.tally.in_flight = max(self.tally.in_flight, in_flight)
        if self.now >= self._filled and waiting:
            share = waiting / (placed + waiting)
            self.tally.waited += waiting
            for what in ("receives", "deletes", "looks", "invocations"):
                self.tally.counts[what] += share

    def _counted(self, what: str, times: int) -> None:
        if self.now >= self._filled:
            self.tally.counts[what] += times


def beside(size: Size, tickets: Tickets) -> tuple[Tally, Tally]:
    """Return what came of it with the backlog and without."""
    alone = Model(replace(size, orders=0), tickets).run()
    return Model(size, tickets).run(), alone
