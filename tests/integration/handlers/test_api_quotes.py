"""Quotes by HTTP, with the real wiring and a store over HTTP: no record of anything is left."""

import json
from io import StringIO
from typing import Any

import pytest

from bigcommerce_emulator.http.faults import Fault
from order_service.handlers import api, wiring
from tests.fakes.features import full_order, mugs
from tests.fakes.lambda_events import api_event, context
from tests.fakes.orders import AUSTIN, order_body
from tests.integration.entry_points import EntryPoints

pytestmark = pytest.mark.enable_socket

PROBLEM = "application/problem+json"
REQUEST_ID = context().aws_request_id


def left_nothing(entry_points: EntryPoints) -> bool:
    messages = entry_points.queues.received() + entry_points.queues.dead_letters()
    return entry_points.store.carts == {} and entry_points.store.orders == [] and not messages


def test_a_quote_is_told_and_nothing_is_left_of_it(entry_points: EntryPoints) -> None:
    written: list[int] = []
    entry_points.before_write(1, lambda: written.append(1))
    status, body, headers = entry_points.quote()
    assert (status, headers["Content-Type"]) == (200, "application/json")
    assert body["totals"]["grand_total"] == "15.83"
    assert len(body["consignments"][0]["offered"]) == 4
    assert (entry_points.calls, written) == (5, [])
    assert left_nothing(entry_points)


def test_a_quote_then_its_order_are_ten_calls_and_one_price(entry_points: EntryPoints) -> None:
    order = order_body()
    _, quote, _ = entry_points.quote(order)
    order["consignments"][0]["shipping"] = quote["consignments"][0]["shipping"]
    order["expected_total"] = quote["totals"]["grand_total"]
    status, placed, _ = entry_points.post(body=order)
    assert (status, placed["totals"], entry_points.calls) == (201, quote["totals"], 10)


def test_an_order_that_uses_everything_can_be_quoted(entry_points: EntryPoints) -> None:
    status, body, _ = entry_points.quote(full_order())
    assert (status, len(body["consignments"])) == (200, 3)
    assert left_nothing(entry_points)


def test_neither_a_key_nor_a_preference_changes_a_quote(entry_points: EntryPoints) -> None:
    status, _, headers = entry_points.quote(Idempotency_Key="a b", Prefer="respond-async")
    assert (status, "Location" in headers) == (200, False)
    assert left_nothing(entry_points)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("[]", 400, "malformed_request"),
        (order_body(currency="usd"), 422, "invalid_request"),
        (order_body(shipping={"max_cost": 1}), 422, "no_shipping_option"),
        (mugs(line_items=[{"product_id": 123, "quantity": 3}]), 422, "store_refused"),
        (mugs(expected_total=1), 422, "total_differs"),
    ],
)
def test_a_refused_quote_is_the_problem_that_its_order_would_have(
    entry_points: EntryPoints, body: Any, status: int, code: str
) -> None:
    answered, problem, headers = entry_points.quote(body)
    assert (answered, headers["Content-Type"]) == (status, PROBLEM)
    assert (problem["code"], problem["correlation_id"]) == (code, REQUEST_ID)
    ordered = entry_points.post(body=body)[1]
    assert problem == ordered | {"correlation_id": REQUEST_ID}
    assert left_nothing(entry_points)


def test_a_store_of_no_name_is_refused(entry_points: EntryPoints) -> None:
    status, body, _ = entry_points.send(api_event("POST", "/stores/a%20b/quotes", order_body()))
    assert (status, body["errors"][0]["field"]) == (400, "store")


def test_a_wrong_request_costs_nothing() -> None:
    wiring.own_services.cache_clear()
    answer = api.handler(api_event("POST", "/stores/acme/quotes", "{}"), context())
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (422, "invalid_request")
    assert wiring.own_services.cache_info().currsize == 0


def test_a_throttling_store_is_a_503_that_says_when(entry_points: EntryPoints) -> None:
    entry_points.fail(Fault("status", operation="consignments", status=429, reset_ms=9000))
    status, body, headers = entry_points.quote()
    assert (status, body["code"], headers["Retry-After"]) == (503, "store_throttled", "9")
    assert left_nothing(entry_points)


def test_a_quote_out_of_time_is_a_503_and_in_no_queue(entry_points: EntryPoints) -> None:
    status, body, headers = entry_points.quote(seconds=12)
    assert (status, body["code"], headers["Retry-After"]) == (503, "out_of_time", "1")
    assert left_nothing(entry_points)


def test_while_all_is_paused_no_quote_is_made(entry_points: EntryPoints) -> None:
    entry_points.pause()
    status, body, headers = entry_points.quote()
    assert (status, body["status"], body["code"]) == (503, 503, "service_paused")
    assert (headers["Retry-After"], entry_points.calls) == ("60", 0)


def test_of_a_paused_store_no_quote_is_made(entry_points: EntryPoints) -> None:
    entry_points.put_secret(paused=True)
    status, body, headers = entry_points.quote()
    assert (status, body["code"], headers["Retry-After"]) == (503, "store_paused", "300")
    assert entry_points.calls == 0


def test_the_log_tells_of_a_quote_and_not_of_an_order(
    entry_points: EntryPoints, log: StringIO
) -> None:
    entry_points.quote()
    entry_points.quote(order_body(shipping={"max_cost": 1}))
    written = log.getvalue()
    assert "quote made" in written
    assert "quote refused" in written
    assert "order refused" not in written
    assert "OrdersRefused" not in written
    for personal in (AUSTIN["email"], AUSTIN["last_name"], AUSTIN["address1"]):
        assert personal not in written
