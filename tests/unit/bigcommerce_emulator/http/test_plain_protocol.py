import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.server import ServerState

from bigcommerce_emulator.http.connection import CuttableProtocol
from bigcommerce_emulator.http.plain_protocol import PlainProtocol

GET = b"GET /stores/sandbox/%s HTTP/1.1\r\nHost: 127.0.0.1:4010\r\n\r\n"
POST = b"POST /stores/sandbox/x HTTP/1.1\r\nHost: 127.0.0.1:4010\r\nContent-Length: 5\r\n\r\n"
CHUNKED = (
    b"POST /stores/sandbox/x HTTP/1.1\r\nHost: 127.0.0.1:4010\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
)


class Wire(asyncio.Transport):
    """Remembers what is sent, each piece by itself, and who receives."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 4010)})
        self.pieces: list[bytes] = []
        self.is_closed = self.is_paused = False
        self.heir: asyncio.BaseProtocol | None = None

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.pieces.append(bytes(data))

    def close(self) -> None:
        self.is_closed = True

    def is_closing(self) -> bool:
        return self.is_closed

    def pause_reading(self) -> None:
        self.is_paused = True

    def resume_reading(self) -> None:
        self.is_paused = False

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self.heir = protocol


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    content = scope["path"].encode() + b" " + (await receive())["body"]
    headers = [(b"content-length", b"%d" % len(content))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": content})


class Connection:
    """A connection to an application, within one loop."""

    def __init__(self, app: ASGIApp = echo, **options: Any) -> None:
        config = uvicorn.Config(app, ws="none", lifespan="off", log_config=None, **options)
        config.load()
        self.wire, self.state = Wire(), ServerState()
        self.protocol = PlainProtocol(config, self.state, {})
        self.protocol.connection_made(self.wire)

    async def receives(self, *pieces: bytes) -> list[bytes]:
        for piece in pieces:
            self.protocol.data_received(piece)
        await asyncio.gather(*self.state.tasks, return_exceptions=True)
        return self.wire.pieces


def in_a_loop(act: Callable[[], Any]) -> Any:
    return asyncio.run(act())


def test_a_request_is_answered_in_one_piece_however_it_came() -> None:
    async def act() -> list[bytes]:
        return await Connection().receives(POST[:9], POST[9:], b"he", b"llo")

    whole = b"HTTP/1.1 200 OK\r\ncontent-length: 23\r\n\r\n/stores/sandbox/x hello"
    assert in_a_loop(act) == [whole]


def test_requests_sent_at_once_are_answered_one_after_the_other() -> None:
    async def act() -> list[bytes]:
        connection = Connection()
        await connection.receives(GET % b"one" + GET % b"two")
        return await connection.receives()

    first, second = in_a_loop(act)
    assert first.endswith(b"/stores/sandbox/one ")
    assert second.endswith(b"/stores/sandbox/two ")


def test_a_connection_is_handed_on_at_the_first_request_that_is_not_plain() -> None:
    async def act() -> Connection:
        connection = Connection()
        await connection.receives(GET % b"one")
        await connection.receives(CHUNKED)
        await asyncio.sleep(0)
        return connection

    connection = in_a_loop(act)
    assert isinstance(connection.wire.heir, CuttableProtocol)
    assert connection.state.connections == {connection.wire.heir}
    assert connection.wire.pieces[-1].endswith(b"\r\n\r\n/stores/sandbox/x hello")


def test_an_application_that_fails_is_a_500_and_the_end_of_the_connection() -> None:
    async def fail(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise ValueError("broken")

    async def act() -> Connection:
        connection = Connection(fail)
        await connection.receives(GET % b"one")
        return connection

    connection = in_a_loop(act)
    assert connection.wire.pieces[0].startswith(b"HTTP/1.1 500 ")
    assert connection.wire.is_closed


@pytest.mark.parametrize(("status", "closes"), [(200, True), (204, False)])
def test_an_answer_of_no_length_ends_with_the_connection(status: int, closes: bool) -> None:
    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def act() -> Connection:
        connection = Connection(app)
        await connection.receives(GET % b"one")
        return connection

    connection = in_a_loop(act)
    assert connection.wire.is_closed is closes
    assert (b"connection: close" in connection.wire.pieces[0]) is closes


def test_an_application_hears_that_its_caller_is_gone() -> None:
    heard: list[str] = []

    async def app(_scope: Scope, receive: Receive, _send: Send) -> None:
        heard.extend([(await receive())["type"], (await receive())["type"]])

    async def act() -> None:
        connection = Connection(app)
        connection.protocol.data_received(GET % b"one")
        await asyncio.sleep(0)
        connection.wire.close()
        connection.protocol.connection_lost(None)
        await connection.receives()

    in_a_loop(act)
    assert heard == ["http.request", "http.disconnect"]


def test_nothing_is_answered_while_the_caller_does_not_read() -> None:
    async def act() -> tuple[int, int]:
        connection = Connection()
        connection.protocol.pause_writing()
        before = len(await connection.receives(GET % b"one"))
        connection.protocol.resume_writing()
        return before, len(await connection.receives())

    assert in_a_loop(act) == (0, 1)


def test_a_caller_that_sends_more_and_more_is_not_read_until_it_is_answered() -> None:
    async def act() -> tuple[bool, bool]:
        connection = Connection()
        connection.protocol.data_received(GET % b"one")
        connection.protocol.data_received(b"P" * 2_000_000)
        paused = connection.wire.is_paused
        await connection.receives()
        return paused, connection.wire.is_paused

    assert in_a_loop(act) == (True, False)


def test_a_server_that_stops_answers_first_what_it_was_asked() -> None:
    async def act() -> Connection:
        connection = Connection()
        connection.protocol.data_received(GET % b"one")
        connection.protocol.shutdown()
        assert not connection.wire.is_closed
        await connection.receives()
        return connection

    connection = in_a_loop(act)
    assert len(connection.wire.pieces) == 1
    assert connection.wire.is_closed


def test_a_connection_on_which_nothing_comes_is_closed() -> None:
    async def act() -> bool:
        connection = Connection(timeout_keep_alive=0)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return connection.wire.is_closed

    assert in_a_loop(act)
