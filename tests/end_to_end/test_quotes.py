"""Quotes on the deployed local cloud: priced, placed as quoted, and nothing left behind."""

import json
from collections import Counter
from typing import Any

from local_cloud.aws.cloud import LocalCloud
from local_cloud.aws.doors import FrontDoors, event, send


def kept(store_admin: str) -> tuple[int, int]:
    """How many carts and orders the store has."""
    state = _state(store_admin)
    return state["carts"], state["orders"]


def calls(store_admin: str) -> Counter[str]:
    """How often each of the store's operations was called."""
    return Counter(_state(store_admin)["requests"])


def _state(store_admin: str) -> Any:
    return send("GET", f"{store_admin}/state", {}).body


def test_a_quote_then_its_order_cost_the_calls_that_the_readme_says(
    doors: FrontDoors, store_admin: str
) -> None:
    case = event("api_quote")
    at_first, there = calls(store_admin), kept(store_admin)
    quote = doors.send_http(case)
    quoting = calls(store_admin) - at_first
    assert quote.status == 200, quote.body
    assert (quoting.total(), quoting["create_order"], quoting["delete_cart"]) == (4 + 2, 0, 1)
    assert kept(store_admin) == there
    order = json.loads(case["body"]) | {"expected_total": quote.body["totals"]["grand_total"]}
    for asked, found in zip(order["consignments"], quote.body["consignments"], strict=True):
        asked["shipping"] = found["shipping"]
    placing = event("api_create_two_consignments") | {"body": json.dumps(order)}
    placing["headers"] = placing["headers"] | {"Idempotency-Key": "quoted-order-1"}
    placed = doors.send_http(placing)
    ordering = calls(store_admin) - at_first - quoting
    assert placed.status == 201, placed.body
    assert (ordering.total(), ordering["create_order"]) == (4 + 2, 1)
    assert placed.body["totals"] == quote.body["totals"]
    for made, found in zip(placed.body["consignments"], quote.body["consignments"], strict=True):
        assert made["shipping_option"] == found["shipping_option"]


def test_a_quote_that_is_refused_names_the_offers(doors: FrontDoors, store_admin: str) -> None:
    case, there = event("api_quote"), kept(store_admin)
    order = json.loads(case["body"])
    order["consignments"][0]["shipping"] = {"max_cost": "0.01"}
    answer = doors.send_http(case | {"body": json.dumps(order)})
    assert (answer.status, answer.body["code"]) == (422, "no_shipping_option")
    assert answer.body["offered"]
    assert kept(store_admin) == there


def test_an_unsigned_quote_does_not_get_in(cloud: LocalCloud) -> None:
    case = event("api_quote")
    url = cloud.deployment.api_url + case["path"]
    answer = send("POST", url, case["headers"], case["body"].encode())
    assert answer.status == 403
    assert "totals" not in json.dumps(answer.body)
