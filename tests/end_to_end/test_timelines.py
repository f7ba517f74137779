"""The timelines of `make up`, of orders that really had trouble on the local cloud."""

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cart_to_order.pages.question import Question
from cart_to_order.pages.reading.records import Records
from cart_to_order.pages.reading.stack import Reach
from local_cloud.aws.cloud import LocalCloud
from local_cloud.aws.entry_points import EntryPoints, event, send
from local_cloud.order_pages import stack_of, timeline_server
from tests.browser import browse, needs_browser
from tests.emulator_admin import StoreAdmin

STORE = "sandbox"
SECONDS = 60.0


@pytest.fixture(scope="module")
def url(cloud: LocalCloud) -> Iterator[str]:
    with timeline_server(cloud.deployment) as address:
        yield address


@pytest.fixture(scope="module")
def repeated(entry_points: EntryPoints, store_admin: StoreAdmin) -> str:
    """The key of an order by HTTP, one of whose calls was made twice."""
    order = copy.deepcopy(event("api_create_tutorial"))
    order["headers"]["Idempotency-Key"] = "timeline-repeated"
    fault = {"operation": "create_cart", "kind": "status", "status": 503, "times": 1}
    store_admin.fail(fault)
    assert entry_points.send_http(order).status == 201
    store_admin.fail()
    return "timeline-repeated"


@pytest.fixture(scope="module")
def returned(entry_points: EntryPoints, store_admin: StoreAdmin) -> str:
    """The key of an order by message that needed a second delivery."""
    body = json.loads(event("sqs_create")["Records"][0]["body"])
    body["idempotency_key"] = "timeline-returned"
    fault = {"operation": "create_cart", "kind": "status", "status": 503, "times": 4}
    store_admin.fail(fault)
    entry_points.send_message(json.dumps(body))
    answer = entry_points.wait_until_settled(STORE, "timeline-returned", SECONDS)
    store_admin.fail()
    assert answer.body["state"] == "placed"
    return "timeline-returned"


def test_a_call_that_was_repeated_is_drawn_with_its_back_off(url: str, repeated: str) -> None:
    page = _page(f"{url}/{STORE}/{repeated}")
    calls = re.findall(r'class="bar-call (\w+)" style="[^"]*" title="(\w+), (\w+)', page)

    assert calls[:2] == [("bad", "cart", "POST"), ("good", "cart", "POST")]
    assert [step for _, step, _ in calls[1:]] == [
        "cart", "billing_address", "consignments", "shipping_option", "order",
    ]  # fmt: skip
    for words in ("POST · try 2", "<b>back-off</b>", ">503</span>", ">201</span>", "by API"):
        assert words in page
    assert re.findall(r'title="(\w+), [\d.]+ m?s, [\d:.]+ UTC"', page)[0] == "claim"


def test_each_delivery_of_a_message_has_its_lane(url: str, returned: str) -> None:
    page = _page(f"{url}/{STORE}/{returned}")
    first, second = page.split('<div class="lane"')[1:]

    assert "message comes back: store_unavailable at cart" in first
    assert first.count(">503</span>") == 4
    assert "message hidden: store_unavailable" in first
    assert "attempt 2" in second
    assert "order placed" in second
    assert 'class="phase is-placed"' in page
    assert 'class="cutlabel"' in page


def test_no_customer_no_link_and_no_token_is_on_a_page(
    url: str, repeated: str, returned: str
) -> None:
    order = json.loads(event("api_create_tutorial")["body"])["billing_address"]
    pages = [_page(address) for address in (url, f"{url}/{STORE}/{repeated}")]
    pages.append(_page(f"{url}/{STORE}/{returned}"))

    for page in pages:
        for secret in (
            "sandbox-token",
            "https:",
            "@example",
            order["last_name"],
            order["address1"],
        ):
            assert secret not in page


def test_the_list_shows_the_orders_and_how_many_calls_each_took(
    url: str, repeated: str, returned: str
) -> None:
    page = _page(url)
    rows = {
        key: next(row for row in page.split("<tr>") if key in row) for key in (repeated, returned)
    }
    figures = {
        key: re.findall(r'<td class="is-(?:calls|deliveries) number">(\d+)</td>', row)
        for key, row in rows.items()
    }

    assert figures == {repeated: ["6", "1"], returned: ["9", "2"]}


def test_an_order_is_found_by_its_id_and_by_its_cart_in_the_log(
    entry_points: EntryPoints, cloud: LocalCloud, repeated: str
) -> None:
    order = entry_points.wait_until_settled(STORE, repeated, SECONDS).body["order"]
    # As a stack on AWS is read: within bounds, and the ledger not as a whole.
    records = Records(replace(stack_of(cloud.deployment), reach=Reach()))
    for search in (str(order["order_id"]), order["cart_id"]):
        listing = records.listing(Question(search=search))
        assert [row.key for row in listing.rows] == [repeated]
    assert STORE in records.stores().names


def test_the_pace_of_a_store_is_no_order(url: str, returned: str) -> None:
    page = _page(url)

    assert returned in page
    assert "/orders//" not in page
    assert send("GET", f"{url}//{STORE}", {}).status == 404


def test_a_key_that_nobody_sent_has_no_page(url: str) -> None:
    assert send("GET", f"{url}/{STORE}/nobody-sent-this", {}).status == 404


@needs_browser
def test_a_browser_shows_the_timeline(url: str, returned: str, tmp_path: Path) -> None:
    page = browse(tmp_path, "--dump-dom", f"{url}/{STORE}/{returned}")

    for words in ("Delivery 2", "back-off", "503", "order placed"):
        assert words in page


def _page(address: str) -> str:
    answer = send("GET", address, {})
    assert answer.status == 200
    assert "default-src 'none'" in str(answer.header("Content-Security-Policy"))
    return str(answer.body)
