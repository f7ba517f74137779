"""Callers of the API, who repeat what failed, ask, or give up; operators, who retry a refusal."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.lambda_events import api_event
from tests.simulation.plan import Draws
from tests.simulation.scheduler import Scheduler

STORE, KEY = "acme", "order-1"
ORDERS_PATH = f"/stores/{STORE}/orders"
LONGEST_PAUSE = 300.0
SETTLED = ("placed", "rejected", "parked", "cancelled")

Ask = Callable[[dict[str, Any], Callable[[Any], object]], None]
"""Sends a request to the API; the second gets the answer, None if there was none."""


@dataclass(frozen=True)
class Said:
    """One answer that reached a caller."""

    at: float
    method: str
    status: int
    body: Mapping[str, Any]
    asked: Mapping[str, Any]
    """The order that the caller sent."""
    principal: str = ""
    apart: bool = False
    """Whether every environment kept callers apart when this was asked."""
    order_too: bool = False
    """Whether a DELETE was to cancel the order too."""

    @property
    def may_be_asked_again(self) -> bool:
        """Return whether the same request may get another answer."""
        return self.status in (409, 500, 503) and self.body.get("retryable", True)


@dataclass
class Caller:
    """One caller with one order; ``tries`` is how often it sends at most."""

    name: str
    order: Mapping[str, Any]
    ask: Ask
    scheduler: Scheduler
    draws: Draws
    heard: list[Said]
    tries: int
    loses: float = 0.0
    principal: str = ""
    """Who signs the requests, where anybody does."""
    apart_from: float = 0.0
    """When the last environment has begun to keep callers apart; never if 0."""
    order_too: bool = False
    """Whether it wants the order cancelled too, should there be one."""
    later: bool = False
    """Whether it asks to be answered before the order is placed."""
    pauses: int = field(default=0)
    asked_at: float = field(default=0.0)

    def post(self) -> None:
        """Send the order."""
        self.tries -= 1
        headers = {"Idempotency_Key": KEY} | ({"Prefer": "respond-async"} if self.later else {})
        self._ask(api_event("POST", ORDERS_PATH, self.order, **headers), self._posted)

    def look(self) -> None:
        """Ask what became of it."""
        self.tries -= 1
        self._ask(api_event("GET", f"{ORDERS_PATH}/{KEY}"), self._looked)

    def cancel(self) -> None:
        """Cancel the key, or its order too."""
        self.tries -= 1
        body = {"order": "cancel"} if self.order_too else None
        self._ask(api_event("DELETE", f"{ORDERS_PATH}/{KEY}", body), self._cancelled)

    def _ask(self, event: dict[str, Any], answered: Callable[[Any], object]) -> None:
        if self.principal:
            event["requestContext"]["identity"] = {"caller": f"{self.principal}:{self.name}"}
        self.asked_at = self.scheduler.now
        self.ask(event, answered)

    def _posted(self, answer: Any) -> None:
        said = self._hear("POST", answer)
        if said is None or said.may_be_asked_again:
            self._again(self.post, said)
        elif said.status == 202 and said.body.get("state") != "parked":
            self._again(self.draws.one_of((self.post, self.look, self.look)), said)

    def _looked(self, answer: Any) -> None:
        said = self._hear("GET", answer)
        if said is not None and said.status == 404:
            self._again(self.post, said)
        elif said is None or said.body.get("state") not in SETTLED:
            self._again(self.draws.one_of((self.look, self.look, self.post)), said)

    def _cancelled(self, answer: Any) -> None:
        said = self._hear("DELETE", answer)
        if said is None or said.may_be_asked_again:
            self._again(self.cancel, said)

    def _again(self, act: Callable[[], None], said: Said | None) -> None:
        if self.tries > 0:
            self.pauses += 1
            wait = min(2.0**self.pauses, LONGEST_PAUSE) * self.draws.between(0.5, 1.5)
            self.scheduler.after(wait, act)

    def _hear(self, method: str, answer: Any) -> Said | None:
        if answer is None or self.draws.happens(self.loses):
            return None
        body = json.loads(answer["body"])
        status, principal = answer["statusCode"], self.principal
        now = self.scheduler.now
        # An execution may stand still for longer than any request takes, and then answer.
        apart = 0 < self.apart_from < self.asked_at
        order_too = method == "DELETE" and self.order_too
        said = Said(now, method, status, body, self.order, principal, apart, order_too)
        self.heard.append(said)
        return said


RETRY_PATH = f"{ORDERS_PATH}/{KEY}/retry"
OPERATORS_PAUSE = 120.0
NEVER_REFUSED = ("placed", "cancelled")
"""How far a key has come that no refusal can follow."""


@dataclass
class Operator:
    """One operator, who sends the key again ``tries`` times at most, until that is accepted.

    An operator who got no answer, or one that the service has failed, does so until there is
    another one: the key may have begun anew.
    """

    ask: Ask
    scheduler: Scheduler
    draws: Draws
    tries: int
    phase: Callable[[], str]
    """Says how far the key has come, as the list of those that need attention does."""
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
        unheard = answer is None or answer["statusCode"] in (500, 503)
        again = unheard or (self.tries > 0 and answer["statusCode"] == 409)
        if again and self.phase() not in NEVER_REFUSED:
            self.scheduler.after(self.draws.between(5, OPERATORS_PAUSE), self.retry)


def at_work(
    operator: Callable[[str, int], Operator], draws: Draws, calm_seconds: float
) -> list[tuple[float, Operator]]:
    """Return when which operators begin: some during the trouble, and one when it is over."""
    some = [operator(f"operator {number}", 3) for number in range(draws.one_of((1, 2, 4)))]
    last = operator("last operator", 60)
    return [(draws.between(0, calm_seconds), one) for one in some] + [
        (calm_seconds + draws.between(500, 1200), last)
    ]
