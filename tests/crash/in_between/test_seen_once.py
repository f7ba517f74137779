"""An order that was seen, and that a merchant archives before it is recorded as the key's."""

import pytest

from bigcommerce_emulator.state.settings import Settings
from order_service.errors import QueueUnavailable
from order_service.placing.ending import Outcome
from order_service.placing.flow import LEASE_MARGIN
from tests.crash.faults import Died, Fault
from tests.crash.world import World
from tests.fakes.shop import INVOCATION_SECONDS


def queue_fails(_: World) -> None:
    raise QueueUnavailable("No.", retry_after=5)


def dies(world: World) -> None:
    world.clock.sleep(INVOCATION_SECONDS + LEASE_MARGIN)
    raise Died


@pytest.mark.parametrize("ends", [queue_fails, dies])
@pytest.mark.parametrize("slow", [True, False])
def test_an_order_that_was_seen_is_not_made_again_where_it_is_archived_before_it_is_recorded(
    ends: object, *, slow: bool
) -> None:
    """A slow answer needs a second look, as a lost one does: there may be two orders."""
    world = World(settings=Settings(checkout_order_id="never"))
    if slow:
        world.seams["after create_order"] = lambda: world.clock.sleep(6)
    else:
        world.failing_at_create_order(Fault.ANSWER_LOST)
    assert callable(ends)
    world.seams["before come back"] = lambda: ends(world)
    assert not isinstance(world.deliver(), Outcome)
    (order,) = world.store.orders
    world.store.merchant.archive_order(order.id)
    settled = world.settle()
    assert isinstance(settled, Outcome)
    assert settled.order.order_id == order.id
    assert [lacking.field for lacking in settled.order.not_applied or ()] == ["order"]
    assert len(world.store.orders) == 1


def test_an_order_that_turns_out_to_be_another_cart_s_is_not_the_key_s() -> None:
    """A slow answer may be another request's; the order that it names was written down."""
    world = World(settings=Settings(checkout_order_id="never"))
    world.seams["after create_order"] = lambda: world.clock.sleep(6)
    world.seams["before come back"] = lambda: queue_fails(world)
    assert not isinstance(world.deliver(), Outcome)
    (another_s,) = world.store.orders
    assert world.entry().order_id == another_s.id
    another_s.cart_id = "another"
    settled = world.settle()
    assert isinstance(settled, Outcome)
    assert settled.order.order_id != another_s.id
