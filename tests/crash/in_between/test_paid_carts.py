"""A shopper who pays the cart of an order that is not made yet."""

from collections.abc import Callable
from itertools import count

import pytest

from order_service.bigcommerce.verdicts import Answer, NoAnswer
from order_service.errors import (
    ONE_MAY_LIVE,
    AlreadyPlaced,
    Cancelled,
    CancelPending,
    NotYet,
    OutOfTime,
    Parked,
    StoreUnavailable,
)
from order_service.ledger.entry import CancelWish, Entry, Phase
from order_service.ledger.phases import MAY_LIVE
from order_service.ledger.status import status_of
from order_service.placing.cancelling import AN_OPERATOR
from order_service.placing.ending import Outcome
from tests.crash.faults import Died, Fault, failing_store
from tests.crash.test_counterexamples import late
from tests.crash.test_whose_answer import THROTTLED
from tests.crash.world import KEY, World
from tests.fakes.other_apps import OtherApp
from tests.fakes.sends import failing
from tests.fakes.shop import INVOCATION_SECONDS, SETTLE_SECONDS, SETTLED

LISTS = ("GET orders", "ledger")
STRANGER = {"id": 7, "cart_id": "another", "status_id": 0}


def paid_before_its_order() -> World:
    """Return a world whose cart a shopper has paid before a create-order was sent."""
    world = World()
    world.seams["after apply 3"] = lambda: world.clock.sleep(50)
    assert isinstance(world.deliver(), OutOfTime)
    world.store.merchant.pay_order(world.store.merchant.begin_payment(world.entry().cart_id))
    return world


def test_a_cart_that_a_shopper_has_paid_is_not_replaced_by_a_new_one() -> None:
    world = paid_before_its_order()
    assert isinstance(world.settle(), Parked)
    assert len(world.live_orders()) == 1
    assert world.notified == [KEY]


@pytest.mark.parametrize("parked", [True, False])
@pytest.mark.parametrize("wish", list(CancelWish))
def test_who_cancels_a_key_whose_cart_a_shopper_has_paid_hears_that_an_order_may_live(
    wish: CancelWish, parked: bool
) -> None:
    """Else the caller would send the order under another key, and there would be two."""
    world = paid_before_its_order()
    if parked:
        world.settle()
    entry = world.cancel(wish)
    assert isinstance(entry, Entry)
    assert (entry.phase, entry.may_live, len(world.live_orders())) == (Phase.CANCELLED, True, 1)
    assert status_of(entry)["next"] == MAY_LIVE.next


@pytest.mark.parametrize("parked", [True, False])
def test_so_does_who_asked_for_it_before_the_message_came(parked: bool) -> None:
    world = paid_before_its_order()
    if parked:
        world.settle()
    until = world.clock.now() + INVOCATION_SECONDS
    world.service.ledger.cancel(KEY, CancelWish.KEY, until)
    world.clock.sleep(2 * INVOCATION_SECONDS)
    said = world.deliver()
    assert isinstance(said, Cancelled)
    assert said.detail == ONE_MAY_LIVE
    assert len(world.live_orders()) == 1


def test_a_key_that_was_parked_for_a_shopper_s_order_needs_no_store_to_say_so() -> None:
    world = paid_before_its_order()
    world.settle()
    world.odd = lambda _, effect: failing_store(Fault.FAILS_500, effect)
    entry = world.cancel(CancelWish.KEY)
    assert isinstance(entry, Entry)
    assert entry.may_live


def test_a_store_that_cannot_be_asked_stops_no_cancellation_without_a_create_order() -> None:
    world = paid_before_its_order()
    world.odd = lambda _, effect: failing_store(Fault.FAILS_500, effect)
    entry = world.cancel(CancelWish.KEY)
    assert isinstance(entry, Entry)
    assert (entry.phase, entry.may_live) == (Phase.CANCELLED, False)


def test_a_cart_that_a_shopper_has_paid_is_not_replaced_although_lists_are_late() -> None:
    world = World(settings=late(SETTLE_SECONDS - 20))
    world.seams["after apply 3"] = lambda: world.clock.sleep(50)
    assert isinstance(world.deliver(), OutOfTime)
    paid_by_a_shopper(world)
    assert isinstance(world.deliver(), StoreUnavailable)
    assert isinstance(world.settle(), Parked)
    assert (len(world.live_orders()), world.notified) == (1, [KEY])


def changed_before_its_order() -> World:
    """Return a world whose cart holds more than was ordered, before any create-order."""
    world = World()
    world.seams["after apply 3"] = lambda: world.clock.sleep(50)
    assert isinstance(world.deliver(), OutOfTime)
    OtherApp(world.store).add_fee()
    return world


