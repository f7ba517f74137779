"""A cart must hold what was ordered, no less and no more."""

from typing import Any

import pytest

from order_service.checkout.cart_contents import holds
from order_service.store.cart_view import CartLine
from tests.fakes.views import MUG, catalog_order, checkout, line, order

MUGS = line("m", quantity=2)
SHIRT = {"product_id": 121, "variant_id": 131, "quantity": 1}
SHIRTS = line("s", product_id=121, variant_id=131)
THING = line("c", product_id=None, variant_id=None, sku="abc-123", name="Custom thing")


def kept(*lines: CartLine, **asked: Any) -> bool:
    return holds(checkout(physical=lines).cart.line_items, catalog_order(MUG, **asked))


def test_a_cart_with_what_was_ordered_is_good() -> None:
    assert kept(MUGS)


def test_lines_may_be_split_or_merged() -> None:
    assert kept(line("a"), line("b"))
    assert kept(line("m", quantity=4), line_items=[MUG, MUG])


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (line("m", quantity=1),),
        (line("m", quantity=3),),
        (MUGS, SHIRTS),
        (line("m", quantity=2, product_id=121),),
        (MUGS, THING),
    ],
)
def test_a_cart_with_less_or_more_is_not(lines: tuple[CartLine, ...]) -> None:
    assert not kept(*lines)


@pytest.mark.parametrize(
    "changes", [{"added_by_promotion": True}, {"is_mutable": False}, {"parent_id": "m"}]
)
def test_what_the_store_adds_by_itself_does_not_count(changes: dict[str, Any]) -> None:
    assert kept(MUGS, line("gift", product_id=125, **changes))


@pytest.mark.parametrize("nothing", [None, "", "0", {}, 0, 123])
def test_a_line_without_parent_counts(nothing: Any) -> None:
    assert not kept(MUGS, line("x", product_id=125, parent_id=nothing))


def test_another_variant_of_the_product_is_not_what_was_ordered() -> None:
    cart = checkout(physical=(line("s", product_id=121, variant_id=132),)).cart.line_items
    assert not holds(cart, catalog_order(SHIRT))
    assert holds(cart, catalog_order({"product_id": 121, "quantity": 1}))


def test_digital_and_custom_items_count_too() -> None:
    guide = line("e", product_id=122, variant_id=140)
    asked = order(line_items=[{"product_id": 122, "quantity": 1}])
    assert holds(checkout(digital=(guide,), custom=(THING,)).cart.line_items, asked)
    assert not holds(checkout(digital=(guide,)).cart.line_items, asked)
    assert not holds(checkout(custom=(THING,)).cart.line_items, asked)


def test_a_custom_item_is_known_by_its_sku_or_else_by_its_name() -> None:
    renamed = THING.model_copy(update={"name": "Renamed"})
    assert holds(checkout(custom=(renamed,)).cart.line_items, order())
    nameless = order(custom_items=[{"name": "Custom thing", "list_price": 1, "quantity": 1}])
    assert holds(checkout(custom=(THING,)).cart.line_items, nameless)
    assert not holds(checkout(custom=(renamed,)).cart.line_items, nameless)
