"""A cart must hold what was ordered, no less, no more and nothing else."""

from typing import Any

import pytest

from order_service.checkout.cart_contents import certificate_differences, line_differences
from order_service.request.order import OrderRequest
from order_service.store.cart_view import BoughtCertificate, CartLine
from tests.fakes.other_apps import GIFT
from tests.fakes.views import MUG, catalog_order, checkout, line, match, order

MUGS = line("m", quantity=2)
SHIRT = {"product_id": 121, "variant_id": 131, "quantity": 1}
SHIRTS = line("s", product_id=121, variant_id=131)
THING = line(
    "c", product_id=None, variant_id=None, sku="abc-123", name="Custom thing", list_price=10
)
RED, BLUE = ({"option_id": 5, "option_value": value} for value in (101, 102))


def differing(wanted: OrderRequest, *physical: CartLine, **kinds: Any) -> list[str]:
    found = line_differences(match(checkout(physical=physical, **kinds), wanted))
    return [error["field"] for error in found]


def kept(*lines: CartLine, **asked: Any) -> list[str]:
    return differing(catalog_order(MUG, **asked), *lines)


def test_a_cart_with_what_was_ordered_is_good() -> None:
    assert kept(MUGS) == []


def test_lines_may_be_split_or_merged() -> None:
    assert kept(line("a"), line("b")) == []
    assert kept(line("m", quantity=4), line_items=[MUG, MUG]) == []


@pytest.mark.parametrize(
    ("lines", "fields"),
    [
        ((), ["line_items[0].quantity"]),
        ((line("m", quantity=1),), ["line_items[0].quantity"]),
        ((line("m", quantity=3),), ["line_items"]),
        ((line("m", quantity=5, is_mutable=False),), ["line_items"]),
        ((MUGS, SHIRTS), ["line_items"]),
        ((line("m", quantity=2, product_id=121),), ["line_items[0].quantity", "line_items"]),
        ((MUGS, THING), ["line_items"]),
        ((MUGS, line("x", product_id=125, is_mutable=False)), []),
    ],
)
def test_a_cart_with_less_or_more_is_not(lines: tuple[CartLine, ...], fields: list[str]) -> None:
    assert kept(*lines) == fields


@pytest.mark.parametrize("changes", [{"added_by_promotion": True}, {"parent_id": "m"}])
@pytest.mark.parametrize("product_id", [120, 125])
def test_what_the_store_adds_by_itself_does_not_count(
    changes: dict[str, Any], product_id: int
) -> None:
    gift = line("gift", product_id=product_id, **changes)
    assert kept(gift, MUGS) == []
    assert kept(gift, line("m", quantity=1)) == ["line_items[0].quantity"]


def test_a_line_that_cannot_be_changed_is_the_ordered_one_if_no_other_is() -> None:
    fixed = line("fixed", quantity=2, is_mutable=False)
    assert kept(fixed) == []
    lines = match(checkout(physical=(fixed, MUGS)), catalog_order(MUG))
    assert lines.portions == [{"m": 2}]


@pytest.mark.parametrize("nothing", [None, "", "0", {}, 0, 123])
def test_a_line_without_parent_counts(nothing: Any) -> None:
    assert kept(MUGS, line("x", product_id=125, parent_id=nothing)) == ["line_items"]


def test_a_kit_s_part_is_not_the_line_that_was_ordered_alone() -> None:
    kettle, beans = {"product_id": 9, "quantity": 1}, {"product_id": 125, "quantity": 1}
    cart = checkout(
        physical=(
            line("kettle", product_id=9),
            line("part", product_id=125, parent_id="kettle"),
            line("beans", product_id=125),
        )
    )
    lines = match(cart, catalog_order(kettle, beans))
    assert lines.portions == [{"kettle": 1}, {"beans": 1}]
    assert list(line_differences(lines)) == []


def test_another_variant_of_the_product_is_not_what_was_ordered() -> None:
    other = line("s", product_id=121, variant_id=132)
    assert differing(catalog_order(SHIRT), other) == ["line_items[0].variant_id"]
    assert differing(catalog_order({"product_id": 121, "quantity": 1}), other) == []


