"""A seeded plan of what goes wrong between the store and its callers."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from sandbox.store.chance import Chance
from sandbox.store.routes import ROUTES

Kind = Literal["status", "cut", "truncated", "not_json", "delay"]
When = Literal["before", "after"]

STATUSES = (429, 500, 502, 503, 504)
OPERATIONS = frozenset(entry.name for methods in ROUTES.values() for entry in methods.values())
EVERY = "*"
_AFTER_THE_EFFECT = ("truncated", "not_json")


class FaultPlanError(Exception):
    """A fault plan that cannot be used, in words for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One way for an operation to fail, and how often.

    `before` means that the store never saw the request, `after` that it did all it was asked;
    a delay comes before or after the store's work.
    """

    kind: Kind
    operation: str = EVERY
    probability: float = 1.0
    when: When = "before"
    status: int = 503
    headers: bool = True
    reset_ms: int = 1000
    ms: tuple[float, float] = (0.0, 0.0)

    def strikes(self, operation: str) -> bool:
        """Whether the fault is meant for this operation."""
        return self.operation in (EVERY, operation)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What happens to one request: seconds lost around the store's work, and perhaps a fault."""

    delay_before: float = 0.0
    delay_after: float = 0.0
    fault: Fault | None = None


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
        self._faults = faults
        self._seed = seed
        self._only_first_seconds = only_first_seconds
        self._chance = Chance(seed)
        self._first_seen: dict[str, float] = {}

    def draw(self, operation: str, cart_id: str | None, now: float) -> Drawn:
        """What happens to a request about this cart; nothing once the cart is old enough."""
        if not self._faults or self._is_spared(cart_id, now):
            return Drawn()
        mine = [fault for fault in self._faults if fault.strikes(operation)]
        fault = self._fault([row for row in mine if row.kind != "delay"])
        delays = [row for row in mine if row.kind == "delay"]
        return Drawn(self._delay(delays, "before"), self._delay(delays, "after"), fault)

    def as_document(self) -> dict[str, Any]:
        """The plan in the form that `read_plan` takes."""
        return {
            "seed": self._seed,
            "only_first_seconds": self._only_first_seconds,
            "faults": [asdict(fault) | {"ms": list(fault.ms)} for fault in self._faults],
        }

    def _is_spared(self, cart_id: str | None, now: float) -> bool:
        if self._only_first_seconds is None or cart_id is None:
            return False
        return now - self._first_seen.setdefault(cart_id, now) >= self._only_first_seconds

    def _fault(self, candidates: list[Fault]) -> Fault | None:
        share = self._chance.share()
        for candidate in candidates:
            share -= candidate.probability
            if share < 0:
                return candidate
        return None

    def _delay(self, delays: list[Fault], when: When) -> float:
        total = 0.0
        for delay in delays:
            if delay.when == when and self._chance.share() < delay.probability:
                low, high = delay.ms
                total += (low + (high - low) * self._chance.share()) / 1000
        return total


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
    faults = tuple(_fault(row, place) for place, row in enumerate(rows))
    return FaultPlan(faults, seed, limit)


def _fault(row: Any, place: int) -> Fault:
    try:
        ms = row.get("ms", 0)
        low, high = ms if isinstance(ms, list) else (ms, ms)
        late = {"when": "after"} if row.get("kind") in _AFTER_THE_EFFECT else {}
        fault = Fault(**{**late, **row, "ms": (float(low), float(high))})
        _check(fault)
    except (AttributeError, TypeError, ValueError, FaultPlanError) as error:
        raise FaultPlanError(f"faults[{place}]: {error}") from error
    return fault


def _check(fault: Fault) -> None:
    operations = sorted((EVERY, *OPERATIONS))
    choices: dict[str, Sequence[object]] = {
        "kind": get_args(Kind),
        "operation": operations,
        "when": get_args(When),
        "status": STATUSES,
    }
    for name, allowed in choices.items():
        given = getattr(fault, name)
        if given not in allowed:
            words = ", ".join(str(choice) for choice in allowed)
            raise FaultPlanError(f"{name} is one of {words}, not {given!r}")
    if fault.kind in _AFTER_THE_EFFECT and fault.when == "before":
        raise FaultPlanError(f"{fault.kind} spoils an answer, so it is never before the effect")
    if not 0 <= fault.probability <= 1:
        raise FaultPlanError(f"probability is between 0 and 1, not {fault.probability!r}")
    if fault.reset_ms < 0:
        raise FaultPlanError(f"reset_ms is not negative, unlike {fault.reset_ms!r}")
    low, high = fault.ms
    if not 0 <= low <= high:
        raise FaultPlanError(f"ms is a number or [lowest, highest], not {fault.ms!r}")


def _check_sum(faults: tuple[Fault, ...], operation: str) -> None:
    failing = (row for row in faults if row.kind != "delay" and row.strikes(operation))
    total = sum(row.probability for row in failing)
    if total > 1 + 1e-9:
        raise FaultPlanError(f"the probabilities for {operation} add up to {total:.2f}, over 1")
