"""What the watch of a world notes of writes that arrive when nobody waits for them any more."""

from typing import Any

import pytest

from order_service.bigcommerce.verdicts import Answer
from order_service.store.order_view import CANCELLED
from tests.simulation.executions import Execution
from tests.simulation.seen import B2B
from tests.simulation.watch import Watch
from tests.unit.simulation.watched import (
    CART,
    CHECKOUT,
    DONE,
    MADE,
    NOW,
    ORDER,
    PLACE,
    REFUSED,
    call,
    through,
)


def last_write(watch: Watch) -> dict[str, float]:
    """Return when a late write came last to each cart, whichever execution sent it."""
    return {cart_id: max(by.values()) for cart_id, by in watch.cart_written_late.items()}


@pytest.mark.parametrize(
    ("name", "path", "waited", "changed"),
    [
        ("add_fees", f"{CHECKOUT}/fees", False, {"cart-1": NOW}),
        ("add_fees", f"{CHECKOUT}/fees", True, {}),
        ("read_cart", CART, False, {}),
        ("update_order", ORDER, False, {}),
        ("create_order", PLACE, False, {}),
        # A cart that nobody heard of is nobody's, and has no name here.
        ("create_cart", "/stores/sandbox/v3/carts", False, {"": NOW}),
    ],
)
def test_a_cart_that_is_changed_when_nobody_waits_any_more_is_noted(
    watch: Watch,
    execution: Execution,
    name: str,
    path: str,
    changed: dict[str, float],
    *,
    waited: bool,
) -> None:
    through(watch, call(execution, name, path), MADE, waited=waited)
    assert last_write(watch) == changed
    assert len(watch.attempts) == (name == "create_order")


@pytest.mark.parametrize(
    ("name", "waited", "late"),
    [
        ("update_order", False, {"101": NOW}),
        ("update_b2b_order", False, {B2B: NOW}),
        ("update_order", True, {}),
        ("archive_order", False, {}),
    ],
)
def test_a_write_that_arrives_when_nobody_waits_any_more_is_noted(
    watch: Watch, execution: Execution, name: str, late: dict[str, float], *, waited: bool
) -> None:
    one = call(execution, name)
    through(watch, one, DONE, waited=waited)
    assert (watch.written_late, one.given_up) == (late, not waited)


def test_who_was_killed_waits_for_no_answer(watch: Watch, execution: Execution) -> None:
    execution.ends_at = NOW - 1
    watch.arrived(call(execution, "update_order"), DONE)
    watch.arrived(call(execution, "add_fees", f"{CHECKOUT}/fees"), MADE)
    assert (watch.written_late, last_write(watch)) == ({"101": NOW}, {"cart-1": NOW})


CANCELS, OPENS, NOTES = {"status_id": CANCELLED}, {"status_id": 11}, {"staff_notes": "Soon."}


@pytest.mark.parametrize(
    ("before", "body", "answer", "waited", "opened"),
    [
        (CANCELS, OPENS, DONE, False, True),
        (CANCELS, OPENS, DONE, True, False),
        (CANCELS, OPENS, REFUSED, False, False),
        (CANCELS, NOTES, DONE, False, False),
        (NOTES, OPENS, DONE, False, False),
    ],
)
def test_an_order_that_a_late_write_opens_after_it_was_cancelled_is_noted(
    watch: Watch,
    execution: Execution,
    before: dict[str, Any],
    body: dict[str, Any],
    answer: Answer,
    *,
    waited: bool,
    opened: bool,
) -> None:
    through(watch, call(execution, "update_order", body=before), DONE)
    through(watch, call(execution, "update_order", body=body), answer, waited=waited)
    assert watch.opened_again == ({101} if opened else set())


@pytest.mark.parametrize(
    ("name", "path", "changed"),
    [
        ("add_fees", f"{CHECKOUT}/fees", {"cart-1": NOW}),
        ("add_items", f"{CART}/items", {"cart-1": NOW}),
        ("archive_order", ORDER, {}),
        # It opens another cart, of which nobody hears.
        ("create_cart", "/stores/sandbox/v3/carts", {}),
    ],
)
def test_what_comes_again_changes_a_cart_although_the_first_was_answered(
    watch: Watch, execution: Execution, name: str, path: str, changed: dict[str, float]
) -> None:
    one = call(execution, name, path)
    through(watch, one, MADE)
    assert last_write(watch) == {}
    watch.repeated(one, MADE)
    assert (last_write(watch), watch.written_late, one.given_up) == (changed, {}, False)


