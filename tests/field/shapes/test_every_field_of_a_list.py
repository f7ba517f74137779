"""Create-order's answer was lost, and every field of the list of orders is null, empty or missing.

Source: as for ``test_every_field``; it is the list by which an order is found again.
Wrong before: a list without ``cart_id`` left the outcome in doubt in words that named no field.
"""

import json
import re

import pytest

from order_service.bigcommerce.verdicts import NoAnswer
from order_service.errors import NotYet, OrderError
from tests.fakes.features import mugs
from tests.fakes.shop import SETTLED, Shop
from tests.fakes.spoiling import SHAPES, Path, Spoiling

BODY = mugs()
MOST_DELIVERIES = 4


def lost(hint: str, kind: str = "", path: Path = (), shape: str = "") -> tuple[Shop, Spoiling]:
    shop = Shop(checkout_order_id=hint)
    shop.meddling.after["create_order"] = [NoAnswer("lost")]
    spoiling = Spoiling(shop.open_store.send, kind, path, shape)
    shop.open_store.send = spoiling
    return shop, spoiling


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


def wrong(hint: str, path: Path, shape: str) -> str | None:
    shop, spoiling = lost(hint, "orders", path, shape)
    end = end_of(shop)
    assert spoiling.struck
    if len(shop.store.orders) != 1:
        return f"{len(shop.store.orders)} orders"
    if end is None or re.search(rf"\b{path[-1]}\b", json.dumps(end.problem())):
        return None
    return end.detail


@pytest.mark.parametrize("hint", ["set", "never"])
def test_an_order_is_found_again_once_or_the_field_is_named(hint: str) -> None:
    shop, spoiling = lost(hint)
    assert end_of(shop) is None
    paths = [path for kind, path in spoiling.seen if kind == "orders"]
    assert len(paths) == 91
    found = {(path, shape): wrong(hint, path, shape) for path in paths for shape in SHAPES}
    assert {case: what for case, what in found.items() if what} == {}
