"""Callers kept apart: a key answers, and can be used by, the principal who used it first."""

import json
import time
from typing import Any

import pytest

from bigcommerce_emulator.http.faults import Fault
from order_service.callers import Caller
from order_service.keys import OrderKey
from order_service.ledger.entry import Phase
from order_service.request.intake import read_order
from tests.fakes.drafts import DRAFT
from tests.fakes.orders import order_body
from tests.integration.entry_points import STORE, EntryPoints

pytestmark = pytest.mark.enable_socket

ERP, SHOP = "AROAEXAMPLEERPROLE001", "AROAEXAMPLESHOPROLE01"
API_FUNCTION, OPERATOR = "AROAEXAMPLEFUNCTION01:api", "AROAEXAMPLEOPERATOR01:jane"
ANOTHER = order_body(customer_message="Another order")


@pytest.fixture
def apart(entry_points: EntryPoints) -> EntryPoints:
    entry_points.deploy(KEYS_BELONG_TO_CALLERS="true")
    return entry_points


def post(entry_points: EntryPoints, caller: str, body: Any = None) -> Any:
    entry_points.caller = f"{caller}:session-{time.time()}"
    return entry_points.post(body=body)


def state(entry_points: EntryPoints, caller: str) -> tuple[int, Any]:
    entry_points.caller = caller
    status, body, _ = entry_points.get()
    return status, body


def codes_of_dead_letters(entry_points: EntryPoints) -> list[str]:
    found = entry_points.queues.dead_letters()
    return [one["MessageAttributes"]["code"]["StringValue"] for one in found]


def redrive(entry_points: EntryPoints) -> None:
    """Move the one dead letter to the order queue with its attributes, as SQS's task does."""
    (letter,) = entry_points.queues.dead_letters()
    entry_points.queues.forget(letter)
    entry_points.queues.send(letter["Body"], letter["MessageAttributes"])


@pytest.mark.parametrize("body", [None, ANOTHER])
def test_a_key_of_another_caller_is_refused_without_details(apart: EntryPoints, body: Any) -> None:
    _, order, _ = post(apart, ERP)
    status, problem, _ = post(apart, SHOP, body)
    assert (status, problem["code"]) == (422, "key_of_another_caller")
    assert str(order["order_id"]) not in json.dumps(problem)
    assert ERP not in json.dumps(problem)
    status, again, _ = post(apart, ERP)
    assert (status, again) == (201, order)
    assert apart.calls == 5


def test_a_key_of_another_caller_is_unknown_to_those_who_ask(apart: EntryPoints) -> None:
    assert state(apart, SHOP)[1]["code"] == "unknown_order"
    unknown = state(apart, SHOP)
    post(apart, ERP)
    assert state(apart, ERP)[0] == 200
    found = state(apart, SHOP)
    assert found == unknown
    assert found[0] == 404


def test_an_order_that_the_api_handed_to_the_queue_stays_its_caller_s(apart: EntryPoints) -> None:
    apart.caller = ERP
    assert apart.post(Prefer="respond-async")[0] == 202
    assert apart.deliver(sender=API_FUNCTION) == []
    status, found = state(apart, ERP)
    assert (status, found["state"]) == (200, "placed")
    assert found["order"]["redirect_urls"]["checkout_url"]
    assert state(apart, SHOP)[0] == 404


def test_an_order_handed_over_halfway_goes_on_for_its_caller(apart: EntryPoints) -> None:
    apart.caller = ERP
    assert apart.post(seconds=12)[0] == 202
    lease = apart.entry()
    apart.queue()
    assert apart.deliver(sender=API_FUNCTION) == []
    assert apart.entry().phase is Phase.PLACED
    assert apart.entry().belongs_to == lease.belongs_to == f"iam:{ERP}"
    assert len(apart.store.orders) == 1


def test_a_role_is_one_caller_by_queue_and_by_http(apart: EntryPoints) -> None:
    apart.queue()
    apart.deliver(sender=f"{ERP}:i-0123456789")
    assert post(apart, ERP)[0] == 201
    assert post(apart, SHOP)[1]["code"] == "key_of_another_caller"
    assert apart.calls == 5


