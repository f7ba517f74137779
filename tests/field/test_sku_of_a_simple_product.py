"""An order names the SKU of a product without options.

Source: BigCommerce's page on listing variants, whose ``sku`` is that of a variant and which sends
the reader to the list of products for a product's own; reports of a filter that did not work and
answered rows of other SKUs.
Wrong before: ``SM-13`` was refused for good as no SKU of the store, each SKU cost a call, and a
broken filter read as "no such SKU".
"""

from dataclasses import replace
from typing import Any

import pytest

from order_service.bigcommerce.lookups import LONGEST_QUERY
from order_service.checkout.lookups import resolved
from order_service.errors import InvalidRequest, StoreRefused, StoreUnavailable
from order_service.request.intake import read_order
from tests.fakes.features import mugs
from tests.fakes.sends import ok
from tests.fakes.shop import Shop

MUG = {"sku": "SM-13", "quantity": 2}
SHIRT = {"sku": "TS-M", "quantity": 1}


def by_sku(*lines: dict[str, Any]) -> dict[str, Any]:
    return mugs(line_items=list(lines))


def lookups(shop: Shop) -> list[str]:
    return [line.partition("/v3/catalog/")[2] for line in shop.calls.lines if "/catalog/" in line]


def refused(shop: Shop, *lines: dict[str, Any]) -> list[dict[str, str]]:
    with pytest.raises(InvalidRequest) as caught:
        shop.place(by_sku(*lines))
    found: list[dict[str, str]] = caught.value.problem()["errors"]
    return found


@pytest.mark.parametrize("setting", ["variants", "every_sku"])
@pytest.mark.parametrize("sku", ["SM-13", "sm-13"])
def test_a_simple_product_is_found_however_the_store_lists_it(setting: str, sku: str) -> None:
    shop = Shop(sku_filter=setting)
    shop.place(by_sku({"sku": sku, "quantity": 2}))
    (part,) = shop.store.orders[0].price.parts
    assert (part.line.sku, part.quantity) == ("SM-13", 2)


def test_a_product_with_variants_is_refused_with_what_to_send() -> None:
    assert refused(Shop(), MUG, {"sku": "TS", "quantity": 1}) == [
        {
            "field": "line_items[1].sku",
            "message": "is the SKU of a product with several variants, for the store shows no "
            "base_variant_id; send that of one of them",
        }
    ]


def test_a_filter_that_does_not_work_refuses_nothing() -> None:
    shop = Shop(sku_filter="ignored")
    with pytest.raises(StoreUnavailable):
        shop.place(by_sku({"sku": "NO-1", "quantity": 1}))
    assert shop.place(by_sku(MUG), key="order-2").order


def test_what_is_found_among_strangers_is_used() -> None:
    shop = Shop(sku_filter="ignored")
    assert shop.place(by_sku(MUG, SHIRT)).order
    assert len(lookups(shop)) == 1


@pytest.mark.parametrize(("count", "calls"), [(1, 2), (10, 2), (100, 2)])
def test_many_skus_cost_two_calls(count: int, calls: int) -> None:
    shop = Shop()
    errors = refused(shop, *({"sku": f"NO-{number}", "quantity": 1} for number in range(count)))
    assert (len(errors), len(lookups(shop))) == (count, calls)


@pytest.mark.parametrize("count", [1, 10, 100])
def test_many_skus_of_variants_cost_one_call_and_none_a_little_later(count: int) -> None:
    shop = Shop()
    skus = [f"V-{number}" for number in range(count)]
    rows = [{"id": 1000 + place, "product_id": 120, "sku": sku} for place, sku in enumerate(skus)]
    shop.meddling.instead["list_variants"] = [page(1, 1, *rows)]
    order = read_order(by_sku(*({"sku": sku, "quantity": 1} for sku in skus)))
    store = shop.open_store.checkouts("acme", "lookup-1", shop.deadline())
    assert len(resolved(order, store).line_items) == count
    assert len(resolved(order, store).line_items) == count
    assert len(lookups(shop)) == 1


def test_variants_alone_cost_one_call() -> None:
    shop = Shop()
    shop.place(by_sku(*({"sku": sku, "quantity": 1} for sku in ("TS-S", "TS-M", "TS-L"))))
    assert lookups(shop) == ["variants?sku:in=TS-S%2CTS-M%2CTS-L&limit=250&page=1"]


