"""Spoiled worlds for the rules of how a key ends, and who hears of it."""

import json
from collections.abc import Callable

import pytest

from order_service.ledger.entry import CancelWish, Phase
from order_service.store.order_view import CANCELLED
from tests.fakes.changes import record
from tests.simulation.world import World
from tests.unit.simulation.spoiled import (
    CALM,
    FIRST,
    ID,
    Spoil,
    calm_world,
    cancelled_too,
    ended,
    judged,
    refused,
    run,
    says,
    writes,
)

ENDS = ["placed", "rejected", "cancelled", "parked"]


def test_the_calm_worlds_of_these_tests_hold() -> None:
    assert [judged(run(number, CALM)) for number in range(3)] == [[]] * 3


@pytest.mark.parametrize("phase", ENDS)
def test_a_world_holds_whose_key_ended_rightly_however_that_was(phase: str) -> None:
    assert judged(ended(phase)) == []


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda world: world.watch.wrong.append("seen"), "seen"),
        (lambda world: world.table.wrong.append("written"), "written"),
        (lambda world: world.broken.append("broken"), "broken"),
        (lambda world: world.surprises.append("KeyError"), "unexpected error: KeyError"),
    ],
)
def test_what_was_found_wrong_before_the_end_is_said(spoil: Spoil, said: str) -> None:
    world = calm_world()
    spoil(world)
    assert judged(world) == [said]


def test_a_key_that_is_in_no_ledger_is_said_beside_what_else_is_wrong() -> None:
    world = calm_world()
    world.watch.wrong.append("seen")
    world.table.items.clear()
    assert judged(world) == ["seen", "the key is in no ledger"]


@pytest.mark.parametrize("phase", ["claimed", "cart", "submitting", "finishing"])
def test_a_key_that_has_not_ended_is_said(phase: str) -> None:
    world = calm_world()
    writes(world, phase={"S": phase})
    assert f"not ended: {phase}" in judged(world)


def test_messages_of_the_key_that_never_end_are_said() -> None:
    world = calm_world()
    assert judged(world, ended=False) == []
    world.queues.send(world.message, {}, "a sender")
    assert judged(world, ended=False) == ["not ended: placed, and messages come back"]
    assert judged(world) == []


def test_a_second_look_that_was_never_taken_is_said() -> None:
    world = calm_world()
    writes(world, look_at={"N": "5"})
    assert judged(world) == ["not ended: the second look was never taken"]


@pytest.mark.parametrize("phase", ["rejected", "parked"])
def test_a_key_that_needs_a_person_and_is_not_listed_is_said(phase: str) -> None:
    world = ended(phase)
    world.attention.items.clear()
    assert judged(world) == [f"{phase}, and listed as []"]


def test_a_key_that_is_listed_with_another_state_is_said() -> None:
    world = ended("rejected")
    problem = json.loads(world.table.items[ID]["problem"]["S"]) | {"code": "invalid_request"}
    writes(world, problem={"S": json.dumps(problem)}, attempts={"N": "0"}, concluded={"N": "0"})
    assert judged(world) == ["rejected, and listed as ['invalid']"]


def no_event(world: World) -> None:
    world.table.records.clear()


def each_event_again(world: World) -> None:
    # Of one batch the same event is sent once.
    world.table.records.extend(2 * world.table.records)


@pytest.mark.parametrize("spoil", [no_event, each_event_again])
@pytest.mark.parametrize("phase", ["placed", "rejected", "cancelled"])
def test_an_end_without_its_event_or_with_two_is_said(phase: str, spoil: Spoil) -> None:
    world = ended(phase)
    spoil(world)
    (wrong,) = judged(world)
    assert wrong.startswith("events of a ")


def test_an_order_that_was_cancelled_without_an_event_is_said() -> None:
    world = calm_world()
    cancelled_too(world)
    world.store.orders[0].status_id = CANCELLED
    (wrong,) = judged(world)
    assert wrong.startswith("events of a placed key, its order cancelled True: ")


def test_an_order_that_was_cancelled_before_anybody_heard_of_it_has_one_event() -> None:
    world = calm_world()
    cancelled_too(world)
    world.store.orders[0].status_id = CANCELLED
    world.table.records[:] = [record(None, world.table.items[ID])]
    assert judged(world) == []


