"""A cancellation is asked for until it is carried out or too late."""

from typing import Any

import pytest

from cart_to_order.calls import NO_ANSWER, Reply
from cart_to_order.problems import NotAllowed, UnexpectedAnswer
from cart_to_order.results import Cancelled, CancelResult, NotCancelled, Pending, Refused
from cart_to_order.retrying import Turn, asking, cancelling, placing
from order_service.errors import LOOK_FOR_IT, NEW_KEY
from order_service.keys import OrderKey
from tests.fakes.clock import FakeClock
from tests.fakes.orders import order_body
from tests.unit.cart_to_order.conversations import hold, problem, state

KEY = OrderKey("acme", "po:1")
DONE = state(200, state="cancelled")
PENDING = problem(409, "cancel_pending", retry_after="5")
TOO_LATE = Reply(409, {}, {"code": "already_placed", "order_id": 101, "retryable": False})
PAID = {"field": "order", "reason": "It was paid: refund or void it."}
CANCELLED = Reply(409, {}, {"code": "cancelled", "retryable": False, "hint": "A new key."})


def cancel(
    *replies: Reply, order: bool = False, patience: float = 120
) -> tuple[CancelResult, list[Turn]]:
    clock = FakeClock()
    return hold(cancelling(KEY, order, patience, clock.now), clock, *replies)


@pytest.mark.parametrize(("order", "body"), [(False, b""), (True, b'{"order": "cancel"}')])
def test_the_order_is_named_only_if_it_is_meant(order: bool, body: bytes) -> None:
    result, (turn,) = cancel(DONE, order=order)
    assert result == Cancelled("po:1")
    assert (turn.call.method, turn.call.path) == ("DELETE", "/stores/acme/orders/po%3A1")
    assert turn.call.body == body


def test_a_cancelled_order_is_named() -> None:
    result, _ = cancel(state(200, state="placed", order={"order_id": 101}), order=True)
    assert result == Cancelled("po:1", 101)


@pytest.mark.parametrize(
    ("view", "to_do"),
    [
        ({"state": "cancelled", "problem": {"hint": NEW_KEY}}, ""),
        ({"state": "cancelled", "problem": {"hint": LOOK_FOR_IT}}, LOOK_FOR_IT),
        ({"state": "placed", "order": {"order_id": 101, "not_applied": [PAID]}}, PAID["reason"]),
        ({"state": "placed", "order": {"order_id": 101, "not_applied": [{"field": "status"}]}}, ""),
    ],
)
def test_what_a_cancellation_leaves_to_be_done_is_said(view: dict[str, Any], to_do: str) -> None:
    result, _ = cancel(state(200, **view))
    assert isinstance(result, Cancelled)
    assert result.to_do == to_do


@pytest.mark.parametrize("again", [PENDING, Reply(NO_ANSWER), Reply(500), Reply(429)])
def test_what_is_not_known_yet_is_asked_again(again: Reply) -> None:
    result, turns = cancel(again, again, DONE)
    assert isinstance(result, Cancelled)
    assert len({(turn.call.path, turn.call.body) for turn in turns}) == 1
    assert len(turns) == 3


def test_patience_ends() -> None:
    result, turns = cancel(PENDING, patience=12)
    assert result == Pending("po:1", "unknown", "cancel_pending")
    assert [turn.after for turn in turns] == [0, 5, 5]


def test_a_placed_order_is_named_and_not_asked_about_again() -> None:
    result, turns = cancel(TOO_LATE)
    assert isinstance(result, NotCancelled)
    assert (result.order_id, len(turns)) == (101, 1)


def test_a_key_of_another_caller_is_refused() -> None:
    result, _ = cancel(problem(422, "key_of_another_caller"))
    assert isinstance(result, Refused)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(403, {}, {"message": "Forbidden"}), NotAllowed),
        (Reply(200, {}, "<html>"), UnexpectedAnswer),
        (state(200, state="claimed"), UnexpectedAnswer),
        (Reply(404, {}, {"message": "Not Found"}), UnexpectedAnswer),
    ],
)
def test_an_answer_of_something_else_is_no_cancellation(reply: Reply, error: Any) -> None:
    with pytest.raises(error):
        cancel(reply)


def test_an_order_under_a_cancelled_key_is_refused_for_good() -> None:
    clock = FakeClock()
    result, turns = hold(placing("acme", "po:1", order_body(), 120, clock.now), clock, CANCELLED)
    assert isinstance(result, Refused)
    assert (result.code, len(turns)) == ("cancelled", 1)


def test_the_state_of_a_cancelled_key_is_a_refusal() -> None:
    clock = FakeClock()
    answer = state(200, state="cancelled", problem=CANCELLED.body)
    result, _ = hold(asking(KEY, 120, clock.now), clock, answer)
    assert isinstance(result, Refused)
    assert result.code == "cancelled"
