"""A quote is read off a ready checkout: each amount, name and reason of it."""

from typing import Any

import pytest

from order_service.quoting.quote_answer import quote_of
from order_service.request.field_types import LONGEST_NAME
from tests.fakes.orders import AUSTIN, NEW_YORK
from tests.fakes.views import EXPRESS, FLAT, MUG, catalog_order, checkout, consignment, line

OWN = {"custom_shipping": {"price": "7.50", "description": "Our van"}}
FLAT_SHOWN = {"type": "flat", "description": "Flat Rate", "cost": "5.00", "transit_time": ""}
EXPRESS_SHOWN = {"type": "express", "description": "Express", "cost": "15.00", "transit_time": ""}
FLAT_ACCEPTED = {"type": "flat", "description": "Flat Rate", "max_cost": "5.00"}
GUIDE = {"product_id": 122, "quantity": 1, "sku": "guide"}
EBOOK = line("e", product_id=122)


def quoted(found: Any, *lines: dict[str, Any], **asked: Any) -> dict[str, Any]:
    return quote_of(found, catalog_order(*(lines or (MUG,)), **asked)).model_dump(mode="json")


def ready(*consignments: Any, **changes: Any) -> Any:
    mugs = (line("m", quantity=2),)
    start: dict[str, Any] = {"physical": mugs, "consignments": consignments}
    return checkout(**start | changes)


def only(found: Any, **asked: Any) -> dict[str, Any]:
    (one,) = quoted(found, **asked)["consignments"]
    row: dict[str, Any] = one
    return row


def chosen(**changes: Any) -> Any:
    return consignment("c", "m", **{"selected_shipping_option": FLAT} | changes)


def in_currency(code: str, *lines: Any, **changes: Any) -> Any:
    rows = [one.model_dump() for one in lines or (line("m", quantity=2),)]
    cart = {"line_items": {"physical_items": rows}, "currency": {"code": code}}
    return checkout(cart=cart, consignments=(chosen(),), **changes)


@pytest.mark.parametrize(("currency", "amount"), [("USD", "1.01"), ("JPY", "1"), ("KWD", "1.005")])
def test_every_amount_has_the_decimals_of_its_currency(currency: str, amount: str) -> None:
    row = line("m", quantity=2, name="Mug", discount_amount=1.005)
    found = quoted(
        in_currency(
            currency,
            row,
            taxes=[{"name": "VAT", "amount": 1.005}],
            coupons=[{"code": "FIVER", "discounted_amount": 1.005}],
            fees=[{"id": "f", "name": "Handling", "cost_inc_tax": 1.005}],
        )
    )
    assert found["taxes"] == [{"name": "VAT", "amount": amount}]
    assert found["discounts"] == [{"name": "Mug", "amount": amount}]
    assert found["coupons"] == [{"code": "FIVER", "discounted_amount": amount}]
    assert found["fees"] == [{"name": "Handling", "amount": amount}]
    assert found["totals"]["currency"] == currency


def test_what_has_no_name_or_amount_is_quoted_without() -> None:
    parts = {
        "taxes": [{"id": "1"}],
        "coupons": [{"id": "1"}],
        "fees": [{"id": "f"}],
    }
    found = quoted(in_currency("USD", **parts))
    assert found["taxes"] == found["fees"] == [{"name": "", "amount": "0.00"}]
    assert found["coupons"] == [{"code": "", "discounted_amount": "0.00"}]


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        ({"name": "Mug", "sku": "SM-13"}, "Mug"),
        ({"name": None, "sku": "SM-13"}, "SM-13"),
        ({"name": None, "sku": None}, ""),
    ],
)
def test_a_discounted_line_is_named_by_its_name_or_else_its_sku(
    shown: dict[str, Any], name: str
) -> None:
    row = line("m", quantity=2, discount_amount=3, **shown)
    assert quoted(in_currency("USD", row))["discounts"] == [{"name": name, "amount": "3.00"}]


@pytest.mark.parametrize("amount", [0, None])
def test_a_line_without_a_discount_is_not_listed(amount: int | None) -> None:
    row = line("m", quantity=2, discount_amount=amount)
    assert quoted(in_currency("USD", row))["discounts"] == []


def test_a_consignment_says_what_was_taken_of_what_was_offered_and_why() -> None:
    assert only(ready(chosen()), shipping={"max_cost": 10}) == {
        "why": "the only one of 2 that fits",
        "shipping": FLAT_ACCEPTED,
        "shipping_option": FLAT_SHOWN,
        "offered": [FLAT_SHOWN, EXPRESS_SHOWN | {"left_out": "costs more than max_cost"}],
    }


def in_yen(one: Any, **shown: Any) -> Any:
    mugs = [line("m", quantity=2, **shown).model_dump()]
    cart = {"line_items": {"physical_items": mugs}, "currency": {"code": "JPY"}}
    return checkout(cart=cart, consignments=(one,))


def test_a_limit_is_compared_with_the_cost_in_the_checkout_s_currency() -> None:
    offers = [FLAT | {"cost": 100.4}, EXPRESS]
    one = consignment("c", "m", available_shipping_options=offers)
    found = only(in_yen(one), shipping={"max_cost": 100, "type": "flat"})
    assert found["why"] == "the only one of 2 that fits"
    assert [row.get("left_out") for row in found["offered"]] == [None, "is of another type"]
    assert found["offered"][0]["cost"] == "100"


