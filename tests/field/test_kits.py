"""A pick list brings its product into the cart as a line of its own, beside the same product alone.

Source: the SDK's cart items, whose ``parent_id`` is the line that a pick list belongs to, and
integrators' carts in which such a line stands before one of the same product that was ordered.
Wrong before: the child's line was taken for the caller's own, the order was refused for good
("must be shipped; name all of it"), and a discount of the line went to the child.
"""

from dataclasses import replace
from typing import Any

import pytest

from bigcommerce_emulator.state.catalog import Promotion
from bigcommerce_emulator.state.seed import default_seed
from order_service.errors import StoreRefused
from tests.fakes.features import mugs
from tests.fakes.orders import AUSTIN, NEW_YORK
from tests.fakes.shop import Shop
from tests.unit.bigcommerce_emulator.shopper import Shopper

BEANS_WITH_IT = {"option_id": 43, "option_value": 431}
KETTLE = {"product_id": 127, "quantity": 1, "option_selections": [BEANS_WITH_IT]}
BEANS = {"product_id": 125, "quantity": 1}


def rows(cart: Any) -> list[tuple[str, int]]:
    return [(row["sku"], row["quantity"]) for row in cart["line_items"]["physical_items"]]


def test_a_pick_list_brings_a_line_of_its_own_before_what_was_ordered_alone() -> None:
    cart = Shopper().open_cart(KETTLE, BEANS)
    kettle, child, alone = cart["line_items"]["physical_items"]
    assert rows(cart) == [("KT-09", 1), ("CB-1000", 1), ("CB-1000", 1)]
    assert (kettle["parent_id"], child["parent_id"], alone["parent_id"]) == (
        None,
        kettle["id"],
        None,
    )
    assert child["is_mutable"] is True


def test_what_was_picked_follows_its_line() -> None:
    shopper = Shopper()
    cart = shopper.open_cart(KETTLE, BEANS)
    kettle, child = (row["id"] for row in cart["line_items"]["physical_items"][:2])
    path = f"/v3/carts/{cart['id']}/items"
    body = {"line_item": {"product_id": 127, "quantity": 3}}
    more = shopper.body(shopper.ask("PUT", f"{path}/{kettle}", body))["data"]
    assert rows(more) == [("KT-09", 3), ("CB-1000", 3), ("CB-1000", 1)]
    refused = shopper.ask(
        "PUT", f"{path}/{child}", {"line_item": {"product_id": 125, "quantity": 9}}
    )
    assert refused.status == 422
    left = shopper.body(shopper.ask("DELETE", f"{path}/{kettle}"))["data"]
    assert rows(left) == [("CB-1000", 1)]


def test_kits_of_one_kind_stay_apart() -> None:
    cart = Shopper().open_cart(KETTLE, KETTLE)
    assert rows(cart) == [("KT-09", 1), ("CB-1000", 1)] * 2


KIT = mugs(line_items=[KETTLE | {"sku": "kit"}, BEANS | {"sku": "beans"}])


def test_an_order_of_a_kit_and_of_the_same_product_alone_is_placed() -> None:
    shop = Shop()
    shop.place(KIT)
    (order,) = shop.store.orders
    assert [part.line.sku for part in order.price.parts] == ["KT-09", "CB-1000", "CB-1000"]


def test_a_kit_and_what_was_ordered_alone_can_go_to_two_places() -> None:
    shop = Shop()
    parts = [
        {"address": AUSTIN, "line_items": [{"sku": "kit"}]},
        {"address": NEW_YORK, "line_items": [{"sku": "beans"}]},
    ]
    shop.place(KIT | {"consignments": parts})
    (order,) = shop.store.orders
    held = {row.address["city"]: row.consignment_id for row in order.shipments}
    cities = {name: city for city, name in held.items()}
    placed = [(part.line.sku, cities[part.consignment_id or ""]) for part in order.price.parts]
    assert placed == [("KT-09", "Austin"), ("CB-1000", "Austin"), ("CB-1000", "New York")]