@pytest.mark.parametrize(
    ("asked", "shown", "field"),
    [
        ({"list_price": "3.00"}, {"list_price": 99}, "list_price"),
        ({"list_price": "3.00"}, {"list_price": 3.004}, None),
        ({"name": "Gift mug"}, {"name": "Mug"}, "name"),
        ({"name": "Gift & mug"}, {"name": " gift &amp;  MUG "}, None),
        ({"name": "Gift mug"}, {"name": "Gift-mug"}, None),
        ({"name": "<b>Gift</b> mug"}, {"name": "Gift mug"}, None),
        ({"name": "Gift mug 2"}, {"name": "Gift mug 3"}, "name"),
        ({"option_selections": [RED]}, {"options": [{"nameId": 5, "valueId": 102}]},
         "option_selections"),
        ({"option_selections": [RED]}, {"options": []}, "option_selections"),
        ({"option_selections": [RED]}, {"options": [{"nameId": 5, "valueId": 101}]}, None),
        ({"option_selections": [RED]}, {}, None),
        ({"option_selections": [{"option_id": 5, "option_value": "2026-12-24"}]},
         {"options": [{"nameId": 5, "value": "24th Dec 2026"}]}, None),
        ({}, {"list_price": 99, "name": "Any"}, None),
    ],
)  # fmt: skip
def test_a_line_is_as_asked(asked: Any, shown: Any, field: str | None) -> None:
    wanted = catalog_order(MUG | asked)
    expected = [f"line_items[0].{field}"] if field else []
    assert differing(wanted, line("m", quantity=2, **shown)) == expected


def test_lines_of_one_product_are_told_apart_by_what_they_show() -> None:
    mug = {"product_id": 120, "quantity": 1}
    wanted = catalog_order(
        mug | {"sku": "any"},
        mug | {"sku": "cheap", "list_price": "3.00"},
        mug | {"sku": "named", "name": "Gift mug"},
        mug | {"sku": "blue", "option_selections": [BLUE]},
        mug | {"sku": "red", "option_selections": [RED]},
        mug | {"sku": "typed", "option_selections": [{"option_id": 6, "option_value": "Ann"}]},
    )
    plain = {"list_price": 14.95, "name": "Mug", "options": []}

    def shown(line_id: str, **changes: Any) -> CartLine:
        return line(line_id, **plain | changes)

    cart = (
        shown("a", options=[{"nameId": 6, "value": "ann", "valueId": None}]),
        shown("b", options=[{"nameId": 5, "value": "Red", "valueId": 101}]),
        shown("c", options=[{"nameId": 5, "value": "Blue", "valueId": 102}]),
        shown("d", name="Gift mug"),
        shown("e", list_price=3),
        shown("f"),
    )
    lines = match(checkout(physical=cart), wanted)
    assert lines.portions == [{"f": 1}, {"e": 1}, {"d": 1}, {"c": 1}, {"b": 1}, {"a": 1}]


def test_digital_and_custom_items_count_too() -> None:
    guide = line("e", product_id=122, variant_id=140)
    asked = order(line_items=[{"product_id": 122, "quantity": 1}])
    assert differing(asked, digital=(guide,), custom=(THING,)) == []
    assert differing(asked, digital=(guide,)) == ["custom_items[0].quantity"]
    assert differing(asked, custom=(THING,)) == ["line_items[0].quantity"]


@pytest.mark.parametrize(
    ("shown", "field"),
    [
        ({"name": " CUSTOM  thing ", "sku": "ABC-123"}, None),
        ({"name": "Custom&nbsp;thing"}, None),
        ({"sku": None}, None),
        ({"sku": "other"}, "sku"),
        ({"name": "Renamed"}, "name"),
        ({"list_price": 11}, "list_price"),
        ({"list_price": "10.0000", "quantity": "1"}, None),
    ],
)
def test_a_custom_item_is_known_by_sku_name_and_price(
    shown: dict[str, Any], field: str | None
) -> None:
    there = CartLine.model_validate(THING.model_dump() | shown)
    expected = [f"custom_items[0].{field}"] if field else []
    assert differing(order(), custom=(there,)) == expected


def test_a_line_that_names_only_the_store_s_sku_is_found_whatever_its_case_and_blanks() -> None:
    wanted = catalog_order({"sku": "Sm-13", "quantity": 2})
    assert differing(wanted, line("m", quantity=2, sku=" SM-13\xa0")) == []
    assert differing(wanted, line("m", quantity=2, sku="SM-14")) == [
        "line_items[0].quantity",
        "line_items",
    ]


