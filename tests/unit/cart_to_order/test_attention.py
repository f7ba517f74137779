"""The list of orders that need attention and the retry of one, as a client asks for them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from cart_to_order.attention import Filter, NeedsAttention, listing, retrying
from cart_to_order.calls import Reply
from cart_to_order.problems import CannotAsk
from cart_to_order.results import Pending, Placed, Refused
from tests.fakes.clock import FakeClock
from tests.fakes.orders import order_body
from tests.unit.cart_to_order.conversations import ANSWER, hold, problem, state

ROW: dict[str, Any] = {
    "key": "po-1", "state": "rejected", "since": 1_800_000_000.0, "code": "store_refused",
    "cause": "out_of_stock", "step": "cart", "fix": "merchant",
}  # fmt: skip
ACCEPTED = state(202, state="claimed")
PLACED = state(200, state="placed", order=ANSWER)


def page(*rows: dict[str, Any], after: str | None = None) -> Reply:
    return Reply(200, {}, {"orders": list(rows), "next": after})


def test_every_page_is_asked_for_with_the_filter() -> None:
    clock = FakeClock()
    wanted = Filter(
        ("rejected", "parked"), cause=("out_of_stock",), since=datetime(2026, 1, 1, tzinfo=UTC)
    )
    found, turns = hold(
        listing("acme", wanted, 60, clock.now), clock, page(ROW, after="po-1"), page()
    )
    since = datetime.fromtimestamp(1_800_000_000, UTC)
    assert found == [
        NeedsAttention(
            "po-1", "rejected", since, "store_refused", "merchant", "out_of_stock", "cart"
        )
    ]
    first, second = (turn.call.path for turn in turns)
    assert first.startswith("/stores/acme/orders?state=rejected%2Cparked&cause=out_of_stock&since=")
    assert "cursor=po-1" in second


def test_a_list_that_cannot_be_had_now_is_asked_for_again_and_then_given_up() -> None:
    clock = FakeClock()
    _, turns = hold(
        listing("acme", Filter(), 60, clock.now), clock, problem(503, "ledger_unavailable"), page()
    )
    assert len(turns) == 2
    with pytest.raises(CannotAsk, match="ledger_unavailable"):
        hold(listing("acme", Filter(), 60, clock.now), clock, problem(503, "ledger_unavailable"))


def test_a_wrong_filter_is_told_with_its_choices() -> None:
    wrong = Reply(
        400,
        {},
        {"code": "malformed_request", "errors": [{"field": "state", "message": "must be some"}]},
    )
    with pytest.raises(CannotAsk, match="state must be some"):
        hold(listing("acme", Filter(), 60, FakeClock().now), FakeClock(), wrong)


def test_a_retry_is_sent_once_and_then_asked_about() -> None:
    clock = FakeClock()
    found, turns = hold(
        retrying("acme", "po:1", None, 60, clock.now), clock, ACCEPTED, ACCEPTED, PLACED
    )
    assert isinstance(found, Placed)
    assert [turn.call.method for turn in turns] == ["POST", "GET", "GET"]
    assert (turns[0].call.path, turns[0].call.body) == ("/stores/acme/orders/po%3A1/retry", b"")


def test_a_corrected_order_goes_with_the_retry() -> None:
    clock = FakeClock()
    found, turns = hold(
        retrying("acme", "po-1", order_body(), 60, clock.now, wait=False), clock, ACCEPTED
    )
    assert isinstance(found, Pending)
    assert b"billing_address" in turns[0].call.body
    found, turns = hold(retrying("acme", "po-1", {"x": 1}, 60, clock.now), clock, ACCEPTED)
    assert (isinstance(found, Refused), turns) == (True, [])


def test_a_retry_that_comes_too_early_waits_as_it_is_told() -> None:
    clock = FakeClock()
    early = problem(409, "retry_too_early", retry_after="40")
    _, turns = hold(retrying("acme", "po-1", None, 100, clock.now), clock, early, ACCEPTED, PLACED)
    assert (turns[1].call.method, turns[1].after) == ("POST", 40)
    found, _ = hold(retrying("acme", "po-1", None, 30, clock.now), clock, early)
    assert found == Pending("po-1", "unknown", "retry_too_early")


@pytest.mark.parametrize(
    ("view", "kind"),
    [
        ({"state": "placed", "order": ANSWER}, Placed),
        ({"state": "rejected", "problem": {"code": "store_refused"}}, Refused),
        ({"state": "parked"}, Pending),
    ],
)
def test_a_key_that_was_not_refused_is_answered_with_what_it_is(
    view: dict[str, Any], kind: type
) -> None:
    clock = FakeClock()
    answers = problem(409, "not_refused"), state(200, **view)
    found, _ = hold(retrying("acme", "po-1", None, 60, clock.now), clock, *answers)
    assert isinstance(found, kind)
    if isinstance(found, Refused):
        assert found.code == "not_refused"


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (
            Reply(200, {"idempotent-replayed": "true"}, {"state": "placed", "order": ANSWER}),
            Placed,
            "",
        ),
        (problem(422, "key_reused"), Refused, "key_reused"),
        (problem(422, "store_refused"), Refused, "not_refused"),
    ],
)
def test_a_corrected_order_that_comes_too_late_is_compared_with_the_one_that_was_placed(
    answer: Reply, kind: type, code: str
) -> None:
    """Another operator has retried the key meanwhile, with another correction."""
    clock, answers = FakeClock(), (problem(409, "not_refused"), answer)
    found, turns = hold(retrying("acme", "po-1", order_body(), 60, clock.now), clock, *answers)
    assert isinstance(found, kind)
    assert getattr(found, "code", "") == code
    assert [turn.call.method for turn in turns] == ["POST", "POST"]
    assert turns[1].call.headers["Idempotency-Key"] == "po-1"


def test_a_key_that_nobody_sent_is_not_asked_for_again() -> None:
    clock = FakeClock()
    found, turns = hold(
        retrying("acme", "po-1", None, 60, clock.now), clock, problem(404, "unknown_order")
    )
    assert (found, len(turns)) == (Pending("po-1", "unknown", "unknown_order"), 1)
