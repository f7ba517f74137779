"""Worlds follow from their seed alone, and what they find wrong is wrong."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bigcommerce_emulator.api.messages import Request
from bigcommerce_emulator.api.routes import ROUTES
from order_service.ledger.entry import CancelWish, Phase
from tests.fakes.orders import order_body
from tests.simulation.callers import Operator
from tests.simulation.fates import RARE
from tests.simulation.plan import Draws
from tests.simulation.quiet import quiet
from tests.simulation.report import story
from tests.simulation.scheduler import Scheduler
from tests.simulation.versions import NEXT
from tests.simulation.world import World
from tests.unit.simulation.calm import CALM, calm_world, judged, run


@pytest.mark.parametrize("number", range(12))
def test_a_world_is_the_same_each_time(number: int) -> None:
    assert run(number).history == run(number).history


@pytest.mark.parametrize("number", range(8))
def test_a_world_without_trouble_ends_with_its_order(number: int) -> None:
    world = run(number, CALM)
    assert (world.phase, len(world.store.orders)) == (Phase.PLACED, 1)
    assert judged(world) == []


def second_order(world: World) -> None:
    made = world.watch.attempts[0]
    token = {"x-auth-token": "sandbox-token", "accept": "application/json"}
    path = f"/stores/sandbox/v3/checkouts/{made.cart_id}/orders"
    world.store.handle(Request("POST", path, {}, token, None))
    again = replace(made, order_id=world.store.orders[-1].id)
    world.watch.attempts.append(again)


def placed_as_another(world: World) -> None:
    world.table.items["acme#order-1"]["order_id"] = {"N": "7"}


def refused(world: World) -> None:
    problem = {"S": '{"code": "store_refused", "detail": "No.", "status": 422}'}
    world.table.items["acme#order-1"] |= {"phase": {"S": "rejected"}, "problem": problem}


def cancelled(world: World) -> None:
    world.table.items["acme#order-1"]["phase"] = {"S": "cancelled"}


def order_not_cancelled(world: World) -> None:
    world.table.items["acme#order-1"]["finishing"] = {"S": '{"order_cancelled": true}'}


def asked_in_time(world: World) -> None:
    world.table.wishes.append((CancelWish.ORDER, Phase.CART))


def meant_anyway(world: World) -> None:
    world.table.intents_after_wishes += 1


def left_in_the_middle(world: World) -> None:
    world.table.items["acme#order-1"]["phase"] = {"S": "submitting"}


def dearer(world: World) -> None:
    world.store.orders[0].price.parts[0].line.list_price += 1


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (second_order, "2 live orders"),
        (placed_as_another, "no order of this key"),
        (refused, "rejected although an order lives"),
        (cancelled, "cancelled although an order lives"),
        (cancelled, "cancelled, and nobody asked for it"),
        (order_not_cancelled, "said to be cancelled, and the order is not"),
        (asked_in_time, "the order was to be cancelled, and was not"),
        (meant_anyway, "although its key was to be cancelled"),
        (left_in_the_middle, "not ended: submitting"),
        (dearer, "not as asked: lines or prices"),
    ],
)
def test_what_is_wrong_is_said(spoil: Callable[[World], None], said: str) -> None:
    world = next(calm for calm in map(run, range(8), [CALM] * 8) if calm.store.carts)
    spoil(world)
    assert any(said in wrong for wrong in judged(world))


def test_messages_of_the_key_that_never_end_are_said() -> None:
    world = calm_world()
    world.queues.send(world.message, {}, "a sender")
    assert any("messages come back" in wrong for wrong in judged(world, ended=False))


@pytest.mark.parametrize(
    ("kind", "change", "said"),
    [
        ("mugs, then a status", {"status_id": 0}, "status is"),
        ("mugs, then a status", {"staff_notes": "Later."}, "staff_notes is"),
        ("mugs, then no cart", {"external_order_id": None}, "external_order_id is"),
    ],
)
def test_an_order_that_shows_another_thing_than_its_answer_is_said(
    kind: str, change: dict[str, object], said: str
) -> None:
    world = calm_world(kind)
    assert judged(world) == []
    for name, value in change.items():
        setattr(world.store.orders[0], name, value)
    assert judged(world) == [f"{said} otherwise than the answer says"]


@pytest.mark.parametrize(
    ("wish", "wrong"),
    [
        (CancelWish.ORDER, []),
        (CancelWish.KEY, ["status is otherwise than the answer says"]),
    ],
)
def test_an_order_whose_cancellation_got_no_answer_is_no_untruth_of_its_answer(
    wish: CancelWish, wrong: list[str]
) -> None:
    world = calm_world("mugs, then a status")
    world.store.orders[0].status_id = 5
    world.table.wishes.append((wish, Phase.PLACED))
    assert judged(world) == wrong


def another_number(world: World) -> None:
    world.store._state.company_orders[world.store.orders[0].id].po_number = "by hand"


def test_a_record_of_a_company_that_shows_another_number_than_its_answer_is_said() -> None:
    world = calm_world("mugs for a company")
    assert judged(world) == []
    another_number(world)
    assert judged(world)[0] == "the purchase order number is otherwise than the answer says"


@pytest.mark.parametrize(("after_the_look", "untrue"), [(0.0, False), (-0.1, True)])
def test_a_write_that_arrives_after_the_last_look_is_no_untruth_of_the_answer(
    after_the_look: float, untrue: bool
) -> None:
    world = calm_world("mugs for a company")
    another_number(world)
    assert world.watch.order_shown
    world.watch.written_late = world.watch.order_shown[-1] + after_the_look
    assert bool(judged(world)) is untrue


@pytest.mark.parametrize(
    ("phase", "tries"),
    [("placed", 1), ("cancelled", 1), ("rejected", 3), ("parked", 3), ("submitting", 3)],
)
def test_an_operator_asks_again_while_the_key_may_yet_be_refused(phase: str, tries: int) -> None:
    scheduler, asked = Scheduler(0.0), list[float]()

    def refuse(_: object, done: Callable[[object], object]) -> None:
        asked.append(scheduler.now)
        done({"statusCode": 409})

    Operator(refuse, scheduler, Draws("operator"), 3, lambda: phase).retry()
    scheduler.run(1000.0)
    assert len(asked) == tries


def test_calls_that_few_worlds_make_are_the_emulator_s() -> None:
    operations = {one.name for methods in ROUTES.values() for one in methods.values()}
    assert set(RARE) <= operations


def test_a_good_message_among_the_dead_letters_is_said() -> None:
    world = calm_world()
    world.queues.bury(world.message, {"code": {"StringValue": "key_reused"}})
    assert judged(world) == ["a good message became a dead letter: key_reused"]


def test_a_message_of_a_placed_key_that_only_another_version_reads_may_be_a_dead_letter() -> None:
    world = calm_world()
    world.queues.bury(NEXT.write(world.message), {"code": {"StringValue": "key_reused"}})
    assert judged(world) == []


def test_a_story_tells_how_to_see_the_world_again() -> None:
    with quiet([]):
        text = story(1, 3, shrunk=False)
    assert text.endswith("Again: make worlds SEED=1 WORLD=3")
    assert order_body()["billing_address"]["email"] not in text