def test_an_order_s_own_shipping_is_to_be_sent_as_it_was() -> None:
    own = {"id": "own", "type": "custom", "description": "Our van", "cost": 7.5}
    reason = "custom_shipping takes its place"
    assert only(ready(chosen(selected_shipping_option=own)), shipping=OWN) == {
        "why": "the order's own price and description",
        "shipping": OWN,
        "shipping_option": {
            "type": "custom",
            "description": "Our van",
            "cost": "7.50",
            "transit_time": "",
        },
        "offered": [FLAT_SHOWN | {"left_out": reason}, EXPRESS_SHOWN | {"left_out": reason}],
    }


def test_what_is_offered_beside_the_order_s_own_shipping_has_the_currency_s_decimals() -> None:
    found = only(in_yen(chosen()), shipping=OWN)
    assert [row["cost"] for row in found["offered"]] == ["5", "15"]
    assert found["shipping_option"]["cost"] == "5"


def test_named_lines_are_found_by_their_price_in_the_currency_s_decimals() -> None:
    asked = MUG | {"list_price": "300"}
    named = [{"line_items": [{"sku": "mug"}]}]
    shown = in_yen(chosen(), list_price=300.4)
    (one,) = quoted(shown, asked, consignments=named)["consignments"]
    assert one["why"] == "cheapest of 2 that fit"


def test_a_store_that_offers_nothing_beside_the_order_s_own_shipping_is_quoted_too() -> None:
    one = chosen(available_shipping_options=None, selected_shipping_option=None)
    found = only(ready(one), shipping=OWN)
    assert (found["offered"], found["shipping_option"]) == ([], None)
    assert found["shipping"] == OWN


def test_what_is_picked_up_has_no_shipping() -> None:
    one = consignment("c", "m", selected_pickup_option={"pickup_method_id": 7})
    asked = [{"pickup_option": {"pickup_method_id": 7}}]
    assert only(ready(one), consignments=asked) == {
        "why": "picked up",
        "shipping": None,
        "shipping_option": None,
        "offered": [],
        "pickup_method_id": 7,
    }


def test_a_consignment_whose_choice_the_store_does_not_show_accepts_nothing() -> None:
    found = only(ready(chosen(selected_shipping_option=None)))
    assert (found["shipping"], found["shipping_option"]) == (None, None)


@pytest.mark.parametrize(
    ("shown", "sent"),
    [
        ("x", "x"),
        ("x" * LONGEST_NAME, "x" * LONGEST_NAME),
        ("x" * (LONGEST_NAME + 1), None),
        ("", None),
    ],
)
def test_a_description_that_no_rule_takes_is_left_out_of_what_is_to_be_sent(
    shown: str, sent: str | None
) -> None:
    option = FLAT | {"description": shown}
    one = chosen(available_shipping_options=[option], selected_shipping_option=option)
    shipping = only(ready(one))["shipping"]
    assert shipping.get("description") == sent
    assert shipping["type"] == "flat"


@pytest.mark.parametrize(
    "selected",
    [
        FLAT | {"cost": 2},
        FLAT | {"costAfterDiscount": 2},
        {"id": FLAT["id"], "cost": 5},
        {"id": FLAT["id"], "cost": 2, "type": "", "description": ""},
    ],
)
def test_what_is_to_be_sent_takes_the_option_as_it_is_listed(selected: dict[str, Any]) -> None:
    """The order meets the listed offers first: the chosen one may cost less, or say less."""
    assert only(ready(chosen(selected_shipping_option=selected)))["shipping"] == FLAT_ACCEPTED


def test_what_is_to_be_sent_allows_what_the_chosen_option_costs() -> None:
    dearer = chosen(selected_shipping_option=FLAT | {"cost": 7})
    assert only(ready(dearer))["shipping"] == FLAT_ACCEPTED | {"max_cost": "7.00"}


def test_consignments_are_in_the_request_s_order_and_what_ships_nothing_says_so() -> None:
    wanted = [
        {"line_items": [{"sku": "guide"}]},
        {"address": NEW_YORK, "line_items": [{"sku": "mug", "quantity": 1}], "shipping": OWN},
        {"address": AUSTIN, "line_items": [{"sku": "mug"}]},
    ]
    found = checkout(
        physical=(line("m", quantity=2),),
        digital=(EBOOK,),
        consignments=(chosen(), consignment("far", "m", address=NEW_YORK)),
    )
    rows = quoted(found, MUG, GUIDE, consignments=wanted)["consignments"]
    assert rows[0] == {
        "why": "nothing in it is shipped",
        "shipping": None,
        "shipping_option": None,
        "offered": [],
    }
    assert [row["why"] for row in rows[1:]] == [
        "the order's own price and description",
        "cheapest of 2 that fit",
    ]


def test_a_digital_order_has_no_consignments() -> None:
    assert quoted(checkout(digital=(EBOOK,)), GUIDE)["consignments"] == []
