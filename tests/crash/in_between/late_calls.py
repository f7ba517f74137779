"""Calls to an order that get no answer and arrive later, and what people do to it meanwhile."""

from collections.abc import Callable

import pytest

from order_service.bigcommerce.verdicts import Answer, NoAnswer
from order_service.store.order_view import CANCELLED
from tests.crash.faults import Died
from tests.crash.world import World
from tests.fakes.shop import INVOCATION_SECONDS


def archives(world: World, order_id: int) -> None:
    world.store.merchant.archive_order(order_id)


def cancels(world: World, order_id: int) -> None:
    world.store.merchant.move_order(order_id, CANCELLED)


def pays(world: World, order_id: int) -> None:
    world.store.merchant.pay_order(order_id)


def moves(world: World, order_id: int) -> None:
    world.store.merchant.move_order(order_id, 11)


Act = Callable[[World, int], object]
Arrivals = list[Callable[[], Answer]]
ends = pytest.mark.parametrize("ends", [archives, cancels])
acts = pytest.mark.parametrize("acts", [pays, moves])


def held_back(world: World, method: str, *, dies: bool = False) -> Arrivals:
    """Let no such call to an order be answered; return what arrives when its effects are called."""
    on_their_way: Arrivals = []

    def lost(name: str, effect: Callable[[], Answer]) -> Answer:
        if not name.startswith(method) or "/v2/orders/" not in world.path:
            return effect()
        on_their_way.append(effect)
        if not dies:
            raise NoAnswer("ReadTimeout")
        world.clock.sleep(INVOCATION_SECONDS)
        raise Died

    world.odd = lost
    return on_their_way


def arrive(world: World, on_their_way: Arrivals) -> None:
    """Let the store carry out all that was held back, and answer again."""
    world.odd = None
    assert on_their_way
    for effect in on_their_way:
        effect()
