"""Whether a key that got no order ended so for a reason that its world has."""

import json
from collections.abc import Iterator

from order_service.errors import StoreKeepsFailing
from order_service.ledger.entry import Entry, Phase
from order_service.placing.failing import GIVEN_UP_AFTER
from tests.simulation.plan import Unkind
from tests.simulation.rules.paid_carts import shopped
from tests.simulation.ways import refusing
from tests.simulation.world import World

REFUSING = (Unkind.REFUSALS, Unkind.FOREIGN, Unkind.CARTS)
"""Trouble in which something says no, or a cart is not what was asked for; other trouble passes."""


def without_reason(world: World, entry: Entry) -> Iterator[str]:
    """Yield a refusal where only time was needed, and a person's work where nothing is in doubt.

    What the store itself says no to is no reason, unless its ways are one: else a call that it
    rightly refuses, since it was never to be made, would be a reason for the refusal of the order.
    """
    if any(phase == Phase.REJECTED for _, phase in world.table.written):
        yield from () if _failed_for_long(world, entry) else _refused(world)
    if entry.phase is Phase.PARKED and not entry.creates and not shopped(world, entry):
        yield "parked, and no create-order was declared"


def _failed_for_long(world: World, entry: Entry) -> bool:
    """Return whether the store may fail for longer than an order waits, and it says so."""
    lasts = world.plan.lasts > GIVEN_UP_AFTER and entry.phase is Phase.REJECTED
    return lasts and json.loads(entry.problem).get("code") == StoreKeepsFailing.code


def _refused(world: World) -> Iterator[str]:
    watch = world.watch
    # Another order may have had the key when it was refused.
    others = [world.strangers] * world.plan.has(Unkind.REUSE)
    others += [world.corrected] * world.plan.has(Unkind.RETRIES)
    orders = [world.order, *others]
    ways = any(any(refusing(world.plan.settings, order)) for order in orders)
    if watch.refused_unseen or ways:
        return
    if not any(map(world.plan.has, REFUSING)):
        yield "refused, and nothing in this world refuses an order"
    elif not (watch.said_no or watch.cart_changed or watch.cart_written_late):
        # Trouble that a world may have is no reason: it must have come.
        yield "refused, and nothing has said no"