@pytest.mark.parametrize("answer", [None, Answer(413, {}, None)])
def test_a_changed_cart_that_a_shopper_pays_as_it_is_deleted_is_not_replaced(
    answer: Answer | None,
) -> None:
    world = changed_before_its_order()
    world.seams["before delete_cart"] = lambda: paid_by_a_shopper(world)
    if answer:
        world.odd = lambda name, effect: answer if name.startswith("DELETE") else effect()
    assert isinstance(world.deliver(), Parked)
    assert (len(world.live_orders()), world.notified) == (1, [KEY])


def test_a_changed_cart_that_cannot_be_deleted_is_replaced_all_the_same() -> None:
    world = changed_before_its_order()
    world.odd = lambda name, effect: (
        Answer(413, {}, None) if name.startswith("DELETE") else effect()
    )
    assert isinstance(world.deliver(), Outcome)
    assert len(world.live_orders()) == 1


@pytest.mark.parametrize("shown", ["nothing", "strangers"])
def test_what_one_half_of_the_list_shows_is_enough_to_leave_a_paid_cart_to_a_person(
    shown: str,
) -> None:
    world = paid_before_its_order()
    odd = {"nothing": Answer(500, {}, None), "strangers": Answer(200, {}, [STRANGER])}[shown]
    world.odd = lambda _, effect: odd if "status_id=0" in world.path else effect()
    assert isinstance(world.deliver(), Parked)
    assert world.notified == [KEY]


def with_an_answer(fault: Fault) -> World:
    """Return a world whose create-order had this answer, and whose cart is there."""
    world = World()

    def failing(name: str, effect: Callable[[], Answer]) -> Answer:
        return failing_store(fault, effect) if name == "POST orders" else effect()

    world.odd = failing
    assert isinstance(world.deliver(), NotYet)
    return world


def paid_by_a_shopper(world: World) -> World:
    """Return it with an order that a shopper has made of that cart."""
    merchant = world.store.merchant
    merchant.pay_order(merchant.begin_payment(world.entry().cart_id))
    return world


def test_what_a_shopper_made_of_a_changed_cart_is_not_the_key_s_after_a_refusal() -> None:
    world = with_an_answer(Fault.THROTTLED)
    OtherApp(world.store).add_fee()
    settled = paid_by_a_shopper(world).settle()
    assert isinstance(settled, Parked)
    assert settled.detail == "A shopper has made order 101 of its cart, with another total."
    assert (len(world.live_orders()), world.notified) == (1, [KEY])


def test_what_a_shopper_made_of_a_changed_cart_is_not_the_key_s_when_it_settles() -> None:
    world = with_an_answer(Fault.FAILS_500)
    OtherApp(world.store).add_fee()
    settled = paid_by_a_shopper(world).settle()
    assert isinstance(settled, Parked)
    assert settled.detail == "A shopper has made order 101 of its cart, with another total."
    assert (len(world.live_orders()), world.notified) == (1, [KEY])
    assert isinstance(world.settle(), Parked)


def test_what_a_shopper_made_of_a_changed_cart_is_not_cancelled_with_the_key() -> None:
    world = with_an_answer(Fault.FAILS_500)
    OtherApp(world.store).add_fee()
    paid_by_a_shopper(world).clock.sleep(2 * SETTLED)
    pending = world.cancel(CancelWish.ORDER)
    assert isinstance(pending, CancelPending)
    assert pending.detail == AN_OPERATOR
    assert isinstance(world.settle(), Parked)
    assert (len(world.live_orders()), world.notified) == (1, [KEY])


@pytest.mark.parametrize("wish", list(CancelWish))
def test_a_key_that_is_parked_for_a_shopper_s_order_is_ended_by_its_cancellation(
    wish: CancelWish,
) -> None:
    """Nothing else would end it: a person has looked, and the order stays as it is."""
    world = with_an_answer(Fault.FAILS_500)
    OtherApp(world.store).add_fee()
    assert isinstance(paid_by_a_shopper(world).settle(), Parked)
    world.clock.sleep(2 * SETTLED)
    entry = world.cancel(wish)
    assert isinstance(entry, Entry)
    assert (entry.phase, entry.may_live, len(world.live_orders())) == (Phase.CANCELLED, True, 1)
    assert status_of(entry)["next"] == MAY_LIVE.next
    said = world.deliver()
    assert isinstance(said, Cancelled)
    assert said.detail == ONE_MAY_LIVE


def parked_with_an_order_that_shows() -> World:
    """Return a world whose key was parked before its order, which nobody acted on, could show."""
    world = World(settings=late(3 * SETTLED))
    world.failing_at_create_order(Fault.ANSWER_LOST)
    assert isinstance(world.deliver(), NotYet)
    world.clock.sleep(SETTLED)
    until = world.clock.now() + INVOCATION_SECONDS
    world.service.ledger.claim(KEY, world.job.fingerprint, until).parked()
    world.clock.sleep(3 * SETTLED)
    return world


