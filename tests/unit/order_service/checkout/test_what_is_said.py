"""What of a checkout is not as asked: the whole sentence for each field."""

from typing import Any

import pytest

from order_service.checkout.as_asked import MOST_DIFFERENCES, differences
from order_service.request.order import OrderRequest
from order_service.store.cart_view import CartLine
from tests.fakes.other_apps import GIFT
from tests.fakes.views import MUG, catalog_order, checkout, line, match

MUGS = line("m", quantity=2)
ANOTHER = "is another in the store's cart than was asked"
Asked = dict[str, Any]


def said(wanted: OrderRequest, *lines: CartLine, **shown: Any) -> dict[str, str]:
    cart: dict[str, Any] = {"line_items": {"physical_items": [one.model_dump() for one in lines]}}
    bought = shown.pop("bought", [])
    cart["line_items"]["gift_certificates"] = bought
    currency = shown.pop("currency", "USD")
    cart |= {"currency": {"code": currency}} | shown.pop("cart", {})
    found = checkout(**shown, cart=cart)
    return {
        one["field"]: one["message"] for one in differences(found, wanted, match(found, wanted))
    }


@pytest.mark.parametrize(
    ("asked", "shown", "field", "message"),
    [
        ({"customer_id": 11}, {"cart": {"customer_id": 12}}, "customer_id",
         "is another in the store's cart"),
        ({"customer": {"email": "a@example.com"}}, {"cart": {"customer_id": 0}}, "customer",
         "is not the customer of the store's cart"),
        ({}, {"cart": {"channel_id": 3}}, "channel_id", "is 3 in the store's cart"),
        ({"currency": "EUR"}, {}, "currency", "is USD in the store's cart"),
        ({"currency": "EUR"}, {"currency": ""}, "currency", "is missing in the store's cart"),
        ({}, {"coupons": [{"code": "FREE"}]}, "coupon_codes",
         "are not all that the checkout has: one was added to it"),
        ({"coupon_codes": ["Free"]}, {"coupons": [{"code": "FREE"}, {"code": "ELSE"}]},
         "coupon_codes", "are not all that the checkout has: one was added to it"),
        ({}, {"fees": [{"id": "f", "name": "Wrapping", "cost": 2}]}, "fees",
         "are not all that the checkout has: one was added or changed"),
        ({}, {"customer_message": "Hello."}, "customer_message", "was added to the checkout"),
        ({"gift_certificates": [GIFT]}, {}, "gift_certificates[0]", ANOTHER),
        ({}, {"bought": [GIFT]}, "gift_certificates",
         "are not all that the store's cart buys: one was added to it"),
    ],
)  # fmt: skip
def test_each_field_that_differs_is_said(
    asked: Asked, shown: Asked, field: str, message: str
) -> None:
    assert said(catalog_order(MUG, **asked), MUGS, **shown) == {field: message}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((), {"line_items[0].quantity": "is 2 less in the store's cart"}),
        (
            (MUGS, line("s", product_id=121, variant_id=131)),
            {"line_items": "are not all that the store's cart holds: something was added to it"},
        ),
        ((line("m", quantity=2, variant_id=119, sku="SM-14"),), None),
    ],
)
def test_lines_that_differ_are_said(
    lines: tuple[CartLine, ...], expected: dict[str, str] | None
) -> None:
    found = said(catalog_order(MUG | {"variant_id": 118}), *lines)
    assert found == (expected or {"line_items[0].variant_id": ANOTHER})


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, {"coupons": [{"code": None}, {"id": 7}]}),
        ({"coupon_codes": ["Free"]}, {"coupons": [{"code": "FREE"}]}),
        ({"currency": "USD"}, {"currency": "usd"}),
        ({}, {"customer_message": "  "}),
        ({"customer_message": "Hello."}, {"customer_message": "Hello!"}),
        ({}, {"cart": {"customer_id": None, "channel_id": None}}),
    ],
)
def test_what_is_there_as_asked_or_not_shown_is_not_said(asked: Asked, shown: Asked) -> None:
    assert said(catalog_order(MUG, **asked), MUGS, **shown) == {}


