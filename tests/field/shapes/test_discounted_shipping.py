"""A shipping promotion makes a dear option cheap, and the store says so in a field of its own.

Source: the optional ``costAfterDiscount`` of a shipping option in BigCommerce's checkout SDK.
Wrong before: the rule looked at the price before the promotion, and took another option or none.
"""

from decimal import Decimal
from typing import Any

import pytest

from order_service.checkout.shipping import choose, offered
from order_service.request.destinations import ShippingRule
from order_service.store.checkout_parts import ShippingOption
from tests.fakes.views import option

FLAT = option(id="flat", type="flat", description="Flat", cost=5)


def express(**changes: Any) -> ShippingOption:
    return option(id="express", type="express", description="Express", cost=15, **changes)


@pytest.mark.parametrize("name", ["cost_after_discount", "costAfterDiscount"])
def test_the_rule_looks_at_what_is_paid(name: str) -> None:
    cheap = express(**{name: 2})
    assert choose([FLAT, cheap], ShippingRule(), "USD").id == "express"
    assert choose([cheap], ShippingRule.model_validate({"max_cost": 2}), "USD").id == "express"
    (shown,) = offered([cheap], ShippingRule(), "USD")
    assert shown.cost == Decimal("2.00")


@pytest.mark.parametrize("nothing", [None, "", [], {}, "soon", True])
def test_without_a_number_there_is_no_promotion(nothing: Any) -> None:
    plain = express(costAfterDiscount=nothing)
    assert choose([FLAT, plain], ShippingRule(), "USD").id == "flat"


def test_an_option_for_nothing_is_the_cheapest() -> None:
    assert choose([FLAT, express(cost_after_discount=0)], ShippingRule(), "USD").id == "express"
