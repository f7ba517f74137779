"""Customers by e-mail and products by SKU: looked up before the cart, and not again."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from order_service.bigcommerce.verdicts import NoAnswer
from order_service.checkout.lookups import of_customer, resolved
from order_service.errors import CustomerUnknown, InvalidRequest, ScopeMissing, StoreUnavailable
from order_service.store.company_order import ExtraFieldRule
from order_service.store.variants import KnownVariants, Variant
from tests.fakes.features import mugs
from tests.fakes.sends import failing
from tests.fakes.shop import Shop
from tests.fakes.views import catalog_order

BEANS = {"sku": "CB-1000", "quantity": 1}
SHIRT = {"sku": "ts-m", "quantity": 2}
KNOWN = "retail.quillfeather@example.com"


def by_sku(*lines: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return mugs(line_items=list(lines), **changes)


def lookups(shop: Shop) -> list[str]:
    lines = [line for line in shop.calls.lines if line.startswith("GET") and "/v3/" in line]
    return [line.partition("/v3/")[2] for line in lines]


@pytest.mark.parametrize("email", [KNOWN, "Retail.Quillfeather@Example.com"])
@pytest.mark.parametrize("match", ["existing", "guest"])
def test_the_account_with_the_e_mail_address_is_the_customer(email: str, match: str) -> None:
    shop = Shop()
    shop.place(mugs(customer={"email": email, "match": match}))
    assert shop.store.orders[0].customer_id == 11
    assert len(shop.calls.sent) == 6


def test_a_plus_in_an_e_mail_address_is_asked_for_as_it_is() -> None:
    shop = Shop()
    shop.place(mugs(customer={"email": "a+b@example.com", "match": "guest"}))
    assert lookups(shop) == ["customers?email:in=a%2Bb%40example.com&limit=250&page=1"]


def test_an_e_mail_address_without_account_is_a_guest_s_where_that_is_asked_for() -> None:
    shop = Shop()
    shop.place(mugs(customer={"email": "nobody@example.com", "match": "guest"}))
    assert shop.store.orders[0].customer_id == 0


def test_an_e_mail_address_without_account_is_refused_without_repeating_it() -> None:
    shop = Shop()
    with pytest.raises(CustomerUnknown) as caught:
        shop.place(mugs(customer={"email": "nobody@example.com"}))
    assert caught.value.problem()["code"] == "customer_unknown"
    assert "nobody" not in str(caught.value.problem())
    assert shop.store.carts == {}


def test_a_customer_is_named_once() -> None:
    with pytest.raises(InvalidRequest) as caught:
        Shop().place(mugs(customer={"email": KNOWN}, customer_id=11))
    assert [error["field"] for error in caught.value.problem()["errors"]] == ["customer"]


def test_lines_by_sku_alone_are_looked_up_together() -> None:
    shop = Shop()
    shop.place(by_sku(BEANS, SHIRT))
    parts = shop.store.orders[0].price.parts
    assert [(part.line.sku, part.quantity) for part in parts] == [("CB-1000", 1), ("TS-M", 2)]
    assert lookups(shop) == [
        "catalog/variants?sku:in=CB-1000%2Cts-m&limit=250&page=1",
        "catalog/products?sku:in=CB-1000&include_fields=sku,base_variant_id&limit=250&page=1",
    ]
    assert len(shop.calls.sent) == 7


def test_a_sku_is_looked_up_once_in_five_minutes() -> None:
    shop = Shop()
    for seconds in (0, 299, 2):
        shop.clock.sleep(seconds)
        shop.place(by_sku(SHIRT), key=f"order-{seconds}")
    assert len(lookups(shop)) == 2


def test_every_unknown_sku_is_named_and_no_cart_opened() -> None:
    shop = Shop()
    with pytest.raises(InvalidRequest) as caught:
        shop.place(by_sku(BEANS, {"sku": "NO-1", "quantity": 1}, {"sku": "NO-2", "quantity": 1}))
    assert [error["field"] for error in caught.value.problem()["errors"]] == [
        "line_items[1].sku",
        "line_items[2].sku",
    ]
    assert [line for line in shop.calls.lines if line.startswith("POST")] == []


def test_an_order_that_goes_on_with_its_cart_looks_nothing_up_again() -> None:
    shop = Shop()
    body = by_sku(BEANS, consignments=[{"line_items": [{"sku": "CB-1000"}]}],
                  customer={"email": KNOWN})  # fmt: skip
    shop.meddling.instead["consignments"] = [failing(503)] * 5
    with pytest.raises(StoreUnavailable):
        shop.place(body)
    before = len(shop.calls.sent)
    shop.meddling.instead["list_variants"] = [failing(500)] * 9
    shop.place(body)
    assert [line.split("/v3/")[1][:9] for line in shop.calls.lines[before:]] == [
        "checkouts",
        "checkouts",
        "checkouts",
        "checkouts",
    ]


def test_a_cart_that_is_replaced_at_once_is_opened_with_what_is_known() -> None:
    shop = Shop()
    shop.meddling.instead["billing_address"] = [failing(404)]
    shop.place(by_sku(BEANS))
    asked = [line for line in lookups(shop) if line.startswith("catalog/")]
    assert (len(asked), len(shop.store.orders)) == (2, 1)


def test_a_sku_that_now_means_another_variant_is_asked_again_before_a_refusal() -> None:
    shop = Shop()
    old = Variant(id=118, product_id=120, sku="CB-1000")
    shop.open_store.variants.put("acme", "CB-1000", old, shop.clock.now())
    shop.place(by_sku(BEANS))
    assert len(lookups(shop)) == 2
    assert len(shop.store.orders) == 1


@pytest.mark.parametrize("lookup", ["list_customers", "list_variants"])
def test_a_look_up_whose_answer_was_lost_is_repeated(lookup: str) -> None:
    shop = Shop()
    shop.meddling.after[lookup] = [NoAnswer("ReadTimeout")]
    shop.place(by_sku(BEANS, customer={"email": KNOWN}))
    assert len(lookups(shop)) == 4


@pytest.mark.parametrize("lookup", ["list_customers", "list_variants"])
@pytest.mark.parametrize(
    ("failure", "error"), [(failing(403), ScopeMissing), (failing(422), StoreUnavailable)]
)
def test_a_look_up_that_fails_refuses_nothing(
    lookup: str, failure: Any, error: type[Exception]
) -> None:
    shop = Shop()
    shop.meddling.instead[lookup] = [failure] * 5
    with pytest.raises(error):
        shop.place(by_sku(BEANS, customer={"email": KNOWN}))
    shop.meddling.instead.clear()
    shop.place(by_sku(BEANS, customer={"email": KNOWN}))
    assert len(shop.store.orders) == 1


@pytest.mark.parametrize("line", [{"quantity": 1}, BEANS | {"variant_id": 170}])
def test_a_line_needs_a_product_or_only_a_sku(line: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest) as caught:
        Shop().place(by_sku(line))
    assert [error["field"] for error in caught.value.problem()["errors"]] == ["line_items[0]"]


def test_stores_do_not_share_skus_and_the_oldest_are_forgotten() -> None:
    known = KnownVariants(most=2)
    for number, sku in enumerate("ABC"):
        known.put("acme", sku, Variant(id=number, product_id=1), now=number)
    assert known.get("acme", "A", now=3) is None
    assert known.get("other", "B", now=3) is None
    assert known.get("acme", "B", now=3) == Variant(id=1, product_id=1)


class Catalog:
    """A store that knows these variants and one customer, and keeps what it was asked."""

    def __init__(
        self, variants: Mapping[str, Variant] | None = None, customer: int | None = None
    ) -> None:
        self._customer = customer
        self._variants = variants or {}
        self.asked: list[object] = []

    def find_customer(self, email: str, channel_id: int) -> int | None:
        self.asked.append((email, channel_id))
        return self._customer

    def find_variants(self, skus: Iterable[str], *, fresh: bool) -> Mapping[str, Variant]:
        self.asked.append((list(skus), fresh))
        return self._variants

    def extra_field_rules(self, *, fresh: bool) -> list[ExtraFieldRule]:
        return [ExtraFieldRule.model_validate({"fieldName": "Cost", "isRequired": True})]


MUG = {"product_id": 120, "quantity": 1, "sku": "mug"}
KNOWN_SKUS = {
    "a-1": Variant(id=7, product_id=70),
    "many": Variant(product_id=80),
}
MANY = (
    "is the SKU of a product with several variants, for the store shows no base_variant_id; "
    "send that of one of them"
)


@pytest.mark.parametrize("fresh", [None, False, True])
def test_lines_by_sku_get_their_product_and_variant_and_others_stay_as_they_are(
    fresh: bool | None,
) -> None:
    store: Any = Catalog(KNOWN_SKUS)
    wanted = catalog_order({"sku": " A-1", "quantity": 2}, MUG, {"product_id": 9, "quantity": 1})
    found = resolved(wanted, store) if fresh is None else resolved(wanted, store, fresh=fresh)
    first, *others = found.line_items
    assert (first.product_id, first.variant_id, first.quantity) == (70, 7, 2)
    assert others == wanted.line_items[1:]
    assert store.asked == [([wanted.line_items[0].sku], bool(fresh))]
    assert found.customer_id == 0


def test_an_order_that_names_its_products_asks_for_none() -> None:
    store: Any = Catalog()
    wanted = catalog_order(MUG, customer_id=11)
    assert resolved(wanted, store) == wanted
    assert store.asked == []


def test_each_sku_that_cannot_be_ordered_is_named_with_the_reason() -> None:
    store: Any = Catalog(KNOWN_SKUS)
    lines = [{"sku": sku, "quantity": 1} for sku in ("no", "A-1", "MANY")]
    with pytest.raises(InvalidRequest) as caught:
        resolved(catalog_order(*lines), store)
    assert caught.value.facts["errors"] == [
        {"field": "line_items[0].sku", "message": "is no SKU of this store's catalog"},
        {"field": "line_items[2].sku", "message": MANY},
    ]


def test_extra_fields_that_the_store_would_not_take_are_named_beside_the_skus() -> None:
    store: Any = Catalog()
    wanted = catalog_order({"sku": "no", "quantity": 1}, customer_id=11, b2b={"po_number": "1"})
    with pytest.raises(InvalidRequest) as caught:
        resolved(wanted, store)
    fields = [error["field"] for error in caught.value.facts["errors"]]
    assert fields == ["b2b.extra_fields", "line_items[0].sku"]


@pytest.mark.parametrize(("found", "customer_id"), [(11, 11), (None, 0)])
def test_a_customer_is_looked_up_in_the_order_s_channel(
    found: int | None, customer_id: int
) -> None:
    store: Any = Catalog(KNOWN_SKUS, found)
    wanted = catalog_order(
        {"sku": "a-1", "quantity": 1}, channel_id=3, customer={"email": KNOWN, "match": "guest"}
    )
    known = resolved(wanted, store)
    assert known.customer_id == customer_id
    assert store.asked[0] == (KNOWN, 3)
    theirs = of_customer(wanted, known.customer_id)
    assert (theirs.customer_id, theirs.customer) == (customer_id, None)
    assert theirs.line_items == wanted.line_items


def test_a_customer_who_must_have_an_account_and_has_none_is_unknown() -> None:
    store: Any = Catalog()
    with pytest.raises(CustomerUnknown) as caught:
        resolved(catalog_order(MUG, customer={"email": KNOWN}), store)
    assert caught.value.detail == "No account of this store has the e-mail address in customer."
    assert caught.value.step == "customer"
