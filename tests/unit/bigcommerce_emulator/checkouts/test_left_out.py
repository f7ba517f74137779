"""A store need not show in each answer all that a checkout has."""

from typing import Any, Literal

import pytest

from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import MUG, Shopper, everything

Leaves = Literal["nothing", "the_unwritten", "the_redundant"]


def answers(leaves: Leaves) -> dict[str, dict[str, Any]]:
    """Return what the calls answer by which a checkout is made ready, and a read of it."""
    shopper = Shopper(Settings(answers_leave_out=leaves))
    cart = shopper.open_cart(MUG)
    path = f"/v3/checkouts/{cart['id']}"
    fee = {
        "type": "custom_fee",
        "name": "Handling",
        "display_name": "Handling",
        "cost": 2.5,
        "source": "APP",
    }
    asked = {
        "coupons": shopper.ask("POST", f"{path}/coupons", {"coupon_code": "FIVER"}),
        "fees": shopper.ask("POST", f"{path}/fees", {"fees": [fee]}),
        "customer_message": shopper.ask("PUT", path, {"customer_message": "Ring"}),
        "billing_address": shopper.bill(cart["id"]),
        "consignments": shopper.consign(cart["id"], everything(cart, None)),
        "a read": shopper.ask("GET", path),
    }
    return {name: shopper.body(answer)["data"] for name, answer in asked.items()}


PARTS = ("coupons", "fees", "customer_message")


@pytest.mark.parametrize("call", [*PARTS, "billing_address", "consignments", "a read"])
def test_the_answer_to_a_write_can_leave_out_what_it_did_not_write(call: str) -> None:
    answer, whole = answers("the_unwritten")[call], answers("nothing")[call]
    shown = {call} if call != "a read" else set(PARTS)
    assert {name for name in PARTS if name in answer} == shown & set(PARTS)
    assert ("coupons" in answer["cart"]) is ("coupons" in shown)
    assert all(name in whole for name in PARTS)


def test_what_is_shown_twice_can_be_shown_once() -> None:
    for name, answer in answers("the_redundant").items():
        assert "coupons" not in answer
        assert [coupon["code"] for coupon in answer["cart"]["coupons"]] == ["FIVER"]
        assert "id" not in answer["billing_address"]
        assert all("address" not in row for row in answer["consignments"]), name
    (consignment,) = answer["consignments"]
    assert consignment["shipping_address"]["city"] == answer["billing_address"]["city"] == "Austin"
