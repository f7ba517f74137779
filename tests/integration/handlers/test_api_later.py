"""The HTTP door when the order takes longer than the request may."""

import json
import time

import pytest

from order_service.keys import OrderKey
from order_service.ledger.entry import Phase
from order_service.request.intake import read_order
from tests.fakes.drafts import DRAFT
from tests.fakes.orders import order_body
from tests.integration.doors import Doors

pytestmark = pytest.mark.enable_socket

PROBLEM = "application/problem+json"
MINE = read_order(order_body()).fingerprint()
CORRELATION_ID = OrderKey("acme", "order-1").correlation_id


def submitting(doors: Doors, seconds_ago: float) -> None:
    """A delivery that died just after it said that it would create the order."""
    lease = doors.claim(MINE, time.time() - 1)
    lease.cart_opened(DRAFT.cart_id, {})
    lease.submitting(DRAFT, time.time() - seconds_ago)


def test_an_outcome_that_is_not_known_is_a_202_and_goes_to_the_queue(doors: Doors) -> None:
    submitting(doors, 5)
    status, body, headers = doors.post()
    assert (status, body["state"]) == (202, "submitting")
    assert headers["Location"] == "/live/stores/acme/orders/order-1"
    assert int(headers["Retry-After"]) > 0
    assert doors.queues.count("ApproximateNumberOfMessagesDelayed") == 1
    assert doors.store.orders == []


def test_an_order_whose_cart_is_gone_is_parked(doors: Doors) -> None:
    submitting(doors, 301)
    status, body, _ = doors.post()
    assert (status, body["state"]) == (202, "parked")
    (message,) = doors.queues.dead_letters()
    assert message["MessageAttributes"]["code"]["StringValue"] == "parked"
    assert json.loads(message["Body"])["idempotency_key"] == "order-1"
    assert doors.post()[0] == 202
    assert doors.queues.dead_letters() == []


@pytest.mark.parametrize("seconds", [4, 12])
def test_a_request_that_runs_out_of_time_goes_to_the_queue(doors: Doors, seconds: float) -> None:
    status, body, headers = doors.post(seconds=seconds)
    assert status == 202
    assert body["state"] in ("claimed", "cart")
    assert headers["Location"] == "/live/stores/acme/orders/order-1"
    assert doors.queues.count("ApproximateNumberOfMessagesDelayed") == 1


@pytest.mark.parametrize("prefer", ["respond-async", "Respond-Async, wait=10"])
def test_a_caller_who_will_not_wait_gets_a_202(doors: Doors, prefer: str) -> None:
    status, body, headers = doors.post(Prefer=prefer)
    assert (status, body["state"]) == (202, "claimed")
    assert headers["Location"].endswith("/orders/order-1")
    assert doors.calls == 0
    assert doors.deliver() == []
    assert doors.entry().phase is Phase.PLACED


def test_a_caller_who_will_not_wait_is_told_of_another_body(doors: Doors) -> None:
    doors.post(Prefer="respond-async")
    status, body, _ = doors.post(body=order_body(customer_id=7), Prefer="respond-async")
    assert (status, body["code"]) == (422, "key_reused")


def test_what_is_done_is_answered_at_once_and_not_queued_again(doors: Doors) -> None:
    _, order, _ = doors.post()
    status, body, headers = doors.post(Prefer="respond-async")
    assert (status, body, headers["Idempotent-Replayed"]) == (201, order, "true")
    assert doors.queues.received() == []
