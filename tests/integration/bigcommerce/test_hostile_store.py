"""What a store answers stays with that store, and takes neither time nor memory without bounds."""

import tracemalloc
from collections.abc import Iterable, Iterator

import pytest

from order_service.bigcommerce.calls import Operation, StoreCalls
from order_service.bigcommerce.connections import MOST_BYTES
from order_service.bigcommerce.credentials import Credential
from order_service.bigcommerce.https import KEEP_ALIVE_SECONDS, Send, connect
from order_service.bigcommerce.verdicts import Answer, NoAnswer, NotSent
from order_service.store.signals import Ambiguous
from order_service.store_steps import ORDER
from tests.fakes.clock import FakeClock
from tests.fakes.hostile.server import HostileServer, Script, hostile_server
from tests.fakes.store import FakeCredentials, deadline_in
from tests.fakes.wire import answer, gzipped, padded_gzip

pytestmark = pytest.mark.enable_socket

REFUSAL = b'{"status": 422, "title": "No."}'
STRANGER = answer(b'{"data": {"id": 666}}')
OWN = answer(b'{"data": {"id": 7}}')
DRIPS_EVERY = 0.5
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


class Wicked:
    """A client of a server whose answers to store ``evil`` are made by a script."""

    def __init__(self, server: HostileServer, clock: FakeClock) -> None:
        self.server = server
        self.clock = clock
        self.send: Send = connect(server.url, clock=clock)

    def ask(self, store: str = "evil", seconds: float = 5) -> Answer:
        return self.send("POST", f"/stores/{store}/v3/x", {}, {"a": 1}, seconds)

    def close(self) -> None:
        """A call after a long time drops every connection from before."""
        self.server.close()
        self.clock.sleep(KEEP_ALIVE_SECONDS)
        with pytest.raises(NotSent):
            self.ask()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def wicked(clock: FakeClock, request: pytest.FixtureRequest) -> Iterator[Wicked]:
    script: Script = request.param

    def by_store(line: str) -> Iterable[bytes]:
        return script(line) if "/stores/evil/" in line else [OWN]

    with hostile_server(by_store) as server:
        client = Wicked(server, clock)
        yield client
        client.close()


def answering(*pieces: bytes) -> Script:
    return lambda _: pieces


def endless(start: bytes, piece: bytes) -> Script:
    def script(_: str) -> Iterator[bytes]:
        yield start
        while True:
            yield piece

    return script


def by(script: Script) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("wicked", [script], indirect=True)


GLUED = answering(answer(REFUSAL, "422 Unprocessable Entity") + STRANGER * 5)


@by(GLUED)
@pytest.mark.parametrize("store", ["good", "evil"])
def test_an_answer_glued_to_another_is_nobodys(wicked: Wicked, store: str) -> None:
    assert wicked.ask().status == 422
    found = wicked.ask(store)
    assert found.body == (
        {"data": {"id": 7}} if store == "good" else {"status": 422, "title": "No."}
    )
    assert (len(wicked.server.requests), wicked.server.connections) == (2, 2)


@by(answering(answer()))
def test_stores_do_not_share_connections(wicked: Wicked) -> None:
    for store in ("evil", "good", "evil", "good"):
        wicked.ask(store)
    assert wicked.server.connections == 2


@by(GLUED)
def test_a_create_order_is_not_answered_before_it_was_sent(wicked: Wicked) -> None:
    wicked.ask()
    credentials = FakeCredentials()
    credentials.credential = Credential("good", "s3cret")
    calls = StoreCalls(wicked.send, credentials, "acme", "c-1", deadline_in(60, wicked.clock))
    path = ORDER.at(cart="c-1")
    operation = Operation(ORDER, path)
    assert calls.make(operation, lambda body: body["data"]["id"]) == 7
    assert wicked.server.requests[-1] == f"POST /stores/good{path} HTTP/1.1"


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"),
        (b"", b"HTTP/1.1 103 Early Hints\r\nX: " + b"x" * 99 + b"\r\n\r\n"),
        (CHUNKED, b"63\r\n" + b"x" * 99 + b"\r\n"),
    ],
    ids=["body", "head", "1xx", "chunks"],
)
def test_a_byte_now_and_then_does_not_make_a_call_longer(
    clock: FakeClock, start: bytes, drop: bytes
) -> None:
    began = clock.now()

    def script(_: str) -> Iterator[bytes]:
        yield start
        while True:
            clock.sleep(DRIPS_EVERY)
            yield drop

    with hostile_server(script) as server:
        send = connect(server.url, clock=clock)
        with pytest.raises(NoAnswer, match="TimeoutError"):
            send("GET", "/stores/evil/v3/x", {}, None, 2.0)
    assert clock.now() - began >= 2.0


@pytest.mark.parametrize(
    "script",
    [
        endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65_536),
        endless(CHUNKED, b"10000\r\n" + b"x" * 65_536 + b"\r\n"),
        endless(b"", b"HTTP/1.1 103 Early Hints\r\nX: " + b"x" * 9000 + b"\r\n\r\n"),
        endless(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 65_536),
        answering(answer(gzipped(b" " * 60_000_000), Content_Encoding="gzip")),
        answering(answer(padded_gzip(b"{}", MOST_BYTES // 5), Content_Encoding="gzip")),
    ],
    ids=["body", "chunks", "1xx", "head", "gzip", "padding"],
)
def test_an_answer_without_end_takes_no_more_than_the_longest_of_ours(
    clock: FakeClock, script: Script
) -> None:
    with hostile_server(script) as server:
        send = connect(server.url, clock=clock)
        tracemalloc.start()
        try:
            with pytest.raises(NoAnswer):
                send("GET", "/stores/evil/v3/x", {}, None, 60)
            assert tracemalloc.get_traced_memory()[1] < 4 * MOST_BYTES
        finally:
            tracemalloc.stop()


@pytest.mark.parametrize(
    "page", [b"<html>Sorry</html>", b"", b"[" * 100_000, b'{"data":{"id":1e500000}}']
)
@pytest.mark.parametrize("status", ["200 OK", "403 Forbidden", "404 Not Found", "429 Slow Down"])
def test_a_page_in_front_of_the_store_proves_nothing_about_an_order(
    clock: FakeClock, page: bytes, status: str
) -> None:
    with hostile_server(answering(answer(page, status, Connection="close"))) as server:
        calls = StoreCalls(
            connect(server.url, clock=clock), FakeCredentials(), "acme", "c", deadline_in(60, clock)
        )
        operation = Operation(ORDER, ORDER.at(cart="c-1"))
        with pytest.raises(Ambiguous):
            calls.make(operation, lambda body: int(body["data"]["id"]))
        assert len(server.requests) == 1
