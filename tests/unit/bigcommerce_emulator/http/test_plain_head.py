import pytest

from bigcommerce_emulator.http.plain_head import MOST_BODY, may_become_plain, read_head

HOST = b"Host: 127.0.0.1:4010"


def head(*lines: bytes, first: bytes = b"GET /stores/sandbox/v3/carts HTTP/1.1") -> bytes:
    return b"\r\n".join((first, *lines))


def test_what_clients_send_is_plain() -> None:
    first = b"POST /stores/sandbox/v3/checkouts/a?include=cart.b,c&x=%20 HTTP/1.1"
    found = read_head(head(HOST, b"X-Auth-Token:  word \t", b"Content-Length: 12", first=first))

    assert found is not None
    assert (found.method, found.length) == ("POST", 12)
    assert found.path == b"/stores/sandbox/v3/checkouts/a"
    assert found.query == b"include=cart.b,c&x=%20"
    assert found.headers == [
        (b"host", b"127.0.0.1:4010"),
        (b"x-auth-token", b"word"),
        (b"content-length", b"12"),
    ]


def test_b2b_edition_is_asked_plainly_too() -> None:
    found = read_head(head(HOST, first=b"GET /api/v3/io/orders/101 HTTP/1.1"))

    assert found is not None
    assert found.length == 0


@pytest.mark.parametrize(
    "first",
    [
        b"HEAD /stores/sandbox/v3/carts HTTP/1.1",
        b"GET /stores/sandbox/v3/carts HTTP/1.0",
        b"GET /stores/sandbox/v3/carts  HTTP/1.1",
        b"GET /stores/sand%62ox/v3/carts HTTP/1.1",
        b"GET http://127.0.0.1/stores/sandbox/v3/carts HTTP/1.1",
        b"GET /play HTTP/1.1",
        b"GET /stores/\xe9 HTTP/1.1",
        b"",
    ],
)
def test_another_first_line_is_left_to_the_parser(first: bytes) -> None:
    assert read_head(head(HOST, first=first)) is None


@pytest.mark.parametrize(
    "line",
    [
        b"Transfer-Encoding: chunked",
        b"Expect: 100-continue",
        b"Upgrade: websocket",
        b"Connection: close",
        b"Connection: Upgrade",
        b"Content-Length: +1",
        b"Content-Length: 1, 1",
        b"Content-Length: %d" % (MOST_BODY + 1),
        b"Host: other",
        b"Accept : text/html",
        b": nameless",
        b"no colon",
        b" continued",
        b"Accept: a\x00b",
        b"Accept: a\nX-Hidden: b",
        b"Accept: a\rb",
    ],
)
def test_a_header_that_changes_the_rules_or_breaks_them_is_left_to_the_parser(line: bytes) -> None:
    assert read_head(head(HOST, b"Accept: */*", line)) is None


@pytest.mark.parametrize("name", [b"Content-Length: 3", b"Host: 127.0.0.1:4010"])
def test_a_header_that_stands_there_twice_is_left_to_the_parser(name: bytes) -> None:
    assert read_head(head(HOST, name, name)) is None


def test_a_request_without_a_host_is_left_to_the_parser() -> None:
    assert read_head(head(b"Accept: */*")) is None


@pytest.mark.parametrize("beginning", [b"", b"G", b"DELETE", b"GET ", b"GET /st", b"POST /a b"])
def test_the_rest_of_a_head_is_waited_for(beginning: bytes) -> None:
    assert may_become_plain(beginning)


@pytest.mark.parametrize(
    "beginning", [b"\x16\x03\x01", b"\r\n", b"get /", b"GET /" + b"a" * 20_000]
)
def test_what_cannot_become_plain_is_not_waited_for(beginning: bytes) -> None:
    assert not may_become_plain(beginning)
