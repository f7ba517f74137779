"""A cancellation at every moment: no order that nobody wanted, and nothing said that is not so."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import cast

import pytest

from bigcommerce_emulator.state.settings import Settings
from order_service.bigcommerce.verdicts import Answer
from order_service.callers import Caller
from order_service.clock import SUBMIT_SECONDS
from order_service.errors import (
    AlreadyPlaced,
    Cancelled,
    CancelPending,
    NotYet,
    OutcomeUnknown,
    Parked,
    Refused,
    StoreThrottled,
    StoreUnavailable,
)
from order_service.ledger.entry import CancelWish, Entry, Phase
from order_service.ledger.status import status_of
from order_service.placing.cancelling import AN_OPERATOR
from order_service.placing.flow import LEASE_MARGIN
from order_service.store.order_view import CANCELLED
from tests.crash.faults import Died, Fault
from tests.crash.world import (
    API_SECONDS,
    KEY,
    Asked,
    World,
    the_full_job,
    the_job,
)
from tests.fakes.sends import failing
from tests.fakes.shop import INVOCATION_SECONDS, SETTLE_SECONDS, SETTLED

KEY_ONLY, ORDER = CancelWish.KEY, CancelWish.ORDER
NOT_MADE, MADE = (Fault.FAILS_500, Fault.DIES_BEFORE), (Fault.ANSWER_LOST, Fault.DIES_AFTER)
LATE = Settings(checkout_order_id="never", order_list="late", order_list_delay_seconds=200)
IN_DOUBT = (*NOT_MADE, *MADE)
JOBS = {"plain": the_job, "full": the_full_job}


@cache
def moments(job: str) -> list[str]:
    """Return every seam that the order passes when nobody cancels it."""
    world = World(job=JOBS[job]())
    world.settle()
    return [seam for seam in dict.fromkeys(world.passed) if seam[-1].isdigit()]


def cancelled_at(seam: str, wish: CancelWish, job: str = "plain") -> tuple[World, Asked]:
    """Place the order, with a cancellation at this moment, until the key has ended."""
    world = World(job=JOBS[job]())
    answers: list[Asked] = []
    world.seams[seam] = lambda: answers.append(world.cancel(wish))
    world.settle()
    world.look_again()
    return world, answers[0]


def wrong(world: World, wish: CancelWish, said: Asked) -> Iterator[str]:
    """Yield what of a key that is to be cancelled is not as it must be, or as it was said."""
    live = world.live_orders()
    wanted = [order for order in live if order.status_id != CANCELLED]
    entry = world.entry()
    if len(live) > 1 or entry.look_at:
        yield f"{len(live)} live orders, a second look at {entry.look_at}"
    if entry.phase is Phase.CANCELLED and live:
        yield "cancelled, and an order lives"
    if wish is ORDER and wanted:
        yield "an order lives that nobody wants"
    if entry.order_cancelled and wanted:
        yield "the order is said to be cancelled, and is not"
    if isinstance(said, AlreadyPlaced) and [order.id for order in live] != [said.facts["order_id"]]:
        yield "said to be placed, and it is not"
    if isinstance(said, Entry) and entry.phase != said.phase:
        yield f"said to be {said.phase}, and it is {entry.phase}"
    if entry.phase not in (Phase.CANCELLED, Phase.PLACED):
        yield f"ended as {entry.phase}"


@pytest.mark.parametrize("wish", CancelWish)
@pytest.mark.parametrize("job", JOBS)
def test_a_cancellation_at_every_moment_leaves_no_order_that_nobody_wants(
    job: str, wish: CancelWish
) -> None:
    found = {}
    for seam in moments(job):
        world, said = cancelled_at(seam, wish, job)
        found[seam] = [*wrong(world, wish, said)]
        again = world.cancel_until_known(wish)
        found[seam] += [*wrong(world, wish, again)]
    assert {seam: what for seam, what in found.items() if what} == {}


@pytest.mark.parametrize("wish", CancelWish)
def test_what_is_asked_for_before_the_intent_is_always_carried_out(wish: CancelWish) -> None:
    before = moments("plain")[: moments("plain").index("before ledger 3") + 1]
    for seam in before:
        world, said = cancelled_at(seam, wish)
        assert isinstance(said, CancelPending | Entry), seam
        assert world.entry().phase is Phase.CANCELLED, seam
        assert (world.store.orders, len(world.store.carts)) == ([], 0), seam


@pytest.mark.parametrize("wish", CancelWish)
@pytest.mark.parametrize("fault", IN_DOUBT)
def test_a_doubt_is_settled_before_anything_is_cancelled(fault: Fault, wish: CancelWish) -> None:
    world = World(settings=LATE)
    world.failing_at_create_order(fault)
    assert isinstance(world.deliver(), OutcomeUnknown | Died)
    said = world.cancel(wish)
    assert isinstance(said, CancelPending)
    assert world.entry().phase is Phase.SUBMITTING
    world.settle()
    world.look_again()
    assert world.entry().phase is (Phase.PLACED if fault in MADE else Phase.CANCELLED)
    assert len(world.store.orders) == (fault in MADE)
    assert [*wrong(world, wish, said)] == []


@pytest.mark.parametrize("wish", CancelWish)
@pytest.mark.parametrize("fault", IN_DOUBT)
def test_a_doubt_is_settled_by_asking_again_where_nothing_else_comes(
    fault: Fault, wish: CancelWish
) -> None:
    world = World(settings=LATE)
    world.failing_at_create_order(fault)
    world.deliver()
    began = world.clock.now()
    answer = world.cancel_until_known(wish)
    assert world.clock.now() - began >= 2 * SETTLE_SECONDS
    assert isinstance(answer, AlreadyPlaced) is (fault in MADE and wish is KEY_ONLY)
    if isinstance(answer, AlreadyPlaced):
        assert world.entry().phase is Phase.FINISHING
        assert world.settle()
        # It was found, and not answered: there may be another one.
        world.clock.sleep(world.entry().look_at - world.clock.now())
        world.look_again()
    assert [*wrong(world, wish, answer)] == []


@pytest.mark.parametrize("fault", IN_DOUBT)
def test_a_parked_key_is_cancelled_when_no_order_of_it_is_seen(fault: Fault) -> None:
    world = World(settings=LATE)
    world.failing_at_create_order(fault)
    world.deliver()
    world.clock.sleep(INVOCATION_SECONDS + LEASE_MARGIN)
    until = world.clock.now() + INVOCATION_SECONDS
    world.service.ledger.claim(KEY, world.job.order.fingerprint(), until).parked()
    answer = world.cancel_until_known()
    assert isinstance(answer, AlreadyPlaced) is (fault in MADE)
    assert world.entry().phase is (Phase.PARKED if fault in MADE else Phase.CANCELLED)


def test_a_parked_key_whose_order_is_found_is_not_said_to_go_on_by_itself() -> None:
    world = World(settings=LATE)
    world.failing_at_create_order(Fault.ANSWER_LOST)
    world.deliver()
    world.clock.sleep(INVOCATION_SECONDS + LEASE_MARGIN)
    until, by_queue = world.clock.now() + INVOCATION_SECONDS, Caller(by_message=True)
    fingerprint = world.job.order.fingerprint()
    world.service.ledger.claim(KEY, fingerprint, until, by_queue).parked()
    assert isinstance(world.cancel_until_known(), AlreadyPlaced)
    assert status_of(world.entry())["goes_on"] is False
    world.service.ledger.claim(KEY, fingerprint, world.clock.now(), by_queue)
    assert status_of(world.entry())["goes_on"] is True


@pytest.mark.parametrize(("seconds", "phase"), [(60, Phase.SUBMITTING), (1000, Phase.FINISHING)])
def test_a_key_without_a_message_is_not_said_to_go_on_after_a_request_to_cancel_it(
    seconds: float, phase: Phase
) -> None:
    world = World(odd=lambda name, effect: failing(500) if name == "POST carts" else effect())
    # Its caller is asked to send it again, which then dies.
    assert isinstance(world.deliver(API_SECONDS), StoreUnavailable)
    world.odd = None
    world.failing_at_create_order(Fault.DIES_AFTER)
    assert isinstance(world.deliver(API_SECONDS), Died)
    world.clock.sleep(seconds)
    assert isinstance(world.cancel(), AlreadyPlaced | CancelPending)
    assert world.entry().phase is phase
    assert "goes_on" not in status_of(world.entry())


def test_a_redriven_message_of_a_parked_key_carries_the_wish_out() -> None:
    world = World()
    for _ in range(2):
        world.failing_at_create_order(Fault.FAILS_500)
        world.deliver()
        world.clock.sleep(SETTLED)
    assert isinstance(world.deliver(), Parked)
    assert isinstance(world.cancel(), CancelPending)
    world.clock.sleep(INVOCATION_SECONDS)
    assert isinstance(world.deliver(), Cancelled)
    world.look_again()
    assert (world.entry().phase, world.entry().look_at) == (Phase.CANCELLED, 0)


def test_a_key_that_nobody_has_sent_is_cancelled_and_stays_so() -> None:
    world = World()
    first, again = world.cancel(), world.cancel(ORDER)
    assert isinstance(first, Entry)
    assert isinstance(again, Entry)
    assert first.phase is again.phase is Phase.CANCELLED
    assert isinstance(world.deliver(), Cancelled)
    assert isinstance(world.deliver(looks_again=True), Cancelled)
    assert [call for call in world.calls if call != "ledger"] == []


def test_an_order_that_shows_after_all_is_archived_by_the_second_look() -> None:
    world = World()
    world.failing_at_create_order(Fault.FAILS_500)
    world.deliver()
    world.cancel()
    assert isinstance(world.settle(), Cancelled)
    assert world.entry().look_at
    world.service.open_store(KEY, world.deadline()).create_order(world.entry().cart_id)
    world.look_again()
    assert (world.entry().phase, world.live_orders()) == (Phase.CANCELLED, [])


NO = Answer(422, {}, {"status": 422, "title": "Out of stock"})


def answered_no(world: World) -> None:
    """Let the next create-order be refused by the store, which makes no order."""
    world.odd = lambda name, effect: NO if name == "POST orders" else effect()


@pytest.mark.parametrize("seconds", [0.3, 2.0, 5.0])
def test_the_second_look_at_a_slow_store_ends_though_its_caller_asks_as_often_as_told(
    seconds: float,
) -> None:
    world = World()
    answered_no(world)
    world.settle()
    ask_at = world.clock.time = world.entry().look_at

    def passes(seconds: float) -> None:
        nonlocal ask_at
        world.clock.sleep(seconds)
        if world.clock.now() >= ask_at and world.entry().phase is Phase.REJECTED:
            ask_at = world.clock.now() + cast("NotYet", world.cancel()).retry_after

    def slow(_: str, effect: Callable[[], Answer]) -> Answer:
        passes(seconds)
        return effect()

    world.odd = slow
    for _ in range(10):
        world.deliver(looks_again=True)
        passes(7)
    assert world.entry().phase is Phase.CANCELLED


@pytest.mark.parametrize("wish", CancelWish)
def test_a_refused_key_is_cancelled_after_its_second_look(wish: CancelWish) -> None:
    world = World()
    answered_no(world)
    assert isinstance(world.settle(), Refused)
    assert world.entry().look_at
    assert world.attention.items
    assert isinstance(world.cancel(wish), CancelPending)
    assert world.entry().phase is Phase.REJECTED
    world.clock.sleep(API_SECONDS + LEASE_MARGIN)
    assert isinstance(world.look_again(), Cancelled)
    assert (world.entry().phase, world.entry().look_at) == (Phase.CANCELLED, 0)
    assert world.attention.items == {}


def refused_with_an_order_that_shows_late() -> World:
    """A create-order was answered with no, its refusal believed, and made an order after all."""
    world = World()
    answered_no(world)
    assert isinstance(world.settle(), Refused)
    world.odd = None
    world.service.open_store(KEY, world.deadline()).create_order(world.entry().cart_id)
    return world


@pytest.mark.parametrize("wish", CancelWish)
def test_a_second_look_that_is_overdue_is_taken_before_its_key_is_cancelled(
    wish: CancelWish,
) -> None:
    world = refused_with_an_order_that_shows_late()
    world.clock.time = world.entry().look_at + 1
    waits = world.cancel(wish)
    assert isinstance(waits, CancelPending)
    assert waits.detail != AN_OPERATOR
    world.clock.sleep(API_SECONDS + LEASE_MARGIN)
    world.look_again()
    assert (world.entry().phase, world.live_orders()) == (Phase.CANCELLED, [])


def test_a_key_whose_second_look_was_left_to_a_person_is_not_cancelled() -> None:
    world = refused_with_an_order_that_shows_late()
    world.store.merchant.move_order(world.store.orders[0].id, 11)
    world.look_again()
    assert isinstance(world.cancel(), CancelPending)
    assert (world.entry().phase, world.entry().disputed) == (Phase.REJECTED, 1)


def test_a_refused_key_that_is_cancelled_is_no_longer_listed() -> None:
    world = World()
    world.odd = lambda name, effect: NO if name == "POST carts" else effect()
    assert isinstance(world.settle(), Refused)
    assert world.attention.items
    assert isinstance(world.cancel(), Entry)
    assert world.attention.items == {}


def test_a_create_order_that_was_answered_no_is_looked_for_before_its_key_is_cancelled() -> None:
    world = World(settings=LATE)
    world.failing_at_create_order(Fault.THROTTLED)
    assert isinstance(world.deliver(), StoreThrottled)
    assert (world.entry().phase, world.entry().creates) == (Phase.CART, 1)
    assert isinstance(world.cancel(), CancelPending)
    assert isinstance(world.cancel_until_known(), Entry)
    assert world.entry().phase is Phase.CANCELLED
    assert world.entry().updated_at - world.entry().created_at > 2 * SETTLE_SECONDS


def test_an_order_that_is_cancelled_during_its_second_look_is_known_to_be_cancelled() -> None:
    world = World()
    world.failing_at_create_order(Fault.FAILS_500)
    world.settle()
    world.clock.time = world.entry().look_at
    world.clock.sleep(1)
    world.seams["after update_order"] = lambda: world.deliver(looks_again=True)
    answer = world.cancel_until_known(ORDER)
    assert isinstance(answer, Entry)
    assert answer.order_cancelled
    world.look_again()
    assert [*wrong(world, ORDER, answer)] == []


def test_an_order_of_another_cart_stays() -> None:
    world = World()
    world.settle()
    (order,) = world.store.orders
    order.cart_id = "another"
    assert isinstance(world.cancel(ORDER), AlreadyPlaced)
    assert order.status_id != CANCELLED


def test_the_calls_and_writes_of_an_order_that_nobody_cancels_stay_as_they_are() -> None:
    world = World()
    world.settle()
    assert world.calls.count("ledger") == len(world.writes) == 4
    assert len(world.calls) == 4 + 5


@pytest.mark.parametrize("act", ["move", "pay", "archive"])
def test_an_order_that_somebody_acted_on_stays(act: str) -> None:
    world = World()
    world.settle()
    order_id, merchant = world.entry().order_id, world.store.merchant
    {
        "move": lambda: merchant.move_order(order_id, 11),
        "pay": lambda: merchant.pay_order(order_id),
        "archive": lambda: merchant.archive_order(order_id),
    }[act]()
    before = world.store.orders[0].status_id
    assert isinstance(world.cancel(ORDER), AlreadyPlaced)
    assert world.store.orders[0].status_id == before
    assert not world.entry().order_cancelled


def test_an_order_that_is_moved_between_the_tries_stays() -> None:
    world = World()
    world.settle()
    order_id = world.entry().order_id
    # After the claim, the order's read and the note that it is being cancelled.
    lost = len(world.calls) + 3
    world.schedule = {lost: Fault.NOT_SENT}
    world.seams["before update_order"] = lambda: world.store.merchant.move_order(order_id, 11)
    assert isinstance(world.cancel(ORDER), AlreadyPlaced)
    assert world.store.orders[0].status_id == 11


@pytest.mark.parametrize("wish", CancelWish)
def test_repeating_a_cancellation_says_the_same(wish: CancelWish) -> None:
    world = World()
    world.settle()
    first, again = world.cancel(wish), world.cancel(wish)
    assert type(first) is type(again)
    if isinstance(first, Entry) and isinstance(again, Entry):
        assert first.order() == again.order()
        assert world.entry().order().status == "Cancelled"
        assert isinstance(world.cancel(KEY_ONLY), Entry)


@pytest.mark.parametrize("wish", CancelWish)
@pytest.mark.parametrize("job", JOBS)
def test_a_cancellation_that_dies_or_loses_an_answer_can_be_repeated(
    job: str, wish: CancelWish
) -> None:
    for placed in (True, False):
        number = 0
        while True:
            world = World(job=JOBS[job]())
            if placed:
                world.settle()
            else:
                world.deliver(SUBMIT_SECONDS - 1)
            first = len(world.calls)
            world.schedule = {first + number: Fault.DIES_AFTER}
            world.cancel(wish)
            if len(world.calls) <= first + number:
                break
            world.schedule = {}
            answer = world.cancel_until_known(wish)
            assert [*wrong(world, wish, answer)] == [], (placed, number)
            number += 1
