"""What comes in becomes one valid order under one key, or every wrong field is named."""

import json
from decimal import Decimal
from typing import Any

import pytest

from order_service.errors import InvalidRequest, MalformedRequest
from order_service.keys import OrderKey
from order_service.request.intake import (
    LONGEST_PATH,
    MOST_ERRORS,
    Job,
    read_message,
    read_order,
    write_message,
)
from order_service.request.json_body import read_object
from tests.fakes.orders import AUSTIN, NEW_YORK, order_body

KEY = OrderKey("acme", "order-1")


def wrong_fields(body: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(InvalidRequest) as caught:
        read_order(body)
    return {error["field"]: error["message"] for error in caught.value.facts["errors"]}


@pytest.mark.parametrize(
    "name", ["zephyrine@example.com", "Zephyrine Quillfeather", "x" * 60, "\u202egnol"]
)
def test_what_is_no_field_name_is_not_repeated(name: str) -> None:
    assert set(wrong_fields(order_body(**{name: 1}))) == {"[unreadable name]"}
    with pytest.raises(MalformedRequest) as caught:
        read_message(json.dumps({"store": "acme", "idempotency_key": "k", "order": {}, name: 1}))
    assert name not in json.dumps(caught.value.problem(), ensure_ascii=False)


def test_every_wrong_field_is_named_at_once() -> None:
    body = order_body(
        color="red",
        currency="usd",
        billing_address={"country_code": "USA", "phone": 5},
        line_items=[{"product_id": 120, "quantity": -1}],
        consignments=[
            {"line_items": [{"sku": "abc-123"}]},
            {"line_items": [{"sku": "unknown"}, {"quantity": 1}]},
        ],
    )
    assert set(wrong_fields(body)) == {
        "color",
        "currency",
        "billing_address.email",
        "billing_address.country_code",
        "billing_address.phone",
        "line_items[0].quantity",
        "consignments[1].line_items[0].sku",
        "consignments[1].line_items[1]",
    }


def test_an_order_without_lines_is_refused() -> None:
    assert set(wrong_fields(order_body(custom_items=None))) == {"line_items"}


def test_the_refusal_does_not_quote_what_was_sent() -> None:
    body = order_body(billing_address=AUSTIN | {"email": "zephyrine-at-home", "phone": ["555"]})
    with pytest.raises(InvalidRequest) as caught:
        read_order(body)
    said = str(caught.value) + json.dumps(caught.value.problem())
    assert "zephyrine" not in said
    assert "555" not in said


def test_a_refusal_of_countless_fields_stays_small() -> None:
    body = order_body(**{f"field{'x' * 1000}{number}": 1 for number in range(MOST_ERRORS + 7)})
    with pytest.raises(InvalidRequest) as caught:
        read_order(body)
    errors = caught.value.facts["errors"]
    assert len(errors) == MOST_ERRORS + 1
    assert errors[-1] == {"field": "order", "message": "has 7 more wrong fields"}
    assert all(len(error["field"]) <= LONGEST_PATH for error in errors)


@pytest.mark.parametrize("field", ["first_name", "last_name", "address1", "city"])
@pytest.mark.parametrize("named", ["address", "shipping_address"])
def test_an_address_to_ship_to_needs_a_name_and_a_street(named: str, field: str) -> None:
    body = order_body(consignments=[{named: NEW_YORK | {field: ""}}])
    assert wrong_fields(body) == {f"consignments[0].{named}.{field}": "is missing"}


def test_a_consignment_without_address_needs_them_of_the_billing_address() -> None:
    body = order_body(
        billing_address={"email": "a@example.com", "country_code": "US"},
        consignments=[{"line_items": [{"sku": "abc-123"}]}],
    )
    assert set(wrong_fields(body)) == {
        f"billing_address.{name}" for name in ("first_name", "last_name", "address1", "city")
    }


def test_a_custom_item_is_shipped_also_without_consignments() -> None:
    body = order_body(billing_address=AUSTIN | {"city": None}, consignments=None)
    assert set(wrong_fields(body)) == {"billing_address.city"}


def test_an_order_that_may_be_digital_needs_no_address_to_ship_to() -> None:
    billing = {"email": "a@example.com", "country_code": "US"}
    lines = [{"product_id": 122, "quantity": 1}]
    body = order_body(
        billing_address=billing, line_items=lines, custom_items=None, consignments=None
    )
    assert read_order(body).consignments is None


def test_a_message_says_what_a_job_says() -> None:
    job = Job(KEY, read_order(order_body(currency={"code": "USD"}, shipping={"max_cost": "9.50"})))
    key, body = read_message(write_message(job))
    assert Job(key, read_order(body)) == job


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ("[]", "message"),
        ("{}", "order"),
        ('{"order": []}', "order"),
        ('{"order": {}}', "store"),
        ('{"order": {}, "store": "acme"}', "idempotency_key"),
        ('{"order": {}, "store": "acme", "idempotency_key": "k", "extra": 1}', "extra"),
        ('{"order": {}, "store": "acme", "idempotency_key": 5}', "idempotency_key"),
    ],
)
def test_a_message_that_is_not_an_order_is_refused(message: str, field: str) -> None:
    with pytest.raises(MalformedRequest) as caught:
        read_message(message)
    assert [error["field"] for error in caught.value.facts["errors"]] == [field]


