"""Switches on how the store refuses, and on what changes beside what was asked."""

from decimal import Decimal
from typing import Any

import pytest

from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import (
    AUSTIN,
    ENGRAVED,
    MUG,
    Shopper,
    deliveries,
    everything,
)

TEAPOT = {"product_id": 123, "quantity": 1}


def answers_to_incomplete_checkouts(shopper: Shopper) -> list[int]:
    unbilled = shopper.open_cart(MUG)["id"]
    unconsigned = shopper.open_cart(MUG)["id"]
    shopper.bill(unconsigned)
    unshipped = shopper.consigned_cart(MUG)["id"]
    return [shopper.order(cart_id).status for cart_id in (unbilled, unconsigned, unshipped)]


@pytest.mark.parametrize("word", ["422", "400"])
def test_what_is_missing_for_an_order_is_refused_with_the_status_of_settings(word: Any) -> None:
    shopper = Shopper(Settings(order_refusal=word))

    assert answers_to_incomplete_checkouts(shopper) == [int(word)] * 3


@pytest.mark.parametrize("word", ["422", "409"])
def test_a_quantity_is_refused_with_the_status_of_settings(word: Any) -> None:
    shopper = Shopper(Settings(quantity_refusal=word))
    cart_id = shopper.ready_cart(TEAPOT)
    shopper.store.merchant.set_stock(150, 0)
    bodies = ({"product_id": 123, "quantity": 3}, {"product_id": 126, "quantity": 1}, TEAPOT)
    statuses = [shopper.ask("POST", "/v3/carts", {"line_items": [body]}).status for body in bodies]

    assert [*statuses, shopper.order(cart_id).status] == [int(word)] * 4


@pytest.mark.parametrize("word", ["404", "500"])
def test_an_edit_of_a_missing_cart_is_answered_with_the_status_of_settings(word: Any) -> None:
    shopper = Shopper(Settings(missing_cart=word))

    assert shopper.bill("none").status == int(word)
    assert shopper.ask("PUT", "/v3/carts/none", {"customer_id": 1}).status == int(word)
    assert shopper.ask("GET", "/v3/carts/none").status == 404
    assert shopper.ask("GET", "/v3/checkouts/none").status == 404


@pytest.mark.parametrize(("word", "status"), [("stable", 200), ("each_quote", 422)])
def test_an_option_of_an_earlier_quote_is_good_only_while_ids_are_stable(
    word: Any, status: int
) -> None:
    shopper = Shopper(Settings(option_ids=word))
    checkout = shopper.consigned_cart(MUG)
    consignment = checkout["consignments"][0]
    old = deliveries(consignment)[0]["id"]
    shopper.bill(checkout["id"])

    assert (
        shopper.change(checkout["id"], consignment["id"], shipping_option_id=old).status == status
    )
    assert shopper.ready_cart(MUG)


@pytest.mark.parametrize(("word", "tax"), [("yes", "0.83"), ("no", "0")])
def test_custom_items_are_taxed_only_if_settings_say_so(word: Any, tax: str) -> None:
    shopper = Shopper(Settings(custom_items_taxed=word))
    cart_id = shopper.open_cart(custom_items=[ENGRAVED])["id"]

    assert shopper.checkout(cart_id)["tax_total"] == Decimal(tax)


@pytest.mark.parametrize(("word", "status"), [("default", 201), ("refuse", 422)])
def test_a_cart_without_a_currency_is_refused_only_if_settings_say_so(
    word: Any, status: int
) -> None:
    shopper = Shopper(Settings(currency_missing=word))
    dollars = {"line_items": [MUG], "currency": {"code": "USD"}}

    assert shopper.ask("POST", "/v3/carts", {"line_items": [MUG]}).status == status
    assert shopper.ask("POST", "/v3/carts", dollars).status == 201


@pytest.mark.parametrize(("word", "status"), [("accept", 200), ("refuse", 403)])
def test_a_guest_with_an_accounts_email_is_refused_only_if_settings_say_so(
    word: Any, status: int
) -> None:
    shopper = Shopper(Settings(account_email=word))
    guest = shopper.open_cart(MUG)["id"]
    customer = shopper.open_cart(MUG, customer_id=11)["id"]
    address = AUSTIN | {"email": "retail.quillfeather@example.com"}

    assert shopper.bill(guest, address).status == status
    assert shopper.bill(customer, address).status == 200


@pytest.mark.parametrize(("word", "status"), [("prose", 200), ("schema", 422)])
def test_a_consignment_needs_the_fields_of_prose_or_schema(word: Any, status: int) -> None:
    shopper = Shopper(Settings(consignment_address=word))
    address = {name: AUSTIN[name] for name in ("email", "country_code", "state_or_province")}
    cart = shopper.open_cart(MUG)

    assert shopper.consign(cart["id"], everything(cart, address | {"postal_code": ""})).status == (
        status
    )


@pytest.mark.parametrize(("word", "left"), [("no", 1), ("yes", 0)])
def test_a_manual_discount_removes_coupons_only_if_settings_say_so(word: Any, left: int) -> None:
    shopper = Shopper(Settings(discounts_remove_coupons=word))
    path = f"/v3/checkouts/{shopper.open_cart(MUG)['id']}"
    shopper.ask("POST", f"{path}/coupons", {"coupon_code": "TENOFF"})
    body = {"cart": {"discounts": [{"discounted_amount": 1}]}}
    checkout = shopper.body(shopper.ask("POST", f"{path}/discounts", body))["data"]

    assert len(checkout["coupons"]) == left


@pytest.mark.parametrize(("word", "held"), [("none", []), ("empty", [0]), ("of_all_lines", [1])])
def test_a_checkout_begins_with_the_consignment_of_settings(word: Any, held: list[int]) -> None:
    shopper = Shopper(Settings(first_consignment=word))
    cart_id = shopper.open_cart(MUG)["id"]
    found = shopper.body(shopper.ask("GET", f"/v3/checkouts/{cart_id}"))["data"]["consignments"]

    assert [len(one["line_item_ids"]) for one in found] == held
    assert all("address" not in one for one in found)