@pytest.mark.parametrize("wish", list(CancelWish))
def test_an_order_that_shows_late_leaves_a_parked_key_to_its_person(wish: CancelWish) -> None:
    """No message in the queue would finish it; the letter does, once it is sent back."""
    world = World(settings=late(3 * SETTLED))
    world.failing_at_create_order(Fault.FAILS_500)
    assert isinstance(world.deliver(), NotYet)
    paid_by_a_shopper(world)
    assert isinstance(world.settle(), Parked)
    world.clock.sleep(3 * SETTLED)
    said = world.cancel(wish)
    assert isinstance(said, AlreadyPlaced)
    assert (world.entry().phase, world.entry().order_id) == (Phase.PARKED, said.facts["order_id"])
    assert isinstance(world.deliver(), Outcome)


@pytest.mark.parametrize("redriven", [True, False])
def test_the_order_that_a_parked_key_has_cancelled_stays_the_key_s_own(redriven: bool) -> None:
    """The execution died before it could say so, and a shopper goes on with the cart."""
    world = parked_with_an_order_that_shows()

    def dies() -> None:
        raise Died

    world.seams["after update_order"] = dies
    assert isinstance(world.cancel(CancelWish.ORDER), Died)
    begun = world.store.merchant.begin_payment(world.entry().cart_id)
    world.clock.sleep(4 * SETTLED)
    world.deliver() if redriven else world.cancel(CancelWish.ORDER)
    world.settle()
    entry = world.entry()
    assert (entry.phase, entry.order_id, entry.order_cancelled) == (Phase.PLACED, 101, True)
    assert [order.id for order in world.live_orders()] == [101, begun]


@pytest.mark.parametrize("fault", [Fault.THROTTLED, Fault.FAILS_500])
def test_what_a_shopper_made_of_the_cart_as_it_was_is_the_key_s_order(fault: Fault) -> None:
    placed = paid_by_a_shopper(with_an_answer(fault)).settle()
    assert isinstance(placed, Outcome)


def test_our_order_is_not_archived_for_what_a_shopper_made_of_a_changed_cart() -> None:
    world = World(settings=late(60))
    world.failing_at_create_order(Fault.ANSWER_LOST)
    assert isinstance(world.deliver(), NotYet)
    OtherApp(world.store).add_fee()
    paid_by_a_shopper(world).clock.sleep(100)
    settled = world.settle()
    ours, _ = world.store.orders
    assert (ours.is_deleted, len(world.live_orders())) == (False, 2)
    assert isinstance(settled, Outcome)
    assert settled.order.order_id == ours.id
    world.look_again()
    assert (world.notified, world.entry().disputed) == ([KEY], 1)


def gone() -> World:
    """Return a world whose first cart is gone, and is to be replaced now."""
    world = World(settings=late(SETTLE_SECONDS - 20))
    world.seams["before apply"] = lambda: world.store.merchant.delete_cart(world.entry().cart_id)
    assert isinstance(world.deliver(), StoreUnavailable)
    world.clock.sleep(SETTLED)
    return world


def test_a_second_cart_that_a_shopper_pays_at_once_is_left_to_a_person_too() -> None:
    world = gone()

    def lost(_: str, effect: Callable[[], Answer]) -> Answer:
        world.odd = None
        effect()
        raise NoAnswer("ReadTimeout")

    choice, look = world.named["apply"] + 3, world.named["read_checkout"] + 3
    world.seams[f"before apply {choice}"] = lambda: setattr(world, "odd", lost)
    world.seams[f"before read_checkout {look}"] = lambda: paid_by_a_shopper(world)
    assert isinstance(world.settle(), Parked)
    assert (len(world.live_orders()), world.notified) == (1, [KEY])


def test_a_cart_that_only_seemed_to_be_gone_is_waited_for_anew_once_a_shopper_has_paid_it() -> None:
    world = World(settings=late(SETTLE_SECONDS - 20))
    seems_gone = [Answer(404, {}, {"status": 404, "title": "Not found."})] * 2
    world.seams["before apply"] = lambda: setattr(
        world, "odd", lambda name, effect: effect() if name in LISTS else seems_gone.pop()
    )
    assert isinstance(world.deliver(), StoreUnavailable)
    world.odd = None
    world.clock.sleep(SETTLED)
    world.seams[f"after apply {world.named['apply'] + 3}"] = lambda: world.clock.sleep(50)
    assert isinstance(world.deliver(), OutOfTime)
    assert isinstance(paid_by_a_shopper(world).settle(), Parked)
    assert (len(world.live_orders()), world.notified) == (1, [KEY])