def test_long_skus_are_asked_for_in_paths_that_servers_take() -> None:
    shop = Shop()
    skus = [f"{number:03d}" + "x" * 200 for number in range(20)]
    assert len(refused(shop, *({"sku": sku, "quantity": 1} for sku in skus))) == 20
    assert max(map(len, lookups(shop))) < LONGEST_QUERY + 100
    assert 2 < len(lookups(shop)) < 20


def test_a_sku_with_a_comma_is_asked_for_by_itself() -> None:
    shop = Shop()
    refused(shop, {"sku": "A,B", "quantity": 1}, SHIRT)
    assert lookups(shop)[:2] == [
        "variants?sku=A%2CB&limit=250&page=1",
        "variants?sku:in=TS-M&limit=250&page=1",
    ]


def page(number: int, of: int, *rows: dict[str, Any]) -> Any:
    return ok({
        "data": list(rows),
        "meta": {"pagination": {"current_page": number, "total_pages": of}},
    })  # fmt: skip


def test_pages_are_followed() -> None:
    shop = Shop()
    shop.meddling.instead["list_variants"] = [
        page(1, 2, {"id": 170, "product_id": 125, "sku": "CB-1000"}),
        page(2, 2, {"id": 132, "product_id": 121, "sku": "TS-M"}),
    ]
    shop.place(by_sku({"sku": "CB-1000", "quantity": 1}, SHIRT))
    assert [line.rpartition("&")[2] for line in lookups(shop)] == ["page=1", "page=2"]


def test_a_list_without_end_refuses_nothing() -> None:
    shop = Shop()
    endless = page(1, 2, {"id": 170, "product_id": 125, "sku": "CB-1000"})
    shop.meddling.instead["list_variants"] = [endless] * 100
    with pytest.raises(StoreUnavailable):
        shop.place(by_sku({"sku": "CB-1000", "quantity": 1}, {"sku": "NO-1", "quantity": 1}))


@pytest.mark.parametrize("meta", [{}, None, [], {"pagination": None}, {"pagination": []}])
def test_a_page_that_does_not_count_pages_is_the_last(meta: Any) -> None:
    shop = Shop()
    row = {"id": 132, "product_id": 121, "sku": "TS-M"}
    shop.meddling.instead["list_variants"] = [ok({"data": [row], "meta": meta})]
    assert shop.place(by_sku(SHIRT)).order


def remade(shop: Shop, sku: str) -> None:
    """Let an import delete the product with this SKU, and make it again."""
    state = shop.store._state
    products = dict(state.seed.products)
    old = next(one for one in products.values() if any(v.sku == sku for v in one.variants))
    del products[old.id]
    variants = tuple(replace(one, id=one.id + 9000) for one in old.variants)
    products[old.id + 9000] = replace(old, id=old.id + 9000, variants=variants)
    state.seed = replace(state.seed, products=products)


def test_a_product_that_was_made_anew_since_its_sku_was_looked_up_is_found() -> None:
    shop = Shop()
    shop.place(by_sku(MUG), key="first")
    remade(shop, "SM-13")
    assert shop.place(by_sku(MUG), key="second").order.order_id == 102
    assert shop.quote(by_sku(MUG)).totals.grand_total


def test_a_quote_finds_a_product_that_was_made_anew_too() -> None:
    shop = Shop()
    shop.quote(by_sku(MUG))
    remade(shop, "SM-13")
    assert shop.quote(by_sku(MUG)).totals.grand_total


def test_what_the_store_refuses_of_a_sku_that_is_still_the_same_is_refused_once() -> None:
    shop = Shop()
    shop.place(by_sku({"sku": "TP-07", "quantity": 1}), key="first")
    shop.calls.sent.clear()
    with pytest.raises(StoreRefused):
        shop.place(by_sku({"sku": "TP-07", "quantity": 3}), key="second")
    assert [line.partition(" ")[0] for line in shop.calls.lines] == ["POST", "GET", "GET"]
    assert len(lookups(shop)) == 2


def test_that_a_product_has_several_variants_is_not_remembered() -> None:
    """A merchant corrects that: the next order asks anew."""
    shop = Shop()
    state = shop.store._state
    refused(shop, {"sku": "TS", "quantity": 1})
    shirt = next(one for one in state.seed.products.values() if one.sku == "TS")
    only = (replace(shirt.variants[0], id=9999, sku="TS", values=frozenset()),)
    products = {**state.seed.products, shirt.id: replace(shirt, options=(), variants=only)}
    state.seed = replace(state.seed, products=products)
    assert shop.place(by_sku({"sku": "TS", "quantity": 1}), key="second").order.order_id
