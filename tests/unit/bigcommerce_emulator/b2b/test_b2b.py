"""B2B Edition: a record of each order of a company's buyer, by itself or by a call in time."""

from dataclasses import replace
from typing import Any

import pytest

from bigcommerce_emulator.api.application import Request, Response
from bigcommerce_emulator.state.companies import ExtraField
from bigcommerce_emulator.state.seed import default_seed
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import HEADERS, Shopper

BUYER = 11
CENTRE = {"fieldName": "Cost centre", "fieldValue": "0815"}
REQUIRED = replace(default_seed(), extra_fields=(ExtraField("Cost centre", required=True),))


def ask(shopper: Shopper, method: str, path: str, body: object = None, **words: str) -> Response:
    headers = HEADERS | {"x-store-hash": "sandbox"} | words
    path, _, query = path.partition("?")
    rows = dict(pair.split("=") for pair in query.split("&") if pair)
    return shopper.store.handle(Request(method, f"/api/v3/io{path}", rows, headers, body))


def order_of(shopper: Shopper, customer_id: int = BUYER) -> int:
    _, order_id = shopper.placed_order()
    shopper.store.orders[0].customer_id = customer_id
    return order_id


def data(answer: Response) -> Any:
    assert isinstance(answer.body, dict)
    assert (answer.status, answer.body["code"]) == (200, 200)
    assert answer.body["meta"]["message"] == "SUCCESS"
    return answer.body["data"]


def refused(answer: Response) -> tuple[int, str]:
    assert isinstance(answer.body, dict)
    return answer.body["code"], answer.body["meta"]["message"]


def test_the_record_of_a_buyer_s_order_appears_by_itself_after_a_while() -> None:
    shopper = Shopper()
    order_id = order_of(shopper)
    assert refused(ask(shopper, "GET", f"/orders/{order_id}")) == (404, "Order Does Not Exist.")
    shopper.clock.now += 2
    (row,) = data(ask(shopper, "GET", f"/orders/{order_id}"))
    assert (row["bcOrderId"], row["companyId"], row["poNumber"]) == (order_id, 501, "")
    assert row["cartId"] == shopper.store.orders[0].cart_id


@pytest.mark.parametrize(
    ("settings", "customer_id", "found"),
    [
        (Settings(), 12, False),
        (Settings(b2b_record="never"), BUYER, False),
        (Settings(b2b_record="every_order"), 0, True),
    ],
)
def test_of_which_orders_there_are_records_is_a_switch(
    settings: Settings, customer_id: int, found: bool
) -> None:
    shopper = Shopper(settings)
    order_id = order_of(shopper, customer_id)
    shopper.clock.now += 60
    answer = ask(shopper, "GET", f"/orders/{order_id}")
    assert (answer.status == 200) is found
    if found:
        assert "companyId" not in data(answer)[0]


def test_a_call_makes_the_record_in_time_and_once() -> None:
    shopper = Shopper()
    body = {"bcOrderId": order_of(shopper), "customerId": BUYER, "poNumber": "4500017"}
    assert data(ask(shopper, "POST", "/orders", body))["poNumber"] == "4500017"
    assert refused(ask(shopper, "POST", "/orders", body)) == (400, "The order already exists.")


def test_a_call_that_comes_after_ten_seconds_makes_none() -> None:
    shopper = Shopper(Settings(b2b_record="never"))
    body = {"bcOrderId": order_of(shopper), "customerId": BUYER}
    shopper.clock.now += 10.5
    assert refused(ask(shopper, "POST", "/orders", body)) == (400, "The order already exists.")


def test_a_call_for_nobody_s_buyer_makes_none() -> None:
    shopper = Shopper()
    body = {"bcOrderId": order_of(shopper, 12), "customerId": 12}
    code, words = refused(ask(shopper, "POST", "/orders", body))
    assert code == 404
    assert words.startswith("User does not exist")


