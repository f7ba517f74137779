import json
from typing import Any

import pytest

from cart_to_order.operations.key_view import advice, entry_lines, moment, store_lines
from order_service.keys import OrderKey
from order_service.ledger.entry import Entry, Phase
from order_service.store.order_view import OrderRow

CANARY = "Canary Person"


def entry(phase: Phase, **more: Any) -> Entry:
    return Entry(OrderKey("acme", "po-1"), "f", phase, created_at=1_000_000.0, **more)


def order(order_id: int, *, is_deleted: bool = False) -> OrderRow:
    return OrderRow(id=order_id, cart_id="c1", status_id=0, is_deleted=is_deleted)


def shown(entry: Entry) -> str:
    return "\n".join(entry_lines(entry))


def test_a_placed_key_tells_cart_attempts_and_order() -> None:
    said = shown(
        entry(Phase.PLACED, cart_id="c1", attempts=1, submitted_at=1_000_001.0, order_id=7)
    )
    for wanted in ("placed", "cart            c1", "create-orders   1", "order           7"):
        assert wanted in said


def test_the_history_is_told_with_its_times() -> None:
    said = shown(entry(Phase.PLACED, history="cart@1000000.0 placed@1000002.5"))
    assert "1970-01-12 13:46:40 UTC  cart" in said
    assert "1970-01-12 13:46:42 UTC  placed" in said


def test_nothing_of_a_customer_is_told() -> None:
    urls = json.dumps({"cart_url": f"https://shop/{CANARY}"})
    problem = {"code": "store_refused", "title": "The store refused the order", "detail": "No.",
               "status": 422, "step": "cart", "store": {"words": [CANARY]}}  # fmt: skip
    kept = {"redirect_urls": urls, "draft": json.dumps({"name": CANARY})}
    said = shown(entry(Phase.REJECTED, problem=json.dumps(problem), **kept))
    assert "store_refused at step cart" in said
    assert CANARY not in said
    assert CANARY not in shown(entry(Phase.PLACED, **kept))


def test_the_last_error_is_told_by_its_code_and_step() -> None:
    error = {"code": "store_throttled", "step": "cart", "detail": "Come back later."}
    assert "store_throttled at step cart" in shown(entry(Phase.CART, last_error=json.dumps(error)))


@pytest.mark.parametrize(
    ("phase", "where"), [(Phase.REJECTED, "problem"), (Phase.CART, "last_error")]
)
def test_the_cause_and_what_to_do_are_told(phase: Phase, where: str) -> None:
    problem = {"code": "store_refused", "title": "The store refused the order", "detail": "No.",
               "status": 422, "step": "cart", "cause": "out_of_stock", "hint": "Add stock.",
               "store": {"words": [CANARY]}}  # fmt: skip
    said = shown(entry(phase, **{where: json.dumps(problem)}))
    assert "  cause           out_of_stock\n  hint            Add stock.\n" in said
    assert CANARY not in said


def test_the_stores_orders_are_listed_with_those_that_are_archived() -> None:
    said = "\n".join(store_lines("gone", [order(1), order(2, is_deleted=True)]))
    assert "cart gone; orders of it in the list: 2" in said
    assert "order 1: live, status Incomplete (0)" in said
    assert "order 2: archived" in said


def test_an_order_has_the_name_of_its_status_if_it_has_one() -> None:
    def said(status: int) -> str:
        row = OrderRow(id=1, cart_id="c1", status_id=status, is_deleted=False)
        return list(store_lines("gone", [row]))[-1]

    assert said(5) == "  order 1: live, status Cancelled (5)"
    assert said(99) == "  order 1: live, status unknown (99)"


def test_what_was_asked_to_be_cancelled_is_said_after_it_is_done_too() -> None:
    assert "cancel asked    for the order" in shown(entry(Phase.PLACED, cancel_asked="order"))


def test_an_order_that_was_cancelled_asks_for_nothing() -> None:
    cancelled = entry(Phase.PLACED, order_id=1, finishing='{"order_cancelled": true}')
    assert advice(cancelled, [order(1)]) == "nothing: the order is cancelled, as was asked."


@pytest.mark.parametrize(
    ("phase", "orders", "words"),
    [
        (Phase.PLACED, [order(1)], "nothing"),
        (Phase.PLACED, [], "look for the order"),
        (Phase.PLACED, [order(1), order(2)], "keep 1; archive 2"),
        (Phase.PARKED, [order(1)], "make redrive takes it"),
        (Phase.PARKED, [], "control panel"),
        (Phase.SUBMITTING, [], "settle time"),
        (Phase.CLAIMED, [], "wait"),
        (Phase.REJECTED, [], "under a new one"),
    ],
)
def test_advice_fits_the_state(phase: Phase, orders: list[OrderRow], words: str) -> None:
    known = 1 if phase is Phase.PLACED else 0
    sent = 1 if phase is Phase.PARKED else 0
    assert words in advice(entry(phase, order_id=known, attempts=sent), orders)


def test_a_redrive_is_not_advised_for_an_order_of_which_no_create_order_was_sent() -> None:
    said = advice(entry(Phase.PARKED), [order(7)])
    assert "somebody else has made order 7" in said
    assert "redrive" not in said


def test_an_order_that_was_paid_and_cancelled_asks_for_the_money_to_go_back() -> None:
    left = {"field": "order", "reason": "It was paid: refund or void it in the store."}
    done = json.dumps({"order_cancelled": True, "not_applied": [left]})
    said = advice(entry(Phase.PLACED, order_id=1, finishing=done), [])
    assert said == f"nothing: the order is cancelled, as was asked. {left['reason']}"


def test_a_refused_key_with_a_live_order_is_not_to_be_sent_again_unseen() -> None:
    said = advice(entry(Phase.REJECTED, problem="{}", disputed=1), [order(7)])
    assert said.startswith("archive 7 unless somebody paid for it")


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"look_at": 1_000_300.0}, "  second look     due at 1970-01-12 13:51:40 UTC"),
        ({"disputed": 1}, "  second look     taken, and left to a person"),
    ],
)
def test_a_second_look_is_shown_while_it_is_due_and_where_it_left_a_question(
    more: dict[str, Any], line: str
) -> None:
    assert line in shown(entry(Phase.PLACED, **more)).splitlines()
    assert line not in shown(entry(Phase.PLACED)).splitlines()


def test_times_are_readable() -> None:
    assert moment(1_000_000.0) == "1970-01-12 13:46:40 UTC"
    assert moment(0) == "never"
