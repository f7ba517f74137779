from decimal import Decimal
from typing import Any

import pytest

from bigcommerce_emulator.api.application import Response
from tests.unit.bigcommerce_emulator.shopper import MUG, Shopper

FEE = {"type": "custom_fee", "name": "f", "display_name": "Fee", "cost": 4, "source": "AA"}
NEW = {
    "type": "custom_fee",
    "display_name_customer": "Packing",
    "display_name_merchant": "pack",
    "source": "ERP",
    "cost_ex_tax": "2.00",
    "cost_inc_tax": 2.5,
}


@pytest.fixture
def shopper() -> Shopper:
    """A store with an order, 101, that has two fees."""
    shopper = Shopper()
    cart_id = shopper.ready_cart(MUG)
    shopper.body(shopper.ask("POST", f"/v3/checkouts/{cart_id}/fees", {"fees": [FEE, FEE]}))
    shopper.body(shopper.order(cart_id))
    return shopper


def fees(shopper: Shopper) -> list[Any]:
    return list(shopper.body(shopper.ask("GET", "/v2/orders/101/fees"))["fees"])


def write(shopper: Shopper, *rows: object) -> Response:
    return shopper.ask("PUT", "/v2/orders/101", {"fees": list(rows)})


def test_written_fees_replace_those_that_were_there(shopper: Shopper) -> None:
    before = fees(shopper)
    kept = {"id": before[1]["id"], "cost_ex_tax": 1, "cost_inc_tax": 1}
    order = shopper.body(write(shopper, kept, NEW))
    after = fees(shopper)

    assert [row["display_name_customer"] for row in after] == ["Fee", "Packing"]
    assert after[0]["id"] == before[1]["id"]
    assert (after[1]["cost_ex_tax"], after[1]["cost_tax"]) == ("2.0000", "0.5000")
    assert after[1]["id"] not in [row["id"] for row in before]
    assert Decimal(order["total_inc_tax"]) == Decimal("37.48") + Decimal("3.5")
    assert Decimal(order["total_tax"]) == Decimal("2.48") + Decimal("0.5")


def test_an_empty_list_takes_all_fees_away(shopper: Shopper) -> None:
    order = shopper.body(write(shopper))

    assert fees(shopper) == []
    assert order["total_inc_tax"] == "37.4800"


@pytest.mark.parametrize(
    "change",
    [
        {"id": 7},
        {"id": "x"},
        {"display_name_customer": None},
        {"display_name_customer": "n" * 201},
        {"type": "fee"},
        {"cost_ex_tax": "much"},
        {"cost_ex_tax": -1},
        {"cost_inc_tax": 1},
        {"cost_inc_tax": None},
        {"tax_class_id": "x"},
        {"source": 5},
    ],
)
def test_fees_that_cannot_be_read_are_refused_and_nothing_is_written(
    shopper: Shopper, change: dict[str, object]
) -> None:
    before = fees(shopper)

    assert write(shopper, NEW, NEW | change).status == 400
    assert write(shopper, "fee").status == 400
    assert shopper.ask("PUT", "/v2/orders/101", {"fees": {}}).status == 400
    assert fees(shopper) == before


def test_the_checkout_keeps_its_own_fees(shopper: Shopper) -> None:
    shopper.body(write(shopper))
    cart_id = next(iter(shopper.store.carts))

    assert len(shopper.checkout(cart_id)["fees"]) == 2
