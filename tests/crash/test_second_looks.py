"""What a person, a shopper or a half silent store does before the second look at a placed key."""

from collections.abc import Callable

import pytest

from bigcommerce_emulator.state.settings import Settings
from order_service.bigcommerce.verdicts import Answer, NoAnswer
from order_service.errors import Cancelled, CancelPending, NotYet, Parked
from order_service.ledger.entry import CancelWish, Entry, Phase
from order_service.placing.ending import Outcome
from order_service.placing.second_look import GIVEN_UP_AFTER
from tests.crash.faults import Fault
from tests.crash.test_cancelled import refused_with_an_order_that_shows_late
from tests.crash.world import KEY, World
from tests.fakes.sends import failing
from tests.fakes.shop import INVOCATION_SECONDS, SETTLE_SECONDS, SETTLED

EMPTY = Answer(204, {}, None)
SHOWN_AT_THE_LOOK = Settings(
    checkout_order_id="never",
    order_list="late",
    order_list_delay_seconds=SETTLED + SETTLE_SECONDS - 1,
)


def twice() -> World:
    """Return a world whose second order was answered while the first one was hidden."""
    world = World(settings=SHOWN_AT_THE_LOOK)
    world.failing_at_create_order(Fault.ANSWER_LOST)
    world.deliver()
    world.clock.sleep(SETTLED)
    assert isinstance(world.deliver(), Outcome)
    return world


@pytest.mark.parametrize("archives", [True, False])
def test_of_two_equal_orders_a_merchant_who_ends_one_keeps_the_other(archives: bool) -> None:
    world = twice()
    first, placed = world.store.orders
    if archives:
        world.store.merchant.archive_order(placed.id)
    else:
        world.store.merchant.move_order(placed.id, 5)
    world.look_again()
    assert not first.is_deleted
    assert (world.notified, world.journal.count("duplicate reported")) == ([KEY], 1)


def test_where_the_caller_had_the_order_cancelled_its_duplicate_is_archived() -> None:
    world = twice()
    assert world.cancel_until_known(CancelWish.ORDER)
    world.look_again()
    first, placed = world.store.orders
    assert (first.is_deleted, placed.status_id, world.notified) == (True, 5, [])


def test_a_duplicate_left_to_a_person_is_archived_once_the_other_one_is_cancelled_as_asked() -> (
    None
):
    world = twice()
    first, placed = world.store.orders
    world.store.merchant.move_order(placed.id, 5)
    world.look_again()
    assert not first.is_deleted
    entry = world.cancel_until_known(CancelWish.ORDER)
    assert isinstance(entry, Entry)
    assert entry.order_cancelled
    assert first.is_deleted


def test_the_order_of_a_shopper_who_is_about_to_pay_is_left_to_a_person() -> None:
    world = World()
    world.failing_at_create_order(Fault.FAILS_500)
    world.deliver()
    world.clock.sleep(SETTLED)
    assert isinstance(world.deliver(), Outcome)
    begun = world.store.merchant.begin_payment(world.entry().cart_id)
    world.look_again()
    assert [order.id for order in world.live_orders()] == [world.entry().order_id, begun]
    assert (world.notified, world.journal.count("duplicate reported")) == ([KEY], 1)


def half_silent() -> World:
    """Return a world whose second look is due, and one of whose two lists is not answered.

    Its other list has no Incomplete orders, and so not the duplicate.
    """
    world = World(settings=Settings(checkout_order_id="never", order_list="only_status_0"))

    def hidden(name: str, effect: Callable[[], Answer]) -> Answer:
        if name == "GET orders":
            return EMPTY
        answer = effect()
        if name == "POST orders" and len(world.store.orders) == 1:
            raise NoAnswer("ReadTimeout")
        return answer

    world.odd = hidden
    world.deliver()
    world.clock.sleep(SETTLED)
    assert isinstance(world.deliver(), Outcome)
    world.store.merchant.move_order(world.entry().order_id, 11)
    world.odd = lambda _, effect: failing(500) if "status_id=0" in world.asked else effect()
    world.clock.time = world.due[-1]
    return world


def test_a_duplicate_that_only_a_silent_list_has_is_looked_for_until_it_is_seen() -> None:
    world = half_silent()
    assert isinstance(world.deliver(looks_again=True), NotYet)
    world.odd = None
    world.look_again()
    assert [order.is_deleted for order in world.store.orders] == [True, False]
    assert world.notified == []


def test_a_list_that_is_silent_for_a_day_is_left_to_a_person() -> None:
    world = half_silent()
    world.clock.sleep(GIVEN_UP_AFTER)
    assert isinstance(world.deliver(looks_again=True), Outcome)
    assert len(world.live_orders()) == 2
    assert (world.notified, world.entry().look_at) == ([KEY], 0)


def test_a_letter_of_a_look_that_is_sent_back_makes_the_store_be_searched_again() -> None:
    world = half_silent()
    world.clock.sleep(GIVEN_UP_AFTER)
    world.deliver(looks_again=True)
    world.odd = None
    another = world.deliver(looks_again=True)
    assert isinstance(another, Outcome)
    assert len(world.live_orders()) == 2
    answer = world.deliver(sent_back=True)
    assert isinstance(answer, Outcome)
    assert [order.is_deleted for order in world.store.orders] == [True, False]
    assert world.entry().disputed == 0


def test_a_letter_that_is_sent_back_is_kept_as_long_as_its_question_is_open() -> None:
    world = twice()
    for order in world.store.orders:
        world.store.merchant.archive_order(order.id)
    world.look_again()
    assert world.notified == [KEY]
    answer = world.deliver(sent_back=True)
    assert isinstance(answer, Parked)
    assert (answer.again, world.notified, world.entry().disputed) == (True, [KEY], 1)


def test_a_letter_that_is_sent_back_comes_back_while_the_store_cannot_be_asked() -> None:
    world = half_silent()
    world.clock.sleep(GIVEN_UP_AFTER)
    world.deliver(looks_again=True)
    assert isinstance(world.deliver(sent_back=True), NotYet)
    assert (world.notified, world.entry().disputed) == ([KEY], 1)


@pytest.mark.parametrize(("late", "sent"), [(GIVEN_UP_AFTER + 1, 1), (GIVEN_UP_AFTER - 1, 0)])
def test_a_second_look_whose_message_is_lost_is_asked_for_by_who_sends_the_order_again(
    late: float, sent: int
) -> None:
    world = twice()
    world.clock.time = world.entry().look_at + late
    before = len(world.due)
    answer = world.deliver()
    assert isinstance(answer, Outcome)
    assert (answer.replayed, world.due[before:]) == (True, [world.clock.now()] * sent)


def test_a_key_whose_question_was_settled_is_cancelled_without_one() -> None:
    world = refused_with_an_order_that_shows_late()
    (order,) = world.store.orders
    world.store.merchant.move_order(order.id, 11)
    world.look_again()
    assert isinstance(world.cancel(), CancelPending)
    world.store.merchant.archive_order(order.id)
    world.clock.sleep(INVOCATION_SECONDS)
    assert isinstance(world.deliver(sent_back=True), Cancelled)
    assert (world.entry().phase, world.entry().may_live) == (Phase.CANCELLED, False)
