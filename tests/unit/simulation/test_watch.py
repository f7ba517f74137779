"""What the watch of a world sees of calls to the store, and which of them it says are wrong."""

from typing import Any

import pytest

from order_service.bigcommerce.verdicts import Answer
from order_service.request.order_statuses import INCOMPLETE
from order_service.store.order_view import CANCELLED
from tests.simulation.executions import Execution
from tests.simulation.seen import Attempt
from tests.simulation.watch import Watch
from tests.unit.simulation.watched import DONE, NOW, ORDER, REFUSED, call, through

MOVED = 7


@pytest.mark.parametrize(
    ("others", "ended", "looked", "blind"),
    [
        ({102: "cart"}, {102: 50.0}, {}, True),
        ({102: "cart"}, {102: 50.0}, {102: 60.0}, True),
        ({102: "cart"}, {102: 50.0}, {102: 40.0}, False),
        ({102: "cart"}, {}, {102: 60.0}, False),
        ({102: "cart", 103: "cart"}, {102: 50.0}, {}, False),
        ({102: "cart", 103: "another"}, {102: 50.0}, {}, True),
        ({102: "another"}, {102: 50.0}, {}, False),
        ({0: "cart", 102: "cart"}, {102: 50.0}, {}, True),
        ({}, {}, {}, False),
    ],
)
@pytest.mark.parametrize("of_shoppers", [False, True])
def test_an_order_is_archived_only_after_another_one_was_seen_to_live(
    watch: Watch,
    execution: Execution,
    others: dict[int, str],
    ended: dict[int, float],
    looked: dict[int, float],
    *,
    blind: bool,
    of_shoppers: bool,
) -> None:
    watch.attempts = [Attempt("c", "cart", 0, 0, order_id=101)]
    if of_shoppers:
        watch.shoppers |= {number: cart for number, cart in others.items() if number}
    else:
        watch.attempts += [Attempt("c", cart, 0, 0, order_id=one) for one, cart in others.items()]
    watch.ended = ended
    execution.looked_at = {101: 60.0} | looked
    watch.sent(call(execution, "archive_order"))
    assert [*watch.blind.values()] == ["cart"] * blind


@pytest.mark.parametrize("name", ["archive_order", "update_order"])
@pytest.mark.parametrize(
    ("touched", "looked", "wrong"),
    [
        (90.0, None, "{} without a look at order 101, touched before"),
        (110.0, None, ""),
        (None, None, ""),
        (90.0, 80.0, ""),
        (90.0, 95.0, "order 101 archived although it was seen to be touched"),
    ],
)
def test_a_write_to_an_order_that_was_touched_since_it_was_read_or_seen_to_be_is_said(
    watch: Watch,
    execution: Execution,
    name: str,
    touched: float | None,
    looked: float | None,
    wrong: str,
) -> None:
    """It cannot be helped if somebody acts after the look; and such an order may be written to."""
    watch.touched = {101: touched} if touched else {}
    execution.looked_at = {101: looked} if looked else {}
    watch.sent(call(execution, name))
    said = wrong.format(name) if name == "archive_order" or looked is None else ""
    assert watch.wrong == ([said] if said else [])


def test_a_second_write_after_one_look_is_said(watch: Watch, execution: Execution) -> None:
    through(watch, call(execution, "read_order"), DONE)
    watch.sent(call(execution, "update_order"))
    watch.touched = {101: 90.0}
    watch.sent(call(execution, "update_order"))
    assert watch.wrong == ["update_order without a look at order 101, touched before"]


