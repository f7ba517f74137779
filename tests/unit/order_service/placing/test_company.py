"""A company's purchase order number: on the one order in the end, and never over a person's."""

from dataclasses import replace
from typing import Any

import pytest

from bigcommerce_emulator.state.companies import DROPDOWN, NUMBER, CompanyOrder, ExtraField
from bigcommerce_emulator.state.seed import default_seed
from order_service.bigcommerce.verdicts import NoAnswer
from order_service.errors import CredentialsUnusable, InvalidRequest, Unfinished
from order_service.placing.company import RECORD_SECONDS
from order_service.placing.ending import Outcome
from order_service.store.company_order import FRESH_SECONDS
from tests.fakes.features import B2B, BUYER, mugs
from tests.fakes.sends import failing
from tests.fakes.shop import Shop

LOST = NoAnswer("ReadTimeout")
APPLIED = ["b2b.po_number", "b2b.extra_fields"]
NOT_SENT = ("b2b.po_number", "b2b.extra_fields")
ASKS = (
    ExtraField("Cost centre", required=True, maximum=4),
    ExtraField("Pallets", NUMBER, maximum=10),
    ExtraField("Industry", DROPDOWN, values=("Retail", "Automotive")),
    ExtraField("Notes", 1, maximum=2),
)


def company_order(b2b: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    return mugs(**{"customer_id": BUYER, "b2b": B2B if b2b is None else b2b, **changes})


def b2b_calls(shop: Shop) -> list[str]:
    lines = [line.replace("/api/v3/io", "") for line in shop.calls.lines if "/io/" in line]
    return [line.partition("?")[0] for line in lines]


def record(shop: Shop) -> CompanyOrder:
    found = shop.store._state.company_orders
    assert list(found) == [101]
    return found[101]


def reasons(outcome: Outcome) -> dict[str, str]:
    return {missing.field: missing.reason for missing in outcome.order.not_applied or []}


def whole(outcome: Outcome, shop: Shop) -> bool:
    shown = record(shop)
    there = (shown.po_number, shown.extra_fields) == ("4500017", {"Cost centre": "0815"})
    return there and outcome.order.applied == APPLIED and not outcome.order.not_applied


def settled(shop: Shop, body: dict[str, Any]) -> Outcome:
    """Deliver as the queue does, until there is an answer."""
    for _ in range(400):
        try:
            return shop.place(body)
        except Unfinished as later:
            shop.clock.sleep(max(later.retry_after, 30))
    raise AssertionError("no end")


def test_a_new_order_s_record_is_made_with_its_number_and_fields() -> None:
    shop = Shop()
    outcome = shop.place(company_order())
    assert whole(outcome, shop)
    assert b2b_calls(shop) == ["GET /orders/extra-fields", "GET /orders/101", "POST /orders"]
    posted = shop.calls.sent[-1]
    assert posted.body == {
        "bcOrderId": 101,
        "customerId": BUYER,
        "poNumber": "4500017",
        "extraFields": [{"fieldName": "Cost centre", "fieldValue": "0815"}],
    }
    assert posted.headers["X-Store-Hash"] == "sandbox"
    assert posted.headers["X-Auth-Token"] == "sandbox-token"


def test_a_record_that_is_there_already_is_changed() -> None:
    shop = Shop(b2b_record_delay_seconds=0.0)
    assert whole(shop.place(company_order()), shop)
    assert b2b_calls(shop)[1:] == ["GET /orders/101", "PUT /orders/101"]


def test_an_order_without_it_makes_no_call_of_it() -> None:
    shop = Shop()
    shop.place(mugs(status=11))
    assert b2b_calls(shop) == []


def test_what_the_store_asks_is_asked_once_in_some_minutes() -> None:
    shop = Shop()
    for number in range(3):
        shop.place(company_order(), key=f"order-{number}")
    assert b2b_calls(shop).count("GET /orders/extra-fields") == 1
    shop.clock.sleep(301)
    shop.place(company_order(), key="later")
    assert b2b_calls(shop).count("GET /orders/extra-fields") == 2


def test_a_buyer_by_e_mail_is_the_one_that_the_order_shows() -> None:
    shop = Shop()
    known: dict[str, Any] = {
        "customer_id": 0,
        "customer": {"email": "retail.quillfeather@example.com"},
    }
    assert whole(shop.place(company_order(**known)), shop)


def test_the_number_comes_beside_the_fields_of_the_order_whose_row_is_read_once() -> None:
    shop = Shop()
    outcome = shop.place(company_order(status=11, external_order_id="ERP-9"))
    assert outcome.order.applied == ["status", "external_order_id", *APPLIED]
    assert outcome.order.cart_deleted
    assert [line for line in shop.calls.lines if line.endswith("/v2/orders/101")] == [
        "GET /stores/sandbox/v2/orders/101",
        "PUT /stores/sandbox/v2/orders/101",
    ]


@pytest.mark.parametrize("errors", ["status", "code"])
def test_a_record_that_comes_late_is_waited_for_here_and_then_by_the_queue(errors: str) -> None:
    shop = Shop(b2b_record_delay_seconds=40.0, b2b_errors=errors)
    shop.meddling.instead["create_b2b_order"] = [failing(400)]
    with pytest.raises(Unfinished) as caught:
        shop.place(company_order())
    assert caught.value.problem()["status"] == 202
    assert shop.clock.now() - shop.store.orders[0].created < 15
    assert whole(settled(shop, company_order()), shop)
    assert len(shop.store.orders) == 1


@pytest.mark.parametrize(
    ("name", "delay"),
    [
        ("create_b2b_order", 2.0),
        ("update_b2b_order", 0.0),
        ("read_b2b_order", 0.0),
        ("read_b2b_order", 2.0),
    ],
)
@pytest.mark.parametrize("when", ["instead", "after"])
@pytest.mark.parametrize("failure", [LOST, failing(503), failing(409), failing(429)])
def test_a_lost_or_failed_call_leaves_the_number_on_the_one_order(
    name: str, when: str, failure: Any, delay: float
) -> None:
    shop = Shop(b2b_record_delay_seconds=delay)
    getattr(shop.meddling, when)[name] = [failure]
    assert whole(settled(shop, company_order()), shop)
    assert getattr(shop.meddling, when)[name] == []
    assert len(shop.store.orders) == 1


def test_a_number_that_somebody_else_wrote_is_left_alone() -> None:
    shop = Shop(b2b_record_delay_seconds=0.0)

    def typed_in() -> None:
        state = shop.store._state
        state.company_orders[101] = CompanyOrder(1, 101, 501, 0.0, 0.0, po_number="By hand")

    shop.meddling.before["read_b2b_order"] = typed_in
    outcome = shop.place(company_order())
    assert record(shop).po_number == "By hand"
    assert "somebody else" in reasons(outcome)["b2b.po_number"]
    assert "Cost centre" in reasons(outcome)["b2b.extra_fields"]
    assert outcome.order.applied == []


def test_a_record_of_another_cart_is_not_written_to() -> None:
    shop = Shop(b2b_record_delay_seconds=0.0)
    shown = {"bcOrderId": 101, "cartId": "another-cart", "poNumber": ""}
    answer = failing(200, {"code": 200, "data": [shown], "meta": {"message": "SUCCESS"}})
    shop.meddling.instead["read_b2b_order"] = [answer] * 9
    outcome = shop.place(company_order())
    assert set(reasons(outcome)) == set(NOT_SENT)
    assert "another cart" in reasons(outcome)["b2b.po_number"]
    assert "PUT /orders/101" not in b2b_calls(shop)


def test_a_record_of_another_order_is_no_answer() -> None:
    shop = Shop(b2b_record_delay_seconds=0.0)
    shown = {"bcOrderId": 7, "poNumber": "4500017"}
    answer = failing(200, {"code": 200, "data": [shown], "meta": {"message": "SUCCESS"}})
    shop.meddling.instead["read_b2b_order"] = [answer]
    assert whole(settled(shop, company_order()), shop)


def test_a_customer_who_buys_for_no_company_is_named_as_the_reason() -> None:
    shop = Shop()
    outcome = shop.place(company_order(customer_id=12))
    assert set(reasons(outcome)) == set(NOT_SENT)
    assert "no company" in reasons(outcome)["b2b.po_number"]
    assert len(shop.store.orders) == 1


def test_a_record_that_never_comes_is_given_up_after_some_minutes() -> None:
    shop = Shop(b2b_record="never")
    shop.meddling.instead["create_b2b_order"] = [failing(400)]
    outcome = settled(shop, company_order())
    assert "no record" in reasons(outcome)["b2b.po_number"]
    waited = shop.clock.now() - shop.store.orders[0].created
    assert RECORD_SECONDS < waited < 2 * RECORD_SECONDS
    assert len(shop.store.orders) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"b2b_edition": "off"}, "scope_missing"),
        ({"tokens": "few:store_cart+store_checkouts+store_v2_orders"}, "scope_missing"),
    ],
)
def test_without_b2b_edition_or_its_scope_the_order_is_placed_and_it_is_said(
    changes: dict[str, Any], code: str
) -> None:
    shop = Shop(**changes)
    if "tokens" in changes:
        shop.credentials.credential = replace(shop.credentials.credential, access_token="few")
    outcome = shop.place(company_order())
    assert reasons(outcome)["b2b.po_number"].startswith(code)
    assert "B2B Edition (modify)" in reasons(outcome)["b2b.extra_fields"]
    assert len(shop.store.orders) == 1


