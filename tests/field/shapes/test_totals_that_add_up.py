"""The parts of an order's total add up to it.

Source: integrators who book an order by its parts, and whose ledgers were out by fees, handling and
wrapping; BigCommerce's amounts with more decimals than the currency has.
Wrong before: fees, handling and wrapping were in the grand total only, in no field of
their own.
"""

from decimal import Decimal
from typing import Any

import pytest

from tests.fakes.features import full_order, mugs
from tests.fakes.shop import Shop

PARTS = ("shipping", "handling", "wrapping", "fees", "other")
SWITCHES: list[dict[str, Any]] = [
    {},
    {"prices": "inc_tax"},
    {"taxed_shipping": "yes", "taxed_fees": "yes"},
    {"tax_rounding": "total"},
    {"amounts": "exact", "taxed_shipping": "yes", "taxed_fees": "yes"},
]


@pytest.mark.parametrize("switches", SWITCHES)
@pytest.mark.parametrize("body", [mugs(), full_order()], ids=["mugs", "everything"])
def test_the_parts_of_the_total_add_up(switches: dict[str, Any], body: dict[str, Any]) -> None:
    shop = Shop(**switches)
    totals = shop.place(body).order.totals
    extras = [getattr(totals, f"{name}_total") or Decimal(0) for name in PARTS]
    assert sum(extras, totals.cart_amount) == totals.grand_total
    assert totals.grand_total == shop.store.orders[0].price.grand_total
    assert abs(totals.other_total or Decimal(0)) <= Decimal("0.02")


def test_fees_and_wrapping_have_fields_and_nothing_has_none() -> None:
    shop = Shop()
    totals = shop.place(full_order()).order.model_dump(mode="json")["totals"]
    assert (totals["fees_total"], totals["wrapping_total"]) == ("3.50", "6.00")
    assert "handling_total" not in totals
    plain = Shop().place(mugs()).order.model_dump(mode="json")["totals"]
    assert set(plain) == {
        "currency", "base_amount", "discount_amount", "cart_amount", "tax_total",
        "shipping_total", "grand_total",
    }  # fmt: skip


def test_handling_has_a_field() -> None:
    shop = Shop()
    body = mugs(shipping={"type": "carrier_express"})
    totals = shop.place(body).order.totals
    handling = shop.store.orders[0].price.handling.inc_tax
    assert (totals.handling_total or Decimal(0)) == handling
