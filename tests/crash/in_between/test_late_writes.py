"""A write whose answer was lost arrives after a conclusion was drawn without it."""

from collections.abc import Callable

from order_service.bigcommerce.verdicts import Answer, NoAnswer
from order_service.clock import ARRIVES_WITHIN
from order_service.errors import NotYet, QueueUnavailable
from order_service.placing.ending import Outcome
from order_service.placing.flow import LEASE_MARGIN
from tests.crash.faults import Died
from tests.crash.in_between.late_calls import Act, Arrivals, acts, arrive, ends, held_back
from tests.crash.test_duplicates import two_orders
from tests.crash.test_second_looks import twice
from tests.crash.world import KEY, World
from tests.fakes.shop import SETTLED


def chosen() -> tuple[World, Arrivals]:
    """Return a world that placed the first of two orders; the other's DELETE is on its way."""
    world = two_orders()
    world.seams["after create_order"] = lambda: world.clock.sleep(SETTLED)
    on_their_way = held_back(world, "DELETE")
    assert isinstance(world.settle(), Outcome)
    assert on_their_way
    assert world.entry().order_id == world.store.orders[0].id
    return world, on_their_way


@ends
def test_a_person_hears_that_both_are_ended_if_the_delete_of_a_duplicate_arrives_late(
    ends: Act,
) -> None:
    world, on_their_way = chosen()
    ends(world, world.store.orders[0].id)
    arrive(world, on_their_way)
    world.look_again()
    assert world.store.orders[1].is_deleted
    assert world.notified == [KEY]


@ends
def test_a_person_hears_that_both_are_ended_between_two_tries_of_the_second_look(
    ends: Act,
) -> None:
    world = twice()
    first, placed = world.store.orders
    world.clock.time = world.due[-1]
    on_their_way = held_back(world, "DELETE")
    assert isinstance(world.deliver(looks_again=True), NotYet)
    ends(world, placed.id)
    arrive(world, on_their_way)
    world.look_again()
    assert first.is_deleted
    assert world.notified == [KEY]


@ends
def test_a_person_hears_that_both_are_ended_in_the_moment_in_which_one_is_chosen(
    ends: Act,
) -> None:
    world = two_orders()
    world.seams["after create_order"] = lambda: world.clock.sleep(SETTLED)
    world.seams["before archive_order"] = lambda: ends(world, world.store.orders[0].id)
    assert isinstance(world.settle(), Outcome)
    world.look_again()
    assert world.journal.count("duplicate reported") == 1
    assert world.notified == [KEY]


@ends
def test_a_person_hears_that_both_are_ended_though_telling_failed_once(ends: Act) -> None:
    world = twice()
    _, placed = world.store.orders
    world.seams["before archive_order"] = lambda: ends(world, placed.id)

    def fails() -> None:
        raise QueueUnavailable("The queue answered ReadTimeoutError.", retry_after=5)

    world.seams["before park"] = fails
    world.look_again()
    assert world.notified == [KEY]


@acts
def test_a_person_hears_of_a_duplicate_that_was_paid_before_its_delete_arrived(acts: Act) -> None:
    world = twice()
    first, _ = world.store.orders

    def acted_on(name: str, effect: Callable[[], Answer]) -> Answer:
        if name.startswith("DELETE") and "/v2/orders/" in world.path:
            acts(world, first.id)
            effect()
            raise NoAnswer("ReadTimeout")
        return effect()

    world.odd = acted_on
    world.look_again()
    assert first.is_deleted
    assert world.notified == [KEY]


def test_a_person_hears_that_no_order_lives_of_two_whose_first_was_archived_by_a_merchant() -> None:
    world = two_orders()
    world.seams["after create_order"] = lambda: world.clock.sleep(SETTLED)
    on_their_way = held_back(world, "DELETE", dies=True)
    while not isinstance(answer := world.deliver(), Died):
        assert isinstance(answer, NotYet)
        world.clock.sleep(answer.retry_after)
    world.odd = None
    first, second = world.store.orders
    world.store.merchant.archive_order(first.id)
    # It arrives later than is believed.
    world.clock.sleep(LEASE_MARGIN + ARRIVES_WITHIN)
    assert isinstance(world.deliver(), Outcome)
    assert world.entry().order_id == second.id
    arrive(world, on_their_way)
    world.look_again()
    assert world.live_orders() == []
    assert world.notified == [KEY]
