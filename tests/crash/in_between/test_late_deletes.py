"""A DELETE of a duplicate whose answer is lost, and which arrives after somebody acted on that."""

from collections.abc import Callable

from order_service.bigcommerce.verdicts import Answer, NoAnswer
from order_service.clock import ARRIVES_WITHIN
from order_service.errors import NotYet
from order_service.ledger.entry import CancelWish, Entry
from order_service.placing.ending import Outcome
from order_service.placing.flow import LEASE_MARGIN
from tests.crash.faults import Died
from tests.crash.in_between.late_calls import (
    Act,
    Arrivals,
    acts,
    arrive,
    cancels,
    ends,
    held_back,
)
from tests.crash.in_between.test_duplicates_acted_on import both_shown
from tests.crash.test_cancelled import refused_with_an_order_that_shows_late
from tests.crash.test_second_looks import twice
from tests.crash.world import KEY, World


@acts
def test_a_person_hears_of_a_duplicate_that_was_archived_after_somebody_acted_on_it(
    acts: Act,
) -> None:
    world = both_shown()
    on_their_way = held_back(world, "DELETE")
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
    on_their_way = held_back(world, "DELETE")
    assert isinstance(world.deliver(looks_again=True), NotYet)
    acts(world, order.id)
    arrive(world, on_their_way)
    world.look_again()
    assert order.is_deleted
    assert (world.notified, world.entry().disputed) == ([KEY], 1)


@acts
def test_a_person_hears_of_a_duplicate_once_our_delete_can_no_longer_arrive(acts: Act) -> None:
    world = twice()
    first, _ = world.store.orders
    on_their_way: Arrivals = []

    def lost(name: str, effect: Callable[[], Answer]) -> Answer:
        if not name.startswith("DELETE"):
            return effect()
        on_their_way.append(effect)
        acts(world, first.id)
        raise NoAnswer("ReadTimeout")

    world.odd = lost
    world.clock.time = world.due[-1]
    assert isinstance(world.deliver(looks_again=True), NotYet)
    assert (world.notified, world.journal.count("duplicate reported")) == ([], 0)
    arrive(world, on_their_way)
    world.look_again()
    assert (first.is_deleted, world.notified) == (True, [KEY])
    assert world.journal.count("duplicate reported") == 1


@ends
def test_a_person_hears_that_the_other_order_was_ended_once_our_delete_can_no_longer_arrive(
    ends: Act,
) -> None:
    world = twice()
    first, placed = world.store.orders
    on_their_way = held_back(world, "DELETE", dies=True)
    world.clock.time = world.due[-1]
    assert isinstance(world.deliver(looks_again=True), Died)
    world.odd = None
    ends(world, placed.id)
    assert isinstance(world.deliver(looks_again=True), NotYet)
    assert world.notified == []
    arrive(world, on_their_way)
    world.look_again()
    assert (first.is_deleted, world.notified) == (True, [KEY])


@acts
def test_a_cancellation_is_answered_once_it_is_known_what_became_of_the_other_order(
    acts: Act,
) -> None:
    world = twice()
    first, placed = world.store.orders
    cancels(world, placed.id)
    world.look_again()
    assert world.notified == [KEY]
    on_their_way = held_back(world, "DELETE")
    assert isinstance(world.cancel(CancelWish.ORDER), NotYet)
    acts(world, first.id)
    arrive(world, on_their_way)
    cancelled = world.cancel_until_known(CancelWish.ORDER)
    assert isinstance(cancelled, Entry)
    assert cancelled.order_cancelled
    assert (first.is_deleted, world.journal.count("duplicate reported")) == (True, 2)


def died_while_archiving() -> tuple[World, Arrivals]:
    """Return a world whose execution died after the DELETE of the second order was sent."""
    world = both_shown()
    on_their_way = held_back(world, "DELETE", dies=True)
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
    assert waits.retry_after == ARRIVES_WITHIN - LEASE_MARGIN
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


def sent_twice() -> tuple[World, Arrivals]:
    """Return a world that made two of an unanswered call, and died when it archived the second."""
    world = World()
    on_their_way = held_back(world, "DELETE", dies=True)
    held = world.odd
    assert held is not None

    def twice(name: str, effect: Callable[[], Answer]) -> Answer:
        if name != "POST orders":
            return held(name, effect)
        effect()
        effect()
        raise NoAnswer("ReadTimeout")

    world.odd = twice
    assert isinstance(world.deliver(), Died)
    world.odd = None
    world.clock.sleep(LEASE_MARGIN)
    return world, on_their_way


def test_an_order_that_was_archived_for_another_is_not_the_key_s_while_that_one_may_show() -> None:
    """An earlier release did not record which one stays."""
    world, on_their_way = sent_twice()
    arrive(world, on_their_way)
    world.table.items[str(KEY)]["kept"] = {"N": "0"}

    def shows_late(name: str, effect: Callable[[], Answer]) -> Answer:
        return Answer(200, {}, []) if name == "GET orders" else effect()

    world.odd = shows_late
    assert isinstance(world.deliver(), NotYet)
    world.odd = None
    assert isinstance(world.settle(), Outcome)
    world.look_again()
    assert [order.id for order in world.live_orders()] == [world.entry().order_id]
    assert (len(world.store.orders), world.notified) == (2, [])


@acts
def test_a_person_hears_of_an_archived_order_also_where_the_other_one_and_the_cart_are_gone(
    acts: Act,
) -> None:
    world, on_their_way = sent_twice()
    first, second = world.store.orders
    acts(world, second.id)
    arrive(world, on_their_way)
    world.store.merchant.archive_order(first.id)
    world.store.merchant.delete_cart(first.cart_id)
    settled = world.settle()
    assert isinstance(settled, Outcome)
    assert settled.order.order_id == second.id
    world.look_again()
    assert (len(world.store.orders), world.notified, world.entry().disputed) == (2, [KEY], 1)
