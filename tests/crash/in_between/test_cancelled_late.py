"""A write that cancels an order, gets no answer and arrives after somebody acted on the order."""

from order_service.clock import ARRIVES_WITHIN
from order_service.errors import AlreadyPlaced, NotYet
from order_service.ledger.entry import CancelWish, Phase
from order_service.placing.ending import Outcome
from order_service.placing.flow import LEASE_MARGIN
from order_service.store.order_view import CANCELLED
from tests.crash.faults import Died, Fault
from tests.crash.in_between.late_calls import Act, acts, arrive, held_back
from tests.crash.world import API_SECONDS, World
from tests.fakes.shop import INVOCATION_SECONDS


@acts
def test_a_cancellation_is_not_too_late_while_its_write_that_got_no_answer_may_arrive(
    acts: Act,
) -> None:
    world = World()
    world.settle()
    (order,) = world.store.orders
    on_their_way = held_back(world, "PUT")
    first = world.cancel(CancelWish.ORDER)
    assert isinstance(first, NotYet)
    acts(world, order.id)
    world.odd = None
    world.clock.sleep(first.retry_after)
    again = world.cancel(CancelWish.ORDER)
    arrive(world, on_their_way)
    assert order.status_id == CANCELLED
    assert isinstance(again, NotYet), again
    world.clock.sleep(again.retry_after)
    assert not isinstance(world.cancel(CancelWish.ORDER), AlreadyPlaced | NotYet)
    assert world.entry().order_cancelled


@acts
def test_a_cancellation_whose_execution_died_with_its_write_is_not_too_late_either(
    acts: Act,
) -> None:
    world = World()
    world.settle()
    (order,) = world.store.orders
    world.schedule = {len(world.calls) + 3: Fault.DIES_BEFORE}
    assert isinstance(world.cancel(CancelWish.ORDER), Died)
    assert world.calls[-1].startswith("PUT ")
    acts(world, order.id)
    world.clock.sleep(INVOCATION_SECONDS + LEASE_MARGIN)
    assert isinstance(world.cancel(CancelWish.ORDER), NotYet)


@acts
def test_a_cancellation_whose_write_never_arrives_is_too_late_once_it_cannot_arrive(
    acts: Act,
) -> None:
    world = World()
    world.settle()
    on_their_way = held_back(world, "PUT")
    world.cancel(CancelWish.ORDER)
    began = world.clock.now()
    until = world.entry().cancel_lands_until
    acts(world, world.store.orders[0].id)
    assert on_their_way
    while isinstance(answer := world.cancel(CancelWish.ORDER), NotYet):
        assert world.entry().cancel_lands_until == until
        world.clock.sleep(answer.retry_after)
    assert isinstance(answer, AlreadyPlaced)
    assert until <= world.clock.now() <= began + INVOCATION_SECONDS + API_SECONDS + ARRIVES_WITHIN


@acts
def test_an_order_to_be_cancelled_is_not_placed_while_that_write_may_arrive(acts: Act) -> None:
    world = World()
    # Somebody asks to cancel right before the key is placed.
    world.seams["before ledger 4"] = lambda: world.cancel(CancelWish.ORDER)
    on_their_way = held_back(world, "PUT")
    first = world.deliver()
    assert isinstance(first, NotYet)
    assert world.entry().phase is Phase.FINISHING
    (order,) = world.store.orders
    acts(world, order.id)
    world.odd = None
    world.clock.sleep(first.retry_after)
    again = world.deliver()
    arrive(world, on_their_way)
    assert order.status_id == CANCELLED
    assert isinstance(again, NotYet)
    world.clock.sleep(again.retry_after)
    placed = world.deliver()
    assert isinstance(placed, Outcome)
    assert placed.order.status == "Cancelled"


def test_an_order_that_is_cancelled_right_before_it_is_recorded_keeps_its_second_look() -> None:
    """The answer was slow: something on the way may have sent the call twice."""
    world = World()
    world.seams["after create_order"] = lambda: world.clock.sleep(6)
    world.seams["before come back"] = lambda: world.cancel(CancelWish.ORDER)
    due: list[float] = []
    world.seams["before update_order"] = lambda: due.append(world.entry().look_at)
    placed = world.deliver()
    assert isinstance(placed, Outcome)
    assert placed.order.order_cancelled
    assert due[0] > world.clock.now()
