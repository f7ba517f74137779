"""The cart's lines go into the consignments that the order names for them."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_service.checkout.consignments import wanted_consignments
from order_service.errors import InvalidRequest
from order_service.request.order import OrderRequest
from order_service.store.checkout_view import CheckoutView
from order_service.store.signals import CartUnusable
from tests.fakes.orders import AUSTIN, NEW_YORK
from tests.fakes.views import MUG, catalog_order, checkout, line, match, order

SHIRTS = {"product_id": 121, "variant_id": 131, "quantity": 1}
GUIDE = {"product_id": 122, "quantity": 1, "sku": "guide"}
EBOOK = line("e", product_id=122, variant_id=140)


def ships(address: dict[str, Any], *names: dict[str, Any]) -> dict[str, Any]:
    return {"address": address, "line_items": list(names)}


def parts(found: CheckoutView, wanted: OrderRequest) -> list[dict[str, int]]:
    return [dict(one.lines) for one in wanted_consignments(match(found, wanted))]


def test_without_consignments_everything_goes_to_the_billing_address() -> None:
    cart = checkout(physical=(line("m", quantity=2),), custom=(line("c", product_id=None),))
    (one,) = wanted_consignments(match(cart, catalog_order(MUG)))
    assert dict(one.lines) == {"m": 2, "c": 1}
    assert one.address
    assert one.address.address1 == AUSTIN["address1"]


def test_an_address_without_e_mail_gets_the_order_s() -> None:
    shipped = order(consignments=[{"address": NEW_YORK | {"email": None}}])
    (one,) = wanted_consignments(match(checkout(custom=(custom("c"),)), shipped))
    assert one.address
    assert one.address.email == AUSTIN["email"]


def test_an_address_keeps_its_own_e_mail() -> None:
    shipped = order(consignments=[{"address": NEW_YORK | {"email": "ann@example.com"}}])
    (one,) = wanted_consignments(match(checkout(custom=(custom("c"),)), shipped))
    assert one.address
    assert one.address.email == "ann@example.com"


def test_a_consignment_s_own_rule_goes_before_the_order_s() -> None:
    cart = checkout(physical=(line("m", quantity=2),))
    names = [{"sku": "mug", "quantity": 1}]
    two = [ships(AUSTIN, *names), ships(NEW_YORK, *names) | {"shipping": {"choose": "fastest"}}]
    wanted = catalog_order(MUG, consignments=two, shipping={"choose": "recommended"})
    assert [one.rule.choose for one in wanted_consignments(match(cart, wanted))] == [
        "recommended",
        "fastest",
    ]


@pytest.mark.parametrize(
    "name", [{"sku": "mug"}, {"product_id": 120}, {"product_id": 120, "quantity": 2}]
)
def test_a_line_is_named_as_the_caller_knows_it(name: dict[str, Any]) -> None:
    shirt = line("s", product_id=121, variant_id=131)
    cart = checkout(physical=(shirt, line("m", quantity=2)))
    rest = ships(NEW_YORK, {"product_id": 121, "variant_id": 131})
    wanted = catalog_order(MUG, SHIRTS, consignments=[ships(AUSTIN, name), rest])
    assert parts(cart, wanted) == [{"m": 2}, {"s": 1}]


def custom(line_id: str, **changes: Any) -> Any:
    start = {"product_id": None, "variant_id": None, "sku": "abc-123", "name": "Custom thing"}
    return line(line_id, **start | changes)


def test_a_custom_item_is_found_by_its_sku_and_by_its_name() -> None:
    items = [
        {"name": "Thing", "sku": "t-1", "list_price": 1, "quantity": 1},
        {"name": "Other", "list_price": 1, "quantity": 1},
    ]
    cart = checkout(
        custom=(custom("o", sku="", name="Other"), custom("t", sku="T-1 ", name="THING"))
    )
    wanted = order(custom_items=items, consignments=[ships(AUSTIN, {"sku": "t-1"})])
    with pytest.raises(InvalidRequest) as caught:
        wanted_consignments(match(cart, wanted))
    assert caught.value.facts["errors"][0]["field"] == "custom_items[1]"


def test_a_quantity_can_be_split() -> None:
    cart = checkout(physical=(line("m", quantity=2),))
    one = {"sku": "mug", "quantity": 1}
    wanted = catalog_order(MUG, consignments=[ships(AUSTIN, one), ships(NEW_YORK, {"sku": "mug"})])
    assert parts(cart, wanted) == [{"m": 1}, {"m": 1}]


def test_a_line_that_the_store_split_is_put_together_again() -> None:
    cart = checkout(physical=(line("m"), line("m2")))
    assert parts(cart, catalog_order(MUG)) == [{"m": 1, "m2": 1}]


def two_mugs(first: str, second: str) -> OrderRequest:
    lines = [MUG | {"sku": sku, "quantity": 1} for sku in ("zephyrine", "ann")]
    names = [{"sku": first}], [{"sku": second}]
    return catalog_order(
        *lines, consignments=[ships(AUSTIN, *names[0]), ships(NEW_YORK, *names[1])]
    )


def test_a_name_takes_no_more_than_its_own_line() -> None:
    cart = checkout(physical=(line("merged", quantity=2),))
    assert parts(cart, two_mugs("zephyrine", "ann")) == [{"merged": 1}, {"merged": 1}]


def test_lines_that_the_store_merged_are_shipped_together_as_they_are_named() -> None:
    cart = checkout(physical=(line("merged", quantity=3),))
    lines = [MUG | {"sku": sku, "quantity": 1} for sku in ("zephyrine", "ann", "bob")]
    near = ships(AUSTIN, {"sku": "zephyrine"}, {"sku": "bob"})
    wanted = catalog_order(*lines, consignments=[near, ships(NEW_YORK, {"sku": "ann"})])
    assert parts(cart, wanted) == [{"merged": 2}, {"merged": 1}]


def test_lines_of_one_product_are_told_apart_by_their_place() -> None:
    cart = checkout(physical=(line("first"), line("second")))
    assert parts(cart, two_mugs("zephyrine", "ann")) == [{"first": 1}, {"second": 1}]
    assert parts(cart, two_mugs("ann", "zephyrine")) == [{"second": 1}, {"first": 1}]


def test_what_a_promotion_added_goes_along_with_the_first() -> None:
    gift = line("gift", product_id=125, added_by_promotion=True)
    cart = checkout(physical=(gift, line("m", quantity=2)))
    one = {"sku": "mug", "quantity": 1}
    wanted = catalog_order(MUG, consignments=[ships(AUSTIN, one), ships(NEW_YORK, one)])
    assert parts(cart, wanted) == [{"m": 1, "gift": 1}, {"m": 1}]


def test_what_a_line_brought_along_goes_with_it() -> None:
    strap = line("strap", product_id=125, parent_id="s")
    cart = checkout(physical=(line("m", quantity=2), line("s", product_id=121), strap))
    shirt = {"product_id": 121, "quantity": 1, "sku": "shirt"}
    names = [ships(AUSTIN, {"sku": "mug"}), ships(NEW_YORK, {"sku": "shirt"})]
    assert parts(cart, catalog_order(MUG, shirt, consignments=names)) == [
        {"m": 2},
        {"s": 1, "strap": 1},
    ]


@pytest.mark.parametrize("mark", [{"added_by_promotion": True}, {"parent_id": "m"}])
def test_what_the_store_added_is_never_taken_for_an_ordered_line(mark: dict[str, Any]) -> None:
    cart = checkout(physical=(line("gift", **mark), line("m", quantity=1)))
    with pytest.raises(CartUnusable):
        wanted_consignments(
            match(cart, catalog_order(MUG, consignments=[ships(AUSTIN, {"sku": "mug"})]))
        )


def test_digital_lines_are_left_out() -> None:
    cart = checkout(physical=(line("m", quantity=2),), digital=(EBOOK,))
    names = [{"sku": "mug"}, {"sku": "guide"}]
    assert parts(cart, catalog_order(MUG, GUIDE, consignments=[ships(AUSTIN, *names)])) == [
        {"m": 2}
    ]


def test_a_consignment_of_digital_lines_alone_is_left_out() -> None:
    cart = checkout(physical=(line("m", quantity=2),), digital=(EBOOK,))
    two = [ships(AUSTIN, {"sku": "guide"}), ships(NEW_YORK, {"sku": "mug"})]
    (one,) = wanted_consignments(match(cart, catalog_order(MUG, GUIDE, consignments=two)))
    assert one.address
    assert one.address.city == "New York"


def test_a_digital_cart_has_no_consignments() -> None:
    assert wanted_consignments(match(checkout(digital=(EBOOK,)), catalog_order(GUIDE))) == []


def test_a_line_that_needs_no_shipping_is_left_out() -> None:
    cart = checkout(physical=(line("m", quantity=2, is_require_shipping=False),))
    assert wanted_consignments(match(cart, catalog_order(MUG))) == []


@pytest.mark.parametrize(
    ("names", "field"),
    [
        ([{"sku": "mug"}], "line_items[1]"),
        ([{"product_id": 121}], "line_items[0]"),
        ([{"sku": "mug", "quantity": 1}, {"product_id": 121}], "line_items[0]"),
    ],
)
def test_a_line_left_over_is_refused_by_name(names: list[dict[str, Any]], field: str) -> None:
    shirt = line("s", product_id=121, variant_id=131)
    cart = checkout(physical=(line("m", quantity=2), shirt))
    wanted = catalog_order(MUG, SHIRTS, consignments=[ships(AUSTIN, *names)])
    with pytest.raises(InvalidRequest) as caught:
        wanted_consignments(match(cart, wanted))
    message = "must be shipped; name all of it in the consignments"
    assert caught.value.facts["errors"] == [{"field": field, "message": message}]


def test_a_cart_with_less_than_was_ordered_is_unusable() -> None:
    wanted = catalog_order(MUG, consignments=[ships(AUSTIN, {"sku": "mug"})])
    with pytest.raises(CartUnusable):
        wanted_consignments(match(checkout(physical=(line("m", quantity=1),)), wanted))


@given(st.lists(st.integers(1, 5), min_size=1, max_size=4), st.data())
def test_no_more_is_shipped_than_was_ordered(counts: list[int], data: st.DataObject) -> None:
    lines = [
        {"product_id": 120, "quantity": count, "sku": f"m{index}"}
        for index, count in enumerate(counts)
    ]
    merged = data.draw(st.booleans())
    bought = [sum(counts)] if merged else counts
    cart = checkout(physical=tuple(line(f"l{i}", quantity=n) for i, n in enumerate(bought)))
    first = [data.draw(st.integers(0, count)) for count in counts]
    names = [
        [{"sku": f"m{i}", "quantity": n} for i, n in enumerate(split) if n]
        for split in (first, [count - part for count, part in zip(counts, first, strict=True)])
    ]
    kept = [found for found in names if found]
    both = [ships(AUSTIN, *found) for found in kept]
    total = Counter[str]()
    shares = parts(cart, catalog_order(*lines, consignments=both))
    for share in shares:
        total.update(share)
    assert total == {found.id: found.quantity for found in cart.cart.line_items.shippable}
    asked = [sum(int(str(name["quantity"])) for name in found) for found in kept]
    assert [sum(share.values()) for share in shares] == asked
