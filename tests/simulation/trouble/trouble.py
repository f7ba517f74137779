"""What every part of a world that makes trouble has."""

from collections.abc import Callable
from dataclasses import dataclass

from bigcommerce_emulator.api.application import Store
from tests.simulation.plan import Plan
from tests.simulation.scheduler import Scheduler
from tests.simulation.watch import Watch


@dataclass(eq=False)
class Trouble:
    """Acts on a world's store as its plan says; ``note`` adds a line to the world's history."""

    _store: Store
    _scheduler: Scheduler
    _plan: Plan
    _watch: Watch
    _note: Callable[[str], None]

    def __post_init__(self) -> None:
        """Put what it does on the world's clock; each kind of trouble says how."""
        raise NotImplementedError
