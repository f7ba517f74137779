"""Spoiled worlds for the rules of what was tried for long enough, and is said to be given up."""

import json

import pytest

from order_service.ledger.entry import CancelWish, Phase
from order_service.placing.company import NUMBER
from order_service.placing.reasons import MADE_BY_A_SHOPPER, NOT_CANCELLED
from tests.simulation.executions import MOST_SKEW
from tests.simulation.rules.given_up import FINISHING_SECONDS, GIVEN_UP
from tests.simulation.world import World
from tests.unit.simulation.spoiled import calm_world, says, writes

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
