"""A store shows names and descriptions as its pages need them, or as its database can keep them.

Source: HTML entities in texts of the specification's examples; databases with three bytes for a
character drop emoji; carriers' names with and without the sign of a trade mark.
Wrong before: a fee, a custom item or an option was taken for another one, and the order refused.
"""

from typing import Any

import pytest

from tests.fakes.features import MUG, mugs
from tests.fakes.orders import AUSTIN, NEW_YORK, order_body
from tests.fakes.shop import Shop


def items(*names: str, **changes: Any) -> dict[str, Any]:
    rows = [
        {"name": name, "sku": f"i-{place}", "quantity": 1, "list_price": "12.00"}
        for place, name in enumerate(names)
    ]
    return order_body(custom_items=rows, **changes)


TEXTS = pytest.mark.parametrize("texts", ["escaped", "plain"])
NAMES = pytest.mark.parametrize(
    "name",
    ["Gift \U0001f381 box", "<b>Box</b>", "Tom's & co", "12\u201d Men\u2019s \u2013 box"],
)


@TEXTS
@NAMES
def test_a_fee_s_name_may_come_in_other_signs(name: str, texts: str) -> None:
    shop = Shop(texts=texts)
    placed = shop.place(mugs(fees=[{"name": name, "cost": "2.50"}])).order
    assert str(placed.totals.fees_total) == "2.50"


@TEXTS
@NAMES
def test_a_line_s_own_name_may_come_in_other_signs(name: str, texts: str) -> None:
    shop = Shop(texts=texts)
    assert shop.place(mugs(line_items=[MUG | {"name": name}])).order.order_id


@TEXTS
@NAMES
def test_a_gift_certificate_s_words_may_come_in_other_signs(name: str, texts: str) -> None:
    shop = Shop(texts=texts)
    ann, bo = ({"name": name, "email": f"{who}@example.com"} for who in ("ann", "bo"))
    words = {"name": name, "theme": "Birthday", "message": name, "sender": ann, "recipient": bo}
    bought = [words | {"amount": "25", "quantity": 1}]
    assert shop.place(mugs(gift_certificates=bought)).order.order_id


@TEXTS
@NAMES
def test_a_custom_item_is_known_by_the_letters_of_its_name(name: str, texts: str) -> None:
    shop = Shop(texts=texts)
    assert shop.place(items(name)).order.order_id


@pytest.mark.parametrize("texts", ["as_sent", "plain"])
def test_items_with_the_same_letters_are_known_by_their_sku(texts: str) -> None:
    parts = [
        {"address": address, "line_items": [{"sku": sku}]}
        for address, sku in ((AUSTIN, "i-0"), (NEW_YORK, "i-1"))
    ]
    asked = items("Box", "Box \U0001f381", consignments=parts)
    placed = Shop(texts=texts).place(asked).order
    assert len(placed.consignments) == 2
