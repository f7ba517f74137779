"""A DELETE of a duplicate whose answer is lost, and which arrives after somebody acted on that."""

from collections.abc import Callable

import pytest

from order_service.bigcommerce.verdicts import Answer, NoAnswer
from order_service.errors import NotYet
from order_service.placing.ending import Outcome
from order_service.placing.flow import LEASE_MARGIN
from order_service.placing.witnesses import LANDED_AFTER
from tests.crash.faults import Died
from tests.crash.in_between.test_duplicates_acted_on import both_shown
from tests.crash.test_cancelled import refused_with_an_order_that_shows_late
from tests.crash.world import KEY, World
from tests.fakes.shop import INVOCATION_SECONDS


def pays(world: World, order_id: int) -> None:
    world.store.merchant.pay_order(order_id)


def moves(world: World, order_id: int) -> None:
    world.store.merchant.move_order(order_id, 11)


Act = Callable[[World, int], object]
Arrivals = list[Callable[[], Answer]]
acts = pytest.mark.parametrize("acts", [pays, moves])


def held_back(world: World, *, dies: bool = False) -> Arrivals:
    """Let no DELETE of an order be answered; return what arrives when its writes are called."""
    on_their_way: Arrivals = []

    def lost(name: str, effect: Callable[[], Answer]) -> Answer:
        if name.startswith("DELETE") and "/v2/orders/" in world.path:
            on_their_way.append(effect)
            if dies:
                world.clock.sleep(INVOCATION_SECONDS)
                raise Died
            raise NoAnswer("ReadTimeout")
        return effect()

    world.odd = lost
    return on_their_way


def arrive(world: World, on_their_way: Arrivals) -> None:
    world.odd = None
    assert on_their_way
    for effect in on_their_way:
        effect()


@acts
def test_a_person_hears_of_a_duplicate_that_was_archived_after_somebody_acted_on_it(
    acts: Act,
) -> None:
    world = both_shown()
    on_their_way = held_back(world)
    assert isinstance(world.settle(), Outcome)
    first, second = world.store.orders
    assert world.entry().order_id == first.id
    acts(world, second.id)
    arrive(world, on_their_way)
    world.look_again()
    assert second.is_deleted
    assert (world.notified, world.entry().disputed) == ([KEY], 1)


@acts
def test_a_person_hears_that_the_order_of_a_refused_key_was_archived_after_somebody_acted_on_it(
    acts: Act,
) -> None:
    world = refused_with_an_order_that_shows_late()
    (order,) = world.store.orders
    world.clock.time = world.due[-1]
    on_their_way = held_back(world)
    assert isinstance(world.deliver(looks_again=True), NotYet)
    acts(world, order.id)
    arrive(world, on_their_way)
    world.look_again()
    assert order.is_deleted
    assert (world.notified, world.entry().disputed) == ([KEY], 1)


def died_while_archiving() -> tuple[World, Arrivals]:
    """Return a world whose execution died after the DELETE of the second order was sent."""
    world = both_shown()
    on_their_way = held_back(world, dies=True)
    while not isinstance(answer := world.deliver(), Died):
        assert isinstance(answer, NotYet)
        world.clock.sleep(answer.retry_after)
    world.odd = None
    world.clock.sleep(LEASE_MARGIN)
    return world, on_their_way


@acts
def test_an_order_is_not_the_key_s_while_the_delete_of_an_execution_that_died_may_arrive(
    acts: Act,
) -> None:
    world, on_their_way = died_while_archiving()
    first, second = world.store.orders
    acts(world, second.id)
    waits = world.deliver()
    assert isinstance(waits, NotYet)
    assert waits.retry_after == LANDED_AFTER - LEASE_MARGIN
    arrive(world, on_their_way)
    world.clock.sleep(waits.retry_after)
    assert isinstance(world.deliver(), Outcome)
    assert world.entry().order_id == first.id
    world.look_again()
    assert (first.is_deleted, second.is_deleted) == (False, True)
    assert (world.notified, world.entry().disputed) == ([KEY], 1)


def test_two_orders_that_were_archived_by_two_at_once_are_followed_by_no_third() -> None:
    world, on_their_way = died_while_archiving()
    world.store.merchant.archive_order(world.store.orders[0].id)
    assert isinstance(world.deliver(), NotYet)
    arrive(world, on_their_way)
    settled = world.settle()
    assert isinstance(settled, Outcome)
    assert [lacking.field for lacking in settled.order.not_applied or ()] == ["order"]
    world.look_again()
    assert (len(world.store.orders), world.live_orders(), world.notified) == (2, [], [KEY])


@acts
def test_an_order_that_somebody_acted_on_is_the_key_s_once_no_delete_can_arrive(acts: Act) -> None:
    world, _ = died_while_archiving()
    first, second = world.store.orders
    acts(world, second.id)
    assert isinstance(world.settle(), Outcome)
    world.look_again()
    assert world.entry().order_id == second.id
    assert (first.is_deleted, second.is_deleted, world.notified) == (True, False, [])
