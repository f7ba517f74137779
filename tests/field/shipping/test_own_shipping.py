"""A store shows the order's own way of shipping (``custom_shipping``) in another form.

Source: the specification has one example, whose cost has no tax; what the selected option then has
for its cost, description and id is nowhere documented. Other texts come with HTML entities.
Wrong before: all of these were refused, or unreadable at every delivery.
"""

from typing import Any

import pytest

from tests.fakes.features import mugs
from tests.fakes.shop import Shop

VAN = {"custom_shipping": {"price": "12.00", "description": "Van & crew"}}
PRICES = pytest.mark.parametrize("prices", ["ex_tax", "inc_tax"])


@PRICES
@pytest.mark.parametrize("form", ["other_side", "escaped", "fixed_word", "no_id"])
def test_the_order_s_own_shipping_is_known_in_another_form(prices: str, form: str) -> None:
    taxes: dict[str, Any] = {"prices": prices, "taxed_shipping": "yes"}
    usual = Shop(**taxes).place(mugs(shipping=VAN)).order
    shop = Shop(own_shipping=form, **taxes)
    placed = shop.place(mugs(shipping=VAN)).order
    assert placed.totals == usual.totals
    assert len(shop.calls.sent) == 5
