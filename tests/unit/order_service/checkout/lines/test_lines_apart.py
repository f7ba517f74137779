"""Lines of one product go where they were asked to go, in whatever order the store lists them."""

from decimal import Decimal
from typing import Any

import pytest

from bigcommerce_emulator.state.orders import Order
from order_service.bigcommerce.verdicts import NoAnswer
from order_service.checkout.lines.matching import CartMatch
from order_service.errors import InvalidRequest, StoreRefused
from order_service.store.checkout_view import CheckoutView
from order_service.store.signals import CartUnusable
from tests.fakes.features import mugs
from tests.fakes.orders import AUSTIN, NEW_YORK
from tests.fakes.other_apps import OtherApp
from tests.fakes.shop import Shop
from tests.fakes.views import SPOON, catalog_order, checkout, engraved, line, match, order

LOST = NoAnswer("ReadTimeout")
STORES = [
    {"line_order": "reversed"},
    {"line_order": "reversed", "split_lines": "same_id"},
    {"ordered_lines": "immutable"},
    {"line_order": "reversed", "identical_lines": "keep", "version": "absent"},
]
MUG = {"product_id": 120, "quantity": 1}


def finished(sku: str, value: int) -> dict[str, Any]:
    finish = [{"option_id": 42, "option_value": value}, {"option_id": 41, "option_value": "Ann"}]
    return SPOON | {"sku": sku, "option_selections": finish}


PAIRS = {
    "prices": [MUG | {"sku": "dear"}, MUG | {"sku": "cheap", "list_price": "3.00"}],
    "names": [MUG | {"sku": "plain"}, MUG | {"sku": "named", "name": "Gift mug"}],
    "texts": [engraved("Ann"), engraved("Bob")],
    "choices": [finished("matte", 401), finished("gloss", 402)],
    "variants": [
        {"product_id": 121, "variant_id": 131, "sku": "small", "quantity": 1},
        {"product_id": 121, "variant_id": 133, "sku": "large", "quantity": 1},
    ],
}


def to_two(first: dict[str, Any], second: dict[str, Any], **more: Any) -> dict[str, Any]:
    consignments = [
        {"address": AUSTIN, "line_items": [{"sku": first["sku"]}]},
        {"address": NEW_YORK, "line_items": [{"sku": second["sku"]}]},
    ]
    return mugs(line_items=[first, second], consignments=consignments, **more)


def contents(order: Order) -> dict[str, set[tuple[Any, ...]]]:
    """By city: what goes there."""
    cities = {row.consignment_id: str(row.address["city"]) for row in order.shipments}
    held: dict[str, set[tuple[Any, ...]]] = {city: set() for city in cities.values()}
    for part in order.price.parts:
        assert part.consignment_id
        line = part.line
        chosen = (str(option["value"]) for option in line.options)
        variant_id = line.variant and line.variant.id
        held[cities[part.consignment_id]].add((variant_id, line.list_price, line.name, *chosen))
    return held


@pytest.mark.parametrize("store", STORES, ids=str)
@pytest.mark.parametrize("pair", PAIRS)
def test_goods_do_not_swap_addresses(pair: str, store: dict[str, Any]) -> None:
    usual, other = Shop(), Shop(**store)
    body = to_two(*PAIRS[pair])
    usual.place(body)
    other.place(body)
    (right,), (order,) = usual.store.orders, other.store.orders
    austin, new_york = contents(right).values()
    assert austin.isdisjoint(new_york)
    assert contents(order) == contents(right)


@pytest.mark.parametrize("lost", ["create_cart", "billing_address", "consignments"])
@pytest.mark.parametrize("pair", PAIRS)
def test_goods_do_not_swap_addresses_when_an_answer_is_lost(pair: str, lost: str) -> None:
    usual, other = Shop(), Shop(line_order="reversed")
    body = to_two(*PAIRS[pair])
    usual.place(body)
    other.meddling.after[lost] = [LOST]
    other.place(body)
    (right,), (order,) = usual.store.orders, other.store.orders
    assert contents(order) == contents(right)


@pytest.mark.parametrize("order", ["as_sent", "reversed"])
def test_a_discount_goes_off_the_line_it_is_for(order: str) -> None:
    shop = Shop(line_order=order)
    discount = {"amount": 2, "line_item": {"sku": "cheap"}}
    shop.place(mugs(line_items=PAIRS["prices"], discounts=[discount]))
    (placed,) = shop.store.orders
    off = {part.line.list_price: part.listed - part.sold for part in placed.price.parts}
    assert off == {Decimal(15): 0, Decimal(3): 2}


