"""Ways from the service to an emulator inside the same process, with no socket."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bigcommerce_emulator.api.application import Request, Store
from bigcommerce_emulator.api.application import encode as encode_answer
from order_service.bigcommerce.calls import StoreCalls
from order_service.bigcommerce.checkouts import BigCommerceCheckouts
from order_service.bigcommerce.credentials import Credential
from order_service.bigcommerce.https import Send, read
from order_service.bigcommerce.store import BigCommerceStore
from order_service.bigcommerce.verdicts import Answer
from order_service.clock import Clock, Deadline
from order_service.errors import OrderError
from order_service.keys import OrderKey
from order_service.store.company_order import KnownRules
from order_service.store.variants import KnownVariants


class FakeCredentials:
    """Holds one credential; ``next_token`` and ``next_paused`` are what a refresh finds.

    ``get_errors`` and ``refresh_errors`` are what the next ones raise, in turn.
    """

    def __init__(self, token: str = "sandbox-token") -> None:
        self.credential = Credential("sandbox", token)
        self.next_token = token
        self.next_paused = False
        self.get_errors: list[OrderError] = []
        self.refresh_errors: list[OrderError] = []
        self.refreshed = 0

    def get(self, store: str) -> Credential:
        _fail(self.get_errors)
        return self.credential

    def refresh(self, store: str) -> None:
        self.refreshed += 1
        _fail(self.refresh_errors)
        self.credential = Credential("sandbox", self.next_token, self.next_paused)

    def pause(self, paused: bool = True) -> None:
        self.credential = replace(self.credential, paused=paused)

    def pause_at_refresh(self) -> None:
        self.next_paused = True


def _fail(errors: list[OrderError]) -> None:
    if errors:
        raise errors.pop(0)


def send_to(store: Store) -> Send:
    """Carry requests to the store, and its answers back as an HTTPS client reads them."""

    def send(
        method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        parts = urlsplit(path)
        lower = {name.lower(): value for name, value in headers.items()}
        request = Request(method, parts.path, dict(parse_qsl(parts.query)), lower, body)
        answer = store.handle(request)
        content = b"" if answer.body is None else encode_answer(answer.body)
        return read(answer.status, answer.headers, content)

    return send


class OpenFakeStore:
    """Opens sessions on one emulator."""

    def __init__(self, send: Send, credentials: FakeCredentials | None = None) -> None:
        self.send = send
        self.calls: Callable[..., StoreCalls] = StoreCalls
        self.variants = KnownVariants()
        self.rules = KnownRules()
        self.credentials = credentials or FakeCredentials()

    def __call__(self, key: OrderKey, deadline: Deadline) -> BigCommerceStore:
        calls = self._calls(key.store, key.correlation_id, deadline)
        return BigCommerceStore(calls, self.variants, self.rules)

    def checkouts(
        self, store: str, correlation_id: str, deadline: Deadline
    ) -> BigCommerceCheckouts:
        calls = self._calls(store, correlation_id, deadline)
        return BigCommerceCheckouts(calls, self.variants, self.rules)

    def _calls(self, store: str, correlation_id: str, deadline: Deadline) -> StoreCalls:
        return self.calls(self.send, self.credentials, store, correlation_id, deadline)


def deadline_in(seconds: float, clock: Clock) -> Deadline:
    return Deadline(clock, clock.now() + seconds)
