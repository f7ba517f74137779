"""The HTTP entry point refuses what cannot be an order before it needs anything of the world."""

import json
from typing import Any

import pytest

from order_service.handlers import api, wiring
from tests.fakes.lambda_events import api_event, context
from tests.fakes.orders import order_body


@pytest.mark.parametrize(
    ("key", "body", "status"),
    [
        ("", order_body(), 400),
        ("a b", order_body(), 400),
        ("order-1", "[]", 400),
    ],
)
def test_a_malformed_request_is_refused_before_any_service_is_built(
    key: str, body: Any, status: int
) -> None:
    wiring.own_services.cache_clear()
    event = api_event("POST", "/stores/acme/orders", body, Idempotency_Key=key)
    answer = api.handler(event, context())
    assert answer["statusCode"] == status
    assert answer["multiValueHeaders"]["Content-Type"] == ["application/problem+json"]
    assert json.loads(answer["body"])["errors"]
    assert wiring.own_services.cache_info().currsize == 0


def test_the_documentation_is_a_page_that_runs_nothing() -> None:
    answer = api.handler(api_event("GET", "/docs"), context())
    assert answer["statusCode"] == 200
    assert answer["multiValueHeaders"]["Content-Type"] == ["text/html; charset=utf-8"]
    assert "script" not in answer["multiValueHeaders"]["Content-Security-Policy"][0]
    assert answer["body"] == api.DOCS.read_text()
