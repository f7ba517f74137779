"""Whatever comes in by HTTP: a clear 4xx, and nothing of it stays anywhere."""

import json
from base64 import b64encode
from typing import Any

import pytest

from bigcommerce_emulator.state.settings import Settings
from order_service.handlers import api, wiring
from tests.fakes.clock import FakeClock
from tests.fakes.hostile.bodies import BODIES
from tests.fakes.lambda_events import api_event, context
from tests.fakes.neighbours import Neighbours
from tests.fakes.orders import order_body

PROBLEM = "application/problem+json"
PATH = "/stores/acme/orders"
EVENT = api_event("POST", PATH, order_body(), Idempotency_Key="order-1")


def posted(event: Any) -> tuple[int, Any]:
    """The status and problem of an event that is refused, and leaves nothing anywhere.

    All it may need is to ask the ledger whether another version accepted it.
    """
    stack = Neighbours(FakeClock(), {"acme": Settings()})
    before = wiring.given.set(stack.services)
    try:
        answer = api.handler(event, context())
    finally:
        wiring.given.reset(before)
    assert (stack.dynamodb.items, stack.calls["acme"].sent, stack.sqs.sent) == ({}, [], [])
    body = json.loads(answer["body"])
    assert set(answer["multiValueHeaders"]) == {"Content-Type"}
    assert answer["multiValueHeaders"]["Content-Type"] == [PROBLEM]
    assert body["code"]
    assert body["detail"]
    return answer["statusCode"], body


@pytest.mark.parametrize(("text", "expected"), BODIES.values(), ids=BODIES)
def test_a_hostile_body_by_http_is_refused(text: str, expected: int) -> None:
    status, body = posted(EVENT | {"body": text})
    assert status == expected
    assert body["errors"]


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe", b"\x80", json.dumps(order_body()).encode("utf-16"), b"\x00", b""],
    ids=["broken", "not UTF-8", "UTF-16", "nothing", "empty"],
)
def test_bytes_in_base64_that_are_no_json_are_refused(content: bytes) -> None:
    event = EVENT | {"body": b64encode(content).decode(), "isBase64Encoded": True}
    assert posted(event)[0] == 400


@pytest.mark.parametrize("body", [5, ["{}"], {"line_items": []}, True])
def test_a_body_that_is_no_text_is_refused(body: Any) -> None:
    status, problem = posted(EVENT | {"body": body})
    assert (status, problem["errors"][0]["field"]) == (400, "body")


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=json",
     "text/html; q=application/json", "json", "application/jsonp", "x"],
)  # fmt: skip
def test_another_content_type_is_refused(kind: str) -> None:
    event = api_event("POST", PATH, order_body(), Idempotency_Key="k", Content_Type=kind)
    status, problem = posted(event)
    assert (status, problem["errors"][0]["field"]) == (400, "Content-Type")


HOSTILE_NAMES = ["..", "a#b", "acme%00", "acme\r\nX-Evil: 1", "a" * 65, "\uff41cme", "' OR 1=1 --"]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_store_name_cannot_lead_elsewhere(name: str) -> None:
    event = EVENT | {"path": f"/stores/{name}/orders", "pathParameters": {"store": name}}
    status, problem = posted(event)
    assert status in (400, 404)
    assert name not in json.dumps(problem, ensure_ascii=False)


@pytest.mark.parametrize(
    "key", ["a\r\nSet-Cookie: x=1", "../../other/orders/k", "a/b", "a\u2028b", "k" * 129, "a,b"]
)
def test_a_key_cannot_inject_a_header_or_a_path(key: str) -> None:
    event = api_event("POST", PATH, order_body(), Idempotency_Key=key)
    assert posted(event)[0] == 400


def test_two_keys_in_one_request_are_refused() -> None:
    two = EVENT["multiValueHeaders"] | {"Idempotency-Key": ["order-1", "order-2"]}
    status, problem = posted(EVENT | {"multiValueHeaders": two})
    assert (status, problem["errors"][0]["field"]) == (400, "Idempotency-Key")


NO_REQUESTS: list[Any] = [
    None, [], "text", 7, {}, {"Records": [{}]}, {"httpMethod": 5, "path": ["/"]},
    EVENT | {"path": None}, EVENT | {"httpMethod": {}},
    EVENT | {"headers": ["a"], "multiValueHeaders": 5},
    EVENT | {"headers": None, "multiValueHeaders": None},
    EVENT | {"headers": {"Idempotency-Key": 5}, "pathParameters": "acme"},
    EVENT | {"requestContext": "x", "headers": {}},
]  # fmt: skip


@pytest.mark.parametrize("event", NO_REQUESTS, ids=str)
def test_an_event_that_is_no_request_is_a_4xx(event: Any) -> None:
    status, problem = posted(event)
    assert (status, problem["code"]) in ((400, "malformed_request"), (404, "unknown_path"))
