"""The HTTP entry point: every outcome has its status, its headers and its body."""

import json
import time
from base64 import b64encode
from typing import Any

import pytest

from bigcommerce_emulator.http.faults import Fault
from order_service.keys import OrderKey
from order_service.request.intake import read_order
from tests.fakes.lambda_events import api_event
from tests.fakes.orders import AUSTIN, order_body
from tests.integration.entry_points import EntryPoints

pytestmark = pytest.mark.enable_socket

PROBLEM = "application/problem+json"
MINE = read_order(order_body()).fingerprint()
CORRELATION_ID = OrderKey("acme", "order-1").correlation_id


def test_a_placed_order_is_created(entry_points: EntryPoints) -> None:
    status, body, headers = entry_points.post()
    assert status == 201
    assert body["order_id"] == entry_points.store.orders[0].id
    assert body["status"] == "Incomplete"
    assert body["totals"]["cart_amount"] == "10.83"
    assert body["redirect_urls"]["checkout_url"].startswith("https://")
    assert headers["Location"] == "/live/stores/acme/orders/order-1"
    assert headers["Content-Type"] == "application/json"
    assert "Idempotent-Replayed" not in headers
    assert entry_points.calls == 5


def test_the_same_key_again_is_replayed(entry_points: EntryPoints) -> None:
    _, first, _ = entry_points.post()
    status, again, headers = entry_points.post()
    assert (status, again) == (201, first)
    assert headers["Idempotent-Replayed"] == "true"
    assert entry_points.calls == 5


def test_a_key_in_quotes_is_the_same_key(entry_points: EntryPoints) -> None:
    entry_points.post()
    _, _, headers = entry_points.post('"order-1"')
    assert headers["Idempotent-Replayed"] == "true"
    assert headers["Location"].endswith("/orders/order-1")


def test_header_names_are_in_any_letter_case(entry_points: EntryPoints) -> None:
    event = api_event("POST", "/stores/acme/orders", order_body(), **{"IDEMPOTENCY-KEY": "k"})
    assert entry_points.send(event)[0] == 201


@pytest.mark.parametrize("key", ["", "a b", "x#y"])
def test_a_missing_or_unusable_key_is_a_400(entry_points: EntryPoints, key: str) -> None:
    status, body, headers = entry_points.post(key)
    assert status == 400
    assert headers["Content-Type"] == PROBLEM
    assert body["code"] == "malformed_request"
    assert [error["field"] for error in body["errors"]] == ["Idempotency-Key"]
    assert entry_points.calls == 0


def test_no_key_at_all_is_a_400(entry_points: EntryPoints) -> None:
    status, body, _ = entry_points.send(api_event("POST", "/stores/acme/orders", order_body()))
    assert (status, body["errors"][0]["field"]) == (400, "Idempotency-Key")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": 1, "a": 2}', '{"a": NaN}'])
def test_a_body_that_cannot_be_read_is_a_400(entry_points: EntryPoints, text: str) -> None:
    status, body, headers = entry_points.post(body=text)
    assert (status, headers["Content-Type"]) == (400, PROBLEM)
    assert body["errors"][0]["field"] == "body"


def test_a_body_of_another_type_is_a_400(entry_points: EntryPoints) -> None:
    status, body, _ = entry_points.post(Content_Type="text/xml")
    assert (status, body["errors"][0]["field"]) == (400, "Content-Type")


def test_a_body_that_only_claims_to_be_base64_is_a_400(entry_points: EntryPoints) -> None:
    event = api_event("POST", "/stores/acme/orders", "%%%", Idempotency_Key="k")
    status, body, _ = entry_points.send(event | {"isBase64Encoded": True})
    assert (status, body["errors"][0]["field"]) == (400, "body")


def test_a_body_in_base64_is_read(entry_points: EntryPoints) -> None:
    text = b64encode(json.dumps(order_body()).encode()).decode()
    event = api_event("POST", "/stores/acme/orders", text, Idempotency_Key="k")
    assert entry_points.send(event | {"isBase64Encoded": True})[0] == 201


