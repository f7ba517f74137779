"""The list of orders that need attention: each line of it, and each parameter of its filter."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from order_service.errors import Cancelled, InvalidRequest, MalformedRequest, StoreRefused
from order_service.keys import OrderKey
from order_service.ledger.attention_list import (
    MOST_ORDERS,
    PARAMETERS,
    USUAL_ORDERS,
    Wanted,
    listed,
    wanted,
)
from order_service.ledger.attention_row import Attention, AttentionRow, facts_of, row_of
from order_service.ledger.entry import GIVEN_UP, Entry, Phase

KEY = OrderKey("acme", "order-1")
FACTS = {
    "code": "store_refused",
    "fix": "merchant",
    "cause": "out_of_stock",
    "step": "cart",
    "hint": "Order less.",
    "words": "No; stock.",
}
REFUSED = StoreRefused(
    "Refused.",
    step="cart",
    cause="out_of_stock",
    hint="Order less.",
    store={"status": 422, "words": ["No", "stock."]},
)
INVALID = InvalidRequest([{"field": "currency", "message": "is wrong"}])
WAITING = AttentionRow(KEY, Attention.WAITING, 5.0, "store_paused", "operator")


def entry(phase: Phase, **known: Any) -> Entry:
    problem = json.dumps(known.pop("error", REFUSED).problem())
    return Entry(KEY, "f", phase, problem=problem, **known)


def line(row: AttentionRow, known: Entry | None) -> dict[str, Any]:
    found = listed(row, known)
    assert found is not None
    return {name: value for name, value in found.model_dump().items() if value is not None}


def test_a_line_says_all_that_the_row_says_and_leaves_out_what_is_empty() -> None:
    row = AttentionRow(KEY, Attention.WAITING, 5.0, **FACTS)
    start = {"key": "order-1", "state": "waiting", "since": 5.0}
    assert line(row, entry(Phase.CART)) == start | FACTS
    waiting = start | {"code": "store_paused", "fix": "operator"}
    assert line(WAITING, entry(Phase.CLAIMED)) == waiting


def test_a_refused_order_s_line_says_what_the_ledger_says_of_it() -> None:
    found = line(WAITING, entry(Phase.REJECTED, history="rejected@9"))
    assert found == {"key": "order-1", "state": "rejected", "since": 9.0} | FACTS


def test_an_invalid_order_s_line_says_what_the_ledger_says_of_it() -> None:
    found = line(WAITING, entry(Phase.REJECTED, error=INVALID, history="rejected@9"))
    facts = {"code": "invalid_request", "fix": "caller"}
    assert found == {"key": "order-1", "state": "invalid", "since": 9.0} | facts


@pytest.mark.parametrize(
    ("phase", "history", "since"),
    [
        (Phase.PARKED, "parked@7 parked@9", 9.0),
        (Phase.PARKED, "", 5.0),
        # When the cart was opened says nothing about the waiting.
        (Phase.CART, "cart@9", 5.0),
    ],
)
def test_since_is_when_the_ledger_wrote_it_or_else_when_it_was_listed(
    phase: Phase, history: str, since: float
) -> None:
    assert line(WAITING, entry(phase, history=history))["since"] == since


def test_an_order_that_the_ledger_does_not_know_is_listed_as_the_row_says() -> None:
    row = row_of(KEY, INVALID, 5.0, "{}", "f")
    assert row is not None
    facts = {"code": "invalid_request", "fix": "caller"}
    assert line(row, None) == {"key": "order-1", "state": "invalid", "since": 5.0} | facts


def test_an_order_that_exists_is_named_in_its_line() -> None:
    assert line(WAITING, entry(Phase.FINISHING, order_id=101))["order_id"] == 101
    assert "order_id" not in line(WAITING, entry(Phase.FINISHING))


def test_an_order_that_was_cancelled_needs_no_attention() -> None:
    assert listed(WAITING, entry(Phase.CANCELLED, error=Cancelled())) is None


@pytest.mark.parametrize(
    "phase", [Phase.CLAIMED, Phase.CART, Phase.SUBMITTING, Phase.FINISHING, Phase.PARKED]
)
def test_a_key_whose_message_was_given_up_waits_for_a_person_whatever_it_waited_for(
    phase: Phase,
) -> None:
    row = AttentionRow(KEY, Attention.WAITING, 5.0, **FACTS)
    start = {"key": "order-1", "state": "parked", "since": 5.0}
    found = FACTS | {"code": "waited_too_long", "fix": "operator"}
    assert line(row, entry(phase, queued=GIVEN_UP)) == start | found
    ended = listed(row, entry(Phase.PLACED, queued=GIVEN_UP))
    assert ended is None


@pytest.mark.parametrize(
    ("asked", "has"),
    [
        ({"states": {"waiting"}}, True),
        ({"states": {"parked"}}, False),
        ({"codes": {"parked", "store_paused"}}, True),
        ({"codes": {"parked"}}, False),
        ({"causes": {"out_of_stock"}}, False),
        ({"since": 5.0}, True),
        ({"since": 5.1}, False),
    ],
)
def test_an_order_must_fit_each_part_of_the_filter(asked: dict[str, Any], has: bool) -> None:
    order = listed(WAITING, entry(Phase.CART))
    assert order is not None
    assert Wanted(**asked).has(order) is has


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [
        ("state", "rejected", {"states": frozenset({"rejected"})}),
        ("state", "waiting,in_doubt", {"states": frozenset({"waiting", "in_doubt"})}),
        ("code", "parked,total_differs", {"codes": frozenset({"parked", "total_differs"})}),
        ("cause", "out_of_stock", {"causes": frozenset({"out_of_stock"})}),
        ("since", "0", {"since": 0.0}),
        ("since", "1800000000.123456", {"since": 1800000000.123456}),
        ("since", "2027-01-15T08:00:00Z", {"since": 1800000000.0}),
        ("since", "2027-01-15T08:00:00", {"since": 1800000000.0}),
        ("since", "2027-01-15T09:00:00+01:00", {"since": 1800000000.0}),
        ("since", "2027-01-15", {"since": 1799971200.0}),
        ("limit", "1", {"limit": 1}),
        ("limit", "100", {"limit": 100}),
        ("cursor", "po-1", {"cursor": "po-1"}),
    ],
)
def test_each_parameter_is_read(name: str, text: str, part: dict[str, Any]) -> None:
    assert wanted({name: text}) == replace(Wanted(), **part)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that is not in UTC, as an operator's may be."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "JST-9")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("elsewhere")
def test_a_time_without_a_zone_is_in_utc_wherever_the_machine_is() -> None:
    assert datetime.fromtimestamp(0).hour == 9
    assert wanted({"since": "2027-01-15T08:00:00"}).since == 1800000000.0


def test_nothing_asked_for_is_a_first_page_of_fifty() -> None:
    assert wanted({}) == Wanted()
    assert (Wanted().limit, Wanted().cursor) == (USUAL_ORDERS, "") == (50, "")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("limit", text) for text in ("0", "101", "-1", "1.5", "", "\u0661", "\u00b2", "0x1")),
        *(("code", text) for text in ("", "parked,", "A", "x" * 65)),
        ("cause", "out of stock"),
        ("cursor", "-"),
        ("since", "1.1234567"),
    ],
)
def test_a_wrong_parameter_is_answered_with_what_it_must_be(name: str, text: str) -> None:
    with pytest.raises(MalformedRequest) as caught:
        wanted({name: text})
    assert caught.value.facts["errors"] == [{"field": name, "message": PARAMETERS[name]}]


def test_every_wrong_parameter_is_named_and_no_name_that_cannot_be_shown() -> None:
    asked = {"limits": "1", "limit": str(MOST_ORDERS + 1), "<script>": "", "state": "parked"}
    with pytest.raises(MalformedRequest) as caught:
        wanted(asked)
    unknown = "is no parameter; there are state, code, cause, since, limit, cursor"
    assert caught.value.facts["errors"] == [
        {"field": "limits", "message": unknown},
        {"field": "limit", "message": "must be a whole number from 1 to 100"},
        {"field": "[unreadable name]", "message": unknown},
    ]


def test_a_row_holds_what_its_problem_says_and_the_order_as_it_was_sent() -> None:
    row = row_of(KEY, REFUSED, 5.0, '{"an": "order"}', "f")
    sent = {"request": '{"an": "order"}', "fingerprint": "f"}
    assert row == AttentionRow(KEY, Attention.REJECTED, 5.0, **FACTS, **sent)


@pytest.mark.parametrize("store", [{}, {"store": None}, {"store": {"status": 422}}])
def test_a_problem_without_the_store_s_words_has_none_in_its_row(store: dict[str, Any]) -> None:
    empty = {"cause": "", "step": "", "hint": "", "words": ""}
    found = facts_of({"code": "parked", "fix": "operator", **store})
    assert found == {"code": "parked", "fix": "operator"} | empty


def test_a_row_without_a_state_or_a_text_is_left_to_a_person() -> None:
    item = {"store": {"S": "acme"}, "key": {"S": "order-1"}, "since": {"N": "5"}}
    assert AttentionRow.from_item(item) == AttentionRow(KEY, Attention.PARKED, 5.0, "", "")
