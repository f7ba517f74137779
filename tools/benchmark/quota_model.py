"""A model in virtual time: one store's quota, a queue, executions, and orders by the API.

Numbers that stand for what was measured elsewhere: 80 ms for a call to the store, 5 ms for one to
the ledger or the queue. Executions take turns, so each sees as little of the store as it can.
"""

import heapq
from collections import deque
from collections.abc import Generator
from dataclasses import dataclass, field
from itertools import count
from math import ceil
from typing import Protocol

from bigcommerce_emulator.api.quota import Quota as StoreQuota
from bigcommerce_emulator.api.quota import Share
from order_service.bigcommerce.quota import Quota

Doing = Generator[float, None, None]
"""What goes on in the model: yields the seconds until it goes on."""

CALLS = 5
CALL_SECONDS = 0.08
AWS_SECONDS = 0.005
BATCH = 10
PAUSES = (0.2, 0.4, 0.8)
SHORT_WAIT = 2.0
LIMIT = 150


@dataclass
class Message:
    """One order in the queue: how often it was received, how many of its calls are made.

    ``cycles`` are the receives that only waited for a ticket.
    """

    receives: int = 0
    cycles: int = 0
    made: int = 0

    @property
    def missing(self) -> int:
        """Calls still to make; one that comes back reads its checkout first."""
        return CALLS - self.made + (1 if self.made else 0)


@dataclass
class Execution:
    """One execution environment and what it remembers."""

    seen: Quota | None = None
    known: object = None


class Policy(Protocol):
    """How the queue keeps to the quota."""

    name: str

    def admit(self, world: "World", here: Execution, batch: list[Message]) -> list[float]:
        """Return for each message after how many seconds it comes back; 0 means now."""
        ...

    def pause(self, world: "World", here: Execution) -> float:
        """Return the seconds to wait in Lambda before a call."""
        ...

    def waits_for_reset(self) -> bool:
        """Return whether a refused call is waited for in Lambda."""
        ...

    def learns(self, world: "World", here: Execution) -> None:
        """Hear that a batch is done."""
        ...


@dataclass
class Tally:
    """What came of it."""

    placed: int = 0
    by_api: list[float] = field(default_factory=list)
    calls: int = 0
    refused: int = 0
    worked: float = 0.0
    waited: float = 0.0
    billed: float = 0.0
    others: float = 0.0
    receives: list[int] = field(default_factory=list)
    seconds: float = 0.0


class World:
    """One store, its orders, and the executions that place them."""

    def __init__(
        self, policy: Policy, executions: int, share: Share, orders: int, api_every: float = 7.3
    ) -> None:
        self.now = 1_000.0
        self.quota = StoreQuota(LIMIT, share)
        self.tally = Tally()
        self.shared: object = None
        self._policy = policy
        self._order = count()
        self._agenda: list[tuple[float, int, Doing]] = []
        self._queue = [(self.now, next(self._order), Message()) for _ in range(orders)]
        self._idle = deque(Execution() for _ in range(executions))
        self._left = orders
        self._api_every = api_every

    def run(self) -> Tally:
        """Go on until every message is an order."""
        began = self.now
        self._receive()
        self._go(self._callers())
        others_in_window = 0.0
        while self._left and self._agenda:
            self.now, _, doing = heapq.heappop(self._agenda)
            before = self.quota.began
            others_in_window = self.quota.others
            self.quota.pass_to(self.now)
            if self.quota.began != before:
                self.tally.others += others_in_window
            self._go(doing)
        self.tally.others += self.quota.others
        self.tally.seconds = self.now - began
        return self.tally

    def _go(self, doing: Doing) -> None:
        for seconds in doing:
            heapq.heappush(self._agenda, (self.now + seconds, next(self._order), doing))
            return

    def _receive(self) -> None:
        """Give what is visible to the executions that have nothing to do."""
        while self._idle and self._queue and self._queue[0][0] <= self.now:
            batch: list[Message] = []
            while len(batch) < BATCH and self._queue and self._queue[0][0] <= self.now:
                batch.append(heapq.heappop(self._queue)[2])
            self._go(self._invocation(self._idle.popleft(), batch))

    def _invocation(self, here: Execution, batch: list[Message]) -> Doing:
        began = self.now
        for message in batch:
            message.receives += 1
        yield AWS_SECONDS
        waits = self._policy.admit(self, here, batch)
        unsettled = len(batch)

        def record(message: Message, wait: float) -> Doing:
            nonlocal unsettled
            yield AWS_SECONDS
            if wait <= 0:
                wait = yield from self._ordering(here, message)
            if wait > 0:
                self._go(self._hidden(message, ceil(wait)))
            unsettled -= 1
            if not unsettled:
                self._policy.learns(self, here)
                self.tally.billed += self.now - began
                self._idle.append(here)
                self._receive()

        for message, wait in zip(batch, waits, strict=True):
            self._go(record(message, wait))

    def _hidden(self, message: Message, seconds: float) -> Doing:
        yield seconds
        heapq.heappush(self._queue, (self.now, next(self._order), message))
        self._receive()

    def _ordering(self, here: Execution, message: Message) -> Generator[float, None, float]:
        """Place one order; the seconds after which it comes back, 0 when it is placed."""
        pauses = list(PAUSES)
        message.made = CALLS - message.missing if message.made else 0
        while message.made < CALLS:
            pause = self._policy.pause(self, here)
            self.tally.waited += pause
            if pause:
                yield pause
            fits, quota = self._asked()
            yield CALL_SECONDS
            self.tally.worked += CALL_SECONDS
            here.seen = quota
            if fits:
                message.made += 1
                continue
            wait = quota.resets_at - self.now
            if self._policy.waits_for_reset() or (pauses and wait <= SHORT_WAIT):
                extra = pauses.pop(0) if pauses else PAUSES[-1]
                self.tally.waited += wait + extra
                yield wait + extra
            else:
                return max(wait, 0.001)
        self.tally.placed += 1
        self.tally.receives.append(message.receives + message.cycles)
        self._left -= 1
        return 0.0

    def _callers(self) -> Doing:
        while True:
            yield self._api_every
            self._go(self._calling())

    def _calling(self) -> Doing:
        """Somebody waits for this order, and calls again when asked to."""
        began, made, pauses = self.now, 0, list(PAUSES)
        while made < CALLS:
            fits, quota = self._asked()
            yield CALL_SECONDS
            if fits:
                made += 1
                continue
            wait = quota.resets_at - self.now
            in_place = pauses and wait <= SHORT_WAIT
            yield wait + pauses.pop(0) if in_place else max(ceil(wait), 1)
        self.tally.by_api.append(self.now - began)

    def _asked(self) -> tuple[bool, Quota]:
        fits = self.quota.take(self.now)
        self.tally.calls += 1
        self.tally.refused += not fits
        resets_at = self.now + self.quota.resets_in(self.now)
        if not fits:
            # In whole seconds, rounded up, as the header has it.
            resets_at = self.now + ceil(self.quota.resets_in(self.now))
        return fits, Quota(LIMIT, 30.0, self.quota.left, resets_at, self.now)