def test_a_message_with_another_order_under_another_s_key_is_a_dead_letter(
    apart: EntryPoints,
) -> None:
    _, order, _ = post(apart, ERP)
    apart.queue(order=ANOTHER)
    assert apart.deliver(sender=SHOP) == []
    assert codes_of_dead_letters(apart) == ["key_of_another_caller"]
    assert post(apart, ERP)[1] == order


def test_a_message_of_a_stranger_does_not_end_an_order_under_way(apart: EntryPoints) -> None:
    apart.caller = ERP
    apart.post(seconds=12)
    apart.queue(order=ANOTHER)
    assert len(apart.deliver(sender=SHOP)) == 1
    assert codes_of_dead_letters(apart) == []
    assert post(apart, ERP)[0] == 201


def test_a_redriven_message_goes_on_for_its_key_s_caller(apart: EntryPoints) -> None:
    mine, caller = read_order(order_body()).fingerprint(), Caller(f"iam:{ERP}")
    lease = apart.ledger.claim(OrderKey(STORE, "order-1"), mine, time.time() - 301, caller)
    lease.cart_opened(DRAFT.cart_id, {})
    lease.submitting(DRAFT, time.time() - 301)
    lease.parked()
    apart.queue()
    assert apart.deliver(sender=OPERATOR) == []
    assert codes_of_dead_letters(apart) == ["parked"]
    assert apart.entry().belongs_to == f"iam:{ERP}"


def test_a_letter_that_is_redriven_twice_leaves_the_key_to_its_sender(apart: EntryPoints) -> None:
    apart.pause()
    apart.queue()
    for sender in (ERP, OPERATOR):
        assert apart.deliver(sender=sender, times=500) == []
        redrive(apart)
    apart.pause(on=False)
    assert apart.deliver(sender=OPERATOR) == []
    status, order, _ = post(apart, ERP)
    assert (status, [order["order_id"]]) == (201, [one.id for one in apart.store.orders])


def test_a_parked_letter_of_a_key_without_a_caller_is_not_its_redriver_s(
    entry_points: EntryPoints,
) -> None:
    mine = read_order(order_body()).fingerprint()
    lease = entry_points.ledger.claim(OrderKey(STORE, "order-1"), mine, time.time() - 301)
    lease.cart_opened(DRAFT.cart_id, {})
    lease.submitting(DRAFT, time.time() - 301)
    assert entry_points.post()[0] == 202
    redrive(entry_points)
    entry_points.deploy(KEYS_BELONG_TO_CALLERS="true")
    assert entry_points.deliver(sender=OPERATOR) == []
    assert entry_points.entry().belongs_to == ""
    assert post(entry_points, ERP)[1]["state"] == "parked"


def test_an_invalid_message_is_told_to_its_sender_alone(apart: EntryPoints) -> None:
    apart.queue(order={"line_items": []})
    apart.deliver(sender=ERP)
    assert state(apart, ERP)[1]["problem"]["code"] == "invalid_request"
    assert state(apart, SHOP)[0] == 404


@pytest.mark.parametrize(("before", "after"), [("false", "true"), ("true", "false")])
def test_an_order_under_way_is_found_when_the_setting_changes(
    entry_points: EntryPoints, before: str, after: str
) -> None:
    entry_points.deploy(KEYS_BELONG_TO_CALLERS=before)
    entry_points.caller = ERP
    entry_points.fail(Fault("status", operation="consignments", status=503))
    assert entry_points.post()[0] == 503
    assert entry_points.entry().cart_id
    entry_points.fail()
    entry_points.deploy(KEYS_BELONG_TO_CALLERS=after)
    assert post(entry_points, ERP)[0] == 201
    assert len(entry_points.store.carts) == len(entry_points.store.orders) == 1


def test_callers_share_keys_unless_they_are_kept_apart(entry_points: EntryPoints) -> None:
    _, order, _ = post(entry_points, ERP)
    assert post(entry_points, SHOP)[1] == order
    assert state(entry_points, SHOP)[1]["order"] == order
    assert post(entry_points, SHOP, ANOTHER)[1]["code"] == "key_reused"
