"""Each phase ends within its time, whatever fails for good; the table is in docs/orders.md.

The times are written out here: a bound that is read from the code can be anything.
"""

from collections.abc import Callable

import pytest

from bigcommerce_emulator.state.settings import Settings
from order_service.bigcommerce.verdicts import Answer, NoAnswer
from order_service.errors import NotYet, Parked, StoreKeepsFailing, StorePaused
from order_service.ledger.entry import Phase
from order_service.placing.ending import Outcome
from tests.crash.faults import Fault
from tests.crash.world import CREATE, KEY, Result, World, the_full_job
from tests.fakes.sends import failing
from tests.fakes.shop import SETTLED

Effect = Callable[[], Answer]
Concerns = Callable[[str], bool]
HOUR = 3600.0
DAY = 24 * HOUR
SELDOM = HOUR / 2
"""How long a message is hidden here; the queue is less patient."""
INCOMPLETE = "status_id=0"
HIDDEN = Settings(checkout_order_id="never", order_list="late", order_list_delay_seconds=120.0)
THROTTLED = Answer(429, {"x-rate-limit-time-reset-ms": "900000"}, None)


def lost_on_the_way(world: World) -> None:
    """Let the request of create-order get lost: no order is made."""

    def lost(name: str, effect: Effect) -> Answer:
        if name == CREATE:
            raise NoAnswer("ReadTimeout")
        return effect()

    world.odd = lost
    world.deliver()
    world.odd = None


def fails(world: World, concerns: Concerns, answer: Answer) -> None:
    """Let every call fail whose path is meant."""
    world.odd = lambda _, effect: answer if concerns(world.path) else effect()


def lists(path: str) -> bool:
    return "/v2/orders?" in path


LOOKS: dict[str, tuple[Concerns, int]] = {
    "only the incomplete ones, 400": (lambda path: lists(path) and INCOMPLETE in path, 400),
    "only the others, 500": (lambda path: lists(path) and INCOMPLETE not in path, 500),
    "the list, 503": (lists, 503),
    "the list, 429": (lists, 429),
    "the checkout, 500": (lambda path: "/v3/checkouts/" in path, 500),
}


def delivered(world: World, seconds: float) -> Result | None:
    """Deliver as the queue does for so long, and return how the key ended if it did."""
    until = world.clock.now() + seconds
    while world.clock.now() < until:
        answer = world.deliver()
        if not isinstance(answer, NotYet):
            return answer
        wait = SELDOM if answer.backs_off else min(answer.retry_after, SELDOM)
        world.clock.sleep(min(wait, until - world.clock.now()))
    return None


@pytest.mark.parametrize(("concerns", "status"), LOOKS.values(), ids=LOOKS)
def test_an_order_in_doubt_that_nobody_can_look_for_is_a_persons_after_a_day(
    concerns: Concerns, status: int
) -> None:
    world = World()
    lost_on_the_way(world)
    fails(world, concerns, failing(status, x_rate_limit_requests_left="0"))
    assert delivered(world, DAY) is None
    assert world.notified == []
    ended = delivered(world, HOUR)
    assert isinstance(ended, Parked)
    assert ended.detail == "For 24 hours the store could not be searched for the order."
    assert (world.entry().phase, world.notified) == (Phase.PARKED, [KEY])
    assert world.calls.count(CREATE) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_an_order_in_doubt_waits_over_a_long_weekend_for_a_token_that_works(status: int) -> None:
    world = World(settings=HIDDEN)
    world.failing_at_create_order(Fault.ANSWER_LOST)
    world.deliver()
    fails(world, lambda _: True, failing(status))
    assert delivered(world, 3 * DAY) is None
    world.odd = None
    assert isinstance(delivered(world, HOUR), Outcome)
    assert (world.notified, world.calls.count(CREATE)) == ([], 1)


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_nobody_fixes_for_three_days_leaves_an_order_in_doubt_to_a_person(
    status: int,
) -> None:
    world = World()
    lost_on_the_way(world)
    fails(world, lambda _: True, failing(status))
    assert delivered(world, 3 * DAY) is None
    assert isinstance(delivered(world, HOUR), Parked)
    assert (world.entry().phase, world.notified) == (Phase.PARKED, [KEY])


def test_a_token_that_may_read_and_may_not_create_orders_is_waited_for_as_long() -> None:
    world = World()
    world.odd = lambda name, effect: failing(403) if name == CREATE else effect()
    assert delivered(world, 3 * DAY) is None
    assert isinstance(delivered(world, HOUR), Parked)
    assert world.store.orders == []


