"""An order that was seen, and whose key is not in doubt: the intent of its call was taken back."""

from collections.abc import Callable

import pytest

from bigcommerce_emulator.state.settings import Settings
from order_service.bigcommerce.verdicts import Answer
from order_service.errors import CancelPending, NotYet, OutcomeUnknown, Parked, QueueUnavailable
from order_service.ledger.entry import CancelWish, Phase
from order_service.ledger.status import status_of
from order_service.placing.ending import Outcome
from tests.crash.faults import Fault
from tests.crash.in_between.test_paid_carts import refused_though_made
from tests.crash.world import KEY, World
from tests.fakes.other_apps import OtherApp
from tests.fakes.sends import failing


def queue_fails() -> None:
    raise QueueUnavailable("No.", retry_after=5)


def refused_once(names: str) -> World:
    """Return a world whose create-order was throttled though it made an order.

    Its checkout names that order, is said to be gone once, by a proxy say, or has ended.
    """
    world = World(settings=Settings(checkout_order_id="set" if names == "hint" else "never"))
    world.odd = refused_though_made(429)
    assert isinstance(world.deliver(), NotYet)
    world.odd = None
    world.clock.sleep(10)

    def gone_once(_: str, effect: Callable[[], Answer]) -> Answer:
        if "/checkouts/" not in world.path:
            return effect()
        world.odd = None
        return Answer(404, {}, {"status": 404, "title": "Not found."})

    if names == "404":
        world.odd = gone_once
    if names == "ended":
        world.store.merchant.delete_cart(world.entry().cart_id)
    return world


def seen(names: str, how: str = "queue") -> World:
    """Return it with that order seen by an execution that could not record more than its id."""
    world = refused_once(names)
    if how == "queue":
        world.seams["before come back"] = queue_fails
    else:
        ledger_fails(world, 2 if names == "hint" else 1)
    assert isinstance(world.deliver(), NotYet)
    (order,) = world.store.orders
    assert (world.entry().order_id, world.entry().phase) == (order.id, Phase.CART)
    return world


def ledger_fails(world: World, nth: int) -> None:
    """Let the nth write after the next look fail, and its repetition: it says what was seen."""

    look = world.named["orders_of"] + 1

    def fails() -> None:
        now = len(world.calls)
        world.schedule = {now: Fault.LEDGER_THROTTLED, now + 1: Fault.LEDGER_THROTTLED}

    def after_the_look() -> None:
        if nth == 1:
            fails()
        else:
            world.seams[f"after ledger {world.calls.count('ledger') + nth - 1}"] = fails

    world.seams[f"after orders_of {look}"] = after_the_look


EITHER = pytest.mark.parametrize("names", ["hint", "404"])


@pytest.mark.parametrize("names", ["hint", "404", "ended"])
@pytest.mark.parametrize("how", ["queue", "ledger"])
@pytest.mark.parametrize("wish", list(CancelWish))
def test_no_order_lives_unreported_of_a_key_that_is_answered_as_cancelled(
    names: str, how: str, wish: CancelWish
) -> None:
    world = seen(names, how)
    assert isinstance(world.cancel(wish), CancelPending)
    world.settle()
    world.look_again()
    if world.entry().phase is Phase.CANCELLED:
        assert not world.live_orders() or world.notified == [KEY]


@EITHER
def test_what_was_seen_of_a_refused_call_is_not_made_again_once_archived(names: str) -> None:
    world = seen(names)
    (order,) = world.store.orders
    world.store.merchant.archive_order(order.id)
    settled = world.settle()
    assert isinstance(settled, Outcome)
    assert (settled.order.order_id, len(world.store.orders)) == (order.id, 1)


@EITHER
def test_a_refused_step_does_not_keep_a_key_waiting_whose_order_was_seen(names: str) -> None:
    """A shopper has changed the address; the store refuses ours from now on."""
    world = seen(names)
    OtherApp(world.store).bill(first_name="Another")
    world.odd = lambda _, effect: failing(422) if "/billing-address" in world.path else effect()
    settled = world.deliver()
    assert isinstance(settled, Outcome)
    assert settled.order.order_id == world.store.orders[0].id


@EITHER
def test_an_order_that_was_seen_and_is_never_shown_again_is_left_to_a_person(names: str) -> None:
    world = seen(names)
    world.odd = lambda *_: failing(500)
    for _ in range(30):
        world.clock.sleep(3600)
        world.deliver()
    assert any(isinstance(answer, Parked) for answer in world.answers)
    assert world.notified == [KEY]


def test_a_key_whose_order_was_seen_is_in_doubt_and_says_so() -> None:
    world = seen("hint")
    world.odd = lambda *_: failing(500)
    assert isinstance(world.deliver(), OutcomeUnknown)
    assert world.entry().in_doubt
    assert status_of(world.entry()).get("goes_on") is None


@pytest.mark.parametrize("acted", [False, True])
def test_the_second_look_of_a_cancelled_key_passes_over_no_order(acted: bool) -> None:
    """An earlier release ended keys so whose order it had seen."""
    world = seen("hint")
    world.table.items[str(KEY)]["phase"] = {"S": Phase.CANCELLED}
    world.table.items[str(KEY)]["look_at"] = {"N": str(world.clock.now())}
    world.due.append(world.clock.now())
    if acted:
        world.store.merchant.move_order(world.store.orders[0].id, 11)
    world.look_again()
    assert (len(world.live_orders()), world.notified) == ((1, [KEY]) if acted else (0, []))