def test_an_event_that_says_placed_of_another_key_is_said() -> None:
    world = calm_world()
    refused(world)
    assert says(world, "an event says placed, and it is not")
    assert says(world, "events of a refused key: ['OrderPlaced']")


def test_a_key_that_was_refused_again_after_a_retry_has_two_events() -> None:
    world = ended("rejected")
    world.table.begun_anew = 1
    assert judged(world) == ["events of a refused key: ['OrderRejected']"]


NOT_CANCELLED = "said to be cancelled, and the order is not"


def cancelled_by_us_and_moved(world: World) -> None:
    world.watch.cancelled.add(FIRST)
    world.watch.touched[FIRST] = 1.0


def cancelled_by_a_merchant_and_moved(world: World) -> None:
    world.watch.ends(FIRST)
    world.watch.touched[FIRST] = 1.0


def cancelled_by_us_and_opened_again(world: World) -> None:
    world.watch.cancelled.add(FIRST)
    world.watch.opened_again.add(FIRST)


@pytest.mark.parametrize(
    ("excuse", "wrong"),
    [
        (str, True),
        (lambda world: setattr(world.store.orders[0], "status_id", CANCELLED), False),
        (lambda world: world.watch.touched.update({FIRST: 1.0}), True),
        (lambda world: world.watch.opened_again.add(FIRST), True),
        (lambda world: world.watch.cancelled.add(FIRST), True),
        (cancelled_by_us_and_moved, False),
        (cancelled_by_a_merchant_and_moved, False),
        (cancelled_by_us_and_opened_again, False),
        (lambda world: writes(world, order_id={"N": "7"}), True),
    ],
)
def test_an_order_that_is_said_to_be_cancelled_and_is_not_is_said(
    excuse: Spoil, *, wrong: bool
) -> None:
    world = calm_world()
    cancelled_too(world)
    excuse(world)
    assert (NOT_CANCELLED in judged(world)) is wrong


def test_a_cancellation_that_nobody_asked_for_is_said() -> None:
    world = ended("cancelled")
    world.table.wishes.clear()
    assert judged(world) == ["cancelled, and nobody asked for it"]


def test_a_create_order_that_was_declared_after_a_wish_to_cancel_is_said() -> None:
    world = calm_world()
    world.table.intents_after_wishes = 1
    said = "a create-order was meant to be sent although its key was to be cancelled"
    assert judged(world) == [said]


def acted_on_after_its_end(world: World) -> None:
    world.watch.touched[FIRST] = world.table.written[-1][0] + 1


@pytest.mark.parametrize(
    ("wish", "phase", "excuse", "wrong"),
    [
        (CancelWish.ORDER, Phase.CART, str, True),
        (CancelWish.ORDER, Phase.PARKED, str, True),
        (CancelWish.KEY, Phase.CART, str, False),
        (CancelWish.ORDER, Phase.PLACED, str, False),
        (CancelWish.ORDER, Phase.REJECTED, str, False),
        (CancelWish.ORDER, Phase.CANCELLED, str, False),
        (CancelWish.ORDER, Phase.CART, lambda world: world.watch.touched.update({FIRST: 1}), False),
        (CancelWish.ORDER, Phase.CART, acted_on_after_its_end, True),
        (
            CancelWish.ORDER,
            Phase.CART,
            lambda world: world.watch.archived_at.update({FIRST: 1}),
            False,
        ),
        (
            CancelWish.ORDER,
            Phase.CART,
            lambda world: world.watch.shoppers.update({FIRST: ""}),
            False,
        ),
        (CancelWish.ORDER, Phase.CART, cancelled_too, False),
        (CancelWish.ORDER, Phase.CART, refused, False),
    ],
)
def test_an_order_that_was_to_be_cancelled_in_time_and_was_not_is_said(
    wish: CancelWish, phase: Phase, excuse: Callable[[World], None], *, wrong: bool
) -> None:
    world = calm_world()
    world.table.wishes.append((wish, phase))
    excuse(world)
    assert ("the order was to be cancelled, and was not" in judged(world)) is wrong
