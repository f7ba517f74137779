"""An operator who pauses the whole service for a while, also in the middle of an order."""

from dataclasses import dataclass, field

from order_service.ledger.pause import ITEM
from tests.fakes.dynamodb import FakeDynamoDB
from tests.simulation.plan import START, Unkind
from tests.simulation.trouble.trouble import Trouble

LONGEST = (30.0, 200.0, 900.0)


@dataclass(eq=False)
class Pauses(Trouble):
    """Pauses the service and ends each pause; ``table`` holds the item that says so."""

    table: FakeDynamoDB = field(default_factory=FakeDynamoDB)

    def __post_init__(self) -> None:
        self._draws = self._plan.draws("pauses")
        if not self._plan.has(Unkind.PAUSES):
            return
        draws, span = self._draws, self._plan.calm_seconds
        for _ in range(draws.one_of((0, 1, 2))):
            self._pause(draws.between(0, draws.one_of((3.0, 60.0, span))))
        self._watch.opened.append(lambda _: self._soon(0.3))
        self._watch.made.append(lambda _: self._soon(0.4))
        self._scheduler.at(self._plan.calm_at, lambda: self._turn(paused=False))

    def _soon(self, probability: float) -> None:
        """Begin a pause in the middle of an order: what was sent then waits for its end."""
        draws, at = self._draws, self._scheduler.now - START
        happens, late = draws.happens(probability), draws.between(0, draws.one_of((0.3, 10.0)))
        if happens:
            self._pause(at + late)

    def _pause(self, seconds: float) -> None:
        begin = START + seconds
        if begin < self._plan.calm_at:
            lasts = self._draws.between(1, self._draws.one_of(LONGEST))
            if self._plan.lasts and self._draws.happens(0.5):
                lasts = self._draws.between(0.5, 1) * self._plan.lasts
            end = min(begin + lasts, self._plan.calm_at)
            self._scheduler.at(begin, lambda: self._turn(paused=True))
            self._scheduler.at(end, lambda: self._turn(paused=False))

    def _turn(self, *, paused: bool) -> None:
        self._note(f"an operator {'pauses the service' if paused else 'ends the pause'}")
        self.table.items[ITEM] = {"id": {"S": ITEM}, "paused": {"BOOL": paused}}
