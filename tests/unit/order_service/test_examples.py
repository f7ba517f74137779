"""Every order in events/ that should be placed is placed, on the emulator as it starts."""

import json
from typing import Any

import pytest

from local_cloud.aws.entry_points import event
from tests.fakes.shop import Shop
from tools.places import EVENTS

GOOD = sorted(path.stem for path in EVENTS.glob("*_create*.json"))


def order_in(name: str) -> dict[str, Any]:
    case = event(name)
    if "Records" in case:
        message: dict[str, Any] = json.loads(case["Records"][0]["body"])
        order: dict[str, Any] = message["order"]
        return order
    body: dict[str, Any] = json.loads(case["body"])
    return body


@pytest.mark.parametrize("name", GOOD)
def test_an_example_order_is_placed_with_all_it_asks_for(name: str) -> None:
    shop = Shop()
    outcome = shop.place(order_in(name))
    assert len(shop.store.orders) == 1
    assert outcome.order.not_applied is None
