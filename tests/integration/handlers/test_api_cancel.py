"""DELETE cancels a key: whatever is sent under it afterwards gets no order."""

import json
import time
from typing import Any

import pytest

from bigcommerce_emulator.http.faults import Fault
from order_service.ledger.announcement import announced
from order_service.ledger.entry import Phase
from tests.fakes.orders import order_body
from tests.integration.entry_points import EntryPoints

pytestmark = pytest.mark.enable_socket

ORDER = {"order": "cancel"}
ERP, SHOP = "AROAEXAMPLEERPROLE001", "AROAEXAMPLESHOPROLE01"
ANOTHER = order_body(customer_message="Another order")
REFUSED = order_body(shipping={"max_cost": 1})


@pytest.mark.parametrize("body", [None, {}, {"order": None}, ORDER])
def test_a_key_that_nobody_has_sent_is_cancelled(entry_points: EntryPoints, body: Any) -> None:
    status, state, _ = entry_points.cancel(body=body)
    assert (status, state["state"]) == (200, "cancelled")
    assert entry_points.cancel(body=body)[:2] == (status, state)
    assert entry_points.get()[:2] == (status, state)
    assert entry_points.calls == 0


@pytest.mark.parametrize("prefer", ["wait=25", "respond-async"])
@pytest.mark.parametrize("order", [None, ANOTHER])
def test_later_requests_are_refused_with_a_hint(
    entry_points: EntryPoints, order: Any, prefer: str
) -> None:
    entry_points.cancel()
    status, problem, sent = entry_points.post(body=order, Prefer=prefer)
    assert (status, problem["code"], problem["retryable"]) == (409, "cancelled", False)
    assert "new Idempotency-Key" in problem["hint"]
    assert "Retry-After" not in sent
    assert entry_points.calls == 0


@pytest.mark.parametrize("order", [None, ANOTHER, {"line_items": []}])
def test_a_message_that_was_on_its_way_does_nothing(entry_points: EntryPoints, order: Any) -> None:
    entry_points.queue(order=order)
    entry_points.cancel()
    assert entry_points.deliver() == []
    assert entry_points.queues.dead_letters() == []
    assert entry_points.entry().phase is Phase.CANCELLED
    assert entry_points.calls == 0


def test_an_invalid_message_that_is_cancelled_while_it_is_recorded_is_no_dead_letter(
    entry_points: EntryPoints,
) -> None:
    entry_points.queue(order={"line_items": []})
    said = []
    entry_points.before_write(2, lambda: said.append(entry_points.cancel()[0]))
    assert entry_points.deliver() == []
    assert said == [409]
    assert entry_points.queues.dead_letters() == []
    assert entry_points.entry().phase is Phase.CANCELLED


def test_a_message_of_another_sender_does_nothing_either(entry_points: EntryPoints) -> None:
    entry_points.deploy(KEYS_BELONG_TO_CALLERS="true")
    entry_points.caller = ERP
    entry_points.cancel()
    entry_points.queue()
    assert entry_points.deliver(sender=SHOP) == []
    assert entry_points.queues.dead_letters() == []


def test_an_accepted_order_is_cancelled_before_its_message_comes(entry_points: EntryPoints) -> None:
    entry_points.post(Prefer="respond-async")
    assert entry_points.cancel()[1]["state"] == "cancelled"
    assert entry_points.deliver() == []
    assert entry_points.store.orders == []


def test_a_cart_that_was_opened_is_deleted(entry_points: EntryPoints) -> None:
    entry_points.fail(Fault("status", operation="consignments", status=503))
    entry_points.post()
    entry_points.fail()
    assert len(entry_points.store.carts) == 1
    assert entry_points.cancel()[0] == 200
    assert len(entry_points.store.carts) == 0


def test_a_refused_key_is_cancelled(entry_points: EntryPoints) -> None:
    assert entry_points.post(body=REFUSED)[0] == 422
    assert entry_points.cancel()[1]["state"] == "cancelled"
    assert entry_points.post(body=REFUSED)[1]["code"] == "cancelled"


def test_a_placed_order_stays_and_is_named(entry_points: EntryPoints) -> None:
    _, order, _ = entry_points.post()
    status, problem, _ = entry_points.cancel()
    assert (status, problem["code"]) == (409, "already_placed")
    assert problem["order_id"] == order["order_id"]
    assert entry_points.post()[1] == order
    assert entry_points.entry().cancel_asked == ""


@pytest.mark.parametrize("more", [{}, {"status": "Awaiting Fulfillment"}])
def test_a_placed_order_is_cancelled_if_that_is_said(
    entry_points: EntryPoints, more: dict[str, Any]
) -> None:
    _, order, _ = entry_points.post(body=order_body(**more))
    status, state, _ = entry_points.cancel(body=ORDER)
    assert (status, state["state"], state["order"]["status"]) == (200, "placed", "Cancelled")
    assert state["order"]["order_cancelled"] is True
    assert entry_points.store.orders[0].status_id == 5
    assert len(entry_points.store.carts) == 0
    for body in (None, ORDER):
        assert entry_points.cancel(body=body)[:2] == (200, state)
    status, again, headers = entry_points.post(body=order_body(**more))
    assert (status, headers["Idempotent-Replayed"]) == (201, "true")
    assert (again["order_id"], again["status"]) == (order["order_id"], "Cancelled")