@pytest.mark.parametrize(
    ("name", "first", "then", "late"),
    [
        ("update_order", DONE, "", {}),
        ("update_order", DONE, "update_order", {"101": NOW}),
        ("update_order", DONE, "update_b2b_order", {}),
        ("update_order", REFUSED, "", {"101": NOW}),
        ("update_b2b_order", DONE, "", {}),
        ("update_b2b_order", DONE, "create_b2b_order", {B2B: NOW}),
        ("update_b2b_order", DONE, "update_order", {}),
    ],
)
def test_a_write_that_comes_again_comes_late_if_another_one_came_between_or_it_did_nothing_before(
    watch: Watch, execution: Execution, name: str, first: Answer, then: str, late: dict[str, float]
) -> None:
    one = call(execution, name)
    through(watch, one, first)
    if then:
        through(watch, call(execution, then, body={"bcOrderId": 101}), DONE)
    watch.repeated(one, DONE)
    assert watch.written_late == late


def test_what_comes_again_and_is_refused_changes_nothing(
    watch: Watch, execution: Execution
) -> None:
    for name, path in (("add_fees", f"{CHECKOUT}/fees"), ("update_order", ORDER)):
        one = call(execution, name, path)
        through(watch, one, DONE)
        watch.repeated(one, REFUSED)
    assert (last_write(watch), watch.written_late) == ({}, {})


def test_a_cart_is_changed_for_an_order_only_by_what_comes_again_after_the_last_look(
    watch: Watch, execution: Execution
) -> None:
    fee = call(execution, "add_fees", f"{CHECKOUT}/fees")
    through(watch, fee, DONE)
    for looked in (NOW, NOW - 1):
        execution.checkout_read = {"cart-1": looked}
        watch.repeated(fee, DONE)
        through(watch, call(execution, "create_order", PLACE), MADE)
    assert [attempt.fresh_content for attempt in watch.attempts] == [True, False]


def test_an_order_that_is_archived_only_by_what_comes_again_was_archived_by_us(
    watch: Watch, execution: Execution
) -> None:
    one = call(execution, "archive_order")
    through(watch, one, REFUSED)
    watch.repeated(one, DONE)
    assert watch.archived == {101: "queue 1"}


def test_an_order_that_a_status_opens_that_comes_again_after_a_cancellation_is_noted(
    watch: Watch, execution: Execution
) -> None:
    opens = call(execution, "update_order", body=OPENS)
    through(watch, opens, DONE)
    through(watch, call(execution, "update_order", body=CANCELS), DONE)
    assert watch.opened_again == set()
    watch.repeated(opens, DONE)
    assert watch.opened_again == {101}


def test_a_refused_cancellation_and_another_call_cancel_nothing(
    watch: Watch, execution: Execution
) -> None:
    through(watch, call(execution, "update_order", body=CANCELS), REFUSED)
    through(watch, call(execution, "archive_order", body=CANCELS), DONE)
    through(watch, call(execution, "update_order", body=OPENS), DONE, waited=False)
    assert watch.opened_again == set()


@pytest.mark.parametrize(
    ("body", "answer", "ended"),
    [(OPENS, DONE, False), (OPENS, REFUSED, True), (NOTES, DONE, True), (CANCELS, DONE, True)],
)
def test_an_order_that_a_merchant_ended_is_open_again_when_a_write_of_ours_moves_it(
    watch: Watch, execution: Execution, body: dict[str, Any], answer: Answer, *, ended: bool
) -> None:
    watch.ends(101)
    through(watch, call(execution, "update_order", body=body), answer)
    assert (101 in watch.ended) is ended


@pytest.mark.parametrize(
    ("name", "path", "looked", "answer", "unseen"),
    [
        ("add_consignments", f"{CHECKOUT}/consignments", NOW - 1, REFUSED, True),
        ("add_consignments", f"{CHECKOUT}/consignments", NOW, REFUSED, False),
        ("add_consignments", f"{CHECKOUT}/consignments", NOW - 1, MADE, False),
        ("update_order", ORDER, NOW - 1, REFUSED, False),
    ],
)
def test_a_create_order_that_is_refused_after_a_cart_write_came_once_more_is_noted(
    watch: Watch,
    execution: Execution,
    name: str,
    path: str,
    looked: float,
    answer: Answer,
    *,
    unseen: bool,
) -> None:
    one = call(execution, name, path)
    through(watch, one, MADE)
    watch.repeated(one, MADE)
    execution.checkout_read["cart-1"] = looked
    through(watch, call(execution, "create_order", PLACE), answer)
    assert watch.refused_unseen is unseen