@pytest.mark.parametrize(
    ("shows", "wrong"),
    [
        ({"status_id": MOVED}, True),
        ({"status_id": INCOMPLETE, "is_deleted": True}, True),
        ({"status_id": INCOMPLETE, "payment_status": "captured"}, True),
        ({"status_id": INCOMPLETE, "is_deleted": False, "payment_status": ""}, False),
        (None, False),
    ],
)
@pytest.mark.parametrize(
    ("name", "body", "done"),
    [
        ("update_order", {"status_id": CANCELLED}, "cancelled"),
        ("update_order", {"status_id": 11}, "written to"),
        ("update_order", {"staff_notes": "Soon."}, "written to"),
        ("archive_order", None, ""),
    ],
)
def test_a_write_to_an_order_that_was_seen_to_be_moved_archived_or_paid_is_said(
    watch: Watch,
    execution: Execution,
    shows: dict[str, Any] | None,
    name: str,
    body: Any,
    done: str,
    *,
    wrong: bool,
) -> None:
    if shows is not None:
        through(watch, call(execution, "read_order"), Answer(200, {}, shows))
    watch.sent(call(execution, name, body=body))
    said = [f"order 101 {done} although it was seen to be moved"]
    assert watch.wrong == (said if wrong and done else [])


@pytest.mark.parametrize(
    ("payment", "status", "wrong"),
    [("", CANCELLED, False), ("captured", CANCELLED, True), ("", 11, True)],
)
def test_an_order_that_we_moved_ourselves_may_be_cancelled_until_it_is_paid(
    watch: Watch, execution: Execution, payment: str, status: int, *, wrong: bool
) -> None:
    """It is not written to again: who knows who has moved it."""
    watch.given |= {MOVED}
    shows = {"status_id": MOVED, "payment_status": payment}
    through(watch, call(execution, "read_order"), Answer(200, {}, shows))
    watch.sent(call(execution, "update_order", body={"status_id": status}))
    assert bool(watch.wrong) is wrong


@pytest.mark.parametrize("saw", ["read_order", "list_orders"])
@pytest.mark.parametrize("recorded_later", [True, False])
def test_an_order_that_nobody_of_us_can_have_moved_may_not_be_cancelled(
    watch: Watch, execution: Execution, saw: str, *, recorded_later: bool
) -> None:
    watch.given |= {MOVED}
    watch.is_recorded = lambda: False
    row = {"id": 101, "status_id": MOVED}
    through(watch, call(execution, saw), Answer(200, {}, row if saw == "read_order" else [row]))
    watch.is_recorded = lambda: recorded_later
    through(watch, call(execution, "read_order"), Answer(200, {}, row))
    watch.sent(call(execution, "update_order", body={"status_id": CANCELLED}))
    assert watch.wrong == ["order 101 cancelled although it was seen to be moved"]


def test_an_order_to_which_we_sent_its_status_may_be_cancelled(
    watch: Watch, execution: Execution
) -> None:
    watch.given |= {MOVED}
    watch.is_recorded = lambda: False
    watch.sent(call(execution, "update_order", body={"status_id": MOVED}))
    through(watch, call(execution, "read_order"), Answer(200, {}, {"status_id": MOVED}))
    watch.sent(call(execution, "update_order", body={"status_id": CANCELLED}))
    assert watch.wrong == []


@pytest.mark.parametrize(
    ("noted", "body", "wrong"),
    [
        ({101: NOW - 1}, {"staff_notes": "Soon."}, True),
        ({101: NOW + 1}, {"staff_notes": "Soon."}, False),
        ({102: NOW - 1}, {"staff_notes": "Soon."}, False),
        ({101: NOW - 1}, {"external_order_id": "ERP-9"}, False),
    ],
)
def test_a_note_that_is_overwritten_although_it_was_seen_is_said(
    watch: Watch,
    execution: Execution,
    noted: dict[int, float],
    body: dict[str, str],
    *,
    wrong: bool,
) -> None:
    watch.noted = noted
    through(watch, call(execution, "read_order"), Answer(200, {}, {"status_id": INCOMPLETE}))
    watch.sent(call(execution, "update_order", body=body))
    said = ["a note on order 101 was overwritten although it was seen"]
    assert watch.wrong == (said if wrong else [])