def test_an_invalid_order_is_a_422_that_names_every_field(entry_points: EntryPoints) -> None:
    wrong = order_body(
        currency="usd", colour="red", billing_address=AUSTIN | {"email": "zephyrine"}
    )
    status, body, headers = entry_points.post(body=wrong)
    assert (status, headers["Content-Type"]) == (422, PROBLEM)
    assert body["code"] == "invalid_request"
    assert body["correlation_id"] == CORRELATION_ID
    assert body["retryable"] is False
    fields = {error["field"] for error in body["errors"]}
    assert fields == {"currency", "colour", "billing_address.email"}
    assert entry_points.calls == 0
    assert entry_points.get()[0] == 404


def test_a_key_with_another_body_is_a_422(entry_points: EntryPoints) -> None:
    entry_points.post()
    status, body, _ = entry_points.post(body=order_body(customer_id=7))
    assert (status, body["code"], body["fix"]) == (422, "key_reused", "caller")
    assert entry_points.calls == 5


def test_an_order_in_progress_elsewhere_is_a_409(entry_points: EntryPoints) -> None:
    entry_points.claim(MINE, time.time() + 50)
    status, body, headers = entry_points.post()
    assert (status, body["code"]) == (409, "in_progress")
    # A few seconds, and not the 50 of the lease.
    assert headers["Retry-After"] == "3"
    assert entry_points.calls == 0


def test_a_refusal_of_the_store_is_a_422_with_its_words(entry_points: EntryPoints) -> None:
    three = order_body(
        custom_items=None, consignments=None, line_items=[{"product_id": 123, "quantity": 3}]
    )
    status, body, headers = entry_points.post(body=three)
    assert (status, body["code"], body["step"]) == (422, "store_refused", "cart")
    assert (body["fix"], body["cause"]) == ("caller", "maximum_quantity")
    assert body["store"]["status"] == 422
    assert "maximum of 2" in body["store"]["words"][0]
    assert "Idempotent-Replayed" not in headers
    calls = entry_points.calls
    again = entry_points.post(body=three)
    assert again[0] == 422
    assert again[1] == body
    assert again[2]["Idempotent-Replayed"] == "true"
    assert entry_points.calls == calls


def test_no_shipping_option_is_a_422_with_what_was_offered(entry_points: EntryPoints) -> None:
    status, body, _ = entry_points.post(body=order_body(shipping={"max_cost": 1}))
    assert (status, body["code"]) == (422, "no_shipping_option")
    assert [offer["cost"] for offer in body["offered"]] == ["0.00", "5.00", "8.00", "15.00"]
    assert entry_points.store.carts == {}


def test_a_throttling_store_is_a_503_that_says_when(entry_points: EntryPoints) -> None:
    entry_points.fail(Fault("status", status=429, reset_ms=9000))
    status, body, headers = entry_points.post()
    assert (status, body["code"]) == (503, "store_throttled")
    assert (body["retryable"], headers["Retry-After"]) == (True, "9")
    entry_points.fail()
    assert entry_points.post()[0] == 201


def test_a_store_without_a_secret_is_a_404_with_a_hint(entry_points: EntryPoints) -> None:
    event = api_event("POST", "/stores/unknown/orders", order_body(), Idempotency_Key="k")
    status, body, headers = entry_points.send(event)
    assert (status, body["code"], body["fix"]) == (404, "unknown_store", "caller")
    assert body["detail"] == "This store is not set up here."
    assert "Check the store's name" in body["hint"]
    assert "bigcommerce/" not in str(body)
    assert "Retry-After" not in headers


def test_a_state_says_whether_the_order_goes_on_without_its_caller(
    entry_points: EntryPoints,
) -> None:
    entry_points.fail(Fault("status", status=429, reset_ms=9000))
    assert entry_points.post()[0] == 503
    assert entry_points.get()[1]["goes_on"] is False
    entry_points.queue()
    entry_points.deliver()
    assert entry_points.get()[1]["goes_on"] is True


@pytest.mark.parametrize("kind", ["cut", "truncated", "not_json"])
def test_a_lost_answer_to_create_order_still_is_the_one_order(
    entry_points: EntryPoints, kind: Any
) -> None:
    entry_points.fail(Fault(kind, operation="create_order", when="after"))
    status, body, _ = entry_points.post()
    assert (status, len(entry_points.store.orders)) == (201, 1)
    assert body["order_id"] == entry_points.store.orders[0].id


def test_an_unknown_path_is_a_404(entry_points: EntryPoints) -> None:
    status, body, headers = entry_points.send(api_event("GET", "/other/acme/orders/k"))
    assert (status, body["code"], headers["Content-Type"]) == (404, "unknown_path", PROBLEM)