def test_a_token_that_b2b_edition_does_not_take_is_said() -> None:
    shop = Shop()
    shop.meddling.instead["list_order_extra_fields"] = [failing(401)] * 2
    shop.meddling.instead["read_b2b_order"] = [failing(401)] * 2
    outcome = shop.place(company_order())
    assert reasons(outcome)["b2b.po_number"].startswith("credentials_unusable")


def test_a_host_that_is_down_holds_no_order_back_and_is_asked_until_it_answers() -> None:
    shop = Shop()
    for name in ("list_order_extra_fields", "read_b2b_order"):
        shop.meddling.instead[name] = [LOST] * 8
    with pytest.raises(Unfinished):
        shop.place(company_order())
    assert len(shop.store.orders) == 1
    assert whole(settled(shop, company_order()), shop)


def test_a_host_that_stays_down_is_given_up_in_an_hour() -> None:
    shop = Shop()
    for name in ("list_order_extra_fields", "read_b2b_order"):
        shop.meddling.instead[name] = [failing(503)] * 4000
    outcome = settled(shop, company_order())
    assert reasons(outcome)["b2b.po_number"].startswith("Given up after many tries")


@pytest.mark.parametrize("status", [422, 200])
def test_what_b2b_edition_refuses_is_said_in_its_words_without_the_customer(status: int) -> None:
    shop = Shop(b2b_record_delay_seconds=0.0)
    said = {"code": 422, "data": {"errMsg": "0815 is taken"}, "meta": {"message": "Taken: 4500017"}}
    shop.meddling.instead["update_b2b_order"] = [failing(status, said)]
    outcome = shop.place(company_order())
    assert reasons(outcome)["b2b.po_number"] == (
        "The store refused it (422): Taken: [...]; [...] is taken"
    )