@pytest.mark.parametrize("unreadable", [Answer(200, {}, None, readable=False), REFUSED])
def test_an_answer_that_shows_no_order_shows_no_status(
    watch: Watch, execution: Execution, unreadable: Answer
) -> None:
    through(watch, call(execution, "read_order"), unreadable)
    assert execution.statuses == ({} if unreadable is REFUSED else {101: INCOMPLETE})


@pytest.mark.parametrize(
    ("shoppers", "answer", "wrong"),
    [({101: "cart"}, DONE, True), ({101: "cart"}, REFUSED, False), ({102: "cart"}, DONE, False)],
)
def test_an_order_of_a_shopper_that_is_archived_is_said(
    watch: Watch, execution: Execution, shoppers: dict[int, str], answer: Answer, *, wrong: bool
) -> None:
    watch.shoppers = shoppers
    through(watch, call(execution, "archive_order"), answer)
    assert watch.wrong == (["the order of a shopper was archived"] if wrong else [])
    assert watch.archived == ({101: "queue 1"} if answer is DONE else {})
    assert watch.archived_at == ({101: NOW} if answer is DONE else {})
    assert watch.not_archived == ({101} if answer is REFUSED else set())


@pytest.mark.parametrize(
    ("name", "path", "body"),
    [
        ("update_order", "/stores/sandbox/v2/orders/7", {"status_id": 11}),
        ("archive_order", "/stores/sandbox/v2/orders/7", None),
        ("update_b2b_order", "/api/v3/io/orders/7", {}),
        ("create_b2b_order", "/api/v3/io/orders", {"bcOrderId": 7}),
        ("payment_token", "/stores/sandbox/v3/payments/access_tokens", {"order": {"id": 7}}),
        ("delete_cart", "/stores/sandbox/v3/carts/theirs", None),
        ("create_order", "/stores/sandbox/v3/checkouts/theirs/orders?include=x", None),
    ],
)
def test_a_write_to_an_order_of_another_cart_is_said(
    watch: Watch, execution: Execution, name: str, path: str, body: Any
) -> None:
    said = f"{name} for an order of another cart"
    watch.others = {"8", "ours"}
    watch.sent(call(execution, name, path, body))
    assert said not in watch.wrong
    watch.others |= {"7", "theirs"}
    watch.sent(call(execution, name, path, body))
    assert said in watch.wrong


def test_to_read_an_order_of_another_cart_is_no_write(watch: Watch, execution: Execution) -> None:
    watch.others = {"101"}
    watch.sent(call(execution, "read_order"))
    assert watch.wrong == []


def test_an_order_whose_archiving_got_no_answer_was_not_refused(
    watch: Watch, execution: Execution
) -> None:
    through(watch, call(execution, "archive_order"), REFUSED, waited=False)
    through(watch, call(execution, "update_order"), REFUSED)
    for status in (200, 408, 423, 429, 500, 503):
        through(watch, call(execution, "archive_order"), Answer(status, {}, None))
    assert watch.not_archived == set()


RECORD = "/api/v3/io/orders/101"
CODE = {"code": 403, "data": {}, "meta": {"message": "No."}}


@pytest.mark.parametrize(
    ("name", "answer", "refused"),
    [
        ("update_b2b_order", REFUSED, True),
        ("update_b2b_order", Answer(404, {}, None), True),
        ("update_b2b_order", Answer(200, {}, CODE), True),
        ("update_b2b_order", DONE, False),
        ("update_b2b_order", Answer(503, {}, None), False),
        ("read_b2b_order", Answer(403, {}, None), True),
        ("read_b2b_order", Answer(404, {}, None), False),
        ("update_order", REFUSED, False),
    ],
)
@pytest.mark.parametrize("waited", [True, False])
def test_a_company_s_record_that_is_refused_to_an_execution_is_noted(
    watch: Watch, execution: Execution, name: str, answer: Answer, *, refused: bool, waited: bool
) -> None:
    """That there is no record yet is no refusal; nor is what no execution got to hear."""
    one = call(execution, name, RECORD if "b2b" in name else ORDER)
    through(watch, one, answer, waited=waited)
    assert watch.record_refused is (refused and waited)
