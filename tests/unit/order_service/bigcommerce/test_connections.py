"""A connection that is not proved clean is not used again, and no answer is without bounds."""

import tracemalloc
import zlib
from collections.abc import Iterator

import h11
import pytest

from order_service.bigcommerce.connections import (
    MOST_BYTES,
    MOST_EVENTS,
    MOST_HEAD_BYTES,
    Body,
    Server,
    UnusableAnswer,
)
from order_service.bigcommerce.https import KEEP_ALIVE_SECONDS, ConnectionPool
from tests.fakes.clock import FakeClock
from tests.fakes.wire import OK, Wire, answer, gzipped, padded_gzip, wires

STRANGER = answer(b'{"data": {"id": 666}}')
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.fixture
def wire() -> Iterator[Wire]:
    with wires(1) as (one,):
        yield one


@pytest.mark.parametrize(
    "said",
    [
        answer(),
        CONTINUE + answer(),
        answer(gzipped(OK), Content_Encoding="gzip"),
        answer(padded_gzip(OK, 999), Content_Encoding="gzip"),
        answer(OK, Content_Encoding="identity"),
        CHUNKED + b"5\r\n" + OK[:5] + b"\r\n%x\r\n" % (len(OK) - 5) + OK[5:] + b"\r\n0\r\n\r\n",
    ],
)
def test_an_answer_is_read_to_its_end_and_the_connection_is_good_for_another(
    wire: Wire, said: bytes
) -> None:
    for _ in range(2):
        assert wire.ask(said).content == OK
        assert wire.connection.renewed()
        assert wire.connection.silent


def test_header_names_are_told_in_lower_case_and_repeated_headers_joined(wire: Wire) -> None:
    found = wire.ask(b"HTTP/1.1 204 No Content\r\nX-A: 1\r\nx-a: 2\r\n\r\n")
    assert (found.status, found.headers, found.content) == (204, {"x-a": "1, 2"}, b"")


@pytest.mark.parametrize("rest", [b"\n", b" ", b"\r\n", STRANGER, STRANGER * 5, b"\x00"])
def test_a_connection_with_anything_left_over_is_not_good_for_another(
    wire: Wire, rest: bytes
) -> None:
    assert wire.ask(answer() + rest).content == OK
    assert not wire.connection.renewed()


@pytest.mark.parametrize(
    "said",
    [
        answer(Connection="close"),
        b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        CHUNKED + b"0\r\n\r\n" + STRANGER,
    ],
)
def test_a_connection_that_its_server_ends_is_not_good_for_another(wire: Wire, said: bytes) -> None:
    wire.ask(said)
    assert not wire.connection.renewed()


def test_what_comes_after_the_answer_is_noticed(wire: Wire) -> None:
    wire.ask(answer())
    assert wire.connection.renewed()
    wire.say(STRANGER)
    assert not wire.connection.silent


def test_a_server_s_goodbye_is_noticed(wire: Wire) -> None:
    wire.ask(answer())
    wire.far.close()
    assert not wire.connection.silent


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * MOST_HEAD_BYTES,
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
        CONTINUE * MOST_EVENTS,
        CHUNKED + b"1\r\nx\r\n" * MOST_EVENTS,
        answer(gzipped(OK)[:-4], Content_Encoding="gzip"),
        answer(b"junk", Content_Encoding="gzip"),
        answer(OK, Content_Encoding="br"),
        answer(zlib.compress(OK), Content_Encoding="deflate"),
        answer(gzipped(OK), Content_Encoding="gzip, gzip"),
        answer(gzipped(b" " * (MOST_BYTES + 1)), Content_Encoding="gzip"),
    ],
)
def test_an_answer_beyond_its_bounds_is_no_answer(wire: Wire, said: bytes) -> None:
    with pytest.raises((UnusableAnswer, h11.RemoteProtocolError, zlib.error)):
        wire.ask(said)


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200", answer(length=50), CONTINUE, CHUNKED])
def test_an_answer_that_breaks_off_is_no_answer(wire: Wire, said: bytes) -> None:
    wire.connection.send(h11.Request(method="GET", target="/", headers=[("Host", "x")]), b"", 5)
    wire.say(said)
    wire.far.shutdown(1)
    with pytest.raises((UnusableAnswer, h11.RemoteProtocolError)):
        wire.connection.receive(5)


