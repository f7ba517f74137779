"""Without a daemon, or with one that cannot be reached by number, nothing is sent."""

import pytest

from order_service.telemetry.spans import Parent
from order_service.telemetry.tracing import Tracer, read_address

TRACE = {"_X_AMZN_TRACE_ID": "Root=1-2-3;Parent=53995c3f42cd8ad8;Sampled=1"}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("169.254.79.129:2000", ("169.254.79.129", 2000)),
        ("udp:127.0.0.1:2001", ("127.0.0.1", 2001)),
        ("tcp:127.0.0.1:2000 udp:127.0.0.1:2001", ("127.0.0.1", 2001)),
        ("", None),
        ("127.0.0.1", None),
        ("tcp:127.0.0.1:2000", None),
        ("localhost:2000", None),
        ("::1:2000", None),
        ("127.0.0.1:two", None),
    ],
)
def test_an_address_is_numbers_or_nothing(text: str, address: tuple[str, int] | None) -> None:
    assert read_address(text) == address


def test_a_trace_is_wanted_where_a_daemon_is() -> None:
    assert Tracer(TRACE).parent() is None
    there = Tracer(TRACE | {"AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:2000"})
    assert there.parent() == Parent("1-2-3", "53995c3f42cd8ad8")
    assert Tracer({"AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:2000"}).parent() is None


@pytest.mark.parametrize("address", ["", "localhost:2000"])
def test_no_socket_is_opened_without_an_address(address: str) -> None:
    tracer = Tracer({"AWS_XRAY_DAEMON_ADDRESS": address} if address else {})
    tracer.send({"name": "x"})
    assert tracer._socket is None
