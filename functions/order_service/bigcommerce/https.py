"""Adapter: one keep-alive HTTPS client."""

import json
import ssl
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from decimal import Decimal
from threading import Lock
from typing import Any, Protocol

from order_service.bigcommerce.answer_json import answer_value
from order_service.bigcommerce.connections import Connection, Reply, Request, Server
from order_service.bigcommerce.verdicts import Answer, NoAnswer, NotSent
from order_service.clock import Clock, SystemClock

CONNECT_SECONDS = 2.0
"""Longest time for TCP, and for TLS."""
WRITE_SECONDS = 1.0
BEFORE_READING = 2 * CONNECT_SECONDS + WRITE_SECONDS
"""Longest time, in seconds, until the wait for the answer begins."""
KEEP_ALIVE_SECONDS = 20.0
"""Shorter than the store keeps an idle connection, so that no call goes out on a dead one."""
LARGE_BYTES = 100_000
"""Of a longer answer no two are parsed at the same time: an order of 300 lines."""
ONE_LARGE = Lock()


STORE_HEADER = "X-Store-Hash"
"""Says to B2B Edition which store is meant; its paths do not."""
OF_A_STORE = "/stores/"


class Send(Protocol):
    """Sends one request and returns the answer; raises NotSent or NoAnswer."""

    def __call__(
        self, method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        """Return what came back, to its end, within that time after the request was sent."""
        ...


class ConnectionPool:
    """Connections that stay open between calls: each store's own, the last one used first.

    A connection that another store's answer came over is not used: whatever may be wrong with
    it stays with that store. Ages are measured with the wall clock, because a monotonic one may
    stand still while an execution environment is frozen: a connection that the server may have
    closed meanwhile is not used. The last one used is the one of the same order's last call, so
    create-order, which is never an order's first call, does not find out that one is dead.
    """

    def __init__(self, make: Callable[[], Connection], clock: Clock, most: int) -> None:
        self._make = make
        self._clock = clock
        self._most = most
        self._idle: list[tuple[str, float, Connection]] = []
        self._lock = Lock()

    def take(self, store: str) -> Connection:
        """Return a connection that is proved clean: an idle one of the store, or a new one."""
        while kept := self._kept(store):
            if kept.silent:
                return kept
            kept.close()
        return self._make()

    def give_back(self, store: str, connection: Connection) -> None:
        """Keep the connection for the store's next call if nothing is left over on it."""
        if self._most and connection.renewed():
            with self._lock:
                self._idle.append((store, self._clock.now(), connection))
                surplus = self._idle[: -self._most]
                del self._idle[: -self._most]
            for _, _, oldest in surplus:
                oldest.close()
        else:
            connection.close()

    def _kept(self, store: str) -> Connection | None:
        with self._lock:
            now = self._clock.now()
            young = [one for one in self._idle if 0 <= now - one[1] < KEEP_ALIVE_SECONDS]
            old = [one for one in self._idle if one not in young]
            found = next((one for one in reversed(young) if one[0] == store), None)
            self._idle = [one for one in young if one is not found]
        for _, _, connection in old:
            connection.close()
        return found[2] if found else None


def connect(
    base_url: str,
    connections: int = 20,
    clock: Clock | None = None,
    trusted: ssl.SSLContext | None = None,
) -> Send:
    """Return a sender that keeps up to so many connections open between calls."""
    server, clock = Server.at(base_url, trusted), clock or SystemClock()
    pool = ConnectionPool(
        lambda: Connection.open(server, clock, CONNECT_SECONDS), clock, connections
    )

    def send(
        method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        content = b"" if body is None else encode(body)
        store = store_of(path, headers)
        try:
            request = server.request(method, path, headers, content)
            connection = _in_time(pool, store, clock)
        except Exception as error:
            raise NotSent(type(error).__name__) from None
        try:
            reply = _exchanged(connection, request, content, read_seconds)
        except Exception as error:
            raise NoAnswer(type(error).__name__) from None
        pool.give_back(store, connection)
        return read(reply.status, reply.headers, reply.content)

    return send


def store_of(path: str, headers: Mapping[str, str]) -> str:
    """Return whose call it is: a header says it to B2B Edition, the path to the store's own API."""
    return headers.get(STORE_HEADER) or "/".join(path.split("/")[:3])


def by_path(store: Send, b2b: Send) -> Send:
    """Return a sender that leads each call to its host, which its path says."""

    def send(
        method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        host = store if path.startswith(OF_A_STORE) else b2b
        return host(method, path, headers, body, read_seconds)

    return send


def _in_time(pool: ConnectionPool, store: str, clock: Clock) -> Connection:
    """A name with many addresses is tried at each: nothing is sent when that took too long."""
    latest = clock.now() + BEFORE_READING - WRITE_SECONDS
    connection = pool.take(store)
    if clock.now() > latest:
        connection.close()
        raise TimeoutError
    return connection


def _exchanged(
    connection: Connection, request: Request, content: bytes, read_seconds: float
) -> Reply:
    try:
        connection.send(request, content, WRITE_SECONDS)
        return connection.receive(read_seconds)
    except BaseException:
        connection.close()
        raise


def encode(body: Any) -> bytes:
    """Return a request body as JSON, amounts as numbers."""
    return json.dumps(body, default=_number).encode()


def read(status: int, headers: Mapping[str, str], content: bytes) -> Answer:
    """Return the answer with its JSON parsed, numbers exactly."""
    lower = {name.lower(): value for name, value in headers.items()}
    if not content or content.isspace():
        # An empty 200 promises a body and has none: only 204 says nothing and means it.
        return Answer(status, lower, None, readable=status in (204, 205) or status >= 300)
    try:
        # Parsing keeps all other threads waiting, so five large answers must not take turns at it.
        with ONE_LARGE if len(content) > LARGE_BYTES else nullcontext():
            body = answer_value(content)
    except Exception:
        return Answer(status, lower, None, readable=False)
    return Answer(status, lower, body, readable=body is not None)


def _number(value: Any) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)