@pytest.mark.parametrize("character", ["\ufffe", "\uffff"])
def test_a_message_holds_no_character_that_sqs_refuses(character: str) -> None:
    order = read_order(order_body(billing_address=AUSTIN | {"city": f"Au{character}stin"}))
    text = write_message(Job(KEY, order))
    assert character not in text
    assert read_order(read_message(text)[1]) == order


@pytest.mark.parametrize("number", ["2.0", "2.000", "2E0", "20E-1"])
def test_a_whole_number_is_one_however_it_is_written(number: str) -> None:
    def body(quantity: str, product: str, value: str) -> dict[str, Any]:
        text = (
            f'{{"product_id": {product}, "quantity": {quantity}, "sku": "mug", '
            f'"option_selections": [{{"option_id": 3.0, "option_value": {value}}}]}}'
        )
        named = {"line_items": [{"sku": "mug", "quantity": Decimal(quantity)}]}
        return order_body(
            line_items=[read_object(text)], custom_items=None, consignments=[named], status=11
        )

    written, plain = read_order(body(number, "120.0", "302.0")), read_order(body("2", "120", "302"))
    assert written == plain
    assert written.fingerprint() == plain.fingerprint()
    assert written.line_items[0].quantity == 2


@pytest.mark.parametrize("number", ["2.5", "0.0", "1E30", "1E999999", "-1.0"])
def test_a_quantity_that_is_no_whole_number_above_nothing_is_refused(number: str) -> None:
    lines = [{"product_id": 120, "quantity": Decimal(number)}]
    assert set(wrong_fields(order_body(line_items=lines))) == {"line_items[0].quantity"}


@pytest.mark.parametrize("sku", [" SM-13", "SM-13\u00a0", "\ufeffSM-13\u200b ", "\u3000SM-13\t"])
def test_blanks_around_a_sku_are_no_part_of_it_wherever_it_is_named(sku: str) -> None:
    def body(one: str, other: str) -> dict[str, Any]:
        return order_body(
            line_items=[{"sku": one, "quantity": 2}],
            custom_items=None,
            consignments=[{"line_items": [{"sku": other}]}],
            discounts=[{"amount": 1, "line_item": {"sku": other}}],
        )

    plain = read_order(body("SM-13", "SM-13"))
    assert read_order(body(sku, "SM-13")) == read_order(body("SM-13", sku)) == plain
    assert plain.looked_up_skus == {"SM-13"}


def test_a_sku_has_up_to_255_characters_and_more_than_blanks() -> None:
    def lines(sku: str) -> dict[str, Any]:
        return order_body(line_items=[{"sku": sku, "quantity": 1}])

    assert read_order(lines("x" * 255)).looked_up_skus == {"x" * 255}
    for wrong in ("x" * 256, "\u00a0"):
        assert set(wrong_fields(lines(wrong))) == {"line_items[0].sku"}