def moved(entry_points: EntryPoints) -> None:
    entry_points.store.merchant.move_order(entry_points.entry().order_id, 11)


def paid(entry_points: EntryPoints) -> None:
    entry_points.store.merchant.pay_order(entry_points.entry().order_id)


def archived(entry_points: EntryPoints) -> None:
    entry_points.store.merchant.archive_order(entry_points.entry().order_id)


@pytest.mark.parametrize("act", [moved, paid, archived])
def test_an_order_that_somebody_acted_on_stays(entry_points: EntryPoints, act: Any) -> None:
    entry_points.post()
    act(entry_points)
    before = entry_points.store.orders[0].status_id
    status, problem, _ = entry_points.cancel(body=ORDER)
    assert (status, problem["code"]) == (409, "already_placed")
    assert "Somebody else" in problem["detail"]
    assert entry_points.store.orders[0].status_id == before


def test_a_key_that_is_worked_on_keeps_the_wish_and_says_when_to_ask(
    entry_points: EntryPoints,
) -> None:
    entry_points.claim("f" * 64, time.time() + 60)
    status, problem, headers = entry_points.cancel()
    assert (status, problem["code"], problem["retryable"]) == (409, "cancel_pending", True)
    assert 1 <= int(headers["Retry-After"]) <= 5
    assert entry_points.get()[1]["cancel_asked"] is True


@pytest.mark.parametrize("wish", [None, ORDER])
@pytest.mark.parametrize("write", [2, 3])
def test_a_wish_before_the_intent_is_carried_out_by_the_execution_that_places_the_order(
    entry_points: EntryPoints, write: int, wish: Any
) -> None:
    said = []
    entry_points.before_write(write, lambda: said.append(entry_points.cancel(body=wish)[0]))
    assert entry_points.post()[1]["code"] == "cancelled"
    assert said == [409]
    assert entry_points.cancel(body=wish)[1]["state"] == "cancelled"
    assert (entry_points.store.orders, len(entry_points.store.carts)) == ([], 0)


def test_during_a_pause_keys_are_cancelled_that_need_no_store(entry_points: EntryPoints) -> None:
    entry_points.post("placed")
    calls = entry_points.calls
    entry_points.pause()
    assert entry_points.cancel("fresh")[0] == 200
    status, problem, headers = entry_points.cancel("placed", ORDER)
    assert (status, problem["code"]) == (503, "service_paused")
    assert "Retry-After" in headers
    assert entry_points.calls == calls
    entry_points.pause(on=False)
    assert entry_points.cancel("placed", ORDER)[0] == 200


def test_a_store_that_is_paused_is_not_called(entry_points: EntryPoints) -> None:
    entry_points.post()
    calls = entry_points.calls
    entry_points.put_secret(paused=True)
    entry_points.deploy()
    status, problem, _ = entry_points.cancel(body=ORDER)
    assert (status, problem["code"], problem["status"]) == (503, "store_paused", 503)
    assert entry_points.calls == calls


def test_where_callers_are_kept_apart_a_key_is_cancelled_by_its_own(
    entry_points: EntryPoints,
) -> None:
    entry_points.deploy(KEYS_BELONG_TO_CALLERS="true")
    entry_points.caller = ERP
    _, order, _ = entry_points.post()
    entry_points.caller = SHOP
    for body in (None, ORDER):
        status, problem, _ = entry_points.cancel(body=body)
        assert (status, problem["code"]) == (422, "key_of_another_caller")
        assert str(order["order_id"]) not in json.dumps(problem)
    entry_points.caller = ERP
    assert entry_points.cancel(body=ORDER)[0] == 200


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"order": "keep"}, 422, "order"),
        ({"ordr": "cancel"}, 422, "ordr"),
        ("cancel", 400, "body"),
        ("[]", 400, "body"),
    ],
)
def test_a_body_that_says_something_else_is_refused(
    entry_points: EntryPoints, body: Any, status: int, field: str
) -> None:
    found, problem, _ = entry_points.cancel(body=body)
    assert (found, [error["field"] for error in problem["errors"]]) == (status, [field])
    assert entry_points.get()[0] == 404


def test_an_event_says_what_was_cancelled(entry_points: EntryPoints) -> None:
    entry_points.cancel("fresh")
    entry_points.post("placed")
    entry_points.cancel("placed", ORDER)
    images = [change["dynamodb"] for change in entry_points.changes()]
    found = [announced(image.get("OldImage"), image["NewImage"]) for image in images]
    events = [(one.event, one.key.key, one.facts) for one in found if one]
    entry = entry_points.entry("placed")
    facts = {"order_id": entry.order_id, "cart_id": entry.cart_id}
    assert [event for event, *_ in events] == ["OrderCancelled", "OrderPlaced", "OrderCancelled"]
    assert events[0][1:] == ("fresh", {})
    assert events[2][1:] == ("placed", facts)
