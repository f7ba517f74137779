"""The HTTP entry point when the order takes longer than the request may."""

import json
import time

import pytest

from bigcommerce_emulator.http.faults import Fault
from order_service.bigcommerce.calls import SHORTEST_READ
from order_service.bigcommerce.https import BEFORE_READING
from order_service.clock import AWS_SECONDS
from order_service.keys import OrderKey
from order_service.ledger.entry import Phase
from order_service.ledger.phases import LOOKED_FOR
from order_service.request.intake import read_order
from tests.fakes.drafts import DRAFT
from tests.fakes.orders import order_body
from tests.integration.entry_points import STORE, EntryPoints

pytestmark = pytest.mark.enable_socket

PROBLEM = "application/problem+json"
MINE = read_order(order_body()).fingerprint()
CORRELATION_ID = OrderKey("acme", "order-1").correlation_id


def submitting(entry_points: EntryPoints, seconds_ago: float) -> None:
    """A delivery that died just after it said that it would create the order."""
    lease = entry_points.claim(MINE, time.time() - seconds_ago)
    lease.cart_opened(DRAFT.cart_id, {})
    lease.submitting(DRAFT, time.time() - seconds_ago)


def test_an_outcome_that_is_not_known_is_a_202_and_goes_to_the_queue(
    entry_points: EntryPoints,
) -> None:
    submitting(entry_points, 5)
    status, body, headers = entry_points.post()
    assert (status, body["state"]) == (202, "submitting")
    assert headers["Location"] == "/live/stores/acme/orders/order-1"
    assert int(headers["Retry-After"]) > 0
    assert entry_points.queues.count("ApproximateNumberOfMessagesDelayed") == 1
    assert entry_points.store.orders == []


def test_an_order_whose_cart_is_gone_is_parked(entry_points: EntryPoints) -> None:
    submitting(entry_points, 301)
    status, body, _ = entry_points.post()
    assert (status, body["state"]) == (202, "parked")
    (message,) = entry_points.queues.dead_letters()
    assert message["MessageAttributes"]["code"]["StringValue"] == "parked"
    assert json.loads(message["Body"])["idempotency_key"] == "order-1"
    assert entry_points.post()[0] == 202
    assert entry_points.queues.dead_letters() == []


def test_a_request_keeps_the_time_back_in_which_its_order_is_handed_over(
    entry_points: EntryPoints,
) -> None:
    seconds = SHORTEST_READ + BEFORE_READING + AWS_SECONDS
    status, _, _ = entry_points.post(seconds=seconds)
    assert (status, entry_points.calls) == (202, 0)


@pytest.mark.parametrize("seconds", [4, 12])
def test_a_request_that_runs_out_of_time_goes_to_the_queue(
    entry_points: EntryPoints, seconds: float
) -> None:
    status, body, headers = entry_points.post(seconds=seconds)
    assert status == 202
    assert body["state"] in ("claimed", "cart")
    assert headers["Location"] == "/live/stores/acme/orders/order-1"
    assert entry_points.queues.count("ApproximateNumberOfMessagesDelayed") == 1


@pytest.mark.parametrize("prefer", ["respond-async", "Respond-Async, wait=10"])
def test_a_caller_who_will_not_wait_gets_a_202(entry_points: EntryPoints, prefer: str) -> None:
    status, body, headers = entry_points.post(Prefer=prefer)
    assert (status, body["state"]) == (202, "claimed")
    assert headers["Location"].endswith("/orders/order-1")
    assert entry_points.calls == 0
    assert entry_points.deliver() == []
    assert entry_points.entry().phase is Phase.PLACED


def test_a_caller_who_will_not_wait_is_told_of_another_body(entry_points: EntryPoints) -> None:
    entry_points.post(Prefer="respond-async")
    status, body, _ = entry_points.post(body=order_body(customer_id=7), Prefer="respond-async")
    assert (status, body["code"]) == (422, "key_reused")


def test_what_is_done_is_answered_at_once_and_not_queued_again(entry_points: EntryPoints) -> None:
    _, order, _ = entry_points.post()
    status, body, headers = entry_points.post(Prefer="respond-async")
    assert (status, body, headers["Idempotent-Replayed"]) == (201, order, "true")
    assert entry_points.queues.received() == []


@pytest.mark.parametrize("seconds", [29, 12])
def test_an_order_whose_message_was_given_up_goes_on_when_it_is_sent_again(
    entry_points: EntryPoints, seconds: float
) -> None:
    entry_points.claim(MINE, 0)
    entry_points.ledger.no_longer_queued(OrderKey(STORE, "order-1"), MINE)
    assert entry_points.get()[1]["goes_on"] is False
    headers = {"Prefer": "respond-async"} if seconds == 29 else {}
    status, body, _ = entry_points.post(seconds=seconds, **headers)
    assert (status, body["goes_on"]) == (202, True)
    assert entry_points.get()[1]["goes_on"] is True


def test_an_order_that_was_handed_to_the_queue_is_said_to_go_on(entry_points: EntryPoints) -> None:
    submitting(entry_points, 5)
    assert entry_points.post()[0] == 202
    assert entry_points.get()[1]["goes_on"] is True


def test_an_order_in_doubt_that_could_not_be_handed_over_is_not_said_to_go_on(
    entry_points: EntryPoints,
) -> None:
    submitting(entry_points, 5)
    entry_points.deploy(QUEUE_URL=f"{entry_points.queues.url}-that-is-gone")
    status, problem, _ = entry_points.post()
    assert (status, problem["code"]) == (503, "queue_unavailable")
    state = entry_points.get()[1]
    assert (state["state"], state.get("goes_on")) == ("submitting", None)


def test_an_order_that_was_refused_its_turn_and_then_queued_is_said_to_go_on(
    entry_points: EntryPoints,
) -> None:
    entry_points.fail(Fault("status", status=429, reset_ms=9000))
    assert entry_points.post()[0] == 503
    assert entry_points.get()[1]["goes_on"] is False
    assert entry_points.post(Prefer="respond-async")[0] == 202
    assert entry_points.get()[1]["goes_on"] is True


def test_a_parked_order_that_is_queued_is_said_to_go_on(
    entry_points: EntryPoints,
) -> None:
    submitting(entry_points, 5)
    entry_points.claim(MINE, time.time() - 1).parked()
    assert entry_points.get()[1]["goes_on"] is False
    status, body, _ = entry_points.post(Prefer="respond-async")
    assert (status, body["state"], body["goes_on"], body["next"]) == (
        *(202, "parked", True),
        LOOKED_FOR,
    )
    assert entry_points.get()[1]["goes_on"] is True


def test_an_order_whose_message_could_not_be_sent_is_not_said_to_go_on(
    entry_points: EntryPoints,
) -> None:
    entry_points.deploy(QUEUE_URL=f"{entry_points.queues.url}-that-is-gone")
    status, problem, _ = entry_points.post(Prefer="respond-async")
    assert (status, problem["code"]) == (503, "queue_unavailable")
    assert entry_points.get()[1].get("goes_on") is not True
