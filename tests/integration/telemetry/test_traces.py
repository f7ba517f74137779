"""The spans of an order, as the daemon beside the function gets them."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from bigcommerce_emulator.http.faults import Fault
from order_service.telemetry.telemetry import tracer
from tests.fakes.orders import AUSTIN
from tests.integration.entry_points import EntryPoints

pytestmark = pytest.mark.enable_socket

ROOT = "1-5759e988-bd862e3fe1be46a994272793"
INVOCATION = "53995c3f42cd8ad8"


class Daemon:
    """Listens as the X-Ray daemon does."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.setblocking(False)
        host, port = self._socket.getsockname()
        patch.setenv("AWS_XRAY_DAEMON_ADDRESS", f"{host}:{port}")
        patch.setenv("_X_AMZN_TRACE_ID", f"Root={ROOT};Parent={INVOCATION};Sampled=1")

    def received(self) -> list[Any]:
        """Every span sent so far; on loopback what was sent is there."""
        spans: list[Any] = []
        while True:
            try:
                header, document = self._socket.recv(65536).split(b"\n")
            except BlockingIOError:
                return spans
            assert json.loads(header) == {"format": "json", "version": 1}
            spans.append(json.loads(document))

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    listening = Daemon(monkeypatch)
    yield listening
    listening.close()
    tracer.close()


def test_an_order_is_one_span_with_a_span_for_each_step(
    entry_points: EntryPoints, daemon: Daemon
) -> None:
    entry_points.post()
    *steps, order = daemon.received()
    assert [step["name"] for step in steps] == [
        *("ledger claimed", "cart", "ledger cart"),
        *("billing_address", "consignments", "shipping_option"),
        *("ledger submitting", "order", "ledger placed"),
    ]
    assert {step["parent_id"] for step in steps} == {order["id"]}
    assert (order["name"], order["parent_id"]) == ("order request", INVOCATION)
    assert {span["trace_id"] for span in (*steps, order)} == {ROOT}
    assert len({span["id"] for span in (*steps, order)}) == 10
    assert order["annotations"] == {
        "store": "acme",
        "key": "order-1",
        "cart": entry_points.entry().cart_id,
        "order": entry_points.store.orders[0].id,
    }
    assert order["start_time"] == steps[0]["start_time"]
    assert order["end_time"] == steps[-1]["end_time"]


def test_each_record_of_a_batch_has_its_own_span(entry_points: EntryPoints, daemon: Daemon) -> None:
    entry_points.queue("a")
    entry_points.queue("b", store="unknown")
    entry_points.deliver()
    orders = [span for span in daemon.received() if span["name"] == "order request"]
    assert sorted(order["annotations"]["key"] for order in orders) == ["a", "b"]
    assert {order["parent_id"] for order in orders} == {INVOCATION}


def test_a_step_that_failed_is_flagged(entry_points: EntryPoints, daemon: Daemon) -> None:
    entry_points.fail(Fault("status", status=429, reset_ms=9000))
    entry_points.post()
    (call,) = [span for span in daemon.received() if "http" in span]
    assert (call["name"], call["error"], call["throttle"]) == ("cart", True, True)


def test_a_span_names_no_customer_and_no_secret(entry_points: EntryPoints, daemon: Daemon) -> None:
    entry_points.post()
    sent = json.dumps(daemon.received()).casefold()
    people = [AUSTIN[name] for name in ("first_name", "last_name", "email", "address1", "phone")]
    secrets = ["sandbox-token", "http://", "https://", "/v3/", "token=", *people]
    assert sent.count('"order request"')
    assert not [secret for secret in secrets if secret.casefold() in sent]


def test_nothing_is_sent_of_a_trace_that_is_not_sampled(
    entry_points: EntryPoints, daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", f"Root={ROOT};Parent={INVOCATION};Sampled=0")
    assert entry_points.post()[0] == 201
    assert daemon.received() == []


def test_an_order_is_placed_though_the_daemon_is_gone(
    entry_points: EntryPoints, daemon: Daemon
) -> None:
    daemon.close()
    assert entry_points.post()[0] == 201
    assert entry_points.calls == 5
