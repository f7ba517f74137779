"""HTTP/1.1 for plain requests: each is answered in one piece, without a general parser's work.

Parsing and checking all that HTTP allows takes uvicorn longer than the store's answer. What comes
here is nearly always plain. At the first request of a connection that is not, the connection is
handed to uvicorn's own protocol, which answers that request and all that follow.
"""

import asyncio
import logging
from http import HTTPStatus
from typing import Any

import uvicorn
from starlette.types import Message, Scope
from uvicorn.server import ServerState

from bigcommerce_emulator.http.connection import TRANSPORT, CuttableProtocol
from bigcommerce_emulator.http.plain_head import (
    END,
    MOST_BODY,
    PlainHead,
    may_become_plain,
    read_head,
)

_LOG = logging.getLogger("uvicorn.error")
_FAILED = b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_FIRST_LINES = {
    status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus
}
_BODILESS = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


class PlainProtocol(asyncio.Protocol):
    """One connection, as long as all its requests are plain; uvicorn makes it and stops it."""

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self._config = config
        self._state = server_state
        self._app_state = app_state
        self._app: Any = config.loaded_app
        self._loop = _loop or asyncio.get_running_loop()
        self._received = bytearray()
        self._head: PlainHead | None = None
        self._exchange: _Exchange | None = None
        self._is_stopping = self._is_full = False
        self._last = self._loop.time()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take requests from now on."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            self._addresses = {name: _address(transport, key) for name, key in _ENDS.items()}
            self._request_state = {**self._app_state, TRANSPORT: transport}
            self._state.connections.add(self)  # type: ignore[arg-type]
            self._watch(self._config.timeout_keep_alive)

    def connection_lost(self, _exc: Exception | None) -> None:
        """Let a request that is being answered know that nobody listens."""
        self._forget()
        if self._exchange is not None:
            self._exchange.disconnect()

    def data_received(self, data: bytes) -> None:
        """Answer what is complete, one request after the other."""
        self._received += data
        self._last = self._loop.time()
        if self._exchange is None:
            self._next()
        elif len(self._received) > MOST_BODY:
            self._transport.pause_reading()

    def pause_writing(self) -> None:
        """Answer nothing while the caller does not read."""
        self._is_full = True

    def resume_writing(self) -> None:
        """Answer again."""
        self._is_full = False
        if self._exchange is None:
            self._next()

    def shutdown(self) -> None:
        """Close as soon as nothing is being answered."""
        self._is_stopping = True
        if self._exchange is None:
            self._transport.close()

    def _next(self) -> None:
        if self._head is None:
            end = self._received.find(END)
            if end < 0 and may_become_plain(self._received):
                return
            self._head = read_head(bytes(self._received[:end])) if end >= 0 else None
            if self._head is None:
                self._hand_over()
                return
            del self._received[: end + len(END)]
        if self._is_full or len(self._received) < self._head.length:
            return
        body = bytes(self._received[: self._head.length])
        del self._received[: self._head.length]
        self._begin(self._head, body)

    def _begin(self, head: PlainHead, body: bytes) -> None:
        self._head = None
        self._exchange = exchange = _Exchange(self._transport, body, self._state.default_headers)
        task = self._loop.create_task(self._run(exchange, self._scope(head)))
        self._state.tasks.add(task)
        task.add_done_callback(self._state.tasks.discard)

    def _scope(self, head: PlainHead) -> Scope:
        return {
            "type": "http",
            "asgi": {"version": self._config.asgi_version, "spec_version": "2.3"},
            "http_version": "1.1",
            "scheme": "http",
            "method": head.method,
            "root_path": "",
            "path": head.path.decode("ascii"),
            "raw_path": head.path,
            "query_string": head.query,
            "headers": head.headers,
            "state": self._request_state.copy(),
            **self._addresses,
        }

    async def _run(self, exchange: "_Exchange", scope: Scope) -> None:
        try:
            await self._app(scope, exchange.receive, exchange.send)
        except Exception as error:
            _LOG.error("Exception in ASGI application\n", exc_info=error)
        self._state.total_requests += 1
        self._exchange, self._last = None, self._loop.time()
        if self._transport.is_closing():
            return
        if not exchange.is_whole:
            self._fail(exchange)
        elif self._is_stopping or exchange.ends_by_closing:
            self._transport.close()
        else:
            self._transport.resume_reading()
            self._next()

    def _fail(self, exchange: "_Exchange") -> None:
        if not exchange.has_begun:
            self._transport.write(_FAILED)
        self._transport.close()

    def _hand_over(self) -> None:
        self._forget()
        heir = CuttableProtocol(self._config, self._state, self._app_state)
        heir.connection_made(self._transport)
        self._transport.set_protocol(heir)
        heir.data_received(bytes(self._received))

    def _watch(self, seconds: float) -> None:
        self._timer = self._loop.call_later(seconds, self._close_if_idle)

    def _close_if_idle(self) -> None:
        # Asked once in a while: a timer for each request costs more than this.
        left = self._last + self._config.timeout_keep_alive - self._loop.time()
        if self._exchange is not None or left > 0:
            self._watch(max(left, 1.0))
        else:
            self._transport.close()

    def _forget(self) -> None:
        self._timer.cancel()
        self._state.connections.discard(self)  # type: ignore[arg-type]


class _Exchange:
    """One request and its answer, as ASGI hands them over."""

    def __init__(
        self, transport: asyncio.Transport, body: bytes, usual: list[tuple[bytes, bytes]]
    ) -> None:
        self._transport = transport
        self._body: bytes | None = body
        self._usual = usual
        self._gone: asyncio.Event | None = None
        self._is_gone = False
        self._head = b""
        self._is_bodiless = False
        self.has_begun = self.is_whole = self.ends_by_closing = False

    def disconnect(self) -> None:
        """Say to the application that the caller is gone."""
        self._is_gone = True
        if self._gone is not None:
            self._gone.set()

    async def receive(self) -> Message:
        """The body, whole; then nothing until the caller is gone."""
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        if not (self._is_gone or self.is_whole):
            self._gone = asyncio.Event()
            await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Send the head together with the first part of the body."""
        if message["type"] == "http.response.start":
            self._start(message["status"], [*self._usual, *message.get("headers", ())])
            return
        content = b"" if self._is_bodiless else message.get("body", b"")
        if not self._transport.is_closing():
            self._transport.write(self._head + content)
        self._head, self.has_begun = b"", True
        self.is_whole = not message.get("more_body", False)

    def _start(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        self._is_bodiless = status in _BODILESS
        # Without a length the end of the connection is the end of the body.
        names = [name for name, _ in headers]
        if b"content-length" not in names and not self._is_bodiless:
            self.ends_by_closing = True
            headers.append((b"connection", b"close"))
        lines = [name + b": " + value + b"\r\n" for name, value in headers]
        self._head = b"".join((_FIRST_LINES[status], *lines, b"\r\n"))


_ENDS = {"server": "sockname", "client": "peername"}


def _address(transport: asyncio.Transport, key: str) -> tuple[str, int] | None:
    found = transport.get_extra_info(key)
    return (str(found[0]), int(found[1])) if isinstance(found, tuple) else None
