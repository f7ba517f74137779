"""A store answers null where a carrier said nothing, and ``[]`` or ``{}`` for what is empty.

Source: carriers' quotes with null ``transit_time`` or ``description`` in integrators' logs, and
PHP's empty containers, which are lists and objects as it happens. ``is_mutable: false`` was seen
on lines that nobody but the caller had put into the cart.
Wrong before: the emulator answered none of it, and the service gave up on such an order for ever.
"""

from typing import Any

import pytest
from pydantic import ValidationError

from bigcommerce_emulator.state.settings import Settings
from order_service.store.checkout_parts import ShippingOption
from tests.fakes.features import full_order, mugs
from tests.fakes.shop import Shop
from tests.unit.bigcommerce_emulator.shopper import MUG, Shopper


def consigned(**switches: Any) -> Any:
    return Shopper(Settings(**switches)).consigned_cart(MUG)


def test_carriers_can_leave_out_words() -> None:
    (found,) = consigned(shapes="nulls")["consignments"]
    offers = found["available_shipping_options"]
    assert {(row["transit_time"], row["description"]) for row in offers} == {(None, None)}
    assert [row["type"] for row in offers][:2] == ["shipping_pickupinstore", "shipping_flatrate"]


def test_empty_containers_can_be_of_the_other_kind() -> None:
    shopper = Shopper(Settings(shapes="php"))
    checkout = shopper.checkout(shopper.open_cart(MUG)["id"])
    assert (checkout["coupons"], checkout["fees"], checkout["consignments"]) == ({}, {}, {})
    assert checkout["cart"]["line_items"]["custom_items"] == {}
    assert checkout["billing_address"] == []


@pytest.mark.parametrize("setting", ["mutable", "immutable"])
def test_ordinary_lines_can_be_immutable(setting: Any) -> None:
    (line,) = consigned(ordered_lines=setting)["cart"]["line_items"]["physical_items"]
    assert line["is_mutable"] is (setting == "mutable")
    assert not line.get("added_by_promotion")


@pytest.mark.parametrize("shapes", ["nulls", "php"])
@pytest.mark.parametrize("body", [mugs(), full_order()], ids=["mugs", "everything"])
def test_an_order_is_placed_whatever_is_null_or_empty(shapes: Any, body: dict[str, Any]) -> None:
    shop = Shop(shapes=shapes)
    assert shop.place(body).order
    assert len(shop.store.orders) == 1


def test_an_option_without_a_cost_is_not_one_for_nothing() -> None:
    with pytest.raises(ValidationError):
        ShippingOption.model_validate({"id": "x", "type": "flat", "cost": None})
