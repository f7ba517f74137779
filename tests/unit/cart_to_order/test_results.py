"""A quote can be turned into the order that takes it."""

from typing import Any

from cart_to_order.results import Quote
from order_service.request.intake import read_order
from tests.fakes.orders import order_body
from tools.api_docs.examples import quoted

QUOTE = quoted()
TAKEN = {"type": "shipping_flat", "description": "Flat Rate", "max_cost": "5.00"}


def test_an_order_takes_the_total_and_each_shipping_of_its_quote() -> None:
    body = order_body()
    accepted = Quote(QUOTE).accepted(body)
    assert accepted["expected_total"] == "15.83"
    (consignment,) = accepted["consignments"]
    assert consignment == body["consignments"][0] | {"shipping": TAKEN}
    assert read_order(accepted)
    assert "shipping" not in body["consignments"][0]


def test_an_order_without_consignments_takes_one_shipping_for_all() -> None:
    order = read_order(order_body(consignments=None, shipping={"choose": "fastest"}))
    accepted = Quote(QUOTE).accepted(order)
    assert accepted["shipping"] == TAKEN
    assert "consignments" not in accepted
    assert read_order(accepted)


def test_an_order_that_ships_nothing_takes_the_total_alone() -> None:
    quote: dict[str, Any] = QUOTE | {"consignments": []}
    accepted = Quote(quote).accepted(order_body(consignments=None))
    assert accepted == order_body(consignments=None) | {"expected_total": "15.83"}


def test_what_is_picked_up_takes_no_shipping() -> None:
    picked_up: dict[str, Any] = {"why": "picked up", "shipping": None, "pickup_method_id": 1}
    body = order_body(consignments=[{"pickup_option": {"pickup_method_id": 1}}])
    accepted = Quote(QUOTE | {"consignments": [picked_up]}).accepted(body)
    (consignment,) = read_order(accepted).consignments or []
    assert (consignment.shipping, consignment.pickup_method_id) == (None, 1)


def test_a_quote_shows_its_totals_and_nobody() -> None:
    shown = repr(Quote(QUOTE))
    assert "'grand_total': '15.83'" in shown
    assert "consignments" not in shown
