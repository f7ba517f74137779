"""A body was sent as Latin-1 or with a byte-order mark, or grows when it is written for the queue.

Source: API Gateway, which puts U+FFFD in the place of bytes that are no UTF-8; editors and exports
that begin a file with a byte-order mark; SQS, which takes neither U+FFFE nor U+FFFF.
Wrong before: a city in Latin-1 became a parcel to a city with U+FFFD in its name, and a body that
had to wait could not be queued.
"""

import json
from typing import Any

import pytest

from order_service.errors import InvalidRequest, MalformedRequest
from order_service.request.intake import check_length, read_order
from order_service.request.json_body import MAX_BYTES, read_object
from tests.fakes.features import mugs
from tests.fakes.orders import AUSTIN
from tests.fakes.shop import Shop

LOST = b"K\xf6ln".decode(errors="replace")


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"billing_address": AUSTIN | {"city": LOST}}, ["billing_address.city"]),
        ({"customer_message": LOST, "staff_notes": LOST}, ["customer_message", "staff_notes"]),
        (
            {"line_items": [{"product_id": 120, "quantity": 1, "name": LOST}]},
            ["line_items[0].name"],
        ),
        (
            {"consignments": [{"address": AUSTIN | {"custom_fields": [
                {"field_id": "field_25", "field_value": ["ok", LOST]}]}}]},
            ["consignments[0].address.custom_fields[0].field_value[1]"],
        ),
    ],
)  # fmt: skip
def test_a_text_that_lost_characters_is_refused_by_its_field(
    change: dict[str, Any], fields: list[str]
) -> None:
    with pytest.raises(InvalidRequest) as caught:
        read_order(mugs(**change), new=True)
    errors = caught.value.problem()["errors"]
    assert sorted(error["field"] for error in errors) == sorted(fields)
    assert {error["message"] for error in errors} == {
        "has U+FFFD in it: the body was not sent as UTF-8"
    }


def test_what_an_earlier_release_took_is_still_read() -> None:
    assert read_order(mugs(customer_message=LOST)).customer_message == LOST


@pytest.mark.parametrize("text", ["\ufeff{}", b"\xef\xbb\xbf{}"])
def test_a_byte_order_mark_is_named(text: str | bytes) -> None:
    with pytest.raises(MalformedRequest) as caught:
        read_object(text)
    (error,) = caught.value.problem()["errors"]
    assert error["message"] == "begins with a byte-order mark; send UTF-8 without one"


def test_a_body_that_the_queue_could_not_take_is_refused() -> None:
    shop = Shop()
    check_length(shop.job(mugs(staff_notes="x" * 65_535)))
    long = mugs(
        staff_notes="\ufffe" * 40_000,
        customer_message="x" * 2000,
        metafields=[{"namespace": "a", "key": "b", "value": "\uffff" * 20_000}],
    )
    assert len(json.dumps(long, ensure_ascii=False).encode()) < MAX_BYTES
    with pytest.raises(MalformedRequest) as caught:
        check_length(shop.job(long))
    assert caught.value.problem()["errors"][0]["field"] == "body"
