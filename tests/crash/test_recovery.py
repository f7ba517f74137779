"""Answers that nobody documents, at the moments when a wrong reading would double or lose."""

from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError

from bigcommerce_emulator.state.settings import Settings
from order_service.bigcommerce.verdicts import Answer, NoAnswer
from order_service.errors import (
    CredentialsUnusable,
    InProgress,
    NotYet,
    OutcomeUnknown,
    Parked,
    SecretsUnavailable,
    UnknownStore,
)
from order_service.keys import OrderKey
from order_service.ledger.entry import Phase
from order_service.placing.ending import Outcome
from order_service.request.intake import Job
from tests.crash.faults import Fault
from tests.crash.world import KEY, World, the_job, verdict
from tests.fakes.sends import failing
from tests.fakes.shop import INVOCATION_SECONDS, SETTLE_SECONDS, SETTLED

SHOWN_LATE = Settings(
    checkout_order_id="never", order_list="late", order_list_delay_seconds=SETTLE_SECONDS + 60
)


def calls_of(world: World, name: str) -> int:
    return world.calls.count(name)


def test_an_order_id_that_was_told_is_kept_though_its_write_failed() -> None:
    calm = World()
    calm.deliver()
    posted = calm.calls.index("POST orders")
    throttled = {posted + 1: Fault.LEDGER_THROTTLED, posted + 2: Fault.LEDGER_THROTTLED}
    world = World(throttled, SHOWN_LATE)
    assert isinstance(world.deliver(), NotYet)
    assert world.entry().order_id == world.store.orders[0].id
    world.clock.sleep(SETTLED)
    assert isinstance(world.settle(), Outcome)
    assert calls_of(world, "POST orders") == 1


def test_the_order_id_of_a_second_attempt_is_kept_though_its_write_failed() -> None:
    hidden = Settings(
        checkout_order_id="never", order_list="late", order_list_delay_seconds=10 * SETTLE_SECONDS
    )
    world = World(settings=hidden)
    world.failing_at_create_order(Fault.FAILS_500)
    assert isinstance(world.deliver(), NotYet)
    world.clock.sleep(SETTLED)
    world.seams["after create_order"] = lambda: setattr(
        world, "schedule", {len(world.calls): Fault.LEDGER_THROTTLED}
    )
    assert isinstance(world.deliver(), NotYet)
    assert isinstance(world.settle(), Outcome)
    assert world.entry().order_id == world.live_orders()[0].id
    assert calls_of(world, "POST orders") == 2


def test_a_ledger_that_hangs_at_the_end_does_not_use_up_the_time_to_hand_over() -> None:
    calm = World()
    calm.deliver()
    placed = calm.calls.index("POST orders") + 1
    world = World({placed: Fault.LEDGER_THROTTLED})
    world.seams["before ledger 4"] = lambda: world.clock.sleep(INVOCATION_SECONDS)
    assert isinstance(world.deliver(), OutcomeUnknown)
    assert calls_of(world, "ledger") == 4
    world.clock.sleep(INVOCATION_SECONDS)
    assert isinstance(world.settle(), Outcome)
    assert len(world.store.orders) == 1


@pytest.mark.parametrize("status", [400, 403, 404, 422])
def test_an_order_made_in_spite_of_a_refusal_is_the_keys_order(status: int) -> None:
    def made_and_refused(name: str, effect: Callable[[], Answer]) -> Answer:
        answer = effect()
        return (
            Answer(status, {}, {"status": status, "title": "No."})
            if name == "POST orders"
            else answer
        )

    world = World(odd=made_and_refused)
    settled = world.settle()
    assert isinstance(settled, Outcome)
    assert [order.id for order in world.live_orders()] == [settled.order.order_id]


