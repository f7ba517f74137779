"""A line with an SKU and option selections is sent without a variant where the store wants that.

Source: BigCommerce's specification, which says to leave ``variant_id`` out beside
``option_selections``, and whose examples do both; ``make verify-store`` asks a store.
Wrong before: the variant that the SKU had was sent in any case, and such a store refused the order.
"""

from dataclasses import replace
from typing import Any, get_args, get_type_hints

import pytest

from bigcommerce_emulator.state.catalog import Seed
from bigcommerce_emulator.state.seed import default_seed
from bigcommerce_emulator.state.settings import Settings
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


def spoon(value: object, name: str = "x") -> dict[str, Any]:
    typed = [{"option_id": 41, "option_value": value}]
    line = {"product_id": 124, "variant_id": 160, "quantity": 1, "sku": name}
    return line | {"option_selections": typed}


def with_optional_engraving() -> Seed:
    seed = default_seed()
    of_spoon = seed.products[124]
    modifiers = tuple(replace(one, required=False) for one in of_spoon.modifiers)
    return replace(seed, products={**seed.products, 124: replace(of_spoon, modifiers=modifiers)})


TYPED = [
    "For Ann",
    "2026-12-24",
    "007",
    "00",
    "5551234567",
    1_780_000_000,
    True,
    {"day": 24, "month": 12, "year": 2026},
]
"""An engraving, a date, numbers with zeros, a phone number, a date in seconds, a box, a date."""


@pytest.mark.parametrize("value", TYPED)
@pytest.mark.parametrize("lines", [1, 2])
def test_a_typed_option_that_the_store_passes_over_beside_a_variant_is_missed(
    value: object, lines: int
) -> None:
    order = mugs(line_items=[spoon(value, f"spoon {number}") for number in range(lines)])
    shop = Shop(seed=with_optional_engraving(), variant_with_options="passed_over")
    with pytest.raises(StoreRefused) as refused:
        shop.place(order)
    assert refused.value.facts["errors"][0]["field"] == "line_items[0].option_selections"
    assert shop.store.orders == []
    assert Shop(seed=with_optional_engraving()).place(order).order


@pytest.mark.parametrize("value", [False, 0, "0"])
def test_what_may_be_a_box_that_is_not_ticked_need_not_be_shown(value: object) -> None:
    shop = Shop(seed=with_optional_engraving(), variant_with_options="passed_over")
    assert shop.place(mugs(line_items=[spoon(value)])).order


@pytest.mark.parametrize("shapes", get_args(get_type_hints(Settings)["shapes"]))
@pytest.mark.parametrize("finish", [[], [{"option_id": 42, "option_value": 402}]])
def test_what_was_typed_is_missed_whatever_a_line_without_options_is_written_as(
    shapes: str, finish: list[dict[str, Any]]
) -> None:
    """PHP writes a list that has nothing in it as an object."""
    line = spoon("Ann")
    line["option_selections"] += finish
    shop = Shop(shapes=shapes, variant_with_options="passed_over")
    with pytest.raises(StoreRefused):
        shop.place(mugs(line_items=[line]))
    assert shop.store.orders == []