def test_a_store_that_fails_right_after_its_token_was_fixed_has_its_own_day() -> None:
    world = World()
    lost_on_the_way(world)
    fails(world, lambda _: True, failing(401))
    assert delivered(world, 2 * DAY) is None
    fails(world, lists, failing(500))
    assert delivered(world, DAY) is None
    assert isinstance(delivered(world, HOUR), Parked)


def test_a_pause_of_its_store_leaves_no_order_to_a_person_however_long_it_lasts() -> None:
    world = World(settings=HIDDEN)
    world.failing_at_create_order(Fault.ANSWER_LOST)
    world.deliver()
    fails(world, lists, failing(500))
    assert delivered(world, DAY - HOUR) is None
    world.credentials.pause()
    assert delivered(world, 10 * DAY) is None
    assert isinstance(world.answers[-1], NotYet)
    assert world.entry().trouble() == {
        "code": StorePaused.code,
        "step": "orders",
        "detail": "Nothing was sent; it goes on when the store is resumed.",
    }
    world.credentials.pause(False)
    assert delivered(world, DAY) is None
    world.odd = None
    assert isinstance(delivered(world, HOUR), Outcome)
    assert world.notified == []


def test_an_order_that_was_parked_unseen_is_found_by_the_redrive() -> None:
    world = World(settings=HIDDEN)
    world.failing_at_create_order(Fault.ANSWER_LOST)
    world.deliver()
    fails(world, lists, failing(500))
    assert isinstance(delivered(world, DAY + HOUR), Parked)
    assert isinstance(world.deliver(), NotYet)
    world.odd = None
    found = world.deliver()
    assert isinstance(found, Outcome)
    assert [order.id for order in world.store.orders] == [found.order.order_id]


def test_a_second_round_that_fails_for_good_ends_too() -> None:
    world = World()
    lost_on_the_way(world)
    world.clock.sleep(SETTLED)

    def without_shipping(name: str, effect: Effect) -> Answer:
        if "/consignments" in world.path:
            return failing(500)
        answer = effect()
        if name.startswith("GET") and "/v3/checkouts/" in world.path:
            answer.body["data"]["consignments"] = []
        return answer

    world.odd = without_shipping
    assert delivered(world, DAY) is None
    assert isinstance(delivered(world, HOUR), Parked)
    assert world.calls.count(CREATE) == 1


def test_a_refusal_kept_for_a_person_is_there_too_when_nobody_could_look() -> None:
    world = World()
    lost_on_the_way(world)
    world.clock.sleep(SETTLED)
    world.odd = lambda name, effect: failing(422) if name == CREATE else effect()
    world.deliver()
    fails(world, lists, failing(500))
    ended = delivered(world, DAY + HOUR)
    assert isinstance(ended, Parked)
    assert ended.facts["refusal"]["code"] == "store_refused"
    assert ended.facts["store"] == {"status": 500, "words": ["No."]}


@pytest.mark.parametrize("throttled_first", [False, True])
def test_an_order_of_which_nothing_is_in_doubt_is_refused_after_a_day_of_errors(
    throttled_first: bool,
) -> None:
    world = World()
    if throttled_first:
        # Its create-order was answered, and is believed: the second look is still to come.
        world.odd = lambda name, effect: THROTTLED if name == CREATE else effect()
        world.deliver()
        assert (world.entry().phase, world.entry().concluded) == (Phase.CART, 1)
    fails(world, lambda path: "/v3/" in path, failing(500))
    assert delivered(world, DAY) is None
    assert isinstance(delivered(world, HOUR), StoreKeepsFailing)
    assert bool(world.entry().look_at) is throttled_first
    world.odd = None
    world.look_again()
    assert (world.entry().phase, world.entry().look_at) == (Phase.REJECTED, 0)


def test_what_follows_an_order_is_tried_for_an_hour() -> None:
    world = World(job=the_full_job())
    world.odd = lambda name, effect: failing(500) if name.startswith("DELETE") else effect()
    assert delivered(world, HOUR) is None
    assert world.entry().phase is Phase.FINISHING
    assert isinstance(delivered(world, HOUR), Outcome)


def test_a_second_look_that_fails_is_tried_for_a_day() -> None:
    world = World()
    lost_on_the_way(world)
    assert isinstance(delivered(world, HOUR), Outcome)
    fails(world, lists, failing(500))
    due = world.entry().look_at
    world.clock.time = due + DAY - 1
    assert isinstance(world.deliver(looks_again=True), NotYet)
    assert (world.entry().look_at, world.notified) == (due, [])
    world.clock.time = due + DAY
    assert isinstance(world.deliver(looks_again=True), Outcome)
    assert (world.entry().look_at, world.notified) == (0, [KEY])
