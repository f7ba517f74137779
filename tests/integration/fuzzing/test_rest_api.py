import json
from typing import Any

import pytest

from tests.integration.fuzzing.rest_api import MOST_BYTES, Answer, Headers, Request, RestApi

SIGNATURE = (
    "Authorization",
    "AWS4-HMAC-SHA256 Credential=test/20260101/x/execute-api/aws4_request",
)
KEYS = "/live/stores/acme/orders"


class Function:
    """Notes its events, and answers each the same way."""

    def __init__(self, answer: Any = None) -> None:
        self.events: list[dict[str, Any]] = []
        self._answer = answer or {"statusCode": 200, "multiValueHeaders": {}, "body": "{}"}

    def __call__(self, event: dict[str, Any], _: object) -> Any:
        self.events.append(event)
        return self._answer


def sent(
    function: Function, method: str, url: str, body: bytes = b"", headers: Headers | None = None
) -> Answer:
    signed = [SIGNATURE] if headers is None else headers
    return RestApi(function).answer(Request(method, url, signed, body))


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("PATCH", f"{KEYS}/po-1"),
        ("GET", "/live/stores//orders"),
        ("GET", f"{KEYS}/po-1/"),
        ("GET", f"{KEYS}/po-1/more"),
        ("GET", "/stores/acme/orders"),
        ("GET", "/live/docs"),
    ],
)
def test_a_route_that_the_template_does_not_have_never_reaches_the_function(
    method: str, url: str
) -> None:
    function = Function()
    answer = sent(function, method, url)
    assert (answer.status, json.loads(answer.body)["code"]) == (403, "not_signed")
    assert function.events == []


def test_a_request_without_a_signature_never_reaches_the_function() -> None:
    function = Function()
    answer = sent(function, "GET", KEYS, headers=[("Accept", "*/*")])
    assert (answer.status, json.loads(answer.body)["code"]) == (403, "not_signed")
    assert function.events == []


def test_a_request_that_is_too_large_never_reaches_the_function() -> None:
    function = Function()
    answer = sent(function, "POST", KEYS, b"x" * (MOST_BYTES + 1))
    assert (answer.status, json.loads(answer.body)["code"]) == (413, "too_large")
    assert function.events == []


def test_the_function_gets_decoded_names_and_every_value_of_headers_and_queries() -> None:
    function = Function()
    headers = [SIGNATURE, ("Prefer", "a"), ("Prefer", "b")]
    sent(function, "GET", f"{KEYS}/a%2Fb?limit=1&limit=&x", headers=headers)
    (event,) = function.events
    assert event["resource"] == "/stores/{store}/orders/{key}"
    assert event["pathParameters"] == {"store": "acme", "key": "a/b"}
    assert event["headers"]["Prefer"] == "b"
    assert event["multiValueHeaders"]["Prefer"] == ["a", "b"]
    assert event["multiValueQueryStringParameters"] == {"limit": ["1", ""], "x": [""]}
    assert event["body"] is None


def test_an_answer_that_is_none_is_a_server_error() -> None:
    answer = sent(Function({"no": "answer"}), "GET", KEYS)
    assert (answer.status, json.loads(answer.body)["code"]) == (502, "internal_error")
