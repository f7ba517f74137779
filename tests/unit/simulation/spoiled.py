"""Worlds with little trouble or none, and what they are spoiled with after their end.

A rule must name what it was spoiled with.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import count
from typing import Any

from bigcommerce_emulator.api.messages import Request
from bigcommerce_emulator.state.orders import Order
from order_service.ledger.entry import Phase
from order_service.request.intake import read_order
from tests.simulation.callers import Said
from tests.simulation.plan import Unkind, plan_of
from tests.simulation.quiet import quiet
from tests.simulation.rules.invariants import wrongs
from tests.simulation.versions import THIS, Version
from tests.simulation.world import OWNER, World, message_of

CALM = frozenset(Unkind)


def run(number: int, without: frozenset[Unkind] = frozenset(), **switches: Any) -> World:
    """Return a world after its end; its store has these switches turned."""
    plan = plan_of(1, number, without)
    world = World(replace(plan, settings=replace(plan.settings, **switches)))
    with quiet([]):
        world.run()
    return world


def calm_world(wanted: str = "mugs", **switches: Any) -> World:
    """Return a world without trouble after its end; the cart of "mugs" is still there."""
    return run(_number_of(wanted), CALM, **switches)


@cache
def _number_of(wanted: str) -> int:
    return next(one for one in count() if World(plan_of(1, one, CALM)).kind == wanted)


_ENDED_BY = {
    "cancelled": frozenset({Unkind.CANCELS}),
    "rejected": frozenset({Unkind.REFUSALS}),
    "parked": frozenset({Unkind.FOREIGN}),
    "placed": frozenset({Unkind.SKEW}),
}


def ended(phase: str) -> World:
    """Return a world whose key has rightly ended so; only what it takes was wrong in it."""
    return run(_number_ended(phase), CALM - _ENDED_BY[phase])


@cache
def _number_ended(phase: str) -> int:
    kinds = _ENDED_BY[phase]
    numbers = (number for number in count() if kinds <= plan_of(1, number).unkind)
    return next(one for one in numbers if run(one, CALM - kinds).phase == phase)


def judged(world: World, *, ended: bool = True) -> list[str]:
    """Return what does not hold."""
    with quiet([]):
        return wrongs(world, ended=ended)


ID = "acme#order-1"
FIRST, SECOND = 101, 102
"""The order of a calm world, and the next one that its store makes."""
Spoil = Callable[[World], object]


def says(world: World, part: str) -> bool:
    """Return whether something with these words is found wrong."""
    return any(part in wrong for wrong in judged(world))


def writes(world: World, **attributes: dict[str, Any]) -> None:
    """Put attributes into the key's item that no write of the service has put there."""
    world.table.items[ID] = world.table.items[ID] | attributes


def refused(world: World) -> None:
    """Refuse the key in the ledger, and nowhere else."""
    writes(world, phase={"S": "rejected"}, problem={"S": json.dumps({"code": "store_refused"})})


def parked(world: World) -> None:
    """Park the key in the ledger, and nowhere else."""
    writes(world, phase={"S": "parked"})
    world.table.written.append((world.scheduler.now + 61, Phase.PARKED))


def of_another_order(world: World) -> None:
    """Let the key stand for another order than its callers', as after an operator's correction."""
    writes(world, fingerprint={"S": "another"})
    world.heard.clear()


def stands_for(world: World, order: dict[str, Any]) -> None:
    """Let the key stand for this order, as after an operator's correction."""
    writes(world, fingerprint={"S": read_order(order).fingerprint()})
    world.heard.clear()
    world.queues.buried.clear()


def cancelled_too(world: World) -> None:
    """Write down that the order was cancelled, whatever it is in the store."""
    writes(world, finishing={"S": '{"order_cancelled": true}'})


def order_of_the_cart(world: World) -> Order:
    """Make one more order of the key's cart."""
    path = f"/stores/sandbox/v3/checkouts/{world.watch.attempts[0].cart_id}/orders"
    token = {"x-auth-token": "sandbox-token", "accept": "application/json"}
    world.store.handle(Request("POST", path, {}, token, None))
    return world.store.orders[-1]


def second_order(world: World) -> Order:
    """Make one more order of the key's cart that one of its create-orders has made."""
    order = order_of_the_cart(world)
    world.watch.attempts.append(replace(world.watch.attempts[0], order_id=order.id))
    return order


def of_a_shopper(world: World, cart_id: str = "") -> None:
    """Let the key's order be one that a shopper has made."""
    made = world.watch.attempts[0]
    world.watch.shoppers[made.order_id] = cart_id or made.cart_id
    made.order_id = 0


def heard(world: World, status: int, **body: object) -> None:
    """Let the caller of the key's order be answered so."""
    now = world.scheduler.now
    world.heard.append(Said(now, "POST", status, body, world.order, OWNER))


def another(world: World) -> dict[str, Any]:
    """Return another order than the world's."""
    return {**world.order, "customer_message": "Another order."}


def letter(
    world: World,
    order: Any,
    code: str,
    phase: str = "placed",
    version: Version = THIS,
    since: float = 0.0,
) -> None:
    """Let a version's message become a dead letter while the key has come so far.

    The execution that writes it began so many seconds before.
    """
    before = world.table.items[ID]["phase"]
    writes(world, phase={"S": phase})
    body, codes = version.write(message_of(order)), {"code": {"StringValue": code}}
    world.queues.bury(body, codes, world.scheduler.now - since)
    writes(world, phase=before)
