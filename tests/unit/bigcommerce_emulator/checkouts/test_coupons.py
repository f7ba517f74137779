from decimal import Decimal
from typing import Any

import pytest

from bigcommerce_emulator.api.application import Response
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import GUIDE, MUG, WITH_OPTIONS, Shopper, deliveries


def coupon(shopper: Shopper, cart_id: str, code: str, **more: object) -> Response:
    path = f"/v3/checkouts/{cart_id}/coupons"
    return shopper.ask("POST", path, {"coupon_code": code, **more})


@pytest.mark.parametrize(
    ("code", "off"),
    [("TENOFF", "4"), ("mugs2", "4"), ("FIVER", "5")],
)
def test_a_coupon_takes_off_the_items_it_is_for(code: str, off: str) -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(MUG, GUIDE | {"list_price": 10})["id"]
    checkout = shopper.body(coupon(shopper, cart_id, code))["data"]

    assert checkout["coupons"][0]["discounted_amount"] == Decimal(off)
    assert checkout["cart"]["cart_amount_ex_tax"] == 40 - Decimal(off)
    assert sum(row["discounted_amount"] for row in checkout["cart"]["discounts"]) == Decimal(off)


def test_a_coupon_is_shown_by_name_in_checkouts_and_by_number_in_carts() -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(MUG)["id"]
    shown = shopper.body(coupon(shopper, cart_id, "TENOFF"))["data"]["coupons"]
    cart = shopper.body(shopper.ask("GET", f"/v3/carts/{cart_id}"))["data"]
    line = cart["line_items"]["physical_items"][0]

    assert shown == [
        {
            "id": 1,
            "code": "TENOFF",
            "coupon_type": "percentage_discount",
            "display_name": "10% Off",
            "discounted_amount": 3,
        }
    ]
    assert (cart["coupons"][0]["id"], cart["coupons"][0]["coupon_type"]) == ("1", "1")
    assert (line["coupon_amount"], line["extended_sale_price"]) == (3, 30)
    assert line["discounts"] == [{"id": "coupon", "discounted_amount": 3}]


def test_a_coupon_for_shipping_is_only_for_the_method_it_names() -> None:
    shopper = Shopper()
    cart_id = shopper.ready_cart(MUG)
    checkout = shopper.body(coupon(shopper, cart_id, "FLATFREE"))["data"]
    consignment = checkout["consignments"][0]

    assert consignment["coupon_discounts"] == [{"code": "FLATFREE", "amount": 5}]
    assert checkout["shipping_cost_total_inc_tax"] == consignment["shipping_cost_inc_tax"] == 0
    assert checkout["coupons"][0]["discounted_amount"] == 5


def test_a_shipping_discount_is_given_once_per_order() -> None:
    shopper = Shopper()
    cart_id = shopper.ready_cart(MUG)
    checkout = shopper.body(coupon(shopper, cart_id, "SHIP3"))["data"]

    assert checkout["shipping_cost_total_inc_tax"] == 2
    assert checkout["grand_total"] == Decimal("34.48")


def test_another_shipping_option_takes_a_coupon_away_that_was_tied_to_the_first() -> None:
    shopper = Shopper()
    cart_id = shopper.ready_cart(MUG)
    coupon(shopper, cart_id, "FLATFREE")
    query = {"include": "consignments.available_shipping_options"}
    consignment = shopper.checkout(cart_id, **query)["consignments"][0]
    express = deliveries(consignment)[2]["id"]
    answer = shopper.change(cart_id, consignment["id"], shipping_option_id=express)
    checkout = shopper.body(answer)["data"]

    assert checkout["coupons"] == []
    assert checkout["shipping_cost_total_inc_tax"] == 15


@pytest.mark.parametrize("code", ["", "NOSUCH", "X" * 51, 5])
def test_a_code_that_cannot_be_used_is_refused(code: Any) -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(MUG | {"quantity": 1})["id"]
    answer = shopper.body(coupon(shopper, cart_id, code), 422)

    assert list(answer["errors"]) == ["coupon_code"]
    assert shopper.checkout(cart_id)["version"] == 1


