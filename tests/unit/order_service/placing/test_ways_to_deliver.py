"""Pickup, the caller's own shipping, and gift wrapping."""

from decimal import Decimal
from typing import Any

import pytest

from order_service.bigcommerce.verdicts import NoAnswer
from order_service.errors import InvalidRequest, StoreRefused
from tests.fakes.features import MUG, mugs
from tests.fakes.orders import AUSTIN
from tests.fakes.sends import failing
from tests.fakes.shop import Shop

VAN = {"custom_shipping": {"price": "7.5", "description": "Our van"}}
COUNTER = {"pickup_option": {"pickup_method_id": 1}}


def test_the_caller_s_own_shipping_costs_what_the_caller_says() -> None:
    shop = Shop()
    placed = shop.place(mugs(shipping=VAN)).order
    (consignment,) = placed.consignments
    assert consignment.shipping_option is not None
    assert consignment.shipping_option.cost == Decimal("7.50")
    assert consignment.shipping_option.description == "Our van"
    assert placed.totals.shipping_total == Decimal("7.50")
    assert shop.calls.sent[3].body["custom_shipping"] == {
        "price": Decimal("7.5"),
        "description": "Our van",
    }
    assert len(shop.calls.sent) == 5


def test_the_caller_s_own_shipping_needs_no_offer_of_the_store() -> None:
    shop = Shop()
    nowhere = [{"address": AUSTIN | {"country_code": "NO"}, "shipping": VAN}]
    shop.place(mugs(consignments=nowhere))
    assert len(shop.store.orders) == 1


@pytest.mark.parametrize("version", ["present", "absent"])
def test_the_caller_s_own_shipping_whose_answer_was_lost_is_set_once(version: str) -> None:
    shop = Shop(version=version)
    shop.meddling.after["shipping_option"] = [NoAnswer("ReadTimeout")]
    shop.place(mugs(shipping=VAN))
    methods = [line.split()[0] for line in shop.calls.lines]
    assert methods == ["POST", "POST", "POST", "PUT", "GET", "POST"]


def test_what_is_picked_up_needs_no_address_and_no_shipping_option() -> None:
    shop = Shop()
    placed = shop.place(mugs(consignments=[COUNTER])).order
    (consignment,) = placed.consignments
    assert consignment.pickup_method_id == 1
    assert consignment.shipping_option is None
    assert len(shop.calls.sent) == 4
    (order,) = shop.store.orders
    assert order.shipments[0].pickup is not None
    assert "address" not in shop.calls.sent[2].body[0]


def test_what_is_picked_up_can_have_an_address_all_the_same() -> None:
    placed = Shop().place(mugs(consignments=[COUNTER | {"address": AUSTIN}])).order
    assert [found.pickup_method_id for found in placed.consignments] == [1]


def test_a_pickup_whose_answer_was_lost_is_made_once() -> None:
    shop = Shop()
    shop.meddling.after["consignments"] = [NoAnswer("ReadTimeout")]
    shop.place(mugs(consignments=[COUNTER]))
    (order,) = shop.store.orders
    assert len(order.shipments) == 1


def test_a_pickup_method_that_is_none_is_refused() -> None:
    with pytest.raises(StoreRefused):
        Shop().place(mugs(consignments=[{"pickup_option": {"pickup_method_id": 9}}]))


def test_a_pickup_that_the_store_made_a_delivery_of_is_never_ordered() -> None:
    shop = Shop()

    def shipped() -> None:
        (cart,) = shop.store.carts.values()
        for consignment in cart.consignments:
            consignment.pickup_method_id = None

    shop.meddling.after["consignments"] = [failing(503)] * 2
    shop.meddling.before["read_checkout"] = shipped
    shop.place(mugs(consignments=[COUNTER]))
    (order,) = shop.store.orders
    assert order.shipments[0].pickup is not None


def test_an_answer_names_a_pickup_only_where_there_is_one() -> None:
    placed = Shop().place(mugs()).order.model_dump(mode="json")
    assert "pickup_method_id" not in placed["consignments"][0]


@pytest.mark.parametrize("together", [True, False])
def test_a_line_is_wrapped_as_one_or_item_by_item(together: bool) -> None:
    shop = Shop()
    rows = [{"id": 1, "message": "For Ann"}, {"id": 2}][: 1 if together else 2]
    wrapping = {"wrap_together": together, "wrap_details": rows}
    shop.place(mugs(line_items=[MUG | {"gift_wrapping": wrapping}]))
    (order,) = shop.store.orders
    wrapped = order.price.parts[0].line.wrapping
    assert wrapped is not None
    assert wrapped.amount == (Decimal("2.5") if together else Decimal("8.5"))
    assert shop.calls.sent[0].body["line_items"][0]["gift_wrapping"] == wrapping
    assert len(shop.calls.sent) == 5


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"shipping": VAN | {"choose": "fastest"}}, "shipping"),
        ({"consignments": [COUNTER | {"shipping": VAN}]}, "consignments[0]"),
        ({"consignments": [{"pickup_option": {}}]},
         "consignments[0].pickup_option.pickup_method_id"),
        ({"shipping": {"custom_shipping": {"price": 1}}}, "shipping.custom_shipping.description"),
        ({"line_items": [MUG | {"gift_wrapping": {"wrap_together": False,
                                                  "wrap_details": [{"id": 1}]}}]}, "line_items[0]"),
        ({"line_items": [MUG | {"gift_wrapping": {"wrap_together": True}}]},
         "line_items[0].gift_wrapping.wrap_details"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_naming_the_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        Shop().place(mugs(**changes))
    assert [error["field"] for error in caught.value.problem()["errors"]] == [field]
