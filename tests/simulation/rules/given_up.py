"""Whether what is given up was tried for as long as is promised, and is said to be given up."""

from order_service.ledger.entry import Entry, Phase
from order_service.placing.reasons import NOT_CANCELLED
from tests.simulation.executions import MOST_SKEW
from tests.simulation.world import World

FINISHING_SECONDS = 3600.0
"""For how long what follows an order is tried: written out, for what is read proves little."""


def given_up_in_words(world: World, entry: Entry, placed_at: float) -> bool:
    """Return whether a cancellation was tried for an hour, and the answer says that it failed.

    The store confirmed none for as long; the caller may ask once more.
    """
    reasons = {one.reason for one in entry.order().not_applied or []}
    return NOT_CANCELLED in reasons and tried_for(world, placed_at) >= FINISHING_SECONDS


def tried_for(world: World, until: float) -> float:
    """Return for how long the key had been known to have its order, as far as clocks agree."""
    began = [at for at, phase in world.table.written if phase == Phase.FINISHING]
    return until - min(began, default=until) + 2 * MOST_SKEW
