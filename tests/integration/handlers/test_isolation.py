"""One store's trouble is its own: its neighbours' orders are neither late nor repeated."""

from threading import Event

from bigcommerce_emulator.state.settings import Settings
from order_service.keys import OrderKey
from tests.fakes.clock import FakeClock
from tests.fakes.neighbours import Neighbours

HEALTHY = [OrderKey("healthy", f"order-{number}") for number in range(4)]
NEIGHBOUR = [OrderKey("neighbour", f"order-{number}") for number in range(4)]
MIXED = [key for pair in zip(NEIGHBOUR, HEALTHY, strict=True) for key in pair]
TOO_LONG = 30.0
"""Seconds after which a thread that waits in vain gives up, and the test fails."""


def stack(rate_limit: int | None = None) -> Neighbours:
    stores = {"healthy": Settings(), "neighbour": Settings(rate_limit=rate_limit)}
    return Neighbours(FakeClock(), stores)


def ids(keys: list[OrderKey]) -> list[str]:
    return [str(key) for key in keys]


def test_a_slow_neighbour_in_the_same_batch_delays_nobody() -> None:
    world = stack()
    done = Event()
    waited_in_vain: list[bool] = []

    def after_the_healthy_orders() -> None:
        if not done.wait(TOO_LONG):
            waited_in_vain.append(True)

    def noticing() -> None:
        if len(world.calls["healthy"].sent) == 5 * len(HEALTHY) - 1:
            done.set()

    world.before_each_call("neighbour", after_the_healthy_orders)
    world.before_each_call("healthy", noticing)
    assert world.deliver(*MIXED) == []
    assert waited_in_vain == []
    assert (world.placed("healthy"), world.placed("neighbour")) == (4, 4)


def test_of_a_batch_with_a_throttled_neighbour_only_its_records_come_back() -> None:
    world = stack(rate_limit=0)
    assert world.deliver(*MIXED) == ids(NEIGHBOUR)
    assert world.placed("healthy") == 4
    assert len(world.calls["healthy"].sent) == 5 * 4
    assert sorted(world.sqs.hidden) == ids(NEIGHBOUR)


def test_a_throttled_neighbour_is_left_alone_while_the_healthy_store_goes_on() -> None:
    world = stack(rate_limit=0)
    world.deliver(*NEIGHBOUR)
    asked = len(world.calls["neighbour"].sent)
    more = [OrderKey("healthy", f"more-{number}") for number in range(8)]
    later = [OrderKey("neighbour", f"later-{number}") for number in range(2)]
    assert world.deliver(*later, *more) == ids(later)
    assert world.placed("healthy") == 8
    assert len(world.calls["neighbour"].sent) == asked


def test_another_execution_knows_of_the_throttled_neighbour_as_well() -> None:
    world = stack(rate_limit=0)
    world.deliver(*NEIGHBOUR)
    asked = len(world.calls["neighbour"].sent)
    assert world.deliver(*MIXED, receives=2, services=world.environment()) == ids(NEIGHBOUR)
    assert len(world.calls["neighbour"].sent) == asked


def test_a_long_line_at_one_store_is_no_line_at_another() -> None:
    world = stack(rate_limit=150)
    for number in range(5):
        world.deliver(*(OrderKey("neighbour", f"{number}-{place}") for place in range(10)))
    assert world.placed("neighbour") == 10
    assert world.deliver(*HEALTHY) == []


def test_a_neighbour_that_breaks_repeats_nothing_of_a_healthy_store() -> None:
    world = stack()

    def breaks() -> None:
        raise RuntimeError

    world.before_each_call("neighbour", breaks)
    assert world.deliver(*MIXED) == ids(NEIGHBOUR)
    assert world.deliver(*HEALTHY, receives=2) == []
    assert len(world.calls["healthy"].sent) == 5 * 4
    assert world.placed("healthy") == 4
