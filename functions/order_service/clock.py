"""Time, passed in: nothing else in the service asks the machine what time it is."""

import time
from dataclasses import dataclass
from typing import Protocol

from order_service.errors import OutOfTime

AWS_SECONDS = 6.0
"""Longest time, in seconds, that one call to AWS takes, its repetition included."""


SUBMIT_SECONDS = 15.0
"""Longest time for create-order, connecting included; it is not started with less left."""
ARRIVES_WITHIN = 60.0
"""Seconds after the end of its execution in which a call may still reach the store: longer than any
connection waits."""


class Clock(Protocol):
    """Tells the time and waits."""

    def now(self) -> float:
        """Return seconds since the epoch."""
        ...

    def sleep(self, seconds: float) -> None:
        """Return after that many seconds."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        """Return seconds since the epoch."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Return after that many seconds."""
        time.sleep(seconds)


@dataclass(frozen=True)
class Deadline:
    """The moment after which this execution must have stopped working."""

    clock: Clock
    at: float

    def remaining(self) -> float:
        """Return the seconds left; negative when it has passed."""
        return self.at - self.clock.now()

    def pause(self, seconds: float, step: str) -> None:
        """Wait that long, or raise OutOfTime immediately if the deadline comes first."""
        self.require(seconds, step)
        self.clock.sleep(seconds)

    def require(self, seconds: float, step: str) -> None:
        """Raise OutOfTime unless that many seconds are left."""
        if self.remaining() < seconds:
            raise OutOfTime(
                "The call was not started; it could have been cut off.", retry_after=1, step=step
            )
