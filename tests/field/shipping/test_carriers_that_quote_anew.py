"""A carrier quotes anew when its option is chosen: the same option has another cost.

Source: quotes are live and kept for a time only, and that their ids or costs last from one answer
to the next is nowhere documented.
Wrong before: an option of the same id was the same whatever it cost, and ``max_cost`` was held
against what had been offered.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from order_service.errors import NoShippingOption
from tests.fakes.features import MUG, mugs
from tests.fakes.orders import AUSTIN, NEW_YORK
from tests.fakes.shop import Shop

DEARER = pytest.mark.parametrize("costs", ["dearer_when_chosen", "dearer_from_then"])
ONE_MUG = {"sku": "mug", "quantity": 1}
IDS = pytest.mark.parametrize("ids", ["stable", "each_quote"])


def reads(shop: Shop) -> int:
    return sum(line.startswith("GET") and "/checkouts/" in line for line in shop.calls.lines)


@pytest.mark.parametrize("parcels", [2, 5, 8])
def test_any_number_of_parcels_may_each_turn_out_too_dear_once(parcels: int) -> None:
    shop = Shop(option_costs="dearer_when_chosen", option_ids="each_quote")
    parts = [
        {"address": AUSTIN | {"address1": f"{number} Elm Street"}, "line_items": [ONE_MUG]}
        for number in range(parcels)
    ]
    line = MUG | {"quantity": parcels}
    rule = {"choose": "fastest", "max_cost": "24"}
    asked = mugs(line_items=[line], consignments=parts, shipping=rule, coupon_codes=["SHIPFREE"])
    taken = [one.shipping_option for one in shop.place(asked).order.consignments]
    assert [one and one.type for one in taken] == ["freeshipping"] * parcels


@DEARER
@IDS
@pytest.mark.parametrize("most", ["10.00", "24.99"])
def test_what_became_dearer_than_max_cost_is_not_ordered(costs: str, ids: str, most: str) -> None:
    shop = Shop(option_costs=costs, option_ids=ids)
    with pytest.raises(NoShippingOption) as caught:
        shop.place(mugs(shipping={"max_cost": most}))
    costs_too_much = {
        one["cost"]
        for one in caught.value.problem()["offered"]
        if one["left_out"] == "costs more than max_cost"
    }
    assert costs_too_much & {"25.00", "75.00"}
    assert shop.store.orders == []
    assert shop.store.carts == {}
    assert 1 <= reads(shop) <= 5


@DEARER
@IDS
@pytest.mark.parametrize("shipping", [None, {"max_cost": "25.00"}, {"choose": "fastest"}])
def test_what_became_dearer_and_fits_is_ordered_and_said(
    costs: str, ids: str, shipping: dict[str, Any] | None
) -> None:
    shop = Shop(option_costs=costs, option_ids=ids)
    placed = shop.place(mugs(shipping=shipping)).order
    (order,) = shop.store.orders
    (freight,) = order.price.freights
    assert placed.consignments[0].shipping_option is not None
    cost = placed.consignments[0].shipping_option.cost
    assert cost == freight.shipping.inc_tax == placed.totals.shipping_total
    assert cost in (Decimal(25), Decimal(75))
    assert (reads(shop), len(shop.calls.sent)) == (0, 5)


@DEARER
def test_one_of_two_parcels_that_became_too_dear_stops_the_order(costs: str) -> None:
    parts = [
        {"address": AUSTIN, "line_items": [{"sku": "mug", "quantity": 1}]},
        {"address": NEW_YORK, "line_items": [{"sku": "mug"}], "shipping": {"max_cost": "20.00"}},
    ]
    shop = Shop(option_costs=costs)
    with pytest.raises(NoShippingOption):
        shop.place(mugs(consignments=parts))
    assert shop.store.orders == []


def test_a_quote_says_what_the_option_costs_when_it_is_chosen() -> None:
    shop = Shop(option_costs="dearer_when_chosen")
    (found,) = shop.quote(mugs()).consignments
    assert found.shipping_option is not None
    assert found.shipping is not None
    assert found.shipping_option.cost == Decimal(25)
    assert found.shipping.max_cost == Decimal(25)


@pytest.mark.parametrize("parcels", [2, 6, 12])
def test_each_of_many_choices_may_give_the_other_consignments_new_ids(parcels: int) -> None:
    shop = Shop(option_ids="each_quote")
    parts = [
        {
            "address": AUSTIN | {"address1": f"{house} Quillfeather Lane"},
            "line_items": [{"sku": "mug", "quantity": 1}],
        }
        for house in range(1, parcels + 1)
    ]
    body = mugs(line_items=[MUG | {"quantity": parcels}], consignments=parts)
    placed = shop.place(body).order
    assert [one.shipping_option is not None for one in placed.consignments] == [True] * parcels


@DEARER
@pytest.mark.parametrize("parcels", [1, 2, 4])
def test_a_choice_that_became_dearer_and_is_listed_without_its_cost_is_not_made_anew_for_ever(
    costs: str, parcels: int
) -> None:
    shop = Shop(option_ids="each_quote", option_costs=costs, broken_offer="when_chosen")
    parts = [
        {
            "address": AUSTIN | {"address1": f"{house} Quillfeather Lane"},
            "line_items": [{"sku": "mug", "quantity": 1}],
        }
        for house in range(1, parcels + 1)
    ]
    placed = shop.place(mugs(line_items=[MUG | {"quantity": parcels}], consignments=parts)).order
    assert [one.shipping_option is not None for one in placed.consignments] == [True] * parcels


@pytest.mark.parametrize("coupons", [None, ["FIVER"]])
@pytest.mark.parametrize("left_out", ["nothing", "the_redundant", "the_unwritten"])
def test_another_option_that_is_cheaper_once_one_is_chosen_refuses_no_order(
    left_out: str, coupons: list[str] | None
) -> None:
    """A store whose answers say less is read once more, and then offers other prices."""
    shop = Shop(answers_leave_out=left_out)
    shop.meddling.before["shipping_option"] = lambda: cheaper(shop, "carrier_express")
    (placed,) = shop.place(mugs(coupon_codes=coupons)).order.consignments
    taken = "carrier_express" if left_out == "the_unwritten" else "shipping_flatrate"
    assert placed.shipping_option is not None
    assert placed.shipping_option.type == taken
    (order,) = shop.store.orders
    assert [one.option[1].type for one in order.shipments] == [taken]


def cheaper(shop: Shop, kind: str) -> None:
    """Let the store offer this way of shipping for less than all others from now on."""
    state = shop.store._state
    shipping = {
        place: tuple(replace(one, cost=Decimal(1)) if one.type == kind else one for one in methods)
        for place, methods in state.seed.shipping.items()
    }
    state.seed = replace(state.seed, shipping=shipping)
