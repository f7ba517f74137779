"""A store lists "Pickup In Store", free and first, among the offers to a street address.

Source: the answer that BigCommerce's REST tutorial shows for a consignment with a street address,
and the change by which its own checkout stopped a wallet from taking that option as the default.
Wrong before: whatever the rule's ``choose``, the parcel became a free pickup in a shop.
"""

from typing import Any

import pytest

from order_service.checkout.shipping import choose, offered, why
from order_service.errors import NoShippingOption
from order_service.request.destinations import ShippingRule
from order_service.store.checkout_parts import ShippingOption
from tests.fakes.views import option

PICKUP = option(
    id="pickup", type="shipping_pickupinstore", description="Pickup In Store", cost=0,
    is_recommended=True, transit_time="same day",
)  # fmt: skip
FLAT = option(id="flat", type="shipping_flatrate", description="Flat Rate", cost=5)
WEIGHT = option(id="weight", type="shipping_byweight", description="Ship by Weight", cost=8)
OFFERS = [PICKUP, FLAT, WEIGHT]


def taken(offers: list[ShippingOption] = OFFERS, **rule: Any) -> str:
    return choose(offers, ShippingRule.model_validate(rule), "USD").id


@pytest.mark.parametrize("way", ["cheapest", "fastest", "recommended"])
def test_a_delivery_is_never_taken_to_a_pickup(way: str) -> None:
    assert taken(choose=way) == "flat"
    assert taken(choose=way, max_cost=5) == "flat"


@pytest.mark.parametrize("kind", ["shipping_pickupinstore", "Shipping_Pickup_In_Store", "pickup"])
def test_pickup_is_recognised_by_its_type_however_the_merchant_calls_it(kind: str) -> None:
    counter = PICKUP.model_copy(update={"type": kind, "description": "Collect from our shop"})
    assert taken([counter, WEIGHT]) == "weight"


@pytest.mark.parametrize(
    "rule",
    [
        {"type": "shipping_pickupinstore"},
        {"description": "pickup in  STORE"},
        {"type": "shipping_pickupinstore", "description": "Pickup In Store", "max_cost": 0},
    ],
)
def test_pickup_is_taken_where_the_rule_names_it(rule: dict[str, Any]) -> None:
    assert taken(**rule) == "pickup"


def test_pickup_alone_is_no_way_to_deliver() -> None:
    with pytest.raises(NoShippingOption) as caught:
        taken([PICKUP])
    problem = caught.value.problem()
    assert problem["detail"] == (
        "The store offers only pickup to this address, and the rule does not name it."
    )
    assert problem["cause"] == "no_shipping_offered"
    assert [offer["left_out"] for offer in problem["offered"]] == [
        "is pickup, which the rule does not name"
    ]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"exclude": {"types": ["shipping_flatrate"]}}, "weight"),
        ({"exclude": {"descriptions": ["flat  RATE"]}}, "weight"),
        ({"exclude": {"types": ["x"], "descriptions": ["Ship by Weight"]}}, "flat"),
        ({"exclude": {}}, "flat"),
    ],
)
def test_a_rule_can_exclude_types_and_descriptions(rule: dict[str, Any], expected: str) -> None:
    assert taken(**rule) == expected


def test_what_a_rule_names_and_excludes_is_not_taken() -> None:
    with pytest.raises(NoShippingOption) as caught:
        taken(type="shipping_flatrate", exclude={"types": ["shipping_flatrate"]})
    assert "cause" not in caught.value.problem()


@pytest.mark.parametrize(
    ("rule", "reasons"),
    [
        ({}, ["is pickup, which the rule does not name", None, None]),
        (
            {"type": "shipping_byweight"},
            ["is pickup, which the rule does not name", "is of another type", None],
        ),
        (
            {"description": "Pickup In Store"},
            [None, "has another description", "has another description"],
        ),
        (
            {"max_cost": 6, "exclude": {"types": ["shipping_pickupinstore"]}},
            ["is pickup, which the rule does not name", None, "costs more than max_cost"],
        ),
        (
            {"exclude": {"types": ["shipping_flatrate"]}},
            ["is pickup, which the rule does not name", "is excluded by the rule", None],
        ),
        (
            {"custom_shipping": {"price": 1, "description": "Van"}},
            ["custom_shipping takes its place"] * 3,
        ),
    ],
)
def test_each_offer_says_why_it_was_left_out(
    rule: dict[str, Any], reasons: list[str | None]
) -> None:
    found = offered(OFFERS, ShippingRule.model_validate(rule), "USD")
    assert [offer.left_out for offer in found] == reasons


def test_why_counts_the_offers_that_fit() -> None:
    assert why(OFFERS, ShippingRule(), "USD") == "cheapest of 2 that fit"
    assert why([PICKUP, FLAT], ShippingRule(), "USD") == "the only one of 2 that fits"