def bought(**changes: Any) -> BoughtCertificate:
    return BoughtCertificate.model_validate(GIFT | changes)


@pytest.mark.parametrize(
    ("there", "fields"),
    [
        ((bought(),), []),
        ((bought(quantity=None),), []),
        ((bought(quantity=None), bought(quantity=None)), []),
        ((bought(name=" for ANN ", message=None),), []),
        ((bought(sender=[], recipient=None),), []),
        ((), ["gift_certificates[0]"]),
        ((bought(amount=999),), ["gift_certificates[0]", "gift_certificates"]),
        ((bought(recipient={"email": "eve@example.com"}),),
         ["gift_certificates[0]", "gift_certificates"]),
        ((bought(recipient={"name": "Eve", "email": "ann.quillfeather@example.com"}),),
         ["gift_certificates[0]", "gift_certificates"]),
        ((bought(recipient={"email": "\u00e5nn.quillfeather@example.com"}),),
         ["gift_certificates[0]", "gift_certificates"]),
        ((bought(sender={"name": "Eve"}),), ["gift_certificates[0]", "gift_certificates"]),
        ((bought(name="For Eve"),), ["gift_certificates[0]", "gift_certificates"]),
        ((bought(theme="Birthday"),), ["gift_certificates[0]", "gift_certificates"]),
        ((bought(message="Hello."),), ["gift_certificates[0]", "gift_certificates"]),
        ((bought(theme=" general", message="from  ALL"),), []),
        ((bought(theme=None),), []),
        ((bought(theme="general.html", name="$10.00 Gift Certificate"),), []),
        ((bought(name="USD 1,000.00 Gift&nbsp;Certificate"),), []),
        ((bought(name="Gift certificate for Eve"),), ["gift_certificates[0]", "gift_certificates"]),
        ((bought(name="Eve's gift certificate"),), ["gift_certificates[0]", "gift_certificates"]),
        ((bought(name="$10 Gift Certificate", sender={"name": "x"}, recipient={"name": ""}),),
         ["gift_certificates[0]", "gift_certificates"]),
        ((bought(name="$10 Gift Certificate", recipient={}),),
         ["gift_certificates[0]", "gift_certificates"]),
        ((bought(name="$10 Gift Certificate", recipient=None),),
         ["gift_certificates[0]", "gift_certificates"]),
        ((bought(theme="girl.html"),), ["gift_certificates[0]", "gift_certificates"]),
        ((bought(quantity=2),), ["gift_certificates"]),
        ((bought(), bought(amount=5)), ["gift_certificates"]),
        ((bought(amount=5), bought()), ["gift_certificates"]),
    ],
)  # fmt: skip
def test_gift_certificates_are_those_that_were_asked_for(
    there: tuple[BoughtCertificate, ...], fields: list[str]
) -> None:
    gift = GIFT | {"message": "From all"}
    asked = catalog_order(MUG, gift_certificates=[gift]).gift_certificates
    found = certificate_differences(asked, there, "USD")
    assert [error["field"] for error in found] == fields


def test_several_gift_certificates_may_be_shown_one_by_one() -> None:
    asked = catalog_order(MUG, gift_certificates=[GIFT | {"quantity": 3}, GIFT]).gift_certificates
    there = (bought(quantity=2), bought(quantity=2))
    assert list(certificate_differences(asked, there, "USD")) == []


def test_the_amount_of_a_gift_certificate_has_the_decimals_of_the_currency() -> None:
    asked = catalog_order(MUG, gift_certificates=[GIFT]).gift_certificates
    there = (bought(amount=1000.4),)
    assert list(certificate_differences(asked, there, "JPY")) == []
    assert len(list(certificate_differences(asked, there, "USD"))) == 2


@pytest.mark.parametrize(("first", "second"), [(3, 1), (1, 3), (2, 2)])
def test_certificates_are_counted_over_all_rows_that_show_them(first: int, second: int) -> None:
    asked = catalog_order(MUG, gift_certificates=[GIFT | {"quantity": 3}]).gift_certificates
    there = (bought(quantity=first), bought(quantity=second))
    assert [error["field"] for error in certificate_differences(asked, there, "USD")] == [
        "gift_certificates"
    ]
    short = (bought(quantity=1), bought(quantity=1))
    assert [error["field"] for error in certificate_differences(asked, short, "USD")] == [
        "gift_certificates[0]"
    ]