def test_number_and_fields_are_changed_and_shown() -> None:
    shopper = Shopper()
    order_id = order_of(shopper)
    shopper.clock.now += 2
    path = f"/orders/{order_id}"
    ask(shopper, "PUT", path, {"poNumber": "4500017"})
    data(ask(shopper, "PUT", path, {"extraFields": [CENTRE]}))
    (row,) = data(ask(shopper, "GET", path))
    assert (row["poNumber"], row["extraFields"]) == ("4500017", [CENTRE])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 400),
        ({"extraFields": [CENTRE | {"fieldName": "Nothing"}]}, 422),
        ({"extraFields": [{"fieldName": "Industry", "fieldValue": "Farming"}]}, 422),
        ({"extraFields": [{"fieldName": "Industry"}]}, 422),
        ({"extraFields": "Cost centre"}, 422),
        ({"poNumber": 4500017}, 422),
        ([], 422),
    ],
)
def test_what_is_no_change_is_refused(body: object, code: int) -> None:
    shopper = Shopper()
    order_id = order_of(shopper)
    shopper.clock.now += 2
    answer = ask(shopper, "PUT", f"/orders/{order_id}", body)
    assert (answer.status, refused(answer)[0]) == (code, code)


def test_a_required_field_that_is_missing_is_named() -> None:
    shopper = Shopper(seed=REQUIRED)
    order_id = order_of(shopper)
    shopper.clock.now += 2
    answer = ask(shopper, "PUT", f"/orders/{order_id}", {"poNumber": "4500017"})
    assert refused(answer) == (422, "Cost centre is a required extra field")
    assert isinstance(answer.body, dict)
    assert answer.body["data"] == {"errMsg": "Cost centre is a required extra field"}


def test_a_required_field_that_has_a_default_may_be_missing() -> None:
    fields = (ExtraField("Cost centre", required=True, maximum=0, default="none"),)
    shopper = Shopper(seed=replace(default_seed(), extra_fields=fields))
    (row,) = data(ask(shopper, "GET", "/orders/extra-fields?limit=200&offset=0"))
    assert (row["defaultValue"], row["maximumLength"]) == ("none", 0)
    order_id = order_of(shopper)
    shopper.clock.now += 2
    data(ask(shopper, "PUT", f"/orders/{order_id}", {"poNumber": "4500017"}))
    (record,) = shopper.store._state.company_orders.values()
    assert record.extra_fields == {"Cost centre": "none"}


def test_what_the_store_asks_of_orders_is_listed_by_pages() -> None:
    shopper = Shopper()
    rows = data(ask(shopper, "GET", "/orders/extra-fields?limit=200&offset=0"))
    assert [row["fieldName"] for row in rows] == ["Cost centre", "Pallets", "Industry"]
    assert [row["fieldType"] for row in rows] == [0, 2, 3]
    assert rows[0]["maximumLength"] == 20
    assert rows[2]["listOfValues"] == ["Retail", "Automotive", "Manufacturing"]
    (last,) = data(ask(shopper, "GET", "/orders/extra-fields?limit=2&offset=2"))
    assert last["fieldName"] == "Industry"


def test_an_error_s_code_may_stand_in_the_body_alone() -> None:
    shopper = Shopper(Settings(b2b_errors="code"))
    answer = ask(shopper, "GET", "/orders/1")
    assert answer.status == 200
    assert refused(answer) == (404, "Order Does Not Exist.")


@pytest.mark.parametrize(
    ("settings", "words", "code"),
    [
        (Settings(b2b_edition="off"), {}, 403),
        (Settings(), {"x-store-hash": "another"}, 403),
        (Settings(), {"x-auth-token": "another"}, 401),
        (Settings(tokens="few:store_v2_orders"), {"x-auth-token": "few"}, 403),
        (Settings(maintenance="on"), {}, 503),
    ],
)
def test_who_may_not_ask_is_answered_in_its_own_words(
    settings: Settings, words: dict[str, str], code: int
) -> None:
    answer = ask(Shopper(settings), "GET", "/orders/extra-fields", **words)
    assert refused(answer)[0] == code


def test_its_calls_take_nothing_from_the_store_s_quota() -> None:
    shopper = Shopper(Settings(rate_limit=1))
    for _ in range(3):
        answer = ask(shopper, "GET", "/orders/extra-fields")
        assert answer.status == 200
        assert not [name for name in answer.headers if name.startswith("X-Rate-Limit")]