def test_a_time_that_is_over_is_waited_for_no_longer(wire: Wire) -> None:
    with pytest.raises(TimeoutError):
        wire.ask(answer(), seconds=0)


def test_a_request_that_cannot_be_one_is_not_made() -> None:
    server = Server.at("https://store.example")
    for path, headers in (("/ ", {}), ("/\x00", {}), ("/", {"X-Auth-Token": "a\r\nb"})):
        with pytest.raises(h11.LocalProtocolError):
            server.request("GET", path, headers, b"")


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 131_072, MOST_BYTES])
@pytest.mark.parametrize("step", [7, 1000, 10**9])
def test_a_body_is_unpacked_in_whatever_pieces_it_comes(size: int, step: int) -> None:
    plain = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    packed, body = gzipped(plain), Body("gzip")
    for start in range(0, len(packed), step):
        body.add(packed[start : start + step])
    assert body.content() == plain


def test_a_small_packet_takes_no_more_memory_than_an_answer_may() -> None:
    bomb = gzipped(b" " * 100 * MOST_BYTES)
    assert len(bomb) < MOST_BYTES
    tracemalloc.start()
    try:
        with pytest.raises(UnusableAnswer):
            Body("gzip").add(bomb)
        assert tracemalloc.get_traced_memory()[1] < 3 * MOST_BYTES
    finally:
        tracemalloc.stop()


class Exchange:
    """A pool whose connections can be looked at."""

    def __init__(self, made: list[Wire], clock: FakeClock, most: int = 20) -> None:
        self.wires = made
        self.clock = clock
        self.made = 0
        self.pool = ConnectionPool(lambda: self._next().connection, clock, most)

    def _next(self) -> Wire:
        self.made += 1
        return self.wires[self.made - 1]

    def call(self, store: str = "a", said: bytes = STRANGER) -> int:
        """Make one call, and return the number of the wire that it went over."""
        connection = self.pool.take(store)
        (number,) = (n for n, wire in enumerate(self.wires) if wire.connection is connection)
        self.wires[number].ask(said)
        self.pool.give_back(store, connection)
        return number

    @property
    def closed(self) -> list[bool]:
        return [wire.closed for wire in self.wires]


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    clock = FakeClock()
    with wires(3, clock) as made:
        yield Exchange(made, clock)


def test_a_connection_is_used_again_while_it_is_young(exchange: Exchange) -> None:
    exchange.call()
    exchange.clock.sleep(KEEP_ALIVE_SECONDS - 1)
    assert exchange.call() == 0
    assert exchange.closed == [False, False, False]


@pytest.mark.parametrize("seconds", [KEEP_ALIVE_SECONDS, -1])
def test_a_connection_of_unknown_age_is_closed_whosever_it_was(
    exchange: Exchange, seconds: float
) -> None:
    exchange.call("a")
    exchange.call("b")
    exchange.clock.sleep(seconds)
    assert exchange.call("a") == 2
    assert exchange.closed == [True, True, False]


def test_no_store_gets_a_connection_of_another(exchange: Exchange) -> None:
    assert [exchange.call(store) for store in ("a", "b", "a", "b")] == [0, 1, 0, 1]


def test_an_answer_with_more_behind_it_ends_its_connection(exchange: Exchange) -> None:
    exchange.call(said=answer() + STRANGER)
    assert exchange.call() == 1
    assert exchange.closed == [True, False, False]


def test_a_connection_that_speaks_unasked_is_closed_and_not_used(exchange: Exchange) -> None:
    exchange.call()
    exchange.wires[0].say(STRANGER)
    assert exchange.call() == 1
    assert exchange.closed == [True, False, False]


@pytest.mark.parametrize("most", [0, 1])
def test_no_more_connections_are_kept_than_allowed(exchange: Exchange, most: int) -> None:
    few = Exchange(exchange.wires, exchange.clock, most)
    few.call("a")
    few.call("b")
    assert few.closed == [True, most == 0, False]
