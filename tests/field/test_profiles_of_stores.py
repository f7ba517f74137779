"""Stores as unkind as live ones are, in every currency of the profile `real`.

Source: the emulator's profiles, which gather what integrators met: late lists, no order on the
checkout, nulls in quotes, amounts with many decimals, pickup offered first.
"""

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest

from bigcommerce_emulator.profiles.profiles import NAMES, profile
from bigcommerce_emulator.state.catalog import minor_unit
from order_service.bigcommerce.verdicts import NoAnswer
from order_service.errors import NotYet
from tests.fakes.features import mugs
from tests.fakes.shop import SETTLED, Shop

CASES = [(name, code) for name in NAMES for code in (profile(name).seed() or Shop().store.seed
                                                     ).currencies]  # fmt: skip


def shop_of(name: str) -> Shop:
    chosen = profile(name)
    switches: dict[str, Any] = dict(chosen.switches)
    return Shop(seed=chosen.seed(), **switches)


@pytest.mark.parametrize(("name", "currency"), CASES)
def test_an_order_is_placed_once_with_its_exact_total(name: str, currency: str) -> None:
    shop = shop_of(name)
    body = mugs(currency={"code": currency})
    placed = shop.place(body).order.model_dump(mode="json")
    replayed = shop.place(body).order.model_dump(mode="json")
    (order,) = shop.store.orders
    total = Decimal(placed["totals"]["grand_total"])

    assert placed["order_id"] == replayed["order_id"] == order.id
    assert total == order.price.grand_total
    assert total % minor_unit(currency) == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_lost_answer_makes_no_second_order(name: str) -> None:
    shop = shop_of(name)
    body = mugs()
    shop.meddling.after["create_order"] = [NoAnswer("lost")]
    with suppress(NotYet):
        shop.place(body)
    shop.clock.sleep(SETTLED)
    placed = shop.place(body)

    assert [order.id for order in shop.store.orders] == [placed.order.order_id]
