"""Create-order's answer was lost, and every field of the list of orders is null, empty or missing.

Source: as for ``test_every_field``; it is the list by which an order is found again.
Wrong before: a list without ``cart_id`` left the outcome in doubt in words that named no field.
"""

import json
import re
from functools import partial

import pytest

from order_service.bigcommerce.verdicts import NoAnswer
from order_service.errors import NotYet, OrderError
from tests.fakes.features import mugs
from tests.fakes.shop import SETTLED, Shop
from tests.fakes.spoiling import Path, Spoiling
from tests.field.shapes.readings import Ends, Readings

BODY = mugs()
MOST_DELIVERIES = 4


def lost(hint: str) -> Shop:
    shop = Shop(checkout_order_id=hint)
    shop.meddling.after["create_order"] = [NoAnswer("lost")]
    return shop


def end_of(shop: Shop) -> OrderError | None:
    end: OrderError | None = None
    for _ in range(MOST_DELIVERIES):
        try:
            shop.place(BODY)
        except NotYet as reason:
            end = reason
            shop.clock.sleep(max(reason.retry_after, SETTLED / 2))
        else:
            return None
    return end


def placed(hint: str, readings: Readings, path: Path, shape: str) -> tuple[int, OrderError | None]:
    shop = lost(hint)
    spoiling = readings.watch(shop, path, shape)
    end = end_of(shop)
    assert spoiling.struck or not shape
    return len(shop.store.orders), end


def wrong(path: Path, orders: int, end: OrderError | None) -> str | None:
    if orders != 1:
        return f"{orders} orders"
    if end is None or re.search(rf"\b{path[-1]}\b", json.dumps(end.problem())):
        return None
    return end.detail


@pytest.mark.parametrize("hint", ["set", "never"])
def test_an_order_is_found_again_once_or_the_field_is_named(hint: str) -> None:
    shop = lost(hint)
    spoiling = Spoiling(shop.open_store.send)
    shop.open_store.send = spoiling
    assert end_of(shop) is None
    paths = [path for kind, path in spoiling.seen if kind == "orders"]
    assert len(paths) == 91
    ends = Ends("orders", partial(placed, hint))
    found = {
        (path, shape): wrong(path, orders, end)
        for path in paths
        for shape, (orders, end) in ends.of(path).items()
    }
    assert len(found) == 455
    assert {case: what for case, what in found.items() if what} == {}
