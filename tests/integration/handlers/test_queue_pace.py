"""The queue's entry point keeps to the store's pace, and loses nothing by it."""

import time
from collections import Counter

import pytest

from bigcommerce_emulator.state.settings import Settings
from order_service.keys import OrderKey
from order_service.ledger.entry import Phase
from order_service.queueing.pace import HORIZON, Pace, Turn
from order_service.queueing.pace_ledger import PaceLedger
from order_service.request.intake import Job, read_order
from tests.fakes.clock import FakeClock
from tests.fakes.neighbours import Neighbours
from tests.fakes.orders import order_body
from tests.integration.aws import aws_client
from tests.integration.entry_points import STORE, EntryPoints

QUOTA = 150


def keys(count: int, name: str = "order") -> list[OrderKey]:
    return [OrderKey("acme", f"{name}-{number}") for number in range(count)]


def stack(limit: int = QUOTA) -> Neighbours:
    return Neighbours(FakeClock(), {"acme": Settings(rate_limit=limit)})


def line_of(seconds: float) -> None:
    """Let other orders of the store wait for so long already."""
    shared = PaceLedger(aws_client("dynamodb"), "ledger")
    shared.take(STORE, Pace(), seconds, time.time(), HORIZON)


@pytest.mark.enable_socket
def test_an_order_behind_others_comes_back_when_it_is_its_turn(entry_points: EntryPoints) -> None:
    line_of(60)
    entry_points.queue()
    assert len(entry_points.deliver()) == 1
    assert entry_points.queues.hidden_for() == pytest.approx([60], abs=3)
    assert entry_points.calls == 0
    assert entry_points.ledger.read(OrderKey(STORE, "order-1")) is None


@pytest.mark.enable_socket
def test_an_order_that_comes_back_has_its_ticket(entry_points: EntryPoints) -> None:
    line_of(60)
    entry_points.queue()
    assert entry_points.deliver(times=2) == []
    assert entry_points.entry().phase is Phase.PLACED
    assert entry_points.calls == 5


@pytest.mark.enable_socket
def test_an_order_that_the_api_has_begun_waits_in_no_line(entry_points: EntryPoints) -> None:
    line_of(60)
    job = Job(OrderKey(STORE, "order-1"), read_order(order_body()))
    entry_points.claim(job.order.fingerprint(), 0)
    entry_points.services.queue.send(job, 0, begun=True)
    assert entry_points.deliver() == []
    assert entry_points.entry().phase is Phase.PLACED


@pytest.mark.enable_socket
def test_a_sender_cannot_skip_the_line_by_a_mark(entry_points: EntryPoints) -> None:
    line_of(60)
    job = Job(OrderKey(STORE, "order-1"), read_order(order_body()))
    entry_points.services.queue.send(job, 0, begun=True)
    assert len(entry_points.deliver()) == 1
    assert entry_points.queues.hidden_for() == pytest.approx([60], abs=3)
    assert (entry_points.calls, entry_points.ledger.read(job.key)) == (0, None)


@pytest.mark.enable_socket
def test_the_api_waits_in_no_line(entry_points: EntryPoints) -> None:
    line_of(60)
    assert entry_points.post()[0] == 201


def test_a_crash_after_taking_a_ticket_loses_nothing() -> None:
    world = stack()
    world.deliver(*keys(10))
    waits = world.environment().pacing.waits("acme", [Turn(5, 1)])
    assert waits[0].seconds > 0
    # It died here: the message comes back after its visibility timeout.
    world.clock.sleep(360)
    assert world.deliver(OrderKey("acme", "late"), receives=2) == []
    assert world.placed("acme") == 11


def test_a_message_that_could_not_be_hidden_is_still_one_order() -> None:
    world = stack()
    world.deliver(*keys(10))
    late = OrderKey("acme", "late")
    assert world.deliver(late) == [str(late)]
    assert world.deliver(late, receives=2, services=world.environment()) == []
    assert world.deliver(late, receives=3) == []
    assert world.placed("acme") == 11


def test_a_backlog_is_worked_off_at_the_limit_without_one_refused_call() -> None:
    world = stack()
    environments = [world.environment() for _ in range(5)]
    hidden_until = dict.fromkeys(keys(120), world.clock.now())
    received = Counter[OrderKey]()
    began = world.clock.now()
    while hidden_until:
        batch = [key for key, until in hidden_until.items() if until <= world.clock.now()][:10]
        for key in batch:
            received[key] += 1
            back = world.deliver(
                key, receives=received[key], services=environments[received.total() % 5]
            )
            if back:
                hidden_until[key] = world.clock.now() + world.sqs.hidden[str(key)]
            else:
                del hidden_until[key]
        if not batch:
            world.clock.sleep(1)
    assert world.placed("acme") == 120
    assert max(received.values()) <= 3
    assert len(world.calls["acme"].sent) == 120 * 5
    at_the_limit = 120 * 5 / QUOTA * 30
    assert world.clock.now() - began <= at_the_limit / 0.95