def discounted(amount: float) -> CartLine:
    given = [{"id": "manual-discount", "discounted_amount": amount}]
    return line("m", quantity=2, discounts=given)


@pytest.mark.parametrize(
    ("amount", "currency", "message"),
    [
        (2, "USD", None),
        (2.004, "USD", None),
        (2.005, "USD", "are 2.01 in the store's cart"),
        (1, "USD", None),
        (2.4, "JPY", None),
        (2.5, "JPY", "are 3 in the store's cart"),
    ],
)
def test_more_off_than_was_asked_is_said_with_its_amount(
    amount: float, currency: str, message: str | None
) -> None:
    wanted = catalog_order(MUG, discounts=[{"amount": "1.50"}, {"amount": "0.50"}])
    found = said(wanted, discounted(amount), currency=currency)
    assert found == ({"discounts": message} if message else {})


WRAPPED = line("m", quantity=2, gift_wrapping={"name": "Red paper"})


def test_a_wrapping_that_nobody_asked_for_is_said() -> None:
    message = "are wrapped in the store's cart, and nobody asked for that"
    assert said(catalog_order(MUG), WRAPPED) == {"line_items": message}
    asked = {"wrap_together": True, "wrap_details": [{"id": 2}]}
    assert said(catalog_order(MUG | {"gift_wrapping": asked}), WRAPPED) == {}


TOGETHER = {"wrap_together": True, "wrap_details": [{"id": 2}]}
APART = {"wrap_together": False, "wrap_details": [{"id": 2}, {"id": 3}]}


@pytest.mark.parametrize(
    ("wrapping", "total", "missing"),
    [
        (TOGETHER, 10, True),
        (TOGETHER, 10.01, True),
        (TOGETHER, 12, False),
        (TOGETHER, None, False),
        (APART, 10, False),
    ],
)
def test_a_wrapping_that_is_neither_shown_nor_paid_is_said(
    wrapping: dict[str, Any], total: float | None, missing: bool
) -> None:
    wanted = catalog_order(MUG | {"gift_wrapping": wrapping})
    found = said(wanted, MUGS, grand_total=total, cart={"cart_amount_inc_tax": 10})
    message = "is not in the store's cart"
    assert found == ({"line_items[0].gift_wrapping": message} if missing else {})


def test_a_wrapping_of_each_item_may_be_shown_nowhere() -> None:
    each = APART | {"wrap_details": [{"id": 2, "message": "For Ann"}]}
    wrapped = line("s", product_id=121, gift_wrapping={"name": "Red paper"})
    shirt = {"product_id": 121, "quantity": 1, "gift_wrapping": TOGETHER}
    wanted = catalog_order({**MUG, "quantity": 1, "gift_wrapping": each}, shirt)
    assert said(wanted, line("m"), wrapped) == {}


def test_a_wrapping_that_was_asked_for_another_line_alone_is_said() -> None:
    wrapped = line("s", product_id=121, gift_wrapping={"name": "Red paper"})
    shirt = {"product_id": 121, "quantity": 1}
    found = said(catalog_order(MUG | {"gift_wrapping": TOGETHER}, shirt), WRAPPED, wrapped)
    assert found == {"line_items[1].gift_wrapping": "is in the store's cart all the same"}


def test_of_lines_of_the_same_goods_any_may_be_the_one_that_is_wrapped() -> None:
    wanted = catalog_order(MUG | {"gift_wrapping": TOGETHER}, MUG | {"quantity": 1})
    assert said(wanted, WRAPPED, line("m2", gift_wrapping={"name": "Red paper"})) == {}