def test_what_an_older_version_left_of_a_cart_that_was_gone_says_nothing_of_its_next_cart() -> None:
    world = gone()
    gone_at = world.table.items[str(KEY)]["cart_gone_at"]
    world.seams[f"after apply {world.named['apply'] + 3}"] = lambda: world.clock.sleep(50)
    assert isinstance(world.deliver(), OutOfTime)
    # A version that does not know the moment does not write it when it opens a cart.
    world.table.items[str(KEY)]["cart_gone_at"] = gone_at
    assert isinstance(paid_by_a_shopper(world).settle(), Parked)
    assert (len(world.live_orders()), world.notified) == (1, [KEY])


def refused_though_made(refusal: int) -> Callable[[str, Callable[[], Answer]], Answer]:
    """Let the store make an order, and say no."""

    def refused(name: str, effect: Callable[[], Answer]) -> Answer:
        answer = effect()
        if name != "POST orders":
            return answer
        return THROTTLED(effect) if refusal == 429 else failing(refusal)

    return refused


def shown_before_ours(refusal: int) -> World:
    """Return a world whose list shows a shopper's order, and that of a refused call much later."""
    world = World(settings=late(SETTLE_SECONDS))
    world.seams["after apply 3"] = lambda: world.clock.sleep(50)
    assert isinstance(world.deliver(), OutOfTime)
    world.store.merchant.begin_payment(world.entry().cart_id)
    world.clock.sleep(SETTLED)
    world.odd = refused_though_made(refusal)
    assert isinstance(world.deliver(), NotYet)
    world.odd = None
    return world


@pytest.mark.parametrize("refusal", [422, 429])
def test_our_order_of_a_refused_call_stays_beside_that_of_a_shopper_who_has_not_paid(
    refusal: int,
) -> None:
    world = shown_before_ours(refusal)
    if refusal == 429:
        world.store.merchant.delete_cart(world.entry().cart_id)
    settled = world.settle()
    assert isinstance(settled, Outcome)
    world.look_again()
    theirs, ours = world.store.orders
    assert settled.order.order_id == ours.id
    assert world.live_orders() == [theirs, ours]


def test_where_a_shopper_s_unpaid_order_was_answered_ours_is_left_to_a_person() -> None:
    """The checkout names it, so that no other create-order is sent."""
    world = shown_before_ours(429)
    theirs, ours = world.store.orders

    def named(_: str, effect: Callable[[], Answer]) -> Answer:
        answer = effect()
        if isinstance(answer.body, dict) and "grand_total" in answer.body.get("data", {}):
            answer.body["data"]["order_id"] = str(theirs.id)
        return answer

    world.odd = named
    settled = world.settle()
    assert isinstance(settled, Outcome)
    world.odd = None
    world.look_again()
    assert settled.order.order_id == theirs.id
    assert (world.live_orders(), world.notified) == ([theirs, ours], [KEY])


@pytest.mark.parametrize(("refusal", "hidden"), [(422, 2), (429, 0)])
def test_so_does_our_order_of_a_second_call_that_was_refused_after_one_without_an_answer(
    refusal: int, hidden: int
) -> None:
    world = World(settings=late(60))
    world.failing_at_create_order(Fault.FAILS_500)
    assert isinstance(world.deliver(), NotYet)
    world.store.merchant.begin_payment(world.entry().cart_id)
    world.clock.sleep(SETTLED)
    looks = count()

    def shown_later(name: str, effect: Callable[[], Answer]) -> Answer:
        sent = world.calls.count("POST orders")
        if name == "GET orders" and (sent < 2 or next(looks) < hidden):
            return Answer(200, {}, [])
        return refused_though_made(refusal)(name, effect)

    world.odd = shown_later
    while isinstance(settled := world.deliver(), NotYet):
        world.clock.sleep(settled.retry_after)
    theirs, ours = world.store.orders
    assert isinstance(settled, Outcome)
    world.look_again()
    assert settled.order.order_id == ours.id
    assert {order.id for order in world.live_orders()} == {theirs.id, ours.id}


def test_the_order_for_which_ours_was_archived_is_known_when_the_list_shows_it_no_more() -> None:
    """Lists are late: what one read shows the next one may not."""
    world = World(settings=late(SETTLE_SECONDS - 50))
    world.odd = refused_though_made(403)
    assert isinstance(world.deliver(), NotYet)
    world.odd = None
    ours, theirs = paid_by_a_shopper(world).store.orders
    world.clock.sleep(SETTLE_SECONDS - 35)
    assert isinstance(world.deliver(), NotYet)
    assert ours.is_deleted

    def late_again(_: str, effect: Callable[[], Answer]) -> Answer:
        if "/v2/orders?" in world.path:
            return Answer(204, {}, None)
        gone = Answer(404, {}, {"status": 404, "title": "Not found."})
        return gone if "/checkouts/" in world.path else effect()

    world.odd = late_again
    settled = world.settle()
    assert isinstance(settled, Outcome)
    assert settled.order.order_id == theirs.id
