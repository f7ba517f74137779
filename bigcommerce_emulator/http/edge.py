"""Where HTTP meets the store, and what can be made to go wrong there."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from starlette.types import Receive, Scope, Send

from bigcommerce_emulator.api.application import Request, Response, Store
from bigcommerce_emulator.api.messages import encode
from bigcommerce_emulator.api.quota import rate_limit_headers
from bigcommerce_emulator.api.routes import operation, version_of
from bigcommerce_emulator.bodies.errors import for_version
from bigcommerce_emulator.http import wire
from bigcommerce_emulator.http.connection import TRANSPORT
from bigcommerce_emulator.http.faults import NOTHING_DRAWN, Drawn, Fault, FaultPlan
from bigcommerce_emulator.http.journal import Entry, Journal

_FROM_THE_PROXY = (403, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class _Call:
    request: Request
    name: str
    began: float
    drawn: Drawn

    @property
    def fault(self) -> Fault | None:
        return self.drawn.fault

    @property
    def is_cut_short(self) -> bool:
        return self.fault is not None and self.fault.kind == "truncated"


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
        call = self._begin(wire.request_of(scope, await wire.read(receive, self._most_bytes)))
        if call.drawn.delay_before:
            await asyncio.sleep(call.drawn.delay_before)
        response = self._respond(call)
        if call.drawn.delay_after:
            await asyncio.sleep(call.drawn.delay_after)
        answer = self._end(call, response)
        if answer is None or call.is_cut_short:
            await _cut(answer, scope, receive, send)
        else:
            await wire.send_all(send, answer)

    def handle(self, request: Request) -> wire.Answer | None:
        """The answer to a request of this process; None for a cut connection. It never waits."""
        call = self._begin(request)
        answer = self._end(call, self._respond(call))
        return None if call.is_cut_short else answer

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

    def _begin(self, request: Request) -> _Call:
        name, began = operation(request.method, request.path), self._clock()
        self.requests[name] += 1
        return _Call(request, name, began, self._drawn(name, request, began))

    def _drawn(self, name: str, request: Request, now: float) -> Drawn:
        if self.plan.is_idle:
            return NOTHING_DRAWN
        return self.plan.draw(name, self._store.cart_id_of(request), now)

    def _respond(self, call: _Call) -> Response:
        if call.fault is not None and call.fault.when == "before":
            return Response(HTTPStatus.OK, None)
        return self._store.handle(call.request, _unseen(call.fault))

    def _end(self, call: _Call, response: Response) -> wire.Answer | None:
        answer = self._spoilt(response, call)
        self._write_down(call, answer)
        self._record(call.request, answer, call.fault)
        if answer is not None and not call.is_cut_short:
            self.answers[str(answer.status)] += 1
        return answer

    def _spoilt(self, response: Response, call: _Call) -> wire.Answer | None:
        """What the caller gets of the store's answer; None for no answer at all."""
        fault = call.fault
        if fault is None or fault.kind == "late":
            return wire.answer_of(response)
        if fault.kind == "cut" or (fault.kind == "truncated" and response.body is None):
            return None
        if fault.kind == "truncated":
            return wire.answer_of(response)
        return _failure(fault, version_of(call.request.path), self._limits(fault))

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

    def _write_down(self, call: _Call, answer: wire.Answer | None) -> None:
        label = "" if call.fault is None else _label(call.fault)
        if call.fault is not None:
            self.faults[label] += 1
        status = 0 if answer is None else answer.status
        method, path = call.request.method, call.request.path
        seconds = self._clock() - call.began
        self.journal.add(Entry(call.began, method, path, call.name, status, seconds, label))


async def _cut(answer: wire.Answer | None, scope: Scope, receive: Receive, send: Send) -> None:
    transport: asyncio.Transport | None = scope.get("state", {}).get(TRANSPORT)
    if answer is not None:
        await wire.send_half(send, answer)
    if transport is None:
        # In process there is no connection to cut.
        raise ConnectionResetError("the fault plan cut this call")
    if answer is not None:
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
