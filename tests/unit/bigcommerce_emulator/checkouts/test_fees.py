from decimal import Decimal
from typing import Any

import pytest

from bigcommerce_emulator.api.application import Response
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import MUG, Shopper

FEE = {
    "type": "custom_fee",
    "name": "insurance",
    "display_name": "Insurance",
    "cost": 4,
    "source": "AA",
}


def fees(shopper: Shopper, method: str, cart_id: str, body: object) -> Response:
    return shopper.ask(method, f"/v3/checkouts/{cart_id}/fees", body)


def test_fees_are_added_changed_and_taken_away() -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(MUG)["id"]
    added = shopper.body(fees(shopper, "POST", cart_id, {"fees": [FEE, FEE | {"cost": 1}]}))["data"]
    first, second = (row["id"] for row in added["fees"])
    dearer = FEE | {"id": first, "cost": 6, "tax_class_id": 2}
    changed = shopper.body(fees(shopper, "PUT", cart_id, {"fees": [dearer]}))["data"]
    left = shopper.body(fees(shopper, "DELETE", cart_id, {"ids": [second]}))["data"]

    assert added["grand_total"] == Decimal("37.48")
    assert [row["cost_inc_tax"] for row in changed["fees"]] == [6, 1]
    assert left["fees"] == [
        {
            "id": first,
            "type": "custom_fee",
            "name": "insurance",
            "display_name": "Insurance",
            "cost_inc_tax": 6,
            "cost_ex_tax": 6,
            "source": "AA",
            "tax_class_id": 2,
        }
    ]


def test_five_fees_are_the_most() -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(MUG)["id"]
    five = fees(shopper, "POST", cart_id, {"fees": [FEE] * 5})

    assert five.status == 200
    assert fees(shopper, "POST", cart_id, {"fees": [FEE]}).status == 422
    assert len(shopper.checkout(cart_id)["fees"]) == 5


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"type": "fee"}, "type"),
        ({"name": "n" * 51}, "name"),
        ({"name": ""}, "name"),
        ({"display_name": "n" * 201}, "display_name"),
        ({"source": "n" * 51}, "source"),
        ({"cost": None}, "cost"),
        ({"cost": "1"}, "cost"),
        ({"tax_class_id": "x"}, "tax_class_id"),
    ],
)
def test_a_fee_that_cannot_be_read_is_refused_by_field(
    change: dict[str, object], name: str
) -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(MUG)["id"]
    answer = shopper.body(fees(shopper, "POST", cart_id, {"fees": [FEE | change]}), 422)

    assert list(answer["errors"]) == [f"fees.0.{name}"]


def test_fees_that_are_not_there_are_a_404_and_no_fees_a_422() -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(MUG)["id"]

    assert fees(shopper, "PUT", cart_id, {"fees": [FEE | {"id": "none"}]}).status == 404
    assert fees(shopper, "DELETE", cart_id, {"ids": ["none"]}).status == 404
    assert fees(shopper, "DELETE", cart_id, {"ids": []}).status == 422
    assert fees(shopper, "POST", cart_id, {"fees": []}).status == 422


@pytest.mark.parametrize(("word", "version"), [("yes", 2), ("no", 1)])
def test_fees_count_as_a_change_only_if_settings_say_so(word: Any, version: int) -> None:
    shopper = Shopper(Settings(fees_count_version=word))
    cart_id = shopper.open_cart(MUG)["id"]

    assert (
        shopper.body(fees(shopper, "POST", cart_id, {"fees": [FEE]}))["data"]["version"] == version
    )