def test_a_discount_that_another_app_moved_to_another_line_is_given_again() -> None:
    shop = Shop()
    app = OtherApp(shop.store)
    shop.meddling.after["discounts"] = [LOST]
    shop.meddling.before["read_checkout"] = lambda: app.discount_line(2, of_price=15)
    discount = {"amount": 2, "line_item": {"sku": "cheap"}}
    shop.place(mugs(line_items=PAIRS["prices"], discounts=[discount]))
    (placed,) = shop.store.orders
    off = {part.line.list_price: part.listed - part.sold for part in placed.price.parts}
    assert off == {Decimal(15): 0, Decimal(3): 2}


def test_addresses_that_another_app_swapped_are_put_right() -> None:
    usual, shop = Shop(), Shop()
    body = to_two(*PAIRS["prices"])
    usual.place(body)
    app = OtherApp(shop.store)
    shop.meddling.before["shipping_option"] = app.swap_addresses
    shop.place(body)
    (right,), (order,) = usual.store.orders, shop.store.orders
    assert contents(order) == contents(right)


DATES = [
    SPOON | {"sku": sku, "option_selections": [{"option_id": 43, "option_value": {"day": day}}]}
    for sku, day in (("first", 1), ("second", 2))
]


@pytest.mark.parametrize(
    "changes",
    [
        to_two(*DATES),
        mugs(line_items=DATES, discounts=[{"amount": 1, "line_item": {"sku": "first"}}]),
    ],
    ids=["shipped", "discounted"],
)
def test_lines_that_no_store_can_show_apart_are_refused_when_treated_otherwise(
    changes: dict[str, Any],
) -> None:
    with pytest.raises(InvalidRequest) as caught:
        Shop().place(changes)
    assert [error["field"] for error in caught.value.problem()["errors"]] == ["line_items[1]"]


@pytest.mark.parametrize(
    "changes",
    [
        mugs(line_items=DATES),
        mugs(line_items=DATES, discounts=[{"amount": 1}]),
        to_two(MUG | {"sku": "a"}, MUG | {"sku": "b"}),
        to_two(DATES[0], DATES[1] | {"name": "Second spoon"}),
    ],
    ids=["together", "off the cart", "the same goods", "a name of its own"],
)
def test_lines_that_look_alike_are_taken_when_it_does_not_matter(changes: dict[str, Any]) -> None:
    assert Shop().job(changes)


GIVEN = [
    SPOON | {"sku": sku, "option_selections": [{"option_id": 41, "option_value": {"day": day}}]}
    for sku, day in (("first", 1), ("second", 2))
]
UNEQUAL = {
    "variant": {"variant_id": 160},
    "price": {"list_price": "12.50"},
    "SKU of the store": {"product_id": None, "sku": "SP-02"},
}


@pytest.mark.parametrize("order", ["as_sent", "reversed"])
@pytest.mark.parametrize("more", UNEQUAL.values(), ids=UNEQUAL)
def test_dates_of_one_product_go_nowhere_by_guess_though_one_line_says_more(
    more: dict[str, Any], order: str
) -> None:
    shop = Shop(line_order=order)
    with pytest.raises(StoreRefused) as caught:
        shop.place(to_two(GIVEN[0] | more, GIVEN[1]))
    fields = [error["field"] for error in caught.value.problem()["errors"]]
    assert fields == [f"line_items[{index}].option_selections" for index in (0, 1)]
    assert shop.store.orders == []


@pytest.mark.parametrize("order", ["as_sent", "reversed"])
def test_a_price_that_the_catalog_does_not_have_tells_dates_apart(order: str) -> None:
    usual, shop = Shop(), Shop(line_order=order)
    body = to_two(GIVEN[0] | {"list_price": "3.00"}, GIVEN[1])
    usual.place(body)
    shop.place(body)
    (right,), (made,) = usual.store.orders, shop.store.orders
    assert contents(made) == contents(right)


SIZES = [
    {"product_id": 121, "variant_id": variant, "sku": "shirt", "quantity": 1}
    for variant in (131, 133)
]


@pytest.mark.parametrize("order", ["as_sent", "reversed"])
def test_sizes_of_one_sku_go_where_their_variant_is_named(order: str) -> None:
    by_sku, by_number = Shop(line_order=order), Shop(line_order=order)
    swapped = ((AUSTIN, SIZES[1]), (NEW_YORK, SIZES[0]))
    for shop, sku in ((by_sku, "shirt"), (by_number, None)):
        places = [
            {"address": where, "line_items": [size | {"sku": sku}]} for where, size in swapped
        ]
        shop.place(mugs(line_items=SIZES, consignments=places))
    (made,), (right,) = by_sku.store.orders, by_number.store.orders
    assert contents(made) == contents(right)


