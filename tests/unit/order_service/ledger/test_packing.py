"""An item is small at every phase, and what was packed is read again as it was."""

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_service.errors import VersionMismatch
from order_service.ledger.entry import Entry
from order_service.ledger.packing import PACKED, packed, unpacked
from tests.fakes.dynamodb import write_units
from tests.fakes.orders import AUSTIN
from tests.fakes.shop import Shop


def order(lines: int, consignments: int) -> dict[str, Any]:
    """An order of so many lines, each its own product, in so many consignments."""
    mug = {"product_id": 120, "variant_id": 118, "quantity": 1}
    names = [f"L-{number}" for number in range(lines)]
    shares = [names[number::consignments] for number in range(consignments)]
    return {
        "line_items": [mug | {"sku": name, "list_price": 10 + n} for n, name in enumerate(names)],
        "billing_address": AUSTIN,
        "consignments": [
            {"address": AUSTIN, "line_items": [{"sku": name} for name in share]} for share in shares
        ],
    }


@given(st.text())
def test_any_text_is_read_again_as_it_was(text: str) -> None:
    assert unpacked(packed(text)) == text


def test_a_record_of_the_stream_has_it_in_base64() -> None:
    assert unpacked(base64.b64encode(packed('{"cart_id":"c"}')).decode()) == '{"cart_id":"c"}'


@pytest.mark.parametrize("data", [b"", b"\x00abc", b"\xffabc"])
def test_what_another_version_packed_belongs_to_that_version(data: bytes) -> None:
    with pytest.raises(VersionMismatch):
        unpacked(data)


def test_what_this_version_packs_is_read_by_every_later_one() -> None:
    """The bytes of a release stay readable: a change of the dictionary takes a new first byte."""
    text = '{"cart_id":"c-1","totals":{"currency":"USD","grand_total":"15.83"}}'
    assert unpacked("AUNOQMm6hkp43YtqgqGpnoUx0AgA") == text


@pytest.mark.parametrize(("lines", "consignments"), [(1, 1), (3, 1), (3, 2)])
def test_every_write_of_a_usual_order_is_one_write_unit(lines: int, consignments: int) -> None:
    shop = Shop()
    shop.place(order(lines, consignments), key="po-2026-11-28-000123")
    units = [write_units(record["dynamodb"]["NewImage"]) for record in shop.dynamodb.records]
    assert units == [1, 1, 1, 1]


def test_the_redirect_urls_stand_in_an_item_once_and_are_never_lost() -> None:
    shop = Shop()
    shop.place(order(1, 1))
    images = [record["dynamodb"]["NewImage"] for record in shop.dynamodb.records]
    assert len(images) == 4
    for image in images[1:]:
        texts = [unpacked(image[name]["B"]) for name in PACKED if "B" in image.get(name, {})]
        assert sum(text.count("embedded_checkout_url") for text in texts) == 1
        assert Entry.from_item(image).urls().checkout_url


def test_an_answer_packs_to_a_quarter_by_what_its_texts_are_likely_to_hold() -> None:
    shop = Shop()
    shop.place(order(1, 1))
    data = shop.dynamodb.records[-1]["dynamodb"]["NewImage"]["draft"]["B"]
    text = unpacked(data)
    assert text.startswith('{"cart_id":"')
    assert len(packed(text)) * 4 < len(text)
