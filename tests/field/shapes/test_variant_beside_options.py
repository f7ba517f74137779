"""A line with an SKU and option selections is sent without a variant where the store wants that.

Source: BigCommerce's specification, which says to leave ``variant_id`` out beside
``option_selections``, and whose examples do both; ``make verify-store`` asks a store.
Wrong before: the variant that the SKU had was sent in any case, and such a store refused the order.
"""

from dataclasses import replace
from typing import Any

import pytest

from order_service.errors import StoreRefused
from tests.fakes.features import mugs
from tests.fakes.shop import Shop

SHIRT = {
    "sku": "TS-M",
    "quantity": 1,
    "option_selections": [{"option_id": 31, "option_value": 302}],
}
BODY = mugs(line_items=[SHIRT, {"sku": "SM-13", "quantity": 1}])


def sent_lines(shop: Shop) -> Any:
    (body,) = (request.body for request in shop.calls.sent if "/v3/carts?" in request.path)
    return body["line_items"]


def test_a_store_that_wants_no_variant_is_sent_none_beside_options() -> None:
    shop = Shop(variant_with_options="refuse")
    shop.credentials.credential = replace(shop.credentials.credential, omit_variant=True)
    assert shop.place(BODY).order
    shirt, mug = sent_lines(shop)
    assert "variant_id" not in shirt
    assert (shirt["product_id"], mug["variant_id"]) == (121, 118)


def test_by_default_the_variant_is_sent() -> None:
    shop = Shop()
    shop.place(BODY)
    assert sent_lines(shop)[0]["variant_id"] == 132
    with pytest.raises(StoreRefused):
        Shop(variant_with_options="refuse").place(BODY)