def test_a_404_on_a_cart_that_is_there_is_no_proof_that_no_order_was_made() -> None:
    def made_and_not_found(name: str, effect: Callable[[], Answer]) -> Answer:
        answer = effect()
        return Answer(404, {}, None) if name == "POST orders" else answer

    late = Settings(checkout_order_id="never", order_list="late", order_list_delay_seconds=60)
    world = World(odd=made_and_not_found, settings=late)
    settled = world.settle()
    assert isinstance(settled, Outcome)
    assert [order.id for order in world.store.orders] == [settled.order.order_id]


@pytest.mark.parametrize("status", [400, 401, 403, 413, 422, 429])
def test_a_page_in_front_of_the_store_is_no_proof_that_no_order_was_made(status: int) -> None:
    def made_and_walled_off(name: str, effect: Callable[[], Answer]) -> Answer:
        answer = effect()
        return Answer(status, {}, None, readable=False) if name == "POST orders" else answer

    late = Settings(checkout_order_id="never", order_list="late", order_list_delay_seconds=60)
    world = World(odd=made_and_walled_off, settings=late)
    settled = world.settle()
    assert isinstance(settled, Outcome)
    assert [order.id for order in world.store.orders] == [settled.order.order_id]


def test_a_token_that_may_do_nothing_leaves_the_intent_until_the_settle_time() -> None:
    world = World()
    allowed = [False]

    def forbidden(name: str, effect: Callable[[], Answer]) -> Answer:
        asks = name in ("POST orders", "GET orders")
        denied = Answer(403, {}, {"status": 403, "title": "No."})
        return effect() if allowed[0] or not asks else denied

    world.odd = forbidden
    assert isinstance(world.deliver(), OutcomeUnknown)
    assert (world.entry().phase, world.entry().attempts) == (Phase.SUBMITTING, 0)
    allowed[0] = True
    assert isinstance(world.settle(), Outcome)
    assert len(world.store.orders) == 1


@pytest.mark.parametrize("kind", [SecretsUnavailable, CredentialsUnusable, UnknownStore])
def test_a_create_order_that_was_not_sent_for_want_of_a_token_is_not_in_doubt(
    kind: type[NotYet],
) -> None:
    world = World()
    world.seams["before create_order"] = lambda: world.credentials.get_errors.append(
        kind("The secret cannot be read.", retry_after=5)
    )
    assert isinstance(world.deliver(), kind)
    assert (world.entry().phase, world.entry().attempts) == (Phase.CART, 0)
    assert not world.entry().in_doubt
    began = world.clock.now()
    assert isinstance(world.settle(), Outcome)
    assert (len(world.store.orders), calls_of(world, "POST orders")) == (1, 1)
    assert world.clock.now() - began < SETTLE_SECONDS


@pytest.mark.parametrize("unread", [SecretsUnavailable, CredentialsUnusable])
def test_a_create_order_that_was_answered_401_is_in_doubt_although_the_secret_cannot_be_read(
    unread: type[NotYet],
) -> None:
    def rejected_but_done(name: str, effect: Callable[[], Answer]) -> Answer:
        answer = effect()
        return failing(401) if name == "POST orders" else answer

    world = World(odd=rejected_but_done, settings=SHOWN_LATE)
    world.credentials.refresh_errors = [unread("The secret cannot be read.", retry_after=5)]
    assert isinstance(world.deliver(), OutcomeUnknown)
    assert world.entry().in_doubt
    world.odd = None
    assert isinstance(world.settle(), Outcome)
    assert len(world.store.orders) == 1


def test_a_cart_that_shows_but_cannot_be_ordered_is_parked_and_not_tried_for_ever() -> None:
    def never_found(name: str, effect: Callable[[], Answer]) -> Answer:
        return Answer(404, {}, None) if name == "POST orders" else effect()

    world = World(odd=never_found)
    assert isinstance(world.settle(), Parked)
    assert world.entry().phase is Phase.PARKED
    assert not world.live_orders()


