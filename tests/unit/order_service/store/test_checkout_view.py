"""The store's answers are read for what the flow looks at; all else may be missing."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from order_service.store.cart_view import CartLine
from order_service.store.checkout_parts import ShippingOption
from order_service.store.checkout_view import CheckoutView, NewCart
from order_service.store.order_view import OrderRow
from tests.fakes.views import FLAT, checkout, consignment, line, option


def test_a_new_cart_is_a_checkout_with_nothing_done() -> None:
    cart = {
        "id": "c-1",
        "version": 3,
        "currency": {"code": "USD"},
        "line_items": {"custom_items": [{"id": "l", "quantity": 1, "name": "x"}]},
        "redirect_urls": {"cart_url": "https://shop.example/?token=t"},
    }
    new = NewCart.read(cart)
    assert (new.checkout.id, new.checkout.version) == ("c-1", 3)
    assert [found.id for found in new.checkout.cart.line_items.shippable] == ["l"]
    assert new.checkout.billing_address == {}
    assert new.redirect_urls.cart_url == "https://shop.example/?token=t"


@pytest.mark.parametrize("urls", [{}, {"redirect_urls": None}])
def test_a_cart_without_urls_or_version_is_read(urls: dict[str, Any]) -> None:
    new = NewCart.read({"id": "c-1"} | urls)
    assert new.checkout.version is None
    assert new.redirect_urls.checkout_url is None


LINES: dict[str, Any] = {
    kind: [] for kind in ("physical_items", "digital_items", "custom_items", "gift_certificates")
}
CART = {"customer_id": 0, "channel_id": 1, "line_items": LINES}
WHOLE: dict[str, Any] = {
    "id": "c-1", "coupons": [], "fees": None, "customer_message": "", "cart": CART,
}  # fmt: skip


def without(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != name}


def test_a_checkout_shows_all_if_nothing_that_others_may_add_to_is_left_out() -> None:
    assert CheckoutView.model_validate(WHOLE).shows_all
    no_coupons = without(WHOLE, "coupons") | {"cart": CART | {"coupons": []}}
    assert CheckoutView.model_validate(no_coupons).shows_all


@pytest.mark.parametrize(
    "row",
    [
        *[without(WHOLE, name) for name in ("coupons", "fees", "customer_message", "cart")],
        *[WHOLE | {"cart": without(CART, name)} for name in CART],
        *[WHOLE | {"cart": CART | {"line_items": without(LINES, kind)}} for kind in LINES],
        WHOLE | {"cart": CART | {"line_items": []}},
        WHOLE | {"cart": None, "shows_all": True},
    ],
)
def test_a_checkout_that_leaves_one_of_these_out_does_not_show_all(row: dict[str, Any]) -> None:
    assert not CheckoutView.model_validate(row).shows_all


@pytest.mark.parametrize("value", [None, False, 0, "", "0"])
def test_a_checkout_that_names_no_order_has_no_hint(value: Any) -> None:
    assert CheckoutView.model_validate({"id": "c", "order_id": value}).order_hint == 0


def test_an_order_id_that_says_neither_is_not_read() -> None:
    with pytest.raises(ValidationError):
        CheckoutView.model_validate({"id": "c", "order_id": True})


def test_an_order_id_is_read_as_number_and_as_text() -> None:
    for value in (75, "75"):
        assert CheckoutView.model_validate({"id": "c", "order_id": value}).order_id == "75"


@pytest.mark.parametrize("cost", ["NaN", "dear", None, {}])
def test_an_amount_that_is_none_is_not_read(cost: Any) -> None:
    with pytest.raises(ValidationError):
        ShippingOption.model_validate({"id": "o", "cost": cost})


def test_options_that_only_the_earlier_answer_listed_are_kept() -> None:
    asked = checkout(consignments=(consignment("a", "m"), consignment("b", "m")))
    silent = [consignment(name, "m", available_shipping_options=None) for name in ("a", "new")]
    fresh = consignment("b", "m", available_shipping_options=())
    found = checkout(consignments=(*silent, fresh)).keeping_options(asked)
    options = [one.available_shipping_options for one in found.consignments]
    assert options == [asked.consignments[0].available_shipping_options, None, ()]


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({}, True),
        ({"id": "requoted"}, True),
        ({"cost": 6}, True),
        ({"id": "x", "cost": 6}, False),
        ({"id": "x", "type": "air"}, False),
        ({"id": "x", "description": "Other"}, False),
    ],
)
def test_an_offer_is_the_same_by_id_or_by_what_it_offers(other: Any, same: bool) -> None:
    assert option().same_as(ShippingOption.model_validate(FLAT | other)) is same


@pytest.mark.parametrize(
    ("mark", "promoted"),
    [
        ({}, False),
        ({"added_by_promotion": True}, True),
        ({"is_mutable": False}, False),
        ({"is_mutable": None, "added_by_promotion": None}, False),
        ({"parent_id": "m"}, True),
        ({"parent_id": "elsewhere"}, False),
    ],
)
def test_what_the_store_added_is_recognised(mark: dict[str, Any], promoted: bool) -> None:
    cart = checkout(physical=(line("m"), line("l", **mark))).cart.line_items
    assert cart.added_ids == ({"l"} if promoted else set())


def test_custom_items_ship_and_digital_ones_do_not() -> None:
    lines = checkout(
        physical=(line("p"), line("free", is_require_shipping=False)),
        digital=(line("d"),),
        custom=(CartLine(id="c", quantity=1),),
    ).cart.line_items
    assert [found.id for found in lines.shippable] == ["p", "c"]


def test_totals_are_rounded_to_the_currency() -> None:
    cart = {
        "currency": {"code": "USD"},
        "base_amount": Decimal(10),
        "cart_amount_inc_tax": Decimal("10.825"),
    }
    found = checkout(
        cart=cart,
        grand_total=Decimal("15.825"),
        tax_total=Decimal("0.825"),
        shipping_cost_total_inc_tax=Decimal(5),
    )
    assert found.totals().model_dump(mode="json") == {
        "currency": "USD",
        "base_amount": "10.00",
        "discount_amount": "0.00",
        "cart_amount": "10.83",
        "tax_total": "0.83",
        "shipping_total": "5.00",
        "grand_total": "15.83",
    }


@pytest.mark.parametrize(
    ("row", "untouched"),
    [
        ({"status_id": 0}, True),
        ({"status_id": 0, "payment_status": ""}, True),
        ({"status_id": 0, "payment_status": "pending"}, True),
        ({"status_id": 0, "payment_status": "declined"}, True),
        ({"status_id": 0, "payment_status": "void"}, True),
        ({"status_id": 0, "payment_status": "captured"}, False),
        ({"status_id": 0, "payment_status": "authorized"}, False),
        ({"status_id": 0, "payment_status": "something new"}, False),
        ({"status_id": 11}, False),
        ({"status_id": 1, "payment_status": ""}, False),
        ({}, False),
    ],
)
def test_an_order_is_untouched_while_incomplete_and_unpaid(row: Any, untouched: bool) -> None:
    assert OrderRow.model_validate({"id": 1} | row).untouched is untouched


@pytest.mark.parametrize("odd", [None, 0, "none", {}])
def test_what_no_order_asked_for_may_read_as_anything(odd: Any) -> None:
    row = {"id": "c", "line_item_ids": ["m"], "selected_pickup_option": odd or [1]}
    line_item = {"id": "m", "quantity": 1, "discounts": odd}
    body = {"id": "1", "coupons": odd, "fees": odd, "consignments": [row],
            "cart": {"line_items": {"physical_items": [line_item]}}}  # fmt: skip
    found = CheckoutView.model_validate(body)
    assert (found.coupons, found.fees) == ((), ())
    assert found.consignments[0].pickup_method_id is None
    assert found.cart.line_items.manual_discount == 0


def test_rows_that_lack_what_they_should_name_are_read() -> None:
    found = CheckoutView.model_validate(
        {"id": "1", "coupons": [{"code": None}], "fees": [{"id": None, "cost_inc_tax": None}]}
    )
    assert found.coupons[0].code is None
    assert found.fees[0].costs("USD") == ()


ODD: list[Any] = [None, {}, [], "", "x", True, -1, [None], [[]], {"code": {}}, "1E+999999", 10**40]


@pytest.mark.parametrize("odd", ODD, ids=str)
@pytest.mark.parametrize(
    "field", ["list_price", "options", "gift_wrapping", "is_mutable", "added_by_promotion"]
)
def test_what_a_line_shows_is_read_whatever_it_is(field: str, odd: Any) -> None:
    shown = line("l", **{field: odd})
    assert shown.list_price is None or abs(shown.list_price) < 10**12


@pytest.mark.parametrize("odd", ODD, ids=str)
@pytest.mark.parametrize("field", ["customer_id", "channel_id", "gift_certificates", "options"])
def test_what_is_only_compared_never_makes_an_answer_unreadable(field: str, odd: Any) -> None:
    lines = {"gift_certificates": odd} if field == "gift_certificates" else {}
    if field == "options":
        row = {"id": "l", "quantity": 1, "options": [{"nameId": odd, "value": odd, "valueId": odd}]}
        lines = {"physical_items": [row]}
    cart = {"line_items": lines, field: odd}
    assert CheckoutView.model_validate({"id": "cart-1", "cart": cart}).id == "cart-1"


@pytest.mark.parametrize("odd", ODD, ids=str)
@pytest.mark.parametrize("field", ["name", "amount", "quantity", "sender", "message"])
def test_a_gift_certificate_is_read_whatever_it_shows(field: str, odd: Any) -> None:
    cart = {"line_items": {"gift_certificates": [{field: odd}]}}
    assert CheckoutView.model_validate({"id": "cart-1", "cart": cart}).id == "cart-1"
