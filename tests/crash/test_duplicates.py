"""When the store showed an order too late and made two: the second is archived or reported."""

from collections.abc import Callable

import pytest

from bigcommerce_emulator.state.settings import Settings
from order_service.bigcommerce.verdicts import Answer
from order_service.errors import CancelPending, Parked
from order_service.ledger.entry import CancelWish, Entry, Phase
from order_service.placing.ending import Outcome
from order_service.request.intake import Job
from order_service.store.order_view import CANCELLED
from tests.crash.faults import Died, Fault, failing_store
from tests.crash.world import CREATE, KEY, VISIBILITY_SECONDS, World, the_full_job, the_job
from tests.fakes.shop import SETTLE_SECONDS, SETTLED

SHOWN_TOO_LATE = Settings(
    checkout_order_id="never", order_list="late", order_list_delay_seconds=SETTLED + 2
)


def two_orders(settings: Settings = SHOWN_TOO_LATE) -> World:
    """Return a world whose store made an order, hid it past the settle time, and made another."""
    world = World({}, settings)
    world.failing_at_create_order(Fault.ANSWER_LOST)
    world.deliver()
    world.clock.sleep(SETTLED - 2)
    return world


def test_the_lowest_order_is_kept_and_its_untouched_duplicate_archived() -> None:
    world = two_orders()
    world.seams["after create_order"] = lambda: world.clock.sleep(SETTLED)
    settled = world.settle()
    assert isinstance(settled, Outcome)
    assert [order.is_deleted for order in world.store.orders] == [False, True]
    assert settled.order.order_id == world.store.orders[0].id
    assert world.journal.count("duplicate archived") == 1


def test_the_answer_is_that_of_the_order_which_is_kept() -> None:
    world = two_orders()
    first = world.entry().draft
    world.seams["before create_order"] = lambda: world.table.items[str(KEY)].update(
        draft={"S": first.replace("15.83", "6.08")}
    )
    world.seams["after create_order"] = lambda: world.clock.sleep(SETTLED)
    settled = world.settle()
    assert isinstance(settled, Outcome)
    assert settled.order.order_id == world.store.orders[0].id
    assert world.entry().draft == first


@pytest.mark.parametrize("moved", [True, False])
@pytest.mark.parametrize("acted_on", [(1,), (0, 1)])
def test_what_somebody_moved_or_paid_is_kept_and_never_touched(
    acted_on: tuple[int, ...], moved: bool
) -> None:
    world = two_orders()

    def merchant_acts() -> None:
        for index in acted_on:
            order = world.store.orders[index]
            if moved:
                world.store.merchant.move_order(order.id, 11)
            else:
                order.payment_status = "captured"
        world.clock.sleep(SETTLED)

    world.seams["after create_order"] = merchant_acts
    settled = world.settle()
    assert isinstance(settled, Outcome)
    assert settled.order.order_id == world.store.orders[acted_on[0]].id
    assert [order.is_deleted for order in world.store.orders] == [0 not in acted_on, False]
    done = "duplicate reported" if 0 in acted_on else "duplicate archived"
    assert world.journal.count(done) == 1


def test_a_cancelled_order_is_not_kept_before_a_live_one() -> None:
    world = two_orders()

    def merchant_cancels() -> None:
        world.store.merchant.move_order(world.store.orders[0].id, 5)
        world.clock.sleep(SETTLED)

    world.seams["after create_order"] = merchant_cancels
    settled = world.settle()
    assert isinstance(settled, Outcome)
    assert settled.order.order_id == world.store.orders[1].id
    assert not any(order.is_deleted for order in world.store.orders)


ONE_SHOWN = Settings(
    checkout_order_id="first", order_list="late", order_list_delay_seconds=SETTLE_SECONDS - 1
)
"""The checkout names the first of two orders at once; the list shows both as late as it may."""
UNSEEN = (Fault.ANSWER_LOST, Fault.DIES_AFTER, Fault.DONE_503, Fault.TRUNCATED, Fault.REFUSED_DONE)


def sent_again_on_its_way(fault: Fault | None, seconds: float, job: Job) -> World:
    """Return a world where something between the service and the store sends create-order twice.

    It got no answer to the first one in these seconds; what the service gets has this fault.
    """
    world = World({}, ONE_SHOWN, job=job)

    def odd(name: str, effect: Callable[[], Answer]) -> Answer:
        if name != CREATE:
            return effect()
        first = effect()
        world.clock.sleep(seconds)
        effect()
        return first if fault is None else failing_store(fault, lambda: first)

    world.odd = odd
    return world


@pytest.mark.parametrize("fault", UNSEEN)
@pytest.mark.parametrize("job", [the_job(), the_full_job()], ids=["plain", "full"])
def test_of_one_create_order_that_was_carried_out_twice_unseen_the_second_order_is_archived(
    fault: Fault, job: Job
) -> None:
    world = sent_again_on_its_way(fault, 1.0, job)
    settled = world.settle()
    world.look_again()
    assert isinstance(settled, Outcome)
    assert [order.is_deleted for order in world.store.orders] == [False, True]
    assert settled.order.order_id == world.store.orders[0].id
    assert world.entry().phase is Phase.PLACED


@pytest.mark.parametrize("seconds", [5.5, 12.0])
@pytest.mark.parametrize("job", [the_job(), the_full_job()], ids=["plain", "full"])
def test_an_answer_that_took_so_long_that_the_call_may_have_been_repeated_is_looked_at_again(
    seconds: float, job: Job
) -> None:
    world = sent_again_on_its_way(None, seconds, job)
    settled = world.settle()
    world.look_again()
    assert isinstance(settled, Outcome)
    assert [order.is_deleted for order in world.store.orders] == [False, True]
    assert settled.order.order_id == world.store.orders[0].id


