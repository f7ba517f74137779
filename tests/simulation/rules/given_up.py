"""Whether what is given up was tried for as long as is promised, and is said to be given up."""

from order_service.ledger.entry import Entry, Phase
from order_service.placing.reasons import NOT_CANCELLED
from tests.simulation.executions import MOST_SKEW
from tests.simulation.world import World

FINISHING_SECONDS = 3600.0
"""For how long what follows an order is tried: written out, for what is read proves little."""
LOOK_SECONDS = 86_400.0
"""For how long a second look is tried while the store cannot be asked."""
FINAL = (Phase.PLACED, Phase.REJECTED, Phase.CANCELLED)
GIVEN_UP = "Given up after many tries"


def cancellation_given_up(world: World, entry: Entry) -> bool:
    """Return whether a cancellation was tried for an hour, and the answer says that it failed.

    The store confirmed none for as long; the caller may ask once more.
    """
    reasons = {one.reason for one in entry.order().not_applied or []}
    return NOT_CANCELLED in reasons and _tried_long_enough(world)


def field_given_up(world: World, entry: Entry, name: str) -> bool:
    """Return whether a field was tried for an hour, and the answer says that it was given up."""
    reasons = [one.reason for one in entry.order().not_applied or [] if one.field == name]
    said = any(one == NOT_CANCELLED or one.startswith(GIVEN_UP) for one in reasons)
    return said and _tried_long_enough(world)


def look_given_up(world: World, entry: Entry) -> bool:
    """Return whether the second look failed for a day, and a person was notified instead."""
    ended = [at for at, phase in world.table.written if phase in FINAL]
    since = min(ended, default=float("inf")) + LOOK_SECONDS - 2 * MOST_SKEW
    letters = (one.at for one in world.queues.buried if one.code == "parked")
    return (entry.disputed > 0) and any(at >= since for at in letters)


def _tried_long_enough(world: World) -> bool:
    """Return whether the key was known to have its order for so long, as far as clocks agree."""
    began = [at for at, phase in world.table.written if phase == Phase.FINISHING]
    ended = [at for at, phase in world.table.written if phase == Phase.PLACED]
    tried = min(ended, default=0.0) - min(began, default=float("inf"))
    return tried + 2 * MOST_SKEW >= FINISHING_SECONDS