@pytest.mark.parametrize("hint", [0, "0", "", "none", "-1"])
def test_a_checkout_that_names_no_real_order_stops_nothing(hint: object) -> None:
    def hinting(_: str, effect: Callable[[], Answer]) -> Answer:
        answer = effect()
        if isinstance(answer.body, dict) and "order_id" in answer.body.get("data", {}):
            answer.body["data"]["order_id"] = hint
        return answer

    assert verdict(World(odd=hinting)) == ""


def _names_an_order(answer: Answer) -> bool:
    return isinstance(answer.body, dict) and "order_id" in answer.body.get("data", {})


def test_an_order_of_another_cart_that_a_checkout_names_is_not_the_keys() -> None:
    world = World(job=Job(OrderKey("sandbox", "order-2"), the_job().order))
    stranger = world.settle()
    assert isinstance(stranger, Outcome)
    world.job = the_job()
    created = world.calls.count("POST orders") + 1
    named = 2

    def lost_and_misnamed(name: str, effect: Callable[[], Answer]) -> Answer:
        nonlocal named
        if name == "POST orders" and world.calls.count(name) == created:
            return Answer(503, {}, None)
        answer = effect()
        if name.startswith("GET") and named and _names_an_order(answer):
            named -= 1
            answer.body["data"]["order_id"] = stranger.order.order_id
        return answer

    world.odd = lost_and_misnamed
    settled = world.settle()
    assert isinstance(settled, Outcome)
    assert not named
    assert settled.order.order_id != stranger.order.order_id
    assert [order.id for order in world.live_orders()] == [
        stranger.order.order_id,
        settled.order.order_id,
    ]


def test_a_write_that_was_stalled_cannot_undo_a_later_one() -> None:
    world = World()
    assert isinstance(world.deliver(), Outcome)
    for stalled in world.writes[1:]:
        with pytest.raises(ClientError):
            world.table.update_item(**stalled)
    assert world.entry().phase is Phase.PLACED


@pytest.mark.parametrize("status", [400, 405, 409, 422])
def test_an_odd_answer_to_a_read_never_refuses_an_order_that_exists(status: int) -> None:
    def lost_then_odd(name: str, effect: Callable[[], Answer]) -> Answer:
        if name == "POST orders":
            effect()
            raise NoAnswer
        odd = name.startswith("GET") and len(world.calls) < 60
        return Answer(status, {}, {"status": status, "title": "No."}) if odd else effect()

    world = World(odd=lost_then_odd)
    assert verdict(world) == ""


def test_a_late_duplicate_is_stopped_by_its_next_write() -> None:
    world = World()

    def taken_over() -> None:
        world.clock.sleep(200)
        ledger, fingerprint = world.service.ledger, world.entry().fingerprint
        ledger.claim(KEY, fingerprint, world.clock.now() + 200)

    world.seams["before ledger 3"] = taken_over
    assert isinstance(world.deliver(), InProgress)
    assert world.entry().phase is Phase.CART


@pytest.mark.parametrize("shown_after", [0, SETTLE_SECONDS - 20])
def test_an_order_that_was_made_and_refused_is_looked_for_before_a_changed_cart_is_a_person_s(
    shown_after: float,
) -> None:
    late = Settings(
        checkout_order_id="never", order_list="late", order_list_delay_seconds=shown_after
    )
    world = World(settings=late)

    def made_and_throttled(name: str, effect: Callable[[], Answer]) -> Answer:
        answer = effect()
        if name != "POST orders":
            return answer
        return Answer(429, {"x-rate-limit-time-reset-ms": "900"}, None)

    world.odd = made_and_throttled
    world.deliver()
    world.store.merchant.delete_cart(world.entry().cart_id)
    world.clock.sleep(SETTLED)
    assert isinstance(placed := world.deliver(), Outcome)
    assert [order.id for order in world.store.orders] == [placed.order.order_id]
    assert (world.notified, world.entry().look_at > 0) == ([], True)