def test_a_discount_goes_off_the_size_that_it_names() -> None:
    shop = Shop()
    small = {name: SIZES[0][name] for name in ("product_id", "variant_id", "sku")}
    shop.place(mugs(line_items=SIZES, discounts=[{"amount": 2, "line_item": small}]))
    (placed,) = shop.store.orders
    off = {p.line.variant.id: p.listed - p.sold for p in placed.price.parts if p.line.variant}
    assert off == {131: 2, 133: 0}


TEXTS = catalog_order(*PAIRS["texts"], consignments=to_two(*PAIRS["texts"])["consignments"])
AS_SHOWN = [[{"nameId": 41, "value": text}] for text in ("ann", "BOB")]


@pytest.mark.parametrize("shown", [(None, None), ([], []), (AS_SHOWN[0], AS_SHOWN[0])])
def test_a_cart_that_does_not_show_lines_apart_cannot_be_split(shown: tuple[Any, Any]) -> None:
    lines = spoons(*shown)
    with pytest.raises(CartUnusable) as caught:
        lines.require_apart()
    assert caught.value.differs[0]["field"].endswith(".option_selections")


def test_a_cart_that_shows_lines_apart_can_be_split() -> None:
    spoons(*AS_SHOWN).require_apart()


def spoons(*shown: Any) -> CartMatch:
    lines = [
        line(f"l{index}", product_id=124, variant_id=160, options=options)
        for index, options in enumerate(shown)
    ]
    return match(checkout(physical=tuple(lines)), TEXTS)


@pytest.mark.parametrize("spelling", ["capitals", "abbreviated", "verified"])
@pytest.mark.parametrize("lost", ["billing_address", "consignments", "shipping_option"])
def test_a_store_that_spells_addresses_its_way_is_not_refused(spelling: str, lost: str) -> None:
    shop = Shop(address_spelling=spelling)
    shop.meddling.after[lost] = [LOST]
    shop.place(to_two(*PAIRS["prices"]))
    (order,) = shop.store.orders
    # A read, and where the spelling is past knowing each address that was read is sent again.
    assert len(shop.calls.sent) <= (10 if spelling == "verified" else 8)
    assert len(order.shipments) == 2


@pytest.mark.parametrize("field", ["postal_code", "country"])
def test_a_country_or_postcode_that_the_store_rewrote_is_refused_by_name(field: str) -> None:
    shop = Shop(address_spelling=field)
    with pytest.raises(StoreRefused) as caught:
        shop.place(mugs())
    (error,) = caught.value.problem()["errors"]
    assert error["field"].startswith(f"billing_address.{field}")
    assert error["message"] == "was rewritten by the store"
    assert shop.store.orders == []


NAMES = ("Box", "Box \u2764")
BOXES = {
    "custom_items": [{"name": name, "sku": name, "quantity": 1, "list_price": 5} for name in NAMES]
}
APART = [
    {"address": address, "line_items": [{"sku": sku}]}
    for address, sku in ((AUSTIN, "Box"), (NEW_YORK, "Box \u2764"))
]


def boxes(*names: str) -> CheckoutView:
    bare = {"product_id": None, "variant_id": None, "sku": None}
    return checkout(custom=tuple(line(f"b{n}", name=name, **bare) for n, name in enumerate(names)))


def test_items_whose_names_lost_what_sets_them_apart_are_not_shipped_by_guess() -> None:
    apart = order(**BOXES, consignments=APART)
    with pytest.raises(CartUnusable):
        match(boxes("Box", "Box"), apart).require_apart()
    match(boxes("Box", "Box"), order(**BOXES)).require_apart()
    match(boxes("Box", "Box \u2764"), apart).require_apart()


@pytest.mark.parametrize(
    ("names", "extra"),
    [
        (("Box", "Bux"), ["b1"]),
        (("Box", "Box 1"), ["b1"]),
        # Of two that may be meant neither is.
        (("Box?", "Box!"), ["b0", "b1"]),
    ],
)
def test_an_item_of_another_name_is_none_that_was_asked(
    names: tuple[str, str], extra: list[str]
) -> None:
    found = match(boxes(*names), order(**BOXES))
    assert [line.id for line in found.extra()] == extra
    assert found.short[1] or found.short[0]
