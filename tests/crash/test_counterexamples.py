"""Counterexamples that an independent review found, each of which doubled, lost or misled once."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from bigcommerce_emulator.state.settings import Settings
from order_service.bigcommerce.verdicts import Answer, NoAnswer, NotSent
from order_service.errors import InProgress, NotYet, OutcomeUnknown, Parked
from order_service.ledger.entry import Phase
from order_service.placing.ending import Outcome
from order_service.placing.flow import LEASE_MARGIN
from order_service.request.intake import Job, read_order
from tests.crash.faults import Fault
from tests.crash.world import KEY, Result, World, the_full_job, the_job
from tests.fakes.orders import order_body
from tests.fakes.sends import failing
from tests.fakes.shop import INVOCATION_SECONDS, SETTLE_SECONDS, SETTLED

Effect = Callable[[], Answer]
Odd = Callable[[str, Effect], Answer]


def late(seconds: float) -> Settings:
    return Settings(checkout_order_id="never", order_list="late", order_list_delay_seconds=seconds)


def in_time(world: World) -> None:
    """Deliver as the queue does until the key is finished, second look included."""
    world.settle()
    world.look_again()


def only_on(call: str, answer: Odd, times: int = 1) -> Odd:
    """Let this call be answered otherwise, so many times."""
    left = [times]

    def odd(name: str, effect: Effect) -> Answer:
        if name != call or not left[0]:
            return effect()
        left[0] -= 1
        return answer(name, effect)

    return odd


# Time passes inside calls.


@pytest.mark.parametrize("shown_after", [285.0, 295.0, SETTLE_SECONDS])
@pytest.mark.parametrize("before", [0.0, 30.0])
def test_an_order_made_late_in_a_slow_call_and_shown_late_is_not_made_twice(
    shown_after: float, before: float
) -> None:
    world = World(settings=late(shown_after))
    world.odd = only_on("POST orders", slow_and_lost(world, before))
    in_time(world)
    assert len(world.store.orders) == 1
    assert world.entry().phase is Phase.PLACED


@pytest.mark.parametrize("shown_after", [285.0, 295.0, SETTLE_SECONDS])
def test_the_order_of_a_second_attempt_that_shows_late_is_not_left_to_a_person(
    shown_after: float,
) -> None:
    world = World(settings=late(shown_after))
    world.failing_at_create_order(Fault.FAILS_500)
    world.deliver()
    world.clock.sleep(SETTLED)
    world.odd = only_on("POST orders", slow_and_lost(world))
    in_time(world)
    assert [order.id for order in world.store.orders] == [world.entry().order_id]
    assert (world.entry().attempts, world.notified) == (2, [])


def slow_and_lost(world: World, before: float = 0.0) -> Odd:
    """Let the store make the order at the end of a call that nobody waits for any more."""

    def slow(_: str, effect: Effect) -> Answer:
        world.clock.sleep(before + 9)
        effect()
        world.clock.sleep(1)
        raise NoAnswer("ReadTimeout")

    return slow


def not_connected(world: World) -> Odd:
    def slow(_: str, __: Effect) -> Answer:
        world.clock.sleep(4)
        raise NotSent("ConnectTimeout")

    return slow


def no_token(world: World) -> Odd:
    def slow(_: str, __: Effect) -> Answer:
        world.clock.sleep(15)
        return failing(401)

    return slow


@pytest.mark.parametrize("shown_after", [285.0, 295.0, SETTLE_SECONDS])
@pytest.mark.parametrize(
    ("call", "trouble", "times"),
    [
        ("POST carts", not_connected, 3),
        ("POST consignments", not_connected, 3),
        ("POST consignments", no_token, 1),
        ("POST orders", not_connected, 3),
    ],
)
def test_time_that_passes_in_what_came_before_the_order_makes_no_second_one(
    call: str, trouble: Callable[[World], Odd], times: int, shown_after: float
) -> None:
    world = World(settings=late(shown_after))
    before = only_on(call, trouble(world), times)
    then = only_on("POST orders", slow_and_lost(world))
    left = [times]

    def odd(name: str, effect: Effect) -> Answer:
        if name == call and left[0]:
            left[0] -= 1
            return before(name, effect)
        return then(name, effect)

    world.odd = odd
    in_time(world)
    assert left == [0]
    assert [order.id for order in world.store.orders] == [world.entry().order_id]


def test_the_settle_time_begins_when_the_execution_can_send_no_more() -> None:
    world = World()
    began = world.clock.now()
    world.failing_at_create_order(Fault.FAILS_500)
    assert isinstance(world.deliver(), OutcomeUnknown)
    until = began + INVOCATION_SECONDS + LEASE_MARGIN
    assert world.entry().may_send_until == until
    world.clock.time = until + SETTLE_SECONDS - 1
    assert isinstance(world.deliver(), OutcomeUnknown)
    world.clock.time = until + SETTLE_SECONDS
    assert isinstance(world.deliver(), Outcome)


def test_an_intent_that_the_last_release_wrote_waits_for_its_longest_invocation() -> None:
    world = World()
    world.failing_at_create_order(Fault.FAILS_500)
    world.deliver()
    item = world.table.items[str(KEY)]
    del item["sends_until"]
    submitted = world.entry().submitted_at
    assert world.entry().may_send_until == submitted + INVOCATION_SECONDS + LEASE_MARGIN


# A second look at what was concluded from absence.


def twice(settings: Settings) -> World:
    """Return a world whose second attempt was answered while the first order was hidden."""
    world = World(settings=settings)
    world.failing_at_create_order(Fault.ANSWER_LOST)
    world.deliver()
    world.clock.sleep(SETTLED)
    assert isinstance(world.deliver(), Outcome)
    return world


def test_an_order_of_a_second_attempt_is_answered_and_its_duplicate_archived_later() -> None:
    world = twice(late(SETTLED + SETTLE_SECONDS - 1))
    placed = world.entry().order_id
    world.look_again()
    assert [order.id for order in world.live_orders()] == [placed]
    assert world.journal.count("duplicate archived") == 1
    assert world.notified == []


def test_a_duplicate_that_somebody_paid_meanwhile_is_reported_to_a_person() -> None:
    world = twice(late(SETTLED + SETTLE_SECONDS - 1))
    world.store.merchant.pay_order(world.store.orders[0].id)
    world.look_again()
    assert len(world.live_orders()) == 2
    assert world.journal.count("duplicate reported") == 1
    assert world.notified == [KEY]


@pytest.mark.parametrize("moment", ["before come back", "after come back", "after ledger 7"])
def test_a_crash_around_the_answer_does_not_lose_the_second_look(moment: str) -> None:
    world = World(settings=late(SETTLED + SETTLE_SECONDS - 1))
    world.failing_at_create_order(Fault.ANSWER_LOST)
    world.deliver()
    world.clock.sleep(SETTLED)

    def dies() -> None:
        world.seams.clear()
        raise NotSent("the process") from None

    world.seams[moment] = dies
    with pytest.raises(NotSent):
        world.deliver()
    world.clock.sleep(INVOCATION_SECONDS + LEASE_MARGIN)
    in_time(world)
    assert len(world.live_orders()) == 1
    assert world.entry().look_at == 0


def test_a_duplicate_whose_payment_is_authorized_is_somebody_s() -> None:
    world = twice(late(SETTLED + SETTLE_SECONDS - 1))
    world.store.orders[0].payment_status = "authorized"
    world.look_again()
    assert len(world.live_orders()) == 2
    assert world.journal.count("duplicate reported") == 1


def test_an_execution_whose_clock_is_ahead_takes_no_lease_of_one_that_still_works() -> None:
    world = World()
    skewed: list[Result] = []

    def other_execution() -> None:
        world.clock.time += INVOCATION_SECONDS + 9
        skewed.append(world.deliver())
        world.clock.time -= INVOCATION_SECONDS + 9

    world.seams["before create_order"] = other_execution
    assert isinstance(world.deliver(), Outcome)
    assert isinstance(skewed[0], InProgress)
    assert world.calls.count("POST orders") == 1


def test_an_order_of_one_attempt_needs_no_second_look() -> None:
    world = World()
    world.settle()
    assert (world.due, world.entry().look_at) == ([], 0)


# No conclusion while another question is open.


def lost_and_hidden(job: Job | None = None, seconds: float = 10 * SETTLE_SECONDS) -> World:
    """Return a world whose first attempt made an order that nothing shows for a long time."""
    world = World(settings=late(seconds), job=job or the_job())
    world.failing_at_create_order(Fault.ANSWER_LOST)
    world.deliver()
    world.clock.sleep(SETTLED)
    return world


def test_a_refusal_of_the_second_attempt_is_not_final_while_the_first_may_live() -> None:
    world = lost_and_hidden(seconds=SETTLED + 100)
    world.odd = only_on("POST orders", lambda *_: failing(422))
    assert isinstance(world.deliver(), OutcomeUnknown)
    assert world.entry().phase is Phase.SUBMITTING
    in_time(world)
    assert world.entry().order_id == world.live_orders()[0].id
    assert len(world.store.orders) == 1


def test_a_refusal_while_an_order_may_live_ends_with_a_person_and_says_what_was_refused() -> None:
    world = lost_and_hidden()
    world.odd = only_on("POST orders", lambda *_: failing(422))
    settled = world.settle()
    assert isinstance(settled, Parked)
    assert (settled.step, settled.detail) == (
        "order",
        "No order is seen after every attempt that is safe.",
    )
    assert settled.facts["refusal"] == {
        "code": "store_refused",
        "step": "order",
        "store": {"status": 422, "words": ["No."]},
    }
    assert world.calls.count("POST orders") == 2


def test_a_refusal_in_the_ledger_while_an_attempt_is_in_doubt_fails_any_test_of_this_world() -> (
    None
):
    world = lost_and_hidden()
    until = world.clock.now() + INVOCATION_SECONDS
    lease = world.service.ledger.claim(KEY, world.job.fingerprint, until)
    with pytest.raises(AssertionError, match="refused while in doubt"):
        lease.rejected({"code": "store_refused"})


def test_an_order_that_shows_while_a_second_attempt_is_refused_is_answered_at_once() -> None:
    job = Job(KEY, read_order(order_body(expected_total="15.83")))
    world = lost_and_hidden(job, seconds=SETTLED + 20)
    world.odd = dearer
    world.seams["before read_checkout"] = lambda: world.clock.sleep(25)
    answer = world.deliver()
    assert isinstance(answer, Outcome)
    assert answer.order.order_id == world.live_orders()[0].id


def test_another_total_is_not_final_while_an_order_may_live() -> None:
    job = Job(KEY, read_order(order_body(expected_total="15.83")))
    world = lost_and_hidden(job)
    world.odd = dearer
    assert isinstance(world.settle(), Parked)
    assert len(world.store.orders) == 1
    assert world.entry().cart_id in world.store.carts


def dearer(_: str, effect: Effect) -> Answer:
    answer = effect()
    if isinstance(answer.body, dict) and "grand_total" in answer.body.get("data", {}):
        answer.body["data"]["grand_total"] = 99
    return answer


def test_no_shipping_is_not_final_while_an_order_may_live() -> None:
    world = lost_and_hidden()

    def offers_nothing(_: str, effect: Effect) -> Answer:
        answer = effect()
        if isinstance(answer.body, dict):
            for one in answer.body.get("data", {}).get("consignments", []):
                one.update(available_shipping_options=[], selected_shipping_option=None)
        return answer

    world.odd = offers_nothing
    assert isinstance(world.settle(), Parked)


# Who said no.


@pytest.mark.parametrize("times", [1, 9])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410, 413, 422, 429])
@pytest.mark.parametrize("body", ["its own", None, "<html>"])
def test_a_4xx_after_the_order_was_made_never_ends_in_two_orders_or_a_false_answer(
    status: int, times: int, body: Any
) -> None:
    world = World(settings=late(SETTLE_SECONDS - 20))
    headers = {"x-rate-limit-time-reset-ms": "900", "x-retry-after": "1"}

    def made_and_refused(_: str, effect: Effect) -> Answer:
        effect()
        if body == "its own":
            return replace(failing(status), headers=headers)
        return Answer(status, headers, body, readable=body != "<html>")

    world.odd = only_on("POST orders", made_and_refused, times)
    in_time(world)
    entry, live = world.entry(), [order.id for order in world.live_orders()]
    if entry.phase is Phase.PLACED:
        assert live == [entry.order_id]
    else:
        assert entry.phase is Phase.REJECTED
        assert live == []


def test_a_token_that_may_not_create_orders_is_believed_after_the_settle_time_and_retried() -> None:
    world = World()
    forbidden = failing(403)
    world.odd = only_on("POST orders", lambda *_: forbidden, times=4)
    assert isinstance(world.settle(), Outcome)
    assert world.calls.count("POST orders") == 5
    assert len(world.store.orders) == 1


def test_a_cart_that_is_gone_after_create_order_is_never_rebuilt() -> None:
    world = World(settings=late(SETTLE_SECONDS - 20))

    def made_and_ended(_: str, effect: Effect) -> Answer:
        effect()
        world.store.merchant.delete_cart(world.entry().cart_id)
        return failing(404)

    world.odd = only_on("POST orders", made_and_ended)
    in_time(world)
    assert [order.id for order in world.store.orders] == [world.entry().order_id]
    assert world.calls.count("POST carts") == 1


@pytest.mark.parametrize("answered", [True, False])
def test_a_cart_that_is_gone_twice_after_a_create_order_is_left_to_a_person(answered: bool) -> None:
    world = World(settings=late(10 * SETTLE_SECONDS))
    ends_all = carts_end(world)
    world.seams["after open_cart 1"] = ends_all

    def throttled(_: str, __: Effect) -> Answer:
        return Answer(429, {"x-rate-limit-time-reset-ms": "900"}, None)

    world.odd = only_on("POST orders", throttled if answered else slow_and_lost(world))
    world.deliver()
    world.clock.sleep(SETTLED)
    world.deliver()
    assert (world.entry().carts, world.entry().creates) == (2, 1)
    world.clock.sleep(SETTLED)
    if answered:
        ends_all()
    else:
        # The look still sees the cart; what comes after it does not.
        world.seams[f"after read_checkout {world.named['read_checkout'] + 1}"] = ends_all
    settled = world.settle()
    assert isinstance(settled, Parked)
    assert (settled.step, settled.detail) == (
        "checkout",
        "The cart is gone and no order was seen.",
    )
    assert (world.entry().phase, world.entry().problem) == (Phase.PARKED, "")
    assert world.notified == [KEY]


def carts_end(world: World) -> Callable[[], object]:
    def end() -> None:
        for cart_id in [*world.store.carts]:
            world.store.merchant.delete_cart(cart_id)

    return end


def test_an_order_that_shows_after_a_believed_no_can_be_answered_although_its_cart_is_gone() -> (
    None
):
    world = World(settings=late(SETTLE_SECONDS - 20))

    def made_and_throttled(_: str, effect: Effect) -> Answer:
        effect()
        return Answer(429, {"x-rate-limit-time-reset-ms": "900"}, None)

    world.odd = only_on("POST orders", made_and_throttled)
    world.deliver()
    world.store.merchant.delete_cart(world.entry().cart_id)
    assert isinstance(world.settle(), Parked)
    world.clock.sleep(SETTLED)
    (order,) = world.live_orders()
    assert isinstance(answer := world.deliver(), Outcome)
    assert answer.order.order_id == order.id


# Look before each act.


@pytest.mark.parametrize("lost", [NoAnswer("ReadTimeout"), NotSent("ConnectError"), 503, 429])
def test_a_duplicate_that_somebody_pays_between_two_tries_is_not_archived(lost: Any) -> None:
    world = twice(late(SETTLED + SETTLE_SECONDS - 1))
    duplicate = world.store.orders[0]

    def paid_meanwhile(_: str, effect: Effect) -> Answer:
        world.store.merchant.pay_order(duplicate.id)
        if isinstance(lost, int):
            return Answer(lost, {"x-retry-after": "1"}, None)
        raise lost

    world.odd = only_on(f"DELETE {duplicate.id}", paid_meanwhile)
    world.look_again()
    assert not duplicate.is_deleted
    assert world.journal.count("duplicate reported") == 1


def test_nothing_is_written_to_an_order_of_another_cart() -> None:
    world = World(job=the_full_job())

    def somebody_else_s(_: str, effect: Effect) -> Answer:
        answer = effect()
        answer.body["cart_id"] = "another"
        return answer

    world.odd = lambda name, effect: (
        somebody_else_s(name, effect)
        if world.store.orders and name == f"GET {world.store.orders[0].id}"
        else effect()
    )
    assert isinstance(world.settle(), Parked)
    assert world.store.orders[0].external_order_id is None
    assert f"PUT {world.store.orders[0].id}" not in world.calls


# Nothing never ends.


def ends(world: World) -> Outcome:
    """Deliver for longer than the hour for which what follows is tried; return how it ended."""
    for _ in range(30):
        answer = world.deliver()
        if isinstance(answer, Outcome):
            return answer
        assert isinstance(answer, NotYet)
        world.clock.sleep(180)
    raise AssertionError(world.entry())


def test_a_cart_whose_deletion_was_answered_by_nothing_is_looked_up() -> None:
    world = World(job=the_full_job())

    def lost_then_500(name: str, effect: Effect) -> Answer:
        if not name.startswith("DELETE"):
            return effect()
        if world.store.carts:
            effect()
            raise NoAnswer("ReadTimeout")
        return Answer(500, {}, None)

    world.odd = lost_then_500
    settled = world.settle()
    assert isinstance(settled, Outcome)
    assert settled.order.cart_deleted


def test_a_cart_that_cannot_be_deleted_is_given_up_and_named() -> None:
    world = World(job=the_full_job())
    world.odd = lambda name, effect: (
        Answer(500, {}, None) if name.startswith("DELETE") else effect()
    )
    settled = ends(world)
    assert [missing.field for missing in settled.order.not_applied or []] == ["after_order"]


def test_an_order_that_is_gone_while_it_is_finished_is_given_up_and_named() -> None:
    world = World(job=the_full_job())

    def gone(name: str, effect: Effect) -> Answer:
        reads = world.store.orders and name == f"GET {world.store.orders[0].id}"
        return Answer(404, {}, None) if reads else effect()

    world.odd = gone
    settled = ends(world)
    assert settled.order.status == "Unknown"
    assert settled.order.applied == []
    assert "status" in {missing.field for missing in settled.order.not_applied or []}


# The claim takes part in the order of writes.


def test_a_claim_that_was_stalled_cannot_take_over_after_the_lease_was_given_back() -> None:
    world = World()
    world.deliver()
    stalled = world.writes[0]
    world = World()
    world.failing_at_create_order(Fault.FAILS_500)
    world.deliver()
    mine = world.writes[0]
    world.clock.sleep(SETTLED)
    world.failing_at_create_order(Fault.FAILS_500)
    world.deliver()
    for claim in (stalled, mine):
        with pytest.raises(ClientError):
            world.table.update_item(**claim)
    assert world.entry().lease_until <= world.clock.now()
