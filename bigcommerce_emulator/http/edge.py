"""Where HTTP meets the store, and what can be made to go wrong there."""

import asyncio
from collections import Counter
from collections.abc import Callable
from http import HTTPStatus

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from bigcommerce_emulator.api.application import Request, Response, Store
from bigcommerce_emulator.api.messages import encode
from bigcommerce_emulator.api.quota import rate_limit_headers
from bigcommerce_emulator.api.routes import operation, version_of
from bigcommerce_emulator.bodies.errors import for_version
from bigcommerce_emulator.http import wire
from bigcommerce_emulator.http.faults import Drawn, Fault, FaultPlan
from bigcommerce_emulator.http.journal import Entry, Journal, shown_path

_TRANSPORT = "transport"
_FROM_THE_PROXY = (403, 502, 503, 504)


class CuttableProtocol(H11Protocol):
    """HTTP/1.1 whose requests can reach their own connection, to cut it."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Offers the transport in the state of every request on this connection."""
        if isinstance(transport, asyncio.Transport):
            super().connection_made(transport)
            self.app_state = {**self.app_state, _TRANSPORT: transport}


class Edge:
    """The ASGI application of a store, failing as its plan says."""

    def __init__(self, store: Store, plan: FaultPlan, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self._most_bytes = store.settings.body_limit_bytes
        self.plan = plan
        self.forget()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, or fails to."""
        request = wire.request_of(scope, await wire.read(receive, self._most_bytes))
        name = operation(request.method, request.path)
        began = self._clock()
        self.requests[name] += 1
        drawn = self.plan.draw(name, self._store.cart_id_of(request), began)
        response = await self._respond(request, drawn)
        answer = self._spoilt(response, drawn.fault, version_of(request.path))
        self._write_down(request, name, began, answer, drawn.fault)
        self._record(request, answer, drawn.fault)
        if answer is None or (drawn.fault is not None and drawn.fault.kind == "truncated"):
            await _cut(answer, scope, receive, send)
        else:
            self.answers[str(answer.status)] += 1
            await wire.send_all(send, answer)

    def forget(self) -> None:
        """Starts counting anew."""
        self.requests = Counter[str]()
        self.answers = Counter[str]()
        self.faults = Counter[str]()
        self.journal = Journal()

    @property
    def now(self) -> float:
        """The time on the clock that the journal is written by."""
        return self._clock()

    async def _respond(self, request: Request, drawn: Drawn) -> Response:
        if drawn.delay_before:
            await asyncio.sleep(drawn.delay_before)
        if drawn.fault is not None and drawn.fault.when == "before":
            return Response(HTTPStatus.OK, None)
        response = self._store.handle(request, _unseen(drawn.fault))
        if drawn.delay_after:
            await asyncio.sleep(drawn.delay_after)
        return response

    def _spoilt(self, response: Response, fault: Fault | None, version: str) -> wire.Answer | None:
        """What the caller gets of the store's answer; None for no answer at all."""
        if fault is None or fault.kind == "late":
            return wire.answer_of(response)
        if fault.kind == "cut" or (fault.kind == "truncated" and response.body is None):
            return None
        if fault.kind == "truncated":
            return wire.answer_of(response)
        return _failure(fault, version, self._limits(fault))

    def _limits(self, fault: Fault) -> dict[str, str]:
        quota, now = self._store.quota, self._store.now()
        if not fault.headers:
            return {}
        if fault.kind == "status" and fault.status == HTTPStatus.TOO_MANY_REQUESTS:
            seconds = fault.reset_ms / 1000
            retry_after = {"X-Retry-After": str(max(1, round(seconds)))}
            return rate_limit_headers(quota.limit, 0, seconds) | retry_after
        return quota.headers(now)

    def _record(self, request: Request, answer: wire.Answer | None, fault: Fault | None) -> None:
        """A status in place of the store's answer is an exchange too."""
        if fault is not None and fault.kind == "status" and answer is not None:
            self._store.record(request, Response(answer.status, None))

    def _write_down(
        self,
        request: Request,
        name: str,
        began: float,
        answer: wire.Answer | None,
        fault: Fault | None,
    ) -> None:
        label = "" if fault is None else _label(fault)
        if fault is not None:
            self.faults[label] += 1
        status = 0 if answer is None else answer.status
        path = shown_path(request.path)
        seconds = self._clock() - began
        self.journal.add(Entry(began, request.method, path, name, status, seconds, label))


async def _cut(answer: wire.Answer | None, scope: Scope, receive: Receive, send: Send) -> None:
    transport: asyncio.Transport = scope["state"][_TRANSPORT]
    if answer is not None:
        await wire.send_half(send, answer)
        transport.close()
    else:
        transport.abort()
    await wire.until_disconnected(receive)


def _failure(fault: Fault, version: str, limits: dict[str, str]) -> wire.Answer:
    status = 200 if fault.kind == "not_json" else fault.status
    phrase = HTTPStatus(status).phrase
    if fault.kind == "status" and status not in _FROM_THE_PROXY:
        body = for_version(version, status, phrase).body
        return wire.Answer(status, encode(body), headers=limits)
    # These come from what stands before the store, and so does an error page sent as a 200.
    page = f"<html><head><title>{phrase}</title></head><body><h1>{phrase}</h1></body></html>"
    return wire.Answer(status, page.encode(), "text/html", headers=limits)


def _unseen(fault: Fault | None) -> float:
    return fault.ms[0] / 1000 if fault is not None and fault.kind == "late" else 0.0


def _label(fault: Fault) -> str:
    kind = f"{fault.status}" if fault.kind == "status" else fault.kind
    return f"{kind}_{fault.when}"
