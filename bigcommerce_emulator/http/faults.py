"""A seeded plan of what goes wrong between the store and its callers."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log
from statistics import NormalDist
from typing import Any

from bigcommerce_emulator.http.fault_kinds import (
    EVERY,
    OPERATIONS,
    Fault,
    FaultPlanError,
    When,
    read_fault,
)
from bigcommerce_emulator.state.chance import Chance

__all__ = [
    "EVERY",
    "NOTHING_DRAWN",
    "OPERATIONS",
    "Drawn",
    "Fault",
    "FaultPlan",
    "FaultPlanError",
    "read_plan",
]

LONGEST_SECONDS = 60.0
_NORMAL = NormalDist()
_P99 = _NORMAL.inv_cdf(0.99)
_LEAST_SHARE = 1e-9


@dataclass(frozen=True, slots=True)
class Drawn:
    """What happens to one request: seconds lost around the store's work, and perhaps a fault."""

    delay_before: float = 0.0
    delay_after: float = 0.0
    fault: Fault | None = None


NOTHING_DRAWN = Drawn()


class FaultPlan:
    """Draws faults by their probabilities, the same ones in the same order for the same seed."""

    def __init__(
        self,
        faults: tuple[Fault, ...] = (),
        seed: int = 1,
        only_first_seconds: float | None = None,
    ) -> None:
        for operation in OPERATIONS:
            _check_sum(faults, operation)
        self.faults = faults
        self._seed = seed
        self._only_first_seconds = only_first_seconds
        self._chance = Chance(seed)
        self._first_seen: dict[str, float] = {}
        self._met = Counter[tuple[int, str | None]]()
        self._struck = Counter[tuple[int, str | None]]()

    @property
    def is_idle(self) -> bool:
        """Whether nothing can be drawn: then the cart of a request need not be found."""
        return not self.faults

    def draw(self, operation: str, cart_id: str | None, now: float) -> Drawn:
        """What happens to a request about this cart; nothing once the cart is old enough."""
        if not self.faults or self._is_spared(cart_id, now):
            return NOTHING_DRAWN
        mine = [
            place
            for place, fault in enumerate(self.faults)
            if fault.strikes(operation) and self._is_due(place, fault, cart_id)
        ]
        fault = self._fault(
            [place for place in mine if self.faults[place].kind != "delay"], cart_id
        )
        delays = [place for place in mine if self.faults[place].kind == "delay"]
        before = self._delay(delays, "before", cart_id)
        return Drawn(before, self._delay(delays, "after", cart_id), fault)

    def as_document(self) -> dict[str, Any]:
        """The plan in the form that `read_plan` takes."""
        return {
            "seed": self._seed,
            "only_first_seconds": self._only_first_seconds,
            "faults": [fault.as_row() for fault in self.faults],
        }

    def _is_spared(self, cart_id: str | None, now: float) -> bool:
        if self._only_first_seconds is None or cart_id is None:
            return False
        return now - self._first_seen.setdefault(cart_id, now) >= self._only_first_seconds

    def _is_due(self, place: int, fault: Fault, cart_id: str | None) -> bool:
        if fault.cart_id is not None and fault.cart_id != cart_id:
            return False
        key = _key(place, fault, cart_id)
        self._met[key] += 1
        if self._met[key] <= fault.skip:
            return False
        return fault.times is None or self._struck[key] < fault.times

    def _fault(self, places: list[int], cart_id: str | None) -> Fault | None:
        share = self._chance.share()
        for place in places:
            fault = self.faults[place]
            share -= fault.probability
            if share < 0:
                self._struck[_key(place, fault, cart_id)] += 1
                return fault
        return None

    def _delay(self, places: list[int], when: When, cart_id: str | None) -> float:
        total = 0.0
        for place in places:
            delay = self.faults[place]
            if delay.when == when and self._chance.share() < delay.probability:
                self._struck[_key(place, delay, cart_id)] += 1
                total += _milliseconds(delay, self._chance.share()) / 1000
        return min(total, LONGEST_SECONDS)


def read_plan(document: object) -> FaultPlan:
    """The plan that a parsed JSON document describes; FaultPlanError says what is wrong."""
    if not isinstance(document, Mapping):
        raise FaultPlanError("a fault plan is an object with a list of faults")
    unknown = set(document) - {"seed", "only_first_seconds", "faults"}
    if unknown:
        raise FaultPlanError(f"a fault plan has no {', '.join(sorted(unknown))}")
    rows = document.get("faults", [])
    if not isinstance(rows, list):
        raise FaultPlanError("faults is a list")
    seconds = document.get("only_first_seconds")
    try:
        seed = int(document.get("seed", 1))
        limit = None if seconds is None else float(seconds)
    except (TypeError, ValueError) as error:
        raise FaultPlanError(f"seed and only_first_seconds are numbers: {error}") from error
    faults = tuple(read_fault(row, place) for place, row in enumerate(rows))
    return FaultPlan(faults, seed, limit)


def _key(place: int, fault: Fault, cart_id: str | None) -> tuple[int, str | None]:
    return place, cart_id if fault.per == "cart" else None


def _milliseconds(delay: Fault, share: float) -> float:
    low, high = delay.ms
    if delay.shape == "even":
        return low + (high - low) * share
    if delay.shape == "exponential":
        return low - (high - low) * log(1 - share)
    # The two bounds are the median and what 99 of 100 calls stay below.
    spread = log(high / low) / _P99
    return low * exp(spread * _NORMAL.inv_cdf(max(share, _LEAST_SHARE)))


def _check_sum(faults: tuple[Fault, ...], operation: str) -> None:
    # A fault that is counted or meant for one cart is not always there to add up.
    failing = (
        row
        for row in faults
        if row.kind != "delay" and row.strikes(operation) and _is_always_there(row)
    )
    total = sum(row.probability for row in failing)
    if total > 1 + 1e-9:
        raise FaultPlanError(f"the probabilities for {operation} add up to {total:.2f}, over 1")


def _is_always_there(fault: Fault) -> bool:
    return fault.cart_id is None and fault.times is None and fault.skip == 0
