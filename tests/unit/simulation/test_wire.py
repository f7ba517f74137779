"""The way to a world's store: what is sent may arrive late, never, or be sent again on its way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest

from order_service.bigcommerce.verdicts import Answer, NoAnswer, NotSent
from order_service.clock import ARRIVES_WITHIN
from tests.simulation.executions import RETURN_SECONDS, Execution, Lambda
from tests.simulation.plan import START, Draws, Plan, Unkind, plan_of
from tests.simulation.scheduler import Scheduler
from tests.simulation.trouble.fates import (
    CART_WRITES,
    CREATE,
    PATIENCE_ON_THE_WAY,
    UNANSWERED,
    Fate,
    Fates,
    Turn,
)
from tests.simulation.watch import Watch
from tests.simulation.wire import LATEST_ARRIVAL, Wire

PLAN = plan_of(1, 1, frozenset(Unkind))
ENDS = 27.0
LATEST = ENDS - RETURN_SECONDS + LATEST_ARRIVAL
CREATE_ORDER = ("POST", "/stores/sandbox/v3/checkouts/cart-1/orders")
ADD_FEE = ("POST", "/stores/sandbox/v3/checkouts/cart-1/fees")
PAGE = Answer(503, {}, None, readable=False)


class Given(Fates):
    """Fates that are all alike, but for a create-order's that follows a call which is held."""

    def __init__(self, fate: Fate) -> None:
        super().__init__(PLAN)
        self._fate = fate

    def of(self, operation: str, now: float) -> Fate:
        held = self._fate.turn is Turn.HELD and operation == CREATE
        return Fate(0.1, 0.1) if held else self._fate


@dataclass
class Sent:
    """What became of one request: when it reached the store, and what its sender heard."""

    at: list[float] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    made: list[int] = field(default_factory=list)


def sent(fate: Fate, method: str, path: str, order_after: float = 0.0) -> Sent:
    """Send a request that has this fate, and then perhaps a create-order for its cart."""
    found, scheduler = Sent(), Scheduler(START)
    watch = Watch(scheduler, lambda _: None)
    execution = Execution("queue 1", START + ENDS, Draws(1))

    def reach(method: str, path: str, headers: Mapping[str, str], body: Any) -> Answer:
        found.at.append(round(scheduler.now - START, 3))
        return Answer(200, {}, {"data": {"id": 100 + len(found.at)}})

    def send() -> None:
        wire = Wire(scheduler, Lambda(scheduler, PLAN, lambda _: None), Given(fate), reach, watch)
        try:
            answer = wire(method, path, {"X-Correlation-Id": "a key's"}, {}, 60.0)
            found.heard.append(str(answer.status))
        except (NoAnswer, NotSent) as error:
            found.heard.append(type(error).__name__)
        if order_after:
            scheduler.pause(order_after)
            wire(*CREATE_ORDER, {"X-Correlation-Id": "a key's"}, {}, 60.0)

    scheduler.start(send, execution)
    scheduler.run(START + 200)
    found.made += [attempt.order_id for attempt in watch.attempts]
    return found


@pytest.mark.parametrize(
    ("turn", "answer", "at", "heard"),
    [
        (Turn.NOTHING, None, [1.0], "200"),
        (Turn.NOT_SENT, None, [], "NotSent"),
        (Turn.REQUEST_LOST, None, [], "NoAnswer"),
        (Turn.ANSWER_LOST, None, [1.0], "NoAnswer"),
        (Turn.INSTEAD, PAGE, [], "503"),
        (Turn.AFTER, PAGE, [1.0], "503"),
    ],
)
def test_a_request_reaches_the_store_and_is_answered_as_its_fate_says(
    turn: Turn, answer: Answer | None, at: list[float], heard: str
) -> None:
    found = sent(Fate(1.0, 1.0, turn, answer), *CREATE_ORDER)
    assert (found.at, found.heard) == (at, [heard])


def test_a_create_order_that_is_sent_again_on_its_way_makes_two_orders() -> None:
    found = sent(Fate(1.0, 1.0, Turn.ANSWER_LOST, repeated_after=3.0), *CREATE_ORDER)
    assert (found.at, found.made, found.heard) == ([1.0, 4.0], [101, 102], ["NoAnswer"])


@pytest.mark.parametrize(
    ("there", "again", "at"),
    [(40.0, 0.0, [LATEST]), (20.0, 4.9, [20.0, 24.9]), (22.0, 4.0, [22.0, LATEST])],
)
def test_a_create_order_arrives_no_later_than_the_promise_assumes(
    there: float, again: float, at: list[float]
) -> None:
    assert sent(Fate(there, 1.0, repeated_after=again), *CREATE_ORDER).at == at