@pytest.mark.parametrize(
    ("message", "wrong"),
    [
        ("For Bob", True),
        ("for  ann", False),
        ("For Ann!", False),
        ("For", False),
        ("", False),
        (None, False),
    ],
)
def test_a_wrapping_with_another_message_is_said(message: str | None, wrong: bool) -> None:
    asked = {"wrap_together": True, "wrap_details": [{"id": 2, "message": "For Ann"}]}
    wrapped = line("m", quantity=2, gift_wrapping={"name": "Red paper", "message": message})
    found = said(catalog_order(MUG | {"gift_wrapping": asked}), wrapped)
    where, what = "line_items[0].gift_wrapping", "has another message in the store's cart"
    assert found == ({where: what} if wrong else {})


def test_a_wrapping_of_one_line_is_none_of_another() -> None:
    shirt = {"product_id": 121, "quantity": 1, "gift_wrapping": TOGETHER}
    wanted = catalog_order(MUG | {"gift_wrapping": TOGETHER}, shirt)
    found = said(wanted, WRAPPED, line("s", product_id=121), grand_total=99)
    assert found == {"line_items[1].gift_wrapping": "is not in the store's cart"}


FEE = {"name": "Handling", "cost": "2", "display_name": "Packed by hand", "source": "erp"}
SHOWN_FEE = {"id": "f", "name": "Handling", "cost_inc_tax": 2}


@pytest.mark.parametrize(
    ("changes", "currency", "is_ours"),
    [
        ({}, "USD", True),
        ({"display_name": " packed BY hand", "source": "erp"}, "USD", True),
        ({"cost_inc_tax": 2.5, "cost_ex_tax": 2}, "USD", True),
        ({"cost_inc_tax": 2.004}, "USD", True),
        ({"cost_inc_tax": 2.4}, "JPY", True),
        ({"cost_inc_tax": 2.4}, "USD", False),
        ({"display_name": "Handling"}, "USD", False),
        ({"source": "other-app"}, "USD", False),
        ({"name": " handling"}, "USD", True),
        ({"name": "Packing"}, "USD", False),
    ],
)
def test_a_fee_is_known_by_name_cost_and_what_else_the_checkout_shows(
    changes: Asked, currency: str, is_ours: bool
) -> None:
    found = said(
        catalog_order(MUG, fees=[FEE]), MUGS, currency=currency, fees=[SHOWN_FEE | changes]
    )
    assert list(found) == ([] if is_ours else ["fees"])


def test_an_asked_fee_is_rounded_as_the_shown_one_is() -> None:
    wanted = catalog_order(MUG, fees=[{"name": "Handling", "cost": "2.4"}])
    assert said(wanted, MUGS, fees=[SHOWN_FEE], currency="JPY") == {}
    assert list(said(wanted, MUGS, fees=[SHOWN_FEE])) == ["fees"]


def test_a_fee_without_a_display_name_is_shown_by_its_name() -> None:
    wanted = catalog_order(MUG, fees=[{"name": "Handling", "cost": "2"}])
    assert said(wanted, MUGS, fees=[SHOWN_FEE | {"display_name": "Handling"}]) == {}


def test_discounts_and_gift_certificates_have_the_decimals_of_the_currency() -> None:
    wanted = catalog_order(
        MUG, discounts=[{"amount": "2.5"}], gift_certificates=[GIFT | {"amount": "10.5"}]
    )
    bought = [GIFT | {"amount": 11}]
    assert said(wanted, discounted(3), bought=bought, currency="JPY") == {}
    assert list(said(wanted, discounted(3), bought=bought)) == [
        "gift_certificates[0]",
        "gift_certificates",
        "discounts",
    ]


def test_a_customer_who_may_be_a_guest_may_be_one() -> None:
    asked = {"customer": {"email": "a@example.com", "match": "guest"}}
    assert said(catalog_order(MUG, **asked), MUGS, cart={"customer_id": 0}) == {}


def test_no_more_differences_are_named_than_a_ledger_item_holds() -> None:
    many = [MUG | {"product_id": number} for number in range(200, 200 + MOST_DIFFERENCES + 5)]
    assert len(said(catalog_order(*many))) == MOST_DIFFERENCES
