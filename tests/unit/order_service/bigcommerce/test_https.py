"""One client, explicit timeouts, exact numbers, and no redirects."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest

from order_service.bigcommerce.https import (
    KEEP_ALIVE_SECONDS,
    ConnectionPool,
    Send,
    connect,
    encode,
    read,
)
from order_service.bigcommerce.verdicts import Answer, NoAnswer, NotSent
from tests.fakes.clock import FakeClock

Handler = Callable[[httpx.Request], httpx.Response]


def sender(handler: Handler) -> Send:
    return connect("https://store.example", transport=httpx.MockTransport(handler))


def answer(response: httpx.Response) -> Answer:
    return sender(lambda _: response)("GET", "/v3/x", {}, None, 5)


def asked(method: str, path: str, body: Any = None, **headers: str) -> httpx.Request:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(204)

    sender(handler)(method, path, headers, body, 7.5)
    return seen[0]


def test_the_request_is_what_it_was_told() -> None:
    request = asked("POST", "/stores/h/v3/carts?include=redirect_urls", {"a": 1}, accept="text/x")
    assert request.method == "POST"
    assert str(request.url) == "https://store.example/stores/h/v3/carts?include=redirect_urls"
    assert request.headers["accept"] == "text/x"
    assert request.content == b'{"a": 1}'


def test_a_request_without_body_sends_none() -> None:
    request = asked("GET", "/")
    assert request.content == b""
    assert "content-type" not in request.headers


def test_every_timeout_is_set() -> None:
    timeouts = asked("GET", "/").extensions["timeout"]
    assert timeouts == {"connect": 2.0, "read": 7.5, "write": 2.0, "pool": 1.0}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    found = answer(httpx.Response(status, headers={"Location": "https://evil.example/"}))
    assert (found.status, found.headers["location"]) == (status, "https://evil.example/")


def test_header_names_are_told_in_lower_case() -> None:
    found = answer(httpx.Response(429, headers={"X-Retry-After": "5"}))
    assert found.headers["x-retry-after"] == "5"


@pytest.mark.parametrize("status", [200, 422, 500])
@pytest.mark.parametrize("content", [b"<html>", b'{"data": ', b"\xff\xfe\x00", b"[" * 100_000])
def test_a_garbled_body_is_not_readable(status: int, content: bytes) -> None:
    assert answer(httpx.Response(status, content=content)) == Answer(
        status, {"content-length": str(len(content))}, None, readable=False
    )


@pytest.mark.parametrize(
    ("status", "readable"),
    [(200, False), (201, False), (202, False), (204, True), (205, True), (404, True), (503, True)],
)
@pytest.mark.parametrize("content", [b"", b" \n"])
def test_only_204_and_errors_may_say_nothing(status: int, readable: bool, content: bytes) -> None:
    found = read(status, {}, content)
    assert (found.body, found.readable) == (None, readable)


@pytest.mark.parametrize("number", ["13.858823529412", "0.1", "1e2", "10.830000000000000000001"])
def test_amounts_are_read_exactly(number: str) -> None:
    assert read(200, {}, f'{{"a": {number}}}'.encode()).body == {"a": Decimal(number)}


def test_amounts_are_sent_as_numbers() -> None:
    assert encode({"a": Decimal("10.83"), "b": [Decimal(10)]}) == b'{"a": 10.83, "b": [10.0]}'


def test_anything_else_is_not_sent() -> None:
    with pytest.raises(TypeError, match="object"):
        encode({"a": object()})


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ConnectError("refused"), NotSent),
        (httpx.PoolTimeout("full"), NotSent),
        (httpx.ReadTimeout("slow"), NoAnswer),
        (httpx.RemoteProtocolError("cut"), NoAnswer),
        (OSError("?"), NoAnswer),
    ],
)
def test_a_failure_tells_whether_the_request_may_have_had_an_effect(
    error: Exception, kind: type[Exception]
) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise error

    with pytest.raises(kind) as caught:
        sender(fail)("GET", "/", {"X-Auth-Token": "s3cret"}, None, 5)
    assert str(caught.value) == type(error).__name__
    assert caught.value.__suppress_context__


def test_an_answer_that_cannot_be_unpacked_is_no_answer() -> None:
    packed = {"content-encoding": "gzip"}
    response = httpx.Response(200, headers=packed, stream=httpx.ByteStream(b"junk"))
    with pytest.raises(NoAnswer, match="DecodingError"):
        answer(response)


def test_a_path_that_is_no_url_was_never_sent() -> None:
    with pytest.raises(NotSent, match="InvalidURL"):
        asked("GET", "/\x00")


class FakeLine(httpx.BaseTransport):
    """One connection; fails as told."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure
        self.calls = 0
        self.closed = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.calls += 1
        if self.failure:
            raise self.failure
        return httpx.Response(204)

    def close(self) -> None:
        self.closed = True


class Exchange:
    """Lines whose connections can be looked at."""

    def __init__(self, *lines: FakeLine, most: int = 20) -> None:
        self.made = 0
        self.given = list(lines)
        self.clock = FakeClock()
        self.lines = ConnectionPool(self._make, self.clock, most)

    def call(self) -> None:
        self.lines.call(httpx.Request("GET", "https://store.example/"))

    def _make(self) -> httpx.BaseTransport:
        self.made += 1
        return self.given[self.made - 1]


def test_a_connection_is_used_again_while_it_is_young() -> None:
    line = FakeLine()
    exchange = Exchange(line)
    exchange.call()
    exchange.clock.sleep(KEEP_ALIVE_SECONDS - 1)
    exchange.call()
    assert (line.calls, line.closed) == (2, False)


@pytest.mark.parametrize("seconds", [KEEP_ALIVE_SECONDS, -1])
def test_a_connection_of_unknown_age_is_closed_and_not_used(seconds: float) -> None:
    old, new = FakeLine(), FakeLine()
    exchange = Exchange(old, new)
    exchange.call()
    exchange.clock.sleep(seconds)
    exchange.call()
    assert (old.calls, old.closed) == (1, True)
    assert (new.calls, new.closed) == (1, False)


def test_a_connection_that_failed_is_closed_and_not_used_again() -> None:
    broken, sound = FakeLine(httpx.ReadError("cut")), FakeLine()
    exchange = Exchange(broken, sound)
    with pytest.raises(httpx.ReadError):
        exchange.call()
    exchange.call()
    assert broken.closed
    assert (broken.calls, sound.calls) == (1, 1)


def test_no_more_connections_are_kept_than_allowed() -> None:
    line = FakeLine()
    exchange = Exchange(line, FakeLine(), most=0)
    exchange.call()
    exchange.call()
    assert line.closed
    assert exchange.made == 2
