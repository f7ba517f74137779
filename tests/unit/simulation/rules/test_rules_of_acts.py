"""Spoiled worlds for the rules of what meets an act of a person: a write of ours, sent or late."""

import json
from dataclasses import replace

import pytest

from order_service.ledger.entry import CancelWish, Phase
from tests.simulation.callers import Said
from tests.simulation.world import World
from tests.unit.simulation.spoiled import (
    FIRST,
    SECOND,
    calm_world,
    cancelled_too,
    judged,
    of_a_shopper,
    second_order,
    writes,
)

UNHEARD = f"archived after somebody had acted on them, and nobody knows: [{SECOND}]"
NO_WORD = "cancelled and paid, without a word of the payment"
TOO_LATE = f"too late to cancel order {FIRST}, and then it was cancelled"
SENT_AGAIN = f"create-order was sent again although order {FIRST} had been made"


def archived_too_late() -> World:
    world = calm_world()
    second_order(world).is_deleted = True
    world.watch.archived_too_late.add(SECOND)
    return world


def test_an_order_that_was_archived_after_an_act_unheard_is_said() -> None:
    assert judged(archived_too_late()) == [UNHEARD]


@pytest.mark.parametrize(
    ("what", "order_id", "wrong"),
    [
        ("duplicate reported", SECOND, False),
        ("duplicate reported", FIRST, True),
        ("duplicate archived", SECOND, True),
    ],
)
def test_a_report_of_that_order_is_heard(what: str, order_id: int, *, wrong: bool) -> None:
    world = archived_too_late()
    world.notes.append((what, {"order_id": order_id, "kept": FIRST}))
    assert (UNHEARD in judged(world)) is wrong


def test_a_key_that_a_person_looks_at_is_heard_of() -> None:
    world = archived_too_late()
    writes(world, disputed={"N": "1"})
    assert UNHEARD not in judged(world)


def cancelled_and_paid() -> World:
    world = calm_world()
    cancelled_too(world)
    world.table.wishes.append((CancelWish.ORDER, Phase.PLACED))
    world.watch.cancelled_paid.add(FIRST)
    return world


def test_a_payment_of_a_cancelled_order_that_its_answer_is_silent_about_is_said() -> None:
    assert NO_WORD in judged(cancelled_and_paid())


@pytest.mark.parametrize(("field", "wrong"), [("order", False), ("status", True)])
def test_only_a_word_about_the_order_is_one_of_its_payment(field: str, *, wrong: bool) -> None:
    world = cancelled_and_paid()
    said = {"order_cancelled": True, "not_applied": [{"field": field, "reason": "It is paid."}]}
    writes(world, finishing={"S": json.dumps(said)})
    assert (NO_WORD in judged(world)) is wrong


def test_an_order_that_is_not_said_to_be_cancelled_needs_no_word_of_its_payment() -> None:
    world = calm_world()
    world.watch.cancelled_paid.add(FIRST)
    assert judged(world) == []


def test_another_order_s_payment_is_nothing_to_the_key() -> None:
    world = cancelled_and_paid()
    world.watch.cancelled_paid = {SECOND}
    assert NO_WORD not in judged(world)


def answered(world: World, code: str, *, order_too: bool) -> float:
    """Let a DELETE be answered so; return when."""
    now = world.scheduler.now
    body = {"code": code, "order_id": FIRST}
    said = Said(now, "DELETE", 409, body, world.order, order_too=order_too)
    world.heard.append(said)
    return now


@pytest.mark.parametrize(
    ("code", "order_too", "order_id", "sent", "arrived", "wrong"),
    [
        ("already_placed", True, FIRST, -1, 1, True),
        ("already_placed", False, FIRST, -1, 1, False),
        ("another", True, FIRST, -1, 1, False),
        ("already_placed", True, SECOND, -1, 1, False),
        ("already_placed", True, FIRST, -2, -1, False),
        ("already_placed", True, FIRST, 1, 2, False),
    ],
)
def test_a_cancellation_that_comes_after_it_was_said_to_be_too_late_is_said(
    *, code: str, order_too: bool, order_id: int, sent: int, arrived: int, wrong: bool
) -> None:
    world = calm_world()
    now = answered(world, code, order_too=order_too)
    world.watch.cancellations.append((order_id, now + sent, now + arrived))
    assert (TOO_LATE in judged(world)) is wrong


NOBODY = f"too late to cancel order {FIRST}, on which nobody had acted"


@pytest.mark.parametrize(
    ("code", "order_too", "acts", "wrong"),
    [
        ("already_placed", True, None, True),
        ("already_placed", True, 1, True),
        ("already_placed", True, 0, False),
        ("already_placed", False, None, False),
        ("another", True, None, False),
    ],
)
def test_it_is_too_late_to_cancel_an_order_only_after_somebody_has_acted_on_it(
    *, code: str, order_too: bool, acts: int | None, wrong: bool
) -> None:
    world = calm_world()
    now = answered(world, code, order_too=order_too)
    world.watch.touched = {} if acts is None else {FIRST: now + acts}
    assert (NOBODY in judged(world)) is wrong


def test_it_is_too_late_to_cancel_an_order_that_a_late_write_of_ours_has_moved() -> None:
    world = calm_world()
    now = answered(world, "already_placed", order_too=True)
    for moved_at, wrong in ((now + 1, True), (now, False)):
        world.watch.written_late[str(FIRST)] = moved_at
        assert (NOBODY in judged(world)) is wrong


def test_it_is_too_late_to_cancel_an_archived_order() -> None:
    world = calm_world()
    now = answered(world, "already_placed", order_too=True)
    for archived_at, wrong in ((now + 1, True), (now, False)):
        world.watch.archived_at[FIRST] = archived_at
        assert (NOBODY in judged(world)) is wrong


def test_it_is_too_late_to_cancel_the_order_of_a_shopper() -> None:
    world = calm_world()
    answered(world, "already_placed", order_too=True)
    of_a_shopper(world)
    assert NOBODY not in judged(world)


def test_a_create_order_after_an_order_that_every_list_showed_is_said() -> None:
    world = calm_world()
    made = world.watch.attempts[0]
    made.conclusive = False
    world.watch.attempts.append(replace(made, sent_at=made.made_at + 1, order_id=0))
    assert SENT_AGAIN in judged(world)


@pytest.mark.parametrize(("archived", "wrong"), [(0.5, False), (1.5, True)])
def test_a_create_order_after_an_order_that_was_archived_before_is_right(
    archived: float, *, wrong: bool
) -> None:
    world = calm_world()
    made = world.watch.attempts[0]
    made.conclusive = False
    world.watch.attempts.append(replace(made, sent_at=made.made_at + 1, order_id=0))
    world.store.orders[0].is_deleted = True
    world.watch.archived_at[FIRST] = made.made_at + archived
    assert (SENT_AGAIN in judged(world)) is wrong


@pytest.mark.parametrize(
    ("conclusive", "later", "wrong"), [(True, 1, False), (False, 1, True), (False, 0, False)]
)
def test_a_create_order_after_a_refusal_or_before_the_order_was_made_is_right(
    *, conclusive: bool, later: int, wrong: bool
) -> None:
    world = calm_world()
    made = world.watch.attempts[0]
    made.conclusive, made.said_yes = conclusive, False
    world.watch.attempts.append(replace(made, sent_at=made.made_at + later, order_id=0))
    assert (SENT_AGAIN in judged(world)) is wrong
