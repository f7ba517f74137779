"""Quotes on the deployed local cloud: priced, placed as quoted, and nothing left behind."""

import json

from local_cloud.aws.cloud import LocalCloud
from local_cloud.aws.entry_points import EntryPoints, event, send
from tests.emulator_admin import StoreAdmin


def test_a_quote_then_its_order_cost_the_calls_that_the_readme_says(
    entry_points: EntryPoints, store_admin: StoreAdmin
) -> None:
    case = event("api_quote")
    at_first, there = store_admin.calls(), store_admin.kept()
    quote = entry_points.send_http(case)
    quoting = store_admin.calls() - at_first
    assert quote.status == 200, quote.body
    assert (quoting.total(), quoting["create_order"], quoting["delete_cart"]) == (4 + 2, 0, 1)
    assert store_admin.kept() == there
    order = json.loads(case["body"]) | {"expected_total": quote.body["totals"]["grand_total"]}
    for asked, found in zip(order["consignments"], quote.body["consignments"], strict=True):
        asked["shipping"] = found["shipping"]
    placing = event("api_create_two_consignments") | {"body": json.dumps(order)}
    placing["headers"] = placing["headers"] | {"Idempotency-Key": "quoted-order-1"}
    placed = entry_points.send_http(placing)
    ordering = store_admin.calls() - at_first - quoting
    assert placed.status == 201, placed.body
    assert (ordering.total(), ordering["create_order"]) == (4 + 2, 1)
    assert placed.body["totals"] == quote.body["totals"]
    for made, found in zip(placed.body["consignments"], quote.body["consignments"], strict=True):
        assert made["shipping_option"] == found["shipping_option"]


def test_a_quote_that_is_refused_names_the_offers(
    entry_points: EntryPoints, store_admin: StoreAdmin
) -> None:
    case, there = event("api_quote"), store_admin.kept()
    order = json.loads(case["body"])
    order["consignments"][0]["shipping"] = {"max_cost": "0.01"}
    answer = entry_points.send_http(case | {"body": json.dumps(order)})
    assert (answer.status, answer.body["code"]) == (422, "no_shipping_option")
    assert answer.body["offered"]
    assert store_admin.kept() == there


def test_an_unsigned_quote_does_not_get_in(cloud: LocalCloud) -> None:
    case = event("api_quote")
    url = cloud.deployment.api_url + case["path"]
    answer = send("POST", url, case["headers"], case["body"].encode())
    assert answer.status == 403
    assert "totals" not in json.dumps(answer.body)