@pytest.mark.parametrize("seconds", [0.0, 5.0])
def test_an_order_that_is_answered_promptly_takes_no_look_and_no_message(seconds: float) -> None:
    world = World(job=the_full_job())
    world.seams["after create_order"] = lambda: world.clock.sleep(seconds)
    assert isinstance(world.settle(), Outcome)
    assert (world.due, world.entry().look_at, world.calls.count("GET orders")) == ([], 0, 0)


def test_a_second_order_made_as_late_as_can_be_is_archived_too() -> None:
    world = World({}, ONE_SHOWN)
    world.failing_at_create_order(Fault.ANSWER_LOST)
    assert isinstance(world.settle(), Outcome)
    world.clock.time = world.entry().may_send_until - 1
    world.service.open_store(KEY, world.deadline()).create_order(world.entry().cart_id)
    world.look_again()
    assert [order.is_deleted for order in world.store.orders] == [False, True]


@pytest.mark.parametrize("moment", ["before update_order", "after update_order"])
def test_a_second_order_is_archived_though_an_execution_dies_while_it_finishes_the_first(
    moment: str,
) -> None:
    world = sent_again_on_its_way(Fault.DONE_503, 1.0, the_full_job())
    world.seams[moment] = dies
    assert isinstance(world.deliver(), Died)
    world.clock.sleep(VISIBILITY_SECONDS)
    settled = world.settle()
    world.look_again()
    assert isinstance(settled, Outcome)
    assert [order.is_deleted for order in world.store.orders] == [False, True]


def test_a_second_order_is_archived_though_nothing_but_a_cancellation_finishes_the_first() -> None:
    world = sent_again_on_its_way(Fault.DONE_503, 1.0, the_full_job())
    world.seams["before update_order"] = dies
    assert isinstance(world.deliver(), Died)
    assert isinstance(world.cancel(CancelWish.ORDER), CancelPending)
    world.clock.sleep(SETTLED + SETTLE_SECONDS)
    answer = world.cancel_until_known(CancelWish.ORDER)
    assert isinstance(answer, Entry)
    assert answer.order_cancelled
    assert not answer.look_at
    assert [order.is_deleted for order in world.store.orders] == [False, True]
    assert world.store.orders[0].status_id == CANCELLED


def test_an_order_is_attempted_twice_at_most_and_then_parked() -> None:
    world = World()
    for _ in range(2):
        world.failing_at_create_order(Fault.FAILS_500)
        world.deliver()
        world.clock.sleep(SETTLED + 1)
    answers = [world.deliver(), world.deliver()]
    assert [isinstance(answer, Parked) and answer.again for answer in answers] == [False, True]
    assert world.notified == [KEY]
    assert world.calls.count("POST orders") == 2


@pytest.mark.parametrize("moment", ["before park", "after park"])
def test_a_person_is_told_of_a_parked_order_though_the_process_dies(moment: str) -> None:
    world = World()
    world.failing_at_create_order(Fault.FAILS_500)
    world.deliver()
    world.store.merchant.delete_cart(world.entry().cart_id)
    world.clock.sleep(SETTLED + 1)
    world.seams[moment] = dies
    assert isinstance(world.deliver(), Died)
    assert isinstance(world.settle(), Parked)
    assert set(world.notified) == {KEY}
    assert world.entry().phase is Phase.PARKED


def dies() -> None:
    raise Died


def test_a_parked_order_that_shows_up_later_is_found_by_the_redrive() -> None:
    world = World(
        {}, Settings(checkout_order_id="never", order_list="late", order_list_delay_seconds=10_000)
    )
    for _ in range(2):
        world.failing_at_create_order(Fault.ANSWER_LOST)
        world.deliver()
        world.clock.sleep(SETTLED + 1)
    assert isinstance(world.deliver(), Parked)
    world.clock.sleep(10_000)
    assert isinstance(world.deliver(), Outcome)
    assert [order.is_deleted for order in world.store.orders] == [False, True]


def test_a_cart_that_is_gone_after_a_doubtful_create_order_is_never_taken_for_no_order() -> None:
    world = World()
    world.failing_at_create_order(Fault.FAILS_500)
    world.deliver()
    world.store.merchant.delete_cart(world.entry().cart_id)
    assert isinstance(world.settle(), Parked)
    assert world.calls.count("POST orders") == 1


def test_nothing_is_posted_again_before_the_settle_time() -> None:
    world = World()
    world.failing_at_create_order(Fault.FAILS_500)
    world.deliver()
    for _ in range(9):
        world.clock.sleep(SETTLED / 10 - 1)
        world.deliver()
    assert world.calls.count("POST orders") == 1
    world.clock.sleep(SETTLED / 10 + 10)
    assert isinstance(world.deliver(), Outcome)
    assert world.calls.count("POST orders") == 2


def test_rows_of_other_carts_never_mean_that_there_is_no_order() -> None:
    world = World()
    world.failing_at_create_order(Fault.FAILS_500)
    world.deliver()
    world.clock.sleep(SETTLED)
    world.schedule = {len(world.calls) + 1: Fault.STRANGERS, len(world.calls) + 2: Fault.STRANGERS}
    assert not isinstance(world.deliver(), Outcome)
    assert world.calls.count("POST orders") == 1
