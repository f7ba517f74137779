"""Operators who send a refused order again, at any moment, as it was or corrected."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes.lambda_events import api_event
from tests.simulation.callers import KEY, ORDERS_PATH, Ask
from tests.simulation.plan import Draws
from tests.simulation.scheduler import Scheduler

RETRY_PATH = f"{ORDERS_PATH}/{KEY}/retry"
LONGEST_PAUSE = 120.0


@dataclass
class Operator:
    """One operator, who sends the key again ``tries`` times at most, until that is accepted."""

    ask: Ask
    scheduler: Scheduler
    draws: Draws
    tries: int
    order: Mapping[str, Any] | None = None
    """The corrected order; None sends the one that is kept."""
    principal: str = ""

    def retry(self) -> None:
        """Ask for the retry; what cannot be asked yet is asked again."""
        self.tries -= 1
        event = api_event("POST", RETRY_PATH, self.order)
        if self.principal:
            event["requestContext"]["identity"] = {"caller": f"{self.principal}:operator"}
        self.ask(event, self._answered)

    def _answered(self, answer: Any) -> None:
        again = answer is None or answer["statusCode"] in (409, 500, 503)
        if again and self.tries > 0:
            self.scheduler.after(self.draws.between(5, LONGEST_PAUSE), self.retry)


def at_work(
    operator: Callable[[str, int], Operator], draws: Draws, calm_seconds: float
) -> list[tuple[float, Operator]]:
    """Return when which operators begin: some during the trouble, and one when it is over."""
    some = [operator(f"operator {number}", 3) for number in range(draws.one_of((1, 2, 4)))]
    last = operator("last operator", 60)
    return [(draws.between(0, calm_seconds), one) for one in some] + [
        (calm_seconds + draws.between(500, 1200), last)
    ]
