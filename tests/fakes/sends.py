"""Senders that remember: one passes everything on, one answers from a script."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bigcommerce_emulator.api.routes import ROUTES, operation
from order_service.bigcommerce.https import Send
from order_service.bigcommerce.verdicts import Answer, NoAnswer, NotSent

Outcome = Answer | NotSent | NoAnswer
OPERATIONS = {found.name for methods in ROUTES.values() for found in methods.values()}


@dataclass(frozen=True)
class Sent:
    """One request as it left the service."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any
    read_seconds: float

    @property
    def line(self) -> str:
        return f"{self.method} {self.path}"


MOST_CALLS = 1000
"""More calls than any test needs: time passes in none of them, so that no deadline ends a loop."""


class Recording:
    """Passes each request on and keeps it; ends what would go on for ever."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.sent: list[Sent] = []

    @property
    def lines(self) -> list[str]:
        return [sent.line for sent in self.sent]

    def __call__(
        self, method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        self.sent.append(Sent(method, path, headers, body, read_seconds))
        assert len(self.sent) <= MOST_CALLS, "the same calls are made again and again"
        return self._send(method, path, headers, body, read_seconds)


def scripted(*outcomes: Outcome) -> Recording:
    """A sender that gives these outcomes in turn; one request more is a test's mistake."""
    left = list(outcomes)

    def send(
        method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        return answered(left.pop(0))

    return Recording(send)


def ok(body: Any = None, status: int = 200) -> Answer:
    return Answer(status, {}, body)


def failing(status: int, body: Any = None, **headers: str) -> Answer:
    """An error answer in BigCommerce's own shape; header names are given with underscores."""
    body = {"status": status, "title": "No."} if body is None else body
    return Answer(status, {name.replace("_", "-"): text for name, text in headers.items()}, body)


class Meddling:
    """Passes requests on; by the operation's name, something happens first or comes back.

    ``before`` is done once before the call, ``instead`` answers in its place, and ``after``
    answers when the store has done its work.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self.before: dict[str, Callable[[], object]] = {}
        self.instead: dict[str, list[Outcome]] = {}
        self.after: dict[str, list[Outcome]] = {}

    def __call__(
        self, method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        name = operation(method, path.partition("?")[0])
        misspelt = {*self.before, *self.instead, *self.after} - OPERATIONS
        assert not misspelt, "No call has this name, so nothing would happen."
        self.before.pop(name, lambda: None)()
        if self.instead.get(name):
            return answered(self.instead[name].pop(0))
        answer = self._send(method, path, headers, body, read_seconds)
        return answered(self.after[name].pop(0)) if self.after.get(name) else answer


def answered(outcome: Outcome) -> Answer:
    if isinstance(outcome, Answer):
        return outcome
    raise outcome
