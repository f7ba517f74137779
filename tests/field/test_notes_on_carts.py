"""A note on the cart is written as it was asked for, whatever a call for it is answered.

Source: reviews with the service's own emulator, 30 November 2026; BigCommerce's specification lists
a 409 for a second note of the same name, and for conflicts of any kind.
Wrong before: any 409 and any 2xx was taken for the note, and of two notes whose namespace and key
read the same in a row, like ``erp`` ``order:id`` and ``erp:order`` ``id``, the second was not sent.
"""

from dataclasses import replace
from typing import Any

import pytest

from order_service.bigcommerce.verdicts import Answer, NoAnswer
from order_service.errors import OrderError, StoreRefused
from tests.fakes.features import mugs
from tests.fakes.sends import failing, ok
from tests.fakes.shop import Shop

NOTE = {"namespace": "erp", "key": "order", "value": "PO-7"}
CONFLICT = failing(409, {"status": 409, "title": "A possible conflict. Please try again."})
PAGE = replace(failing(409), headers={"content-type": "text/html"}, body=None, readable=False)
FOREIGN = [ok({"data": {}}), ok({}), ok([]), ok({"data": {"key": "another"}}), Answer(202, {}, {})]


def noted(shop: Shop) -> list[tuple[str, str, str]]:
    (order,) = shop.store.orders
    return [(one.namespace, one.key, one.value) for one in shop.store.metafields[order.cart_id]]


def test_two_notes_whose_names_read_the_same_in_a_row_are_both_written() -> None:
    shop = Shop()
    notes = [NOTE | {"key": "order:id"}, NOTE | {"namespace": "erp:order", "key": "id"}]
    shop.place(mugs(metafields=notes))
    assert noted(shop) == [("erp", "order:id", "PO-7"), ("erp:order", "id", "PO-7")]


@pytest.mark.parametrize("answer", [CONFLICT, PAGE, *FOREIGN])
@pytest.mark.parametrize("times", [1, 2])
def test_an_answer_that_is_not_the_note_is_looked_behind(answer: Answer, times: int) -> None:
    shop = Shop()
    shop.meddling.instead["create_metafield"] = [answer] * times
    shop.place(mugs(metafields=[NOTE]))
    assert noted(shop) == [("erp", "order", "PO-7")]


@pytest.mark.parametrize("answer", [*FOREIGN, NoAnswer("ReadTimeout")])
def test_a_note_that_was_written_though_the_answer_is_another_is_not_written_twice(
    answer: Any,
) -> None:
    shop = Shop()
    shop.meddling.after["create_metafield"] = [answer]
    shop.place(mugs(metafields=[NOTE]))
    assert noted(shop) == [("erp", "order", "PO-7")]


@pytest.mark.parametrize("key", ["order", "ORDER"])
@pytest.mark.parametrize("value", ["WEB-1", "PO 7", "PO-7.", "-PO-7", "PO7"])
def test_another_note_of_the_same_name_refuses_the_order(key: str, value: str) -> None:
    shop = Shop()
    row = {"id": 1, **NOTE, "key": key, "value": value}
    shop.meddling.instead["create_metafield"] = [CONFLICT]
    shop.meddling.instead["list_metafields"] = [ok({"data": [row]})]
    with pytest.raises(StoreRefused) as refused:
        shop.place(mugs(metafields=[NOTE]))
    assert refused.value.facts["metafield"] == "erp.order"
    (error,) = refused.value.facts["errors"]
    assert (error["field"], "another key" in error["message"]) == ("metafields", True)
    assert shop.store.orders == []


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("PO-7 \U0001f381 from Ann", "PO-7  from Ann"),
        ("PO-7 \U0001f381 from Ann", "PO-7 ? from Ann"),
        ("PO-7 \U0001f381 from Ann", "PO-7 \ufffd from Ann"),
        ("Ann\u2019s order \u2013 7", "Ann's order - 7"),
        ("<b>fragile</b>", "fragile"),
        ("caf\u00e9 & bar", "cafe &amp; bar"),
    ],
)
def test_our_own_note_is_known_as_the_store_has_written_it_down(value: str, shown: str) -> None:
    shop = Shop()
    row = {"id": 1, **NOTE, "value": shown}
    shop.meddling.instead["create_metafield"] = [CONFLICT]
    shop.meddling.instead["list_metafields"] = [ok({"data": [row]})]
    assert shop.place(mugs(metafields=[NOTE | {"value": value}])).order


@pytest.mark.parametrize("texts", ["escaped", "plain"])
def test_a_note_whose_answer_was_lost_is_known_in_every_spelling(texts: str) -> None:
    shop = Shop(texts=texts)
    shop.meddling.after["create_metafield"] = [NoAnswer("ReadTimeout")]
    value = "<b>\u201cfragile\u201d</b> & \U0001f381"
    shop.place(mugs(metafields=[NOTE | {"value": value}]))
    assert noted(shop) == [("erp", "order", value)]


@pytest.mark.parametrize("title", ["A possible conflict. Please try again.", "It exists already."])
def test_a_conflict_that_never_ends_is_waited_for(title: str) -> None:
    shop = Shop()
    shop.meddling.instead["create_metafield"] = [
        failing(409, {"status": 409, "title": title}) for _ in range(99)
    ]
    with pytest.raises(OrderError) as failed:
        shop.place(mugs(metafields=[NOTE]))
    assert (failed.value.code, failed.value.retryable) == ("store_unavailable", True)