def test_any_other_request_may_arrive_at_any_time_and_again() -> None:
    assert sent(Fate(40.0, 1.0), *ADD_FEE).at == [40.0]
    assert sent(Fate(40.0, 1.0, repeated_after=9.0), *ADD_FEE).at == [40.0, 49.0]


def test_what_never_reached_the_store_is_not_sent_again() -> None:
    assert sent(Fate(1.0, 1.0, Turn.REQUEST_LOST, repeated_after=9.0), *ADD_FEE).at == []


@pytest.mark.parametrize(
    ("order_after", "at"),
    [(0.0, [ARRIVES_WITHIN]), (5.0, [5.2, 5.3])],
)
def test_a_call_that_is_held_arrives_right_before_the_next_create_order_or_a_minute_later(
    order_after: float, at: list[float]
) -> None:
    found = sent(Fate(0.1, 0.1, Turn.HELD), *ADD_FEE, order_after)
    assert (found.at, found.heard) == (at, ["NoAnswer"])


@pytest.mark.parametrize("operation", sorted(CART_WRITES))
def test_every_write_to_a_cart_is_held_now_and_then(operation: str) -> None:
    assert Turn.HELD in {fate.turn for fate in drawn(Unkind.LOST, operation=operation)}


@pytest.mark.parametrize(
    ("operation", "after"), [(CREATE, 0.0), ("update_order", 0.0), ("add_fees", 10_000.0)]
)
def test_nothing_else_is_held(operation: str, after: float) -> None:
    fates = drawn(Unkind.LOST, operation=operation, after=after)
    assert Turn.HELD not in {fate.turn for fate in fates}


@cache
def plans_with(kinds: frozenset[Unkind]) -> list[Plan]:
    """Draw the plans of many worlds with this trouble and nothing else."""
    plans = [plan_of(5, number, frozenset(Unkind) - kinds) for number in range(1500)]
    return [plan for plan in plans if plan.unkind == kinds]


def drawn(*kinds: Unkind, operation: str = CREATE, after: float = 0.0) -> list[Fate]:
    """Draw the fates of first calls in these worlds."""
    return [Fates(plan).of(operation, START + after) for plan in plans_with(frozenset(kinds))]


def test_only_a_create_order_without_an_answer_is_sent_again_on_its_way() -> None:
    fates = drawn(Unkind.LOST, Unkind.SLOW)
    again = [fate for fate in fates if fate.repeated_after]
    slow = [fate for fate in again if fate.there + fate.back > PATIENCE_ON_THE_WAY]
    assert {fate.turn for fate in again if fate not in slow} == set(UNANSWERED)
    assert Turn.NOTHING in {fate.turn for fate in slow}
    # Whichever way is slow, there or back.
    only_slow = [fate for fate in slow if fate.turn not in UNANSWERED]
    assert any(fate.there < PATIENCE_ON_THE_WAY for fate in only_slow)
    assert any(fate.back < PATIENCE_ON_THE_WAY for fate in only_slow)
    assert any(fate.turn in UNANSWERED and not fate.repeated_after for fate in fates)


@pytest.mark.parametrize("operation", ["add_fees", "update_order", "archive_order"])
def test_any_other_write_is_sent_again_on_its_way_also_when_it_was_answered(operation: str) -> None:
    fates = drawn(Unkind.LOST, operation=operation)
    again = [fate for fate in fates if fate.repeated_after]
    assert {Turn.NOTHING, *UNANSWERED} <= {fate.turn for fate in again}
    assert max(fate.repeated_after for fate in again) > PATIENCE_ON_THE_WAY
    assert len(again) < len(fates) / 2


@pytest.mark.parametrize(
    ("kinds", "operation", "after"),
    [
        ((Unkind.LOST, Unkind.SLOW), "read_order", 0.0),
        ((Unkind.LOST, Unkind.SLOW), "list_orders", 0.0),
        ((Unkind.LOST, Unkind.SLOW), "update_order", 10_000.0),
        ((Unkind.SLOW,), "add_fees", 0.0),
        ((Unkind.SLOW,), CREATE, 0.0),
        ((Unkind.LOST, Unkind.SLOW), CREATE, 10_000.0),
    ],
)
def test_nothing_else_is_sent_again_on_its_way(
    kinds: tuple[Unkind, ...], operation: str, after: float
) -> None:
    fates = drawn(*kinds, operation=operation, after=after)
    assert fates
    assert not any(fate.repeated_after for fate in fates)