def test_a_required_field_that_was_added_meanwhile_is_named() -> None:
    shop = Shop(b2b_record_delay_seconds=0.0)
    body = company_order({"po_number": "4500017"})
    shop.place(body, key="before")
    shop.store._state.seed = replace(shop.store.seed, extra_fields=ASKS)
    outcome = shop.place(body)
    assert "Cost centre is a required extra field" in reasons(outcome)["b2b.po_number"]


def refused(b2b: dict[str, Any], **changes: Any) -> dict[str, str]:
    shop = Shop(seed=replace(default_seed(), extra_fields=ASKS))
    with pytest.raises(InvalidRequest) as caught:
        shop.place(company_order(b2b, **changes))
    assert not shop.store.orders
    assert not shop.store.carts
    return {error["field"]: error["message"] for error in caught.value.problem()["errors"]}


def field(name: str, value: str) -> dict[str, Any]:
    return {"name": name, "value": value}


@pytest.mark.parametrize(
    ("fields", "where", "words"),
    [
        ([], "b2b.extra_fields", "lack Cost centre, which this store requires: a text of 4"),
        ([field("Cost centre", "08151")], "b2b.extra_fields[0].value", "4 characters at most"),
        ([field("Cost Centre", "1")], "b2b.extra_fields[0].name", "Cost centre, Pallets, Industry"),
        ([field("Pallets", "11")], "b2b.extra_fields[0].value", "a number of 10 at most"),
        ([field("Pallets", "some")], "b2b.extra_fields[0].value", "a number of 10 at most"),
        ([field("Pallets", "NaN")], "b2b.extra_fields[0].value", "a number of 10 at most"),
        ([field("Industry", "Farms")], "b2b.extra_fields[0].value", "one of Retail, Automotive"),
        ([field("Notes", "1\n2\n3")], "b2b.extra_fields[0].value", "2 lines at most"),
    ],
)
def test_a_field_that_the_store_would_not_take_is_refused_before_there_is_an_order(
    fields: list[dict[str, Any]], where: str, words: str
) -> None:
    assert words in refused({"po_number": "4500017", "extra_fields": fields})[where]


