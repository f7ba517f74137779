"""What is left to do about an order when its store is paused for long."""

from collections.abc import Callable

from order_service.bigcommerce.verdicts import Answer, NoAnswer
from order_service.errors import AlreadyPlaced, NotYet
from order_service.ledger.entry import Phase
from order_service.placing.ending import Outcome
from order_service.placing.follow_up import FINISH_SECONDS
from order_service.placing.second_look import GIVEN_UP_AFTER
from tests.crash.faults import Fault
from tests.crash.test_second_looks import twice
from tests.crash.world import World, the_full_job
from tests.fakes.shop import SETTLED


def begun() -> World:
    """Return a world whose order is made, and whose fields could not be written at once."""
    world = World(job=the_full_job())

    def silent(name: str, effect: Callable[[], Answer]) -> Answer:
        if name.startswith("PUT") and "/v2/orders/" in world.path:
            raise NoAnswer("ReadTimeout")
        return effect()

    world.odd = silent
    assert isinstance(world.deliver(), NotYet)
    world.odd = None
    assert world.entry().phase is Phase.FINISHING
    return world


def assert_finished(world: World) -> None:
    settled = world.settle()
    assert isinstance(settled, Outcome)
    assert settled.order.not_applied is None


def test_an_order_whose_store_is_paused_is_finished_when_the_pause_ends() -> None:
    world = begun()
    world.credentials.pause()
    for _ in range(6):
        world.clock.sleep(FINISH_SECONDS)
        assert isinstance(world.deliver(), NotYet)
    assert world.entry().phase is Phase.FINISHING
    world.credentials.pause(False)
    assert_finished(world)


def test_an_order_that_is_found_is_read_once_the_store_is_no_longer_paused() -> None:
    world = World()
    world.failing_at_create_order(Fault.DIES_AFTER)
    world.deliver()
    world.clock.sleep(3 * SETTLED)
    assert isinstance(world.cancel(), AlreadyPlaced)
    world.store.merchant.archive_order(world.store.orders[0].id)
    world.credentials.pause()
    # The first delivery begins the hour in which it is tried: the request has only found it.
    for _ in range(2):
        assert isinstance(world.deliver(), NotYet)
        world.clock.sleep(2 * FINISH_SECONDS)
    assert isinstance(world.deliver(), NotYet)
    world.credentials.pause(False)
    settled = world.settle()
    assert isinstance(settled, Outcome)
    assert [one.field for one in settled.order.not_applied or ()] == ["order"]


def test_a_second_look_waits_for_the_end_of_its_store_s_pause() -> None:
    world = twice()
    first, placed = world.store.orders
    world.credentials.pause()
    world.clock.time = world.due[-1] + GIVEN_UP_AFTER + 3600
    assert isinstance(world.deliver(looks_again=True), NotYet)
    world.credentials.pause(False)
    world.look_again()
    assert (first.is_deleted, placed.is_deleted, world.notified) == (True, False, [])
