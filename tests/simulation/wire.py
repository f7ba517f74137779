"""The way from an execution to the store: what is sent may arrive late, twice or not at all."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from bigcommerce_emulator.api.routes import operation
from order_service.bigcommerce.verdicts import Answer, NoAnswer, NotSent
from order_service.clock import ARRIVES_WITHIN
from tests.simulation.executions import FOREVER, Lambda
from tests.simulation.scheduler import Scheduler
from tests.simulation.seen import Call
from tests.simulation.trouble.fates import CREATE, UNHEARD, Fate, Fates, Turn
from tests.simulation.watch import Watch

LATEST_ARRIVAL = 5.0
"""Seconds after the last moment at which an execution sends, when the store has made its order.

This, the settle time from there on, and clocks that differ by less than the rest of the lease's
margin are all that the promise of one order needs of the world.
"""

Reach = Callable[[str, str, Mapping[str, str], Any], Answer]


class Wire:
    """Carries the calls of all executions to one store."""

    def __init__(
        self,
        scheduler: Scheduler,
        functions: Lambda,
        fates: Fates,
        reach: Reach,
        watch: Watch,
    ) -> None:
        self._scheduler = scheduler
        self._functions = functions
        self._fates = fates
        self._reach = reach
        self._watch = watch
        self._held: defaultdict[str, list[Callable[[], None]]] = defaultdict(list)
        """By cart: what is still on its way there."""

    def __call__(
        self, method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        """Send one request, as the service's HTTPS client does."""
        name = operation(method, path.partition("?")[0])
        fate = self._fates.of(name, self._scheduler.now)
        execution = self._functions.present()
        # What is written leaves at the latest when the promise assumes that it has left.
        until = FOREVER if method == "GET" else execution.sends_until
        self._functions.seam(f"before {name}", until=until)
        if fate.turn is Turn.NOT_SENT:
            self._scheduler.pause(2.0)
            raise NotSent("ConnectTimeout")
        call = Call(name, method, path, headers, body, execution)
        self._watch.sent(call)
        if name == CREATE:
            self._let_go(call.target)
        answers = self._on_its_way(call, fate)
        outcome = self._awaited(answers, fate, read_seconds)
        self._watch.answered(call, outcome)
        self._functions.seam(f"after {name}")
        if outcome is None:
            raise NoAnswer("ReadTimeout")
        return outcome

    def _on_its_way(self, call: Call, fate: Fate) -> list[Answer]:
        answers: list[Answer] = []
        call.served_at = self._scheduler.now
        if fate.turn in (Turn.REQUEST_LOST, Turn.INSTEAD):
            return answers

        def arrive() -> None:
            call.served_at = self._scheduler.now
            answers.append(self._reach(call.method, call.path, call.headers, call.body))
            self._watch.arrived(call, answers[0])

        if fate.turn is Turn.HELD:
            self._hold_back(call.target, arrive)
            return answers
        at = self._scheduler.now + fate.there
        if call.name == CREATE:
            at = min(at, max(call.execution.sends_until + LATEST_ARRIVAL, self._scheduler.now))
        self._scheduler.at(at, arrive)
        if fate.repeated_after:
            again = at + fate.repeated_after
            if call.name == CREATE:
                again = min(again, max(call.execution.sends_until + LATEST_ARRIVAL, at))
            self._scheduler.at(again, lambda: self._repeat(call))
        return answers

    def _hold_back(self, cart_id: str, arrive: Callable[[], None]) -> None:
        """Let a call arrive at the worst moment, and a minute later if that does not come."""
        held = self._held[cart_id]
        held.append(arrive)

        def at_last() -> None:
            if arrive in held:
                held.remove(arrive)
                arrive()

        self._scheduler.after(ARRIVES_WITHIN, at_last)

    def _let_go(self, cart_id: str) -> None:
        held = self._held[cart_id]
        while held:
            held.pop(0)()

    def _repeat(self, call: Call) -> None:
        """Let the store carry out a request once more that was sent once."""
        answer = self._reach(call.method, call.path, call.headers, call.body)
        self._watch.repeated(call, answer)

    def _awaited(self, answers: list[Answer], fate: Fate, read_seconds: float) -> Answer | None:
        took = fate.there + fate.back
        lost = fate.turn in UNHEARD
        self._scheduler.pause(min(took, read_seconds))
        if lost or took > read_seconds:
            return None
        return fate.answer or answers[0]
