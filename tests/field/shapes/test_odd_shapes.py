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
from order_service.bigcommerce.verdicts import NoAnswer
from order_service.store.checkout_parts import ShippingOption
from tests.fakes.features import full_order, mugs
from tests.fakes.orders import AUSTIN
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


@pytest.mark.parametrize("none", ["null", "false", "0"])
def test_a_checkout_may_say_in_any_way_that_it_has_no_order(none: str) -> None:
    shop = Shop(no_order_id=none)
    shop.meddling.after["create_order"] = [NoAnswer("ReadTimeout")]
    assert shop.place(full_order()).order.order_id
    assert len(shop.store.orders) == 1


def test_a_postcode_of_zeros_may_be_dropped() -> None:
    hong_kong = AUSTIN | {"country_code": "HK", "city": "Hong Kong", "postal_code": "00000"}
    van = {"custom_shipping": {"price": "7.50", "description": "Our van"}}
    shop = Shop(address_spelling="no_zeros")
    assert shop.place(mugs(billing_address=hong_kong, shipping=van)).order.order_id