@pytest.mark.parametrize("first", [True, False])
def test_a_discount_is_given_to_what_was_ordered_and_not_to_what_a_kit_brought(first: bool) -> None:
    shop = Shop()
    lines = KIT["line_items"] if first else KIT["line_items"][::-1]
    discount = {"amount": "2", "line_item": {"sku": "beans"}}
    shop.place(KIT | {"line_items": lines, "discounts": [discount]})
    (order,) = shop.store.orders
    discounted = [part.line for part in order.price.parts if part.line.manual_discount]
    assert [(line.sku, line.parent_id) for line in discounted] == [("CB-1000", None)]


def to_two_places(first: int, second: int) -> dict[str, Any]:
    kits = KETTLE | {"sku": "kit", "quantity": first + second}
    places = [
        {"address": address, "line_items": [{"sku": "kit", "quantity": count}]}
        for address, count in ((AUSTIN, first), (NEW_YORK, second))
    ]
    return mugs(line_items=[kits], consignments=places)


@pytest.mark.parametrize("split", ["new_ids", "same_id"])
@pytest.mark.parametrize(("first", "second"), [(1, 1), (3, 1), (1, 2)])
def test_what_was_picked_goes_to_each_place_with_its_kits(
    first: int, second: int, split: str
) -> None:
    shop = Shop(split_lines=split)
    assert shop.place(to_two_places(first, second)).order
    (order,) = shop.store.orders
    sent = {
        one.address["city"]: sorted(
            (part.line.sku, part.quantity)
            for part in order.price.parts
            if part.consignment_id == one.consignment_id
        )
        for one in order.shipments
    }
    assert sent == {
        city: [("CB-1000", count), ("KT-09", count)]
        for city, count in ((AUSTIN["city"], first), (NEW_YORK["city"], second))
    }


@pytest.mark.parametrize("digital_first", [True, False])
def test_a_gift_opens_no_consignment_for_what_is_not_shipped(*, digital_first: bool) -> None:
    places = [
        {"address": NEW_YORK, "line_items": [{"sku": "pdf"}]},
        {"address": AUSTIN, "line_items": [{"sku": "mug"}]},
    ]
    lines = [
        {"product_id": 120, "quantity": 2, "sku": "mug"},
        {"product_id": 122, "quantity": 1, "sku": "pdf"},
    ]
    shop = Shop(promotion=Promotion(product_id=120, quantity=2, adds_product_id=126))
    shop.place(mugs(line_items=lines, consignments=places if digital_first else places[::-1]))
    (order,) = shop.store.orders
    assert [one.address["city"] for one in order.shipments] == [AUSTIN["city"]]


SEED = default_seed()
NOT_SHIPPED = replace(
    SEED, products={**SEED.products, 127: replace(SEED.products[127], type="digital")}
)


@pytest.mark.parametrize("kit_first", [True, False])
def test_what_a_kit_brought_goes_where_the_kit_is_to_go_though_that_is_not_shipped(
    kit_first: bool,
) -> None:
    shop = Shop(seed=NOT_SHIPPED)
    places = [
        {"address": AUSTIN, "line_items": [{"sku": "mug"}]},
        {"address": NEW_YORK, "line_items": [{"sku": "kit"}]},
    ]
    mug = {"product_id": 120, "quantity": 1, "sku": "mug"}
    lines = [KETTLE | {"sku": "kit"}, mug]
    order = places[::-1] if kit_first else places
    shop.place(mugs(line_items=lines, consignments=order))
    (made,) = shop.store.orders
    cities = {one.consignment_id: one.address["city"] for one in made.shipments}
    shipped = {part.line.sku: cities.get(part.consignment_id or "") for part in made.price.parts}
    assert shipped == {"KT-09": None, "CB-1000": "New York", "SM-13": "Austin"}


def test_what_kits_brought_goes_to_no_place_by_guess_where_their_line_is_not_shipped() -> None:
    shop = Shop(seed=NOT_SHIPPED)
    with pytest.raises(StoreRefused):
        shop.place(to_two_places(1, 1))
    assert shop.store.orders == []
