"""Orders by HTTP: API Gateway with its signature check, Lambda, the ledger, the store."""

import copy
import json
from typing import Any

import pytest

from local_cloud.aws.cloud import LocalCloud
from local_cloud.aws.entry_points import Answer, EntryPoints, event, send
from local_cloud.placed_orders import order_ids, read_order

STORE = "sandbox"


def test_tutorial_order_is_placed(tutorial: Answer, cloud: LocalCloud) -> None:
    assert tutorial.status == 201
    assert str(tutorial.header("Location")).endswith("/stores/sandbox/orders/tutorial-order-1")
    totals = tutorial.body["totals"]
    assert (totals["base_amount"], totals["cart_amount"]) == ("10.00", "10.83")
    order = read_order(cloud.store_url, tutorial.body["order_id"])
    assert (order["status"], order["status_id"]) == ("Incomplete", 0)
    assert [(line["sku"], line["quantity"]) for line in order["products"]] == [("abc-123", 1)]


def test_same_key_again_gives_the_same_order(
    tutorial: Answer, entry_points: EntryPoints, cloud: LocalCloud
) -> None:
    before = order_ids(cloud.store_url)
    again = entry_points.send_http(event("api_create_tutorial"))
    assert order_ids(cloud.store_url) == before
    assert (again.status, again.body) == (tutorial.status, tutorial.body)
    assert again.header("Idempotent-Replayed") == "true"
    assert tutorial.header("Idempotent-Replayed") is None


def test_same_key_for_another_order_is_refused(tutorial: Answer, entry_points: EntryPoints) -> None:
    other = copy.deepcopy(event("api_create_tutorial"))
    order = json.loads(other["body"])
    order["custom_items"][0]["quantity"] = 2
    order["consignments"][0]["line_items"][0]["quantity"] = 2
    other["body"] = json.dumps(order)
    answer = entry_points.send_http(other)
    assert (answer.status, answer.body["code"]) == (422, "key_reused")
    assert tutorial.status == 201


def test_order_can_be_read_by_its_key(tutorial: Answer, entry_points: EntryPoints) -> None:
    answer = entry_points.send_http(event("api_read"))
    assert (answer.status, answer.body["state"]) == (200, "placed")
    assert answer.body["order"]["order_id"] == tutorial.body["order_id"]


def test_a_key_that_nobody_has_sent_is_cancelled(entry_points: EntryPoints) -> None:
    answer = entry_points.send_http(event("api_cancel"))
    assert (answer.status, answer.body["state"]) == (200, "cancelled")


def test_each_address_gets_the_shipping_that_was_asked_for(entry_points: EntryPoints) -> None:
    answer = entry_points.send_http(event("api_create_two_consignments"))
    assert answer.status == 201, answer.body
    chosen = [c["shipping_option"]["description"] for c in answer.body["consignments"]]
    assert chosen == ["Express Courier", "Flat Rate"]


def test_digital_order_has_nothing_to_ship(entry_points: EntryPoints, cloud: LocalCloud) -> None:
    answer = entry_points.send_http(event("api_create_digital"))
    assert (answer.status, answer.body["consignments"]) == (201, [])
    assert read_order(cloud.store_url, answer.body["order_id"])["status"] == "Incomplete"


def test_order_without_a_key_is_not_taken(entry_points: EntryPoints) -> None:
    answer = entry_points.send_http(event("api_missing_key"))
    assert answer.status == 400
    assert [error["field"] for error in answer.body["errors"]] == ["Idempotency-Key"]


def test_wrong_body_names_every_wrong_field(entry_points: EntryPoints) -> None:
    answer = entry_points.send_http(event("api_invalid_body"))
    assert answer.status == 422
    assert answer.header("Content-Type") == "application/problem+json"
    assert {error["field"] for error in answer.body["errors"]} >= {
        "line_items[0].quantity",
        "currency",
        "discount",
        "billing_address.email",
        "billing_address.country_code",
    }


def test_unknown_key_is_not_found(entry_points: EntryPoints) -> None:
    assert entry_points.read(STORE, "nobody-sent-this").status == 404


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer something"}])
def test_unsigned_request_does_not_get_in(headers: dict[str, str], cloud: LocalCloud) -> None:
    case: dict[str, Any] = event("api_create_tutorial")
    url = cloud.deployment.api_url + case["path"]
    answer = send("POST", url, case["headers"] | headers, case["body"].encode())
    assert answer.status == 403
    assert "order_id" not in json.dumps(answer.body)
