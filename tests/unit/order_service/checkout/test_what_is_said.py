"""What of a checkout is not as asked: the whole sentence for each field."""

from typing import Any

import pytest

from order_service.checkout.as_asked import MOST_DIFFERENCES, differences
from order_service.checkout.extra_fields import extra_field_errors
from order_service.checkout.ports import Checkouts
from order_service.request.order import OrderRequest
from order_service.store.cart_view import CartLine
from order_service.store.company_order import ExtraFieldRule
from tests.fakes.features import BUYER
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


def test_a_customer_who_may_be_a_guest_may_be_one() -> None:
    asked = {"customer": {"email": "a@example.com", "match": "guest"}}
    assert said(catalog_order(MUG, **asked), MUGS, cart={"customer_id": 0}) == {}


def test_no_more_differences_are_named_than_a_ledger_item_holds() -> None:
    many = [MUG | {"product_id": number} for number in range(200, 200 + MOST_DIFFERENCES + 5)]
    assert len(said(catalog_order(*many))) == MOST_DIFFERENCES


class Rules:
    """A store that asks this of companies' orders; it is asked again before it refuses one."""

    def __init__(self, **rule: Any) -> None:
        self._rules = [ExtraFieldRule.model_validate({"fieldName": "Cost"} | rule)]
        self.asked: list[bool] = []

    def extra_field_rules(self, *, fresh: bool) -> list[ExtraFieldRule]:
        self.asked.append(fresh)
        return self._rules


@pytest.mark.parametrize(
    ("rule", "value", "takes"),
    [
        ({}, "x" * 99, None),
        ({"maximumLength": 4}, "12345", "a text of 4 characters at most"),
        ({"maximumLength": 4}, "1234", None),
        ({"fieldType": 1, "numberOfRows": 2}, "1\n2\n3", "a text of 2 lines at most"),
        ({"fieldType": 1, "maximumLength": 1}, "123", None),
        ({"fieldType": 0, "numberOfRows": 1, "maximumLength": 2}, "123",
         "a text of 2 characters at most"),
        ({"fieldType": 2}, "x", "a number"),
        ({"fieldType": 2, "maximumValue": 10}, "10.5", "a number of 10 at most"),
        ({"fieldType": 3, "listOfValues": ["A", "B"]}, "C", "one of A, B"),
        ({"fieldType": 3, "listOfValues": [str(n) for n in range(12)]}, "C",
         "one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more"),
        ({"fieldType": 3}, "C", None),
    ],
)  # fmt: skip
def test_a_field_of_a_company_says_what_the_store_takes(
    rule: dict[str, Any], value: str, takes: str | None
) -> None:
    b2b = {"extra_fields": [{"name": "Cost", "value": value}]}
    wanted = catalog_order(MUG, customer_id=BUYER, b2b=b2b)
    rules: Any = Rules(**rule)
    store: Checkouts = rules
    found = extra_field_errors(wanted, store)
    message = f"must be {takes} for Cost"
    assert found == ([{"field": "b2b.extra_fields[0].value", "message": message}] if takes else [])
    assert rules.asked == ([False, True] if takes else [False])


def test_an_order_of_no_company_asks_for_no_rules() -> None:
    rules: Any = Rules()
    assert extra_field_errors(catalog_order(MUG), rules) == []
    assert rules.asked == []
