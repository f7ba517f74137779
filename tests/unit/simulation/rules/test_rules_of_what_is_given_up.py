"""Spoiled worlds for the rules of what was tried for long enough, and is said to be given up."""

import json

import pytest

from order_service.ledger.entry import CancelWish, Phase
from order_service.placing.company import NUMBER
from order_service.placing.reasons import MADE_BY_A_SHOPPER, NOT_CANCELLED
from tests.simulation.callers import Said
from tests.simulation.executions import MOST_SKEW
from tests.simulation.messages import Letter
from tests.simulation.rules.given_up import FINISHING_SECONDS, GIVEN_UP, LOOK_SECONDS
from tests.simulation.world import World, message_of
from tests.unit.simulation.spoiled import FIRST, calm_world, refused, says, second_order, writes

LONG_ENOUGH = FINISHING_SECONDS - 2 * MOST_SKEW


def finished_after(world: World, seconds: float) -> None:
    """Let the key have been at `finishing` for so long before it was placed."""
    at, _ = world.table.written[-1]
    world.table.written.insert(-1, (at - seconds, Phase.FINISHING))
    world.table.written.insert(-1, (at - 1, Phase.FINISHING))


def answers(world: World, field: str, reason: str) -> None:
    """Let the answer say why this is lacking."""
    said = {"not_applied": [{"field": field, "reason": reason}]}
    writes(world, finishing={"S": json.dumps(said)})


@pytest.mark.parametrize(
    ("seconds", "reason", "wrong"),
    [
        (LONG_ENOUGH + 1, NOT_CANCELLED, False),
        (LONG_ENOUGH - 1, NOT_CANCELLED, True),
        (LONG_ENOUGH + 1, MADE_BY_A_SHOPPER, True),
        (LONG_ENOUGH + 1, "Given up.", True),
    ],
)
def test_a_cancellation_that_was_given_up_is_said_unless_it_was_tried_for_an_hour_and_is_answered(
    seconds: float, reason: str, *, wrong: bool
) -> None:
    world = calm_world()
    world.table.wishes.append((CancelWish.ORDER, Phase.CART))
    finished_after(world, seconds)
    answers(world, "order", reason)
    assert says(world, "the order was to be cancelled, and was not") is wrong


@pytest.mark.parametrize(
    ("seconds", "field", "reason", "wrong"),
    [
        (LONG_ENOUGH + 1, NUMBER, f"{GIVEN_UP} (store_unavailable).", False),
        (LONG_ENOUGH + 1, NUMBER, NOT_CANCELLED, False),
        (LONG_ENOUGH - 1, NUMBER, NOT_CANCELLED, True),
        (LONG_ENOUGH + 1, "status", NOT_CANCELLED, True),
        (LONG_ENOUGH + 1, NUMBER, "It was refused.", True),
    ],
)
def test_a_purchase_order_number_may_lack_that_was_given_up_after_an_hour_and_is_answered(
    seconds: float, field: str, reason: str, *, wrong: bool
) -> None:
    world = calm_world("mugs for a company")
    world.store._state.company_orders.clear()
    finished_after(world, seconds)
    answers(world, field, reason)
    assert says(world, "no purchase order number") is wrong


@pytest.mark.parametrize(
    ("after", "code", "disputed", "wrong"),
    [
        (0.0, "parked", 1, False),
        (-1.0, "parked", 1, True),
        (0.0, "waited_too_long", 1, True),
        (0.0, "parked", 0, True),
    ],
)
def test_a_second_order_may_live_if_the_look_for_it_failed_for_a_day_and_a_person_was_notified(
    after: float, code: str, disputed: int, *, wrong: bool
) -> None:
    world = calm_world()
    second_order(world)
    placed, _ = world.table.written[-1]
    at = placed + LOOK_SECONDS - 2 * MOST_SKEW + after
    letter = Letter(message_of(world.order), code, at, {}, "placed", at)
    world.queues.buried.append(letter)
    writes(world, disputed={"N": str(disputed)})
    assert says(world, "2 live orders") is wrong


@pytest.mark.parametrize(("after", "wrong"), [(0.0, False), (-1.0, True)])
def test_so_may_an_order_of_a_refused_key(after: float, *, wrong: bool) -> None:
    world = calm_world()
    refused(world)
    began, _ = world.table.written[-1]
    world.table.written.append((began + 10, Phase.REJECTED))
    at = began + 10 + LOOK_SECONDS - 2 * MOST_SKEW + after
    world.table.written[:-1] = [(began, Phase.CART)]
    letter = Letter(message_of(world.order), "parked", at, {}, "rejected", at)
    world.queues.buried.append(letter)
    writes(world, disputed={"N": "1"})
    assert says(world, "although an order lives") is wrong


@pytest.mark.parametrize(
    ("seconds", "there", "wrong"),
    [
        (LONG_ENOUGH + 1, True, False),
        (LONG_ENOUGH - 1, True, True),
        (LONG_ENOUGH + 1, False, False),
    ],
)
def test_a_field_that_was_given_up_after_an_hour_may_be_there(
    seconds: float, *, there: bool, wrong: bool
) -> None:
    world = calm_world("mugs, then a status")
    finished_after(world, seconds)
    world.store.orders[0].staff_notes = world.order["staff_notes"] if there else ""
    answers(world, "staff_notes", NOT_CANCELLED)
    assert says(world, "staff_notes is otherwise than the answer says") is wrong


@pytest.mark.parametrize(("field", "wrong"), [("status", False), ("staff_notes", True)])
def test_it_may_be_too_late_to_cancel_an_order_whose_status_was_given_up(
    field: str, *, wrong: bool
) -> None:
    world = calm_world()
    finished_after(world, LONG_ENOUGH + 1)
    answers(world, field, NOT_CANCELLED)
    body = {"code": "already_placed", "order_id": FIRST}
    world.heard.append(Said(world.scheduler.now, "DELETE", 409, body, world.order, order_too=True))
    assert says(world, f"too late to cancel order {FIRST}, on which nobody had acted") is wrong


@pytest.mark.parametrize(
    ("seconds", "number", "wrong"),
    [
        (LONG_ENOUGH + 1, "4500017", False),
        (LONG_ENOUGH - 1, "4500017", True),
        (LONG_ENOUGH + 1, "another", False),
    ],
)
def test_a_purchase_order_number_that_was_given_up_after_an_hour_may_be_there(
    seconds: float, number: str, *, wrong: bool
) -> None:
    world = calm_world("everything of a company")
    finished_after(world, seconds)
    world.store._state.company_orders[FIRST].po_number = number
    answers(world, NUMBER, f"{GIVEN_UP} (store_unavailable).")
    said = "the purchase order number is otherwise than the answer says"
    assert says(world, said) is wrong
