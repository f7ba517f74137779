"""Whatever the entry points are handed: an order, a recorded refusal or nothing, never a crash."""

import json
from typing import Any

import pytest

from order_service.handlers import queue
from order_service.ledger.entry import Phase
from tests.fakes.hostile.bodies import BODIES
from tests.fakes.lambda_events import api_event, context
from tests.fakes.orders import AUSTIN, order_body
from tests.integration.entry_points import EntryPoints

pytestmark = pytest.mark.enable_socket

EVENT = api_event("POST", "/stores/acme/orders", order_body(), Idempotency_Key="order-1")
CODES = {400: "malformed_request", 422: "invalid_request"}


def test_every_hostile_body_by_queue_is_a_dead_letter(entry_points: EntryPoints) -> None:
    for number, (text, expected) in enumerate(BODIES.values()):
        key, body = f"order-{number}", text[:900_000]
        message = f'{{"store": "acme", "idempotency_key": "{key}", "order": {body}}}'
        entry_points.queues.send(message)
        assert entry_points.deliver() == []
        (dead,) = entry_points.queues.dead_letters()
        assert dead["Body"] == message
        assert dead["MessageAttributes"]["code"]["StringValue"] == CODES[expected]
        assert (entry_points.get(key)[0] == 200) is (expected == 422)
        entry_points.queues.forget(dead)
    assert entry_points.calls == 0


@pytest.mark.parametrize(
    "kind", ["application/json", "Application/JSON; charset=utf-8", "application/vnd.acme+json"]
)
def test_json_by_any_of_its_names_is_read(entry_points: EntryPoints, kind: str) -> None:
    assert entry_points.post(Content_Type=kind)[0] == 201


@pytest.mark.parametrize("part", ["requestContext", "stageVariables", "queryStringParameters"])
def test_an_order_is_placed_although_a_part_that_nobody_needs_is_spoilt(
    entry_points: EntryPoints, part: str
) -> None:
    status, _, headers = entry_points.send(EVENT | {part: 7})
    assert status == 201
    assert headers["Location"].endswith("/stores/acme/orders/order-1")


@pytest.mark.parametrize(
    "event", [None, [], "text", {}, {"Records": None}, {"Records": []}, {"Records": ["x", {}, 5]}]
)
def test_an_event_that_is_no_batch_ends_there(entry_points: EntryPoints, event: Any) -> None:
    assert queue.handler(event, context()) == {"batchItemFailures": []}
    assert entry_points.queues.dead_letters() == []


def test_a_record_without_a_body_is_put_aside_and_the_others_are_placed(
    entry_points: EntryPoints,
) -> None:
    bare = {"messageId": "m-1", "receiptHandle": "r-1"}
    good = {"store": "acme", "idempotency_key": "order-1", "order": order_body()}
    records = [bare, "no record", bare | {"messageId": "m-2", "body": json.dumps(good)}]
    assert queue.handler({"Records": records}, context(60)) == {"batchItemFailures": []}
    (dead,) = entry_points.queues.dead_letters()
    assert dead["MessageAttributes"]["code"]["StringValue"] == "malformed_request"
    assert entry_points.entry().phase is Phase.PLACED


def test_signs_that_no_queue_takes_are_spelt_in_the_message(entry_points: EntryPoints) -> None:
    strange = order_body(billing_address=AUSTIN | {"company": "a\ufffe\uffff\x00\x07"})
    assert entry_points.post(body=strange, Prefer="respond-async")[0] == 202
    (message,) = entry_points.queues.received()
    assert "\ufffe" not in message["Body"]
    assert json.loads(message["Body"])["order"]["billing_address"]["company"] == (
        "a\ufffe\uffff\x00\x07"
    )
