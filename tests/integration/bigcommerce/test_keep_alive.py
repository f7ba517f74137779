"""Connections that died while the execution environment was frozen cost no doubt about an order."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from bigcommerce_emulator.api.application import Store
from bigcommerce_emulator.http.faults import FaultPlan
from bigcommerce_emulator.server import Running
from order_service.bigcommerce.https import KEEP_ALIVE_SECONDS, Send, connect
from order_service.bigcommerce.verdicts import NotSent
from order_service.errors import Parked
from order_service.keys import OrderKey
from order_service.ledger.ledger import Ledger
from order_service.placing.flow import place_order
from order_service.placing.ports import Service
from order_service.request.intake import Job, read_order
from tests.fakes.clock import FakeClock
from tests.fakes.dynamodb import FakeAttentionTable, FakeDynamoDB, listing
from tests.fakes.journal import FakeJournal
from tests.fakes.orders import order_body
from tests.fakes.shop import as_client
from tests.fakes.store import OpenFakeStore, deadline_in
from tests.integration.relay import Relay, relay_to


def _nobody(job: Job, reason: Parked) -> None:
    raise AssertionError(f"{job.key} is parked: {reason}")


class Line:
    """A service whose calls go over a wire that can die."""

    def __init__(self, store: Store, relay: Relay) -> None:
        self.store = store
        self.relay = relay
        self.clock = FakeClock()
        self.journal = FakeJournal()
        self.send: Send = connect(relay.url, clock=self.clock)
        ledger = Ledger(as_client(FakeDynamoDB()), "ledger", self.clock, 90)
        self.service = Service(
            ledger,
            OpenFakeStore(self.send),
            self.journal,
            300,
            _nobody,
            lambda *_: None,
            listing(FakeAttentionTable(), self.clock),
        )

    def place(self, key: str) -> int:
        job = Job(OrderKey("acme", key), read_order(order_body()))
        return place_order(job, self.service, deadline_in(60, self.clock)).order.order_id

    def close(self) -> None:
        """A call after a long time drops every connection from before."""
        self.clock.sleep(KEEP_ALIVE_SECONDS)
        with pytest.raises(NotSent):
            self.send("GET", "/", {}, None, 5)

    def open(self, connections: int) -> None:
        """Leave so many connections behind, as a batch does."""
        together = Barrier(connections)

        def look(_: int) -> None:
            together.wait()
            self.send("GET", "/stores/sandbox/v2/orders", {}, None, 5)

        while self.relay.connections < connections:
            with ThreadPoolExecutor(connections) as threads:
                list(threads.map(look, range(connections)))


@pytest.fixture
def line(store_over_http: tuple[Store, Running]) -> Iterator[Line]:
    store, running = store_over_http
    store.reset()
    running.edge.forget()
    running.edge.plan = FaultPlan()
    with relay_to(running.url) as relay:
        line = Line(store, relay)
        yield line
    line.close()


def test_all_calls_of_all_orders_go_over_one_connection(line: Line) -> None:
    line.place("one")
    line.place("two")
    assert line.relay.connections == 1


@pytest.mark.parametrize("connections", [1, 3])
def test_no_call_goes_over_a_connection_from_before_a_freeze(line: Line, connections: int) -> None:
    line.open(connections)
    line.relay.let_die()
    line.clock.sleep(KEEP_ALIVE_SECONDS)
    line.place("one")
    assert line.relay.resets == 0
    assert line.relay.connections == connections + 1


def test_a_clock_set_back_makes_no_connection_young(line: Line) -> None:
    line.open(1)
    line.relay.let_die()
    line.clock.sleep(-3600)
    line.place("one")
    assert line.relay.resets == 0


@pytest.mark.parametrize("connections", [1, 3])
def test_a_death_nobody_heard_of_costs_converging_calls_and_no_doubt(
    line: Line, connections: int
) -> None:
    line.open(connections)
    line.relay.let_die()
    line.place("one")
    assert 1 <= line.relay.resets <= connections
    assert line.journal.notes == []
    assert len(line.store.orders) == 1
