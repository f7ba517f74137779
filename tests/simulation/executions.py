"""Lambda: execution environments with clocks of their own, and invocations that end or die."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.simulation.plan import Draws, Plan, Unkind
from tests.simulation.scheduler import Process, Scheduler
from tests.simulation.trouble.fates import RARE

RETURN_SECONDS = 7.0
"""What both functions keep back of their time: after that they begin no call."""
FOREVER = float("inf")
MOST_SKEW = 2.0
"""Seconds by which a clock may be wrong; the lease's margin is for twice as much."""


STEADY = 12
"""How often a clock is read before it is set anew, forward or back."""


@dataclass
class SkewedClock:
    """The clock of one execution environment."""

    scheduler: Scheduler
    draws: Draws
    most: float
    """Seconds by which it may be wrong; it is set anew now and then."""
    readings: int = 0
    skew: float = 0.0

    def now(self) -> float:
        if self.most and self.readings % STEADY == 0:
            self.skew = self.draws.between(-self.most, self.most)
        self.readings += 1
        return self.scheduler.now + self.skew

    def sleep(self, seconds: float) -> None:
        self.scheduler.pause(seconds)


@dataclass
class Execution:
    """One invocation of a function."""

    name: str
    ends_at: float
    """When it has been killed at the latest, by the true clock."""
    draws: Draws
    dies_at: int = 0
    """The number of the seam at which it dies; 0 is none."""
    freezes_at: int = 0
    freezes_before: str = ""
    """The call right before which it stands still, whatever number that has."""
    frozen_seconds: float = 0.0
    bad_line: bool = False
    """Whether much of what it sends to the ledger lands late."""
    began_at: float = 0.0
    seams: int = 0
    looked_at: dict[int, float] = field(default_factory=dict)
    """When each order was last seen by it, unless it has written to the order since."""
    statuses: dict[int, int] = field(default_factory=dict)
    """Which status each order had when it was last read by it."""
    checkout_read: dict[str, float] = field(default_factory=dict)

    @property
    def sends_until(self) -> float:
        """Return when its last call has left at the latest."""
        return self.ends_at - RETURN_SECONDS


def drawn(name: str, now: float, timeout: float, plan: Plan) -> Execution:
    """Return an invocation with what will happen to it."""
    draws = plan.draws("execution", name)
    execution = Execution(name, now + timeout, draws, began_at=now)
    if plan.troubled(Unkind.DEATHS, now) and draws.happens(0.35):
        execution.dies_at = draws.whole(1, 24)
    execution.bad_line = plan.troubled(Unkind.LEDGER, now) and draws.happens(0.3)
    if plan.troubled(Unkind.FREEZES, now) and draws.happens(0.3):
        execution.freezes_at = draws.whole(1, 24)
        longest = draws.one_of((20.0, 60.0, 500.0, 3000.0))
        execution.frozen_seconds = draws.between(1, longest)
        if draws.happens(0.4):
            execution.freezes_before = draws.one_of(RARE)
    return execution


class Lambda:
    """Starts executions, and kills those that take too long or that must die."""

    def __init__(self, scheduler: Scheduler, plan: Plan, note: Callable[[str], None]) -> None:
        self._scheduler = scheduler
        self._plan = plan
        self._note = note
        self._idle: dict[str, list[Any]] = {"api": [], "queue": []}
        self._started = 0
        self._deployed = 0

    def invoke(
        self,
        function: str,
        timeout: float,
        make: Callable[[str], Any],
        work: Callable[[Any, Execution], Any],
        done: Callable[[Any], object],
    ) -> None:
        """Run work in an environment of the function; done gets its result, None if it died."""
        self._started += 1
        name = f"{function} {self._started}"
        idle = self._idle[function]
        environment = idle.pop() if idle else make(f"{function}-{self._started}")
        execution = drawn(name, self._scheduler.now, timeout, self._plan)
        results: list[Any] = []
        process = self._scheduler.start(lambda: results.append(work(environment, execution)))
        process.facts = execution

        deployed = self._deployed

        def ended() -> None:
            if results and deployed == self._deployed:
                idle.append(environment)
            elif not results:
                self._note(f"{name} died")
            done(results[0] if results else None)

        process.then = ended
        self._kill_in_time(process, execution)

    def _kill_in_time(self, process: Process, execution: Execution) -> None:
        """A machine that stood still did not count the time either."""
        late = execution.frozen_seconds if execution.frozen_seconds > 60 else 0.0
        self._scheduler.at(execution.ends_at + late, process.kill)

    def deploy(self) -> None:
        """Let every further invocation begin in a new environment."""
        self._deployed += 1
        self._idle = {"api": [], "queue": []}

    def present(self) -> Execution:
        """Return the invocation that runs now."""
        process = self._scheduler.current
        if process is None:
            raise AssertionError("nothing runs now")
        execution: Execution = process.facts
        return execution

    def seam(self, where: str, *, may_freeze: bool = True, until: float = FOREVER) -> None:
        """Let what was drawn for the present execution happen before or after one of its calls.

        It stands still no longer than ``until``.
        """
        process = self._scheduler.current
        if process is None or process.facts is None:
            return
        execution: Execution = process.facts
        execution.seams += 1
        if execution.seams == execution.dies_at:
            self._note(f"{execution.name} dies {where}")
            self._scheduler.die()
        # A batch waits for its threads by the machine's clock, which does not stand still here.
        prepares_a_batch = execution.name.startswith("queue") and process.has_only_begun
        due = execution.seams >= execution.freezes_at > 0
        if execution.freezes_before:
            due = where == f"before {execution.freezes_before}"
        if due and may_freeze and not prepares_a_batch:
            execution.freezes_at, execution.freezes_before = 0, ""
            seconds = min(execution.frozen_seconds, max(until - self._scheduler.now, 0.0))
            self._note(f"{execution.name} stands still {where}, {seconds:.0f} s")
            self._scheduler.pause(seconds)
