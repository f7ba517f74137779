from decimal import Decimal
from typing import Any

import pytest

from tests.unit.bigcommerce_emulator.shopper import MUG, Shopper


def physical(cart: Any) -> list[Any]:
    return list(cart["line_items"]["physical_items"])


def test_a_wrapped_line_costs_its_wrapping_once() -> None:
    # The specification of a cart's answer has no amount_as_integer; a checkout's has.
    shopper = Shopper()
    wrapping = {"wrap_together": True, "wrap_details": [{"id": 1, "message": "Enjoy"}]}
    checkout = shopper.checkout(shopper.open_cart(MUG | {"gift_wrapping": wrapping})["id"])
    wrapped = physical(checkout["cart"])[0]["gift_wrapping"]

    assert wrapped == {
        "name": "Red Paper",
        "message": "Enjoy",
        "amount": Decimal("2.5"),
        "amount_as_integer": 250,
    }
    assert checkout["grand_total"] == Decimal("35.19")


def test_items_are_wrapped_one_by_one_too() -> None:
    shopper = Shopper()
    details = [{"id": 1}, {"id": 2}]
    wrapping = {"wrap_together": False, "wrap_details": details}
    cart = shopper.open_cart(MUG | {"gift_wrapping": wrapping})

    assert physical(cart)[0]["gift_wrapping"]["amount"] == Decimal("8.5")


@pytest.mark.parametrize(
    ("wrapping", "field"),
    [
        ({"wrap_together": True, "wrap_details": []}, "wrap_details"),
        ({"wrap_details": [{"id": 1}]}, "wrap_details"),
        ({"wrap_together": True, "wrap_details": [{"id": 9}]}, "wrap_details.0.id"),
    ],
)
def test_a_wrapping_that_cannot_be_done_is_refused_by_field(wrapping: object, field: str) -> None:
    shopper = Shopper()
    lines = [MUG | {"gift_wrapping": wrapping}]
    answer = shopper.body(shopper.ask("POST", "/v3/carts", {"line_items": lines}), 422)

    assert list(answer["errors"]) == [f"line_items.0.gift_wrapping.{field}"]
