"""The message, the bill's address and their rules."""

from typing import Any

import pytest

from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import AUSTIN, MUG, Shopper


def test_the_message_travels_into_the_order() -> None:
    shopper = Shopper()
    cart_id = shopper.ready_cart(MUG)
    message = {"customer_message": "x" * 2000}
    answer = shopper.body(shopper.ask("PUT", f"/v3/checkouts/{cart_id}", message))["data"]
    order_id = shopper.body(shopper.order(cart_id))["data"]["id"]
    order = shopper.body(shopper.ask("GET", f"/v2/orders/{order_id}"))

    assert answer["customer_message"] == order["customer_message"] == "x" * 2000


@pytest.mark.parametrize("message", [None, 5, "x" * 2001])
def test_a_message_that_does_not_fit_is_refused(message: object) -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(MUG)["id"]
    path = f"/v3/checkouts/{cart_id}"
    answer = shopper.body(shopper.ask("PUT", path, {"customer_message": message}), 422)

    assert list(answer["errors"]) == ["customer_message"]


@pytest.mark.parametrize(("word", "kept"), [("no", True), ("yes", False)])
def test_a_bill_clears_the_shipping_option_only_if_settings_say_so(word: Any, kept: bool) -> None:
    shopper = Shopper(Settings(billing_clears_option=word))
    cart_id = shopper.ready_cart(MUG)
    shopper.body(shopper.bill(cart_id, AUSTIN | {"city": "Dallas"}))

    assert ("selected_shipping_option" in shopper.checkout(cart_id)["consignments"][0]) is kept


def test_phone_numbers_can_be_held_to_the_documented_pattern() -> None:
    strict = Shopper(Settings(phone_pattern="enforced"))
    odd = AUSTIN | {"phone": "555-555-5555"}
    answers = [
        shopper.bill(shopper.open_cart(MUG)["id"], address)
        for shopper, address in ((Shopper(), odd), (strict, odd), (strict, AUSTIN))
    ]

    assert [answer.status for answer in answers] == [200, 422, 200]
