"""Whether a key that got no order ended so for a reason that its world has."""

from collections.abc import Iterator

from order_service.ledger.entry import Entry, Phase
from tests.simulation.plan import Unkind
from tests.simulation.rules.paid_carts import shopped
from tests.simulation.world import World

REFUSING = (Unkind.REFUSALS, Unkind.FOREIGN, Unkind.CARTS, Unkind.SWITCHES)
"""Trouble in which something says no, or a cart is not what was asked for; other trouble passes."""


def without_reason(world: World, entry: Entry) -> Iterator[str]:
    """Yield a refusal where only time was needed, and a person's work where nothing is in doubt."""
    changed = world.watch.cart_changed or world.watch.cart_written_late
    refused = any(phase == Phase.REJECTED for _, phase in world.table.written)
    if refused and not any(map(world.plan.has, REFUSING)):
        yield "refused, and nothing in this world refuses an order"
    elif refused and not (world.plan.has(Unkind.SWITCHES) or changed):
        # Trouble that a world may have is no reason: it must have come.
        yield from () if world.watch.said_no else ["refused, and nothing has said no"]
    if entry.phase is Phase.PARKED and not entry.creates and not shopped(world, entry):
        yield "parked, and no create-order was declared"
