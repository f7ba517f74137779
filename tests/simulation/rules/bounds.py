"""Whether each state ends within its own bound, however long the whole key may take."""

from collections.abc import Iterator
from itertools import groupby

from order_service.handlers.putting_back import LONGEST_BACK_OFF
from order_service.ledger.entry import Phase
from tests.simulation.environments import QUEUE_SECONDS
from tests.simulation.messages import VISIBILITY_SECONDS
from tests.simulation.world import World

NEXT_TRY = LONGEST_BACK_OFF + VISIBILITY_SECONDS + QUEUE_SECONDS
"""Seconds after which a message is tried again at the latest, or its caller asks; and that ends."""
SENDING = 70.0
"""Seconds in which an execution can send what it has declared."""
SETTLINGS = 3
"""After each of two create-orders, and once more after a refusal of the second."""


def late(world: World) -> Iterator[str]:
    """Yield each state in which the key was for longer than that state may last.

    While there is trouble nothing has to end; what is said to take an hour at most takes less when
    nothing fails. A create-order that was sent after the trouble has to settle, too.
    """
    settles = SENDING + world.plan.settle_seconds
    bounds: dict[str, float] = {Phase.FINISHING: 0.0, Phase.SUBMITTING: SETTLINGS * settles}
    for phase, began, ended in _stays(world):
        due = began + bounds.get(phase, 0.0)
        if phase == Phase.SUBMITTING:
            sent = [one.sent_at for one in world.watch.attempts if began <= one.sent_at <= ended]
            due = max([due, *(at + settles for at in sent)])
        if phase in bounds and ended > _latest(world, due):
            yield f"{phase} for {ended - began:.0f} s"
    for due, taken in world.table.looks:
        if taken > _latest(world, due):
            yield f"a second look {taken - due:.0f} s late"


def _latest(world: World, due: float) -> float:
    return max(due, world.plan.calm_at) + NEXT_TRY


def _stays(world: World) -> Iterator[tuple[str, float, float]]:
    """Yield each phase that the key was in, from when, and until when."""
    streaks = [
        (phase, next(iter(writes))[0]) for phase, writes in groupby(world.table.written, _phase)
    ]
    ends = [began for _, began in streaks[1:]] + [world.scheduler.now]
    for (phase, began), ended in zip(streaks, ends, strict=True):
        yield phase, began, ended


def _phase(write: tuple[float, str]) -> str:
    return write[1]
