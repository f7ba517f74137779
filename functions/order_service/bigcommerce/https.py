"""Adapter: one keep-alive HTTPS client; the only importer of httpx."""

import json
import logging
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any, Protocol

import httpx

from order_service.bigcommerce.verdicts import Answer, NoAnswer, NotSent
from order_service.clock import Clock, SystemClock

CONNECT_SECONDS = 2.0
POOL_SECONDS = 1.0
WRITE_SECONDS = 2.0
BEFORE_READING = CONNECT_SECONDS + POOL_SECONDS + WRITE_SECONDS
"""Longest time, in seconds, until the wait for the answer begins."""
KEEP_ALIVE_SECONDS = 20.0
"""Shorter than the store keeps an idle connection, so that no call goes out on a dead one."""

_UNPACKED = {"Accept-Encoding": "gzip, deflate"}

_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


class Send(Protocol):
    """Sends one request and returns the answer; raises NotSent or NoAnswer."""

    def __call__(
        self, method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        """Return what came back."""
        ...


class ConnectionPool:
    """Connections to one server that stay open between calls, the last one used first.

    Their age is told by the wall clock, for the other one may stand still while an execution
    environment is frozen: a connection that the server may have closed meanwhile is not used.
    The last one used is the one that the same order's last call went over, so create-order, which
    is never an order's first call, does not find out that a connection is dead.
    """

    def __init__(self, make: Callable[[], httpx.BaseTransport], clock: Clock, most: int) -> None:
        self._make = make
        self._clock = clock
        self._most = most
        self._idle: list[tuple[float, httpx.BaseTransport]] = []

    def call(self, request: httpx.Request) -> httpx.Response:
        """Return the answer, read to its end; whatever goes wrong is raised as httpx raises it."""
        line = self._take()
        try:
            response = line.handle_request(request)
            try:
                response.read()
            finally:
                response.close()
        except BaseException:
            line.close()
            raise
        self._keep(line)
        return response

    def _take(self) -> httpx.BaseTransport:
        # A list's own steps are safe between threads.
        with suppress(IndexError):
            while True:
                used_at, line = self._idle.pop()
                if 0 <= self._clock.now() - used_at < KEEP_ALIVE_SECONDS:
                    return line
                line.close()
        return self._make()

    def _keep(self, line: httpx.BaseTransport) -> None:
        if len(self._idle) < self._most:
            self._idle.append((self._clock.now(), line))
        else:
            line.close()


def connect(
    base_url: str,
    transport: httpx.BaseTransport | None = None,
    connections: int = 20,
    clock: Clock | None = None,
    trusted: ssl.SSLContext | None = None,
) -> Send:
    """Return a sender that keeps up to so many connections open between calls."""
    for talkative in ("httpx", "httpcore"):
        # At INFO they log every URL, and with it the store's hash.
        logging.getLogger(talkative).setLevel(logging.WARNING)
    context = trusted or httpx.create_ssl_context(trust_env=False)
    one = httpx.Limits(max_connections=1, keepalive_expiry=KEEP_ALIVE_SECONDS)

    def line() -> httpx.BaseTransport:
        return transport or httpx.HTTPTransport(verify=context, trust_env=False, limits=one)

    lines = ConnectionPool(line, clock or SystemClock(), connections)

    def send(
        method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        content = None if body is None else encode(body)
        timeout = {
            "connect": CONNECT_SECONDS,
            "read": read_seconds,
            "write": WRITE_SECONDS,
            "pool": POOL_SECONDS,
        }
        # Not by way of httpx.Client: its cookies, redirects and merged URLs are not wanted here and
        # cost more than half of a call's processor time.
        try:
            request = httpx.Request(
                method,
                base_url + path,
                headers={**_UNPACKED, **headers},
                content=content,
                extensions={"timeout": timeout},
            )
            response = lines.call(request)
        except Exception as error:
            raise translate(error) from None
        return read(response.status_code, response.headers, response.content)

    return send


def encode(body: Any) -> bytes:
    """Return a request body as JSON, amounts as numbers."""
    return json.dumps(body, default=_number).encode()


def translate(error: Exception) -> NotSent | NoAnswer:
    """Return whether the request can have had an effect; whatever is not known, may have."""
    kind = type(error).__name__
    return NotSent(kind) if isinstance(error, _NEVER_SENT) else NoAnswer(kind)


def read(status: int, headers: Mapping[str, str], content: bytes) -> Answer:
    """Return the answer with its JSON parsed, numbers exactly."""
    lower = {name.lower(): value for name, value in headers.items()}
    if not content.strip():
        # An empty 200 promises a body and has none: only 204 says nothing and means it.
        return Answer(status, lower, None, readable=status in (204, 205) or status >= 300)
    try:
        body = json.loads(content, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError):
        return Answer(status, lower, None, readable=False)
    return Answer(status, lower, body, readable=body is not None)


def _number(value: Any) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)
