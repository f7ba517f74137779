"""A store shows the order's own way of shipping (``custom_shipping``) in another form.

Source: the specification has one example, whose cost has no tax; what the selected option then has
for its cost, description and id is nowhere documented. Other texts come with HTML entities.
Wrong before: all of these were refused, or unreadable at every delivery.
"""

from decimal import Decimal
from typing import Any

import pytest

from bigcommerce_emulator.state.catalog import Method
from order_service.bigcommerce.verdicts import NoAnswer
from order_service.errors import OutOfTime
from tests.fakes.features import mugs
from tests.fakes.shop import SETTLED, Shop

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


def began(**settings: Any) -> Shop:
    """A shop whose order has its consignment, and no shipping yet, when its execution ends."""
    shop = Shop(**settings)
    shop.meddling.before["shipping_option"] = lambda: shop.clock.sleep(52)
    with pytest.raises(OutOfTime):
        shop.place(mugs(shipping=VAN))
    shop.clock.sleep(SETTLED)
    return shop


def test_shipping_of_another_app_at_the_same_price_is_written_over() -> None:
    shop = began()
    (cart,) = shop.store.carts.values()
    (parcel,) = cart.consignments
    parcel.selected = ("x", Method(type="custom", description="Custom", cost=Decimal(12)))
    assert shop.place(mugs(shipping=VAN)).order.order_id
    assert shipped_by(shop) == ["Van & crew"]


def test_the_order_s_own_shipping_is_written_once_more_by_the_next_delivery() -> None:
    shop = began(own_shipping="fixed_word")
    assert shop.place(mugs(shipping=VAN)).order.order_id
    assert shipped_by(shop) == ["Van & crew"]
    assert sum(line.startswith("PUT") for line in shop.calls.lines) == 2


def test_the_order_s_own_shipping_is_known_by_a_fixed_word_although_its_answer_was_lost() -> None:
    shop = Shop(own_shipping="fixed_word")
    shop.meddling.after["shipping_option"] = [NoAnswer("ReadTimeout")]
    assert shop.place(mugs(shipping=VAN)).order.order_id
    assert sum(line.startswith("PUT") for line in shop.calls.lines) == 1


def shipped_by(shop: Shop) -> list[str]:
    (order,) = shop.store.orders
    return [parcel.option[1].description for parcel in order.shipments if parcel.option]