def test_fields_that_the_store_takes_are_no_reason_to_refuse() -> None:
    shop = Shop(seed=replace(default_seed(), extra_fields=ASKS))
    fields = [field("Cost centre", "0815"), field("Pallets", "2.5"), field("Industry", "Retail")]
    outcome = shop.place(company_order({"extra_fields": [*fields, field("Notes", "a\nb")]}))
    assert outcome.order.applied == ["b2b.extra_fields"]
    assert record(shop).extra_fields["Pallets"] == "2.5"


def test_nobody_is_refused_by_what_was_learnt_some_minutes_ago() -> None:
    shop = Shop()
    shop.place(company_order(), key="before")
    shop.store._state.seed = replace(shop.store.seed, extra_fields=(ExtraField("New"),))
    shop.clock.sleep(FRESH_SECONDS + 1)
    outcome = shop.place(company_order({"extra_fields": [field("New", "1")]}))
    assert outcome.order.applied == ["b2b.extra_fields"]


def test_a_quote_checks_the_fields_and_writes_nothing() -> None:
    shop = Shop(seed=replace(default_seed(), extra_fields=ASKS))
    with pytest.raises(InvalidRequest):
        shop.quote(company_order({"po_number": "4500017"}))
    shop.quote(company_order())
    assert set(b2b_calls(shop)) == {"GET /orders/extra-fields"}


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"customer_id": 0}, "b2b"),
        (
            {"customer_id": 0, "customer": {"email": "a@example.com", "match": "guest"}},
            "b2b",
        ),
        ({"b2b": {}}, "b2b"),
        ({"b2b": {"po_number": ""}}, "b2b.po_number"),
        ({"b2b": {"po_number": 4500017}}, "b2b.po_number"),
        ({"b2b": {"po_number": "x" * 256}}, "b2b.po_number"),
        ({"b2b": {"number": "1"}}, "b2b.number"),
        ({"b2b": {"extra_fields": [field("A", "")]}}, "b2b.extra_fields[0].value"),
        ({"b2b": {"extra_fields": [field("A", "1")] * 2}}, "b2b.extra_fields[1].name"),
    ],
)
def test_what_cannot_be_is_refused_at_the_door_naming_the_field(
    changes: dict[str, Any], where: str
) -> None:
    shop = Shop()
    with pytest.raises(InvalidRequest) as caught:
        shop.place(company_order(**changes))
    assert where in [error["field"] for error in caught.value.problem()["errors"]]
    assert not shop.calls.lines


@pytest.mark.parametrize("call", ["read_b2b_order", "create_b2b_order"])
def test_a_secret_that_is_gone_for_a_while_costs_no_number(call: str) -> None:
    shop = Shop()
    absent = [CredentialsUnusable("This store is not set up here.", retry_after=60)] * 3
    shop.meddling.after[call] = [NoAnswer("ReadTimeout")]
    shop.meddling.before[call] = lambda: shop.credentials.get_errors.extend(absent)
    with pytest.raises(Unfinished):
        shop.place(company_order())
    assert whole(settled(shop, company_order()), shop)
