"""One of several carriers answers without a cost, or without an id by which it could be chosen.

Source: quotes of live carriers with nulls in them; which fields may be null is nowhere documented.
Wrong before: the whole answer counted as unreadable, at every delivery, whatever the order asked.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from order_service.bigcommerce.verdicts import Answer
from order_service.checkout.completion import CARRIER_SECONDS
from order_service.errors import NoShippingOption
from tests.fakes.features import full_order, mugs
from tests.fakes.shop import Shop

BROKEN = pytest.mark.parametrize("broken", ["no_cost", "no_id"])
CHOICES = pytest.mark.parametrize("choose", ["cheapest", "fastest", "recommended"])
OTHERS = ["shipping_flatrate", "carrier_express", "shipping_byweight"]


def offered() -> list[Any]:
    """What a usual store offers these mugs."""
    (found,) = Shop().quote(mugs()).consignments
    return found.offered or []


@BROKEN
@CHOICES
def test_an_offer_that_cannot_be_chosen_stops_no_other_after_one_more_look(
    broken: str, choose: str
) -> None:
    asked = mugs(shipping={"choose": choose})
    usual = Shop().place(asked).order.consignments[0].shipping_option
    shop = Shop(broken_offer=broken)
    began = shop.clock.now()
    placed = shop.place(asked).order
    assert placed.consignments[0].shipping_option == usual
    assert shop.clock.now() - began >= CARRIER_SECONDS
    assert len(shop.calls.sent) == 6


@BROKEN
def test_an_offer_that_the_rule_does_not_mean_costs_no_look(broken: str) -> None:
    shop = Shop(broken_offer=broken)
    assert shop.place(mugs(shipping={"description": "Flat Rate"})).order.order_id
    assert len(shop.calls.sent) == 5


@BROKEN
def test_it_stops_no_consignment_of_several(broken: str) -> None:
    assert Shop(broken_offer=broken).place(full_order()).order.order_id


@BROKEN
@pytest.mark.parametrize(
    "rule",
    [{"description": "Parcels"}, {"type": "carrier_parcels"}, {"exclude": {"types": OTHERS}}],
)
def test_a_rule_that_may_mean_it_alone_is_refused_after_one_more_look(
    broken: str, rule: dict[str, Any]
) -> None:
    shop = Shop(broken_offer=broken)
    began = shop.clock.now()
    with pytest.raises(NoShippingOption) as caught:
        shop.place(mugs(shipping=rule))
    assert shop.clock.now() - began >= CARRIER_SECONDS
    field = broken.removeprefix("no_")
    (error,) = caught.value.problem()["errors"]
    assert error["field"] == f"available_shipping_options.{field}"
    assert sum(line.startswith("GET") for line in shop.calls.lines) == 1
    assert shop.store.orders == []


@pytest.mark.parametrize("rule", [{"type": OTHERS[0]}, {"max_cost": "5.00"}])
def test_a_cost_that_is_there_at_the_next_look_is_taken(rule: dict[str, str]) -> None:
    shop = Shop()
    send = shop.open_store.send

    def without_cost(
        method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        answer = send(method, path, headers, body, read_seconds)
        if method == "POST" and "/consignments" in path:
            (parcel,) = answer.body["data"]["consignments"]
            for option in parcel["available_shipping_options"]:
                option["cost"] = None if option["type"] == OTHERS[0] else option["cost"]
        return answer

    shop.open_store.send = without_cost
    assert shop.place(mugs(shipping=rule)).order.order_id
    assert sum(line.startswith("GET") for line in shop.calls.lines) == 1


@BROKEN
def test_a_rule_that_does_not_mean_it_is_refused_as_ever(broken: str) -> None:
    shop = Shop(broken_offer=broken)
    with pytest.raises(NoShippingOption) as caught:
        shop.place(mugs(shipping={"description": "Drone"}))
    assert len(caught.value.problem()["offered"]) == len(offered())
    assert "errors" not in caught.value.problem()


@BROKEN
def test_a_quote_leaves_it_out(broken: str) -> None:
    (usual,) = Shop().quote(mugs()).consignments
    (found,) = Shop(broken_offer=broken).quote(mugs()).consignments
    assert found == usual