def test_a_coupon_below_its_minimum_is_refused_with_a_code_and_no_field() -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(MUG | {"quantity": 1})["id"]
    answer = shopper.body(coupon(shopper, cart_id, "FIVER"), 400)

    assert answer["code"] == "min_purchase"
    assert "errors" not in answer


def test_one_coupon_is_the_most_unless_settings_allow_several() -> None:
    strict, generous = Shopper(), Shopper(Settings(several_coupons="yes"))
    for shopper in (strict, generous):
        cart_id = shopper.open_cart(MUG)["id"]
        coupon(shopper, cart_id, "TENOFF")
        coupon(shopper, cart_id, "FIVER")

    taken = [next(iter(shopper.store.carts.values())).coupons for shopper in (strict, generous)]
    assert [len(codes) for codes in taken] == [1, 2]
    assert coupon(generous, cart_id, "FIVER").status == 422


def test_a_fixed_coupon_is_worth_as_much_in_another_currency() -> None:
    shopper = Shopper(Settings(several_coupons="yes"))
    cart_id = shopper.open_cart(MUG, currency={"code": "CAD"})["id"]
    coupon(shopper, cart_id, "FIVER")
    checkout = shopper.body(coupon(shopper, cart_id, "TENOFF"))["data"]
    off = [row["discounted_amount"] for row in checkout["coupons"]]

    assert off == [Decimal("6.75"), Decimal("3.38")]


def test_a_coupon_is_deleted_by_its_code() -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(MUG)["id"]
    coupon(shopper, cart_id, "TENOFF")
    path = f"/v3/checkouts/{cart_id}/coupons"
    stale = shopper.ask("DELETE", f"{path}/TENOFF", {"version": 1}).status
    checkout = shopper.body(shopper.ask("DELETE", f"{path}/tenoff"))["data"]

    assert stale == 409
    assert checkout["coupons"] == []
    assert "discounts" not in checkout["cart"]
    assert shopper.ask("DELETE", f"{path}/TENOFF").status == 404


def test_pickup_takes_a_coupon_away_that_was_tied_to_a_shipping_option() -> None:
    shopper = Shopper()
    cart_id = shopper.ready_cart(MUG)
    shopper.body(coupon(shopper, cart_id, "FLATFREE"))
    consignment = shopper.checkout(cart_id)["consignments"][0]
    answer = shopper.change(cart_id, consignment["id"], pickup_option={"pickup_method_id": 1})

    assert shopper.body(answer)["data"]["coupons"] == []


def test_a_coupon_goes_when_the_cart_falls_below_its_minimum() -> None:
    shopper = Shopper()
    cart = shopper.open_cart(MUG)
    coupon(shopper, cart["id"], "FIVER")
    item = cart["line_items"]["physical_items"][0]["id"]
    path = f"/v3/carts/{cart['id']}/items/{item}"
    kept = shopper.body(shopper.ask("PUT", path, {"line_item": {"quantity": 3}}))["data"]
    lost = shopper.body(shopper.ask("PUT", path, {"line_item": {"quantity": 1}}))["data"]

    assert [row["code"] for row in kept["coupons"]] == ["FIVER"]
    assert (lost["coupons"], lost["cart_amount"]) == ([], Decimal("16.24"))


def test_the_first_choice_of_shipping_can_remove_coupons_which_can_be_added_again() -> None:
    shopper = Shopper(Settings(choice_drops_coupons="yes"))
    cart_id = shopper.consigned_cart(MUG)["id"]
    shopper.body(coupon(shopper, cart_id, "FIVER"))
    (consignment,) = shopper.checkout(cart_id, **WITH_OPTIONS)["consignments"]
    option = consignment["available_shipping_options"][0]["id"]
    chosen = shopper.change(cart_id, consignment["id"], shipping_option_id=option)
    assert shopper.body(chosen)["data"]["coupons"] == []
    again = shopper.body(coupon(shopper, cart_id, "FIVER"))["data"]
    assert again["coupons"][0]["code"] == "FIVER"
    assert "selected_shipping_option" in again["consignments"][0]
    chosen = shopper.change(cart_id, consignment["id"], shipping_option_id=option)
    assert shopper.body(chosen)["data"]["coupons"][0]["code"] == "FIVER"
