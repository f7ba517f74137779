"""One fault: how a call may fail, which calls, and how often."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any, Literal, get_args

from bigcommerce_emulator.api.routes import ROUTES
from bigcommerce_emulator.bodies.spelling import did_you_mean

Kind = Literal["status", "cut", "truncated", "not_json", "delay", "late"]
When = Literal["before", "after"]
Shape = Literal["even", "log_normal", "exponential"]
Per = Literal["store", "cart"]

STATUSES = (403, 423, 429, 500, 501, 502, 503, 504, 507)
OPERATIONS = frozenset(entry.name for methods in ROUTES.values() for entry in methods.values())
EVERY = "*"
_AFTER_THE_EFFECT = ("truncated", "not_json", "late")


class FaultPlanError(Exception):
    """A fault plan that cannot be used, in words for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One way for an operation to fail, and how often.

    `before` means that the store never saw the request, `after` that it did all it was asked;
    a delay comes before or after the store's work; `late` is a call that does not see orders which
    are younger than `ms`. The first `skip` calls pass, and it strikes
    `times` times at most; both are counted for the store, or for each cart by itself.
    """

    kind: Kind
    operation: str = EVERY
    probability: float = 1.0
    when: When = "before"
    status: int = 503
    headers: bool = True
    reset_ms: float = 1000
    ms: tuple[float, float] = (0.0, 0.0)
    shape: Shape = "even"
    cart_id: str | None = None
    skip: int = 0
    times: int | None = None
    per: Per = "store"

    def strikes(self, operation: str) -> bool:
        """Whether the fault is meant for this operation."""
        return self.operation in (EVERY, operation)

    def as_row(self) -> dict[str, Any]:
        """The fault in the form that `read_fault` takes."""
        return asdict(self) | {"ms": list(self.ms)}


def read_fault(row: Any, place: int) -> Fault:
    """The fault that a row of a plan describes; FaultPlanError says what is wrong with it."""
    if not isinstance(row, Mapping):
        raise FaultPlanError(f"faults[{place}]: a fault is an object")
    try:
        _check_names(row)
        ms = row.get("ms", 0)
        low, high = ms if isinstance(ms, list) else (ms, ms)
        late = {"when": "after"} if row.get("kind") in _AFTER_THE_EFFECT else {}
        # The admin API reads numbers exactly; chances and times are no money.
        plain = {name: float(row[name]) for name in ("probability", "reset_ms") if name in row}
        fault = Fault(**{**late, **row, **plain, "ms": (float(low), float(high))})
        _check(fault)
    except (AttributeError, TypeError, ValueError, FaultPlanError) as error:
        raise FaultPlanError(f"faults[{place}]: {error}") from error
    return fault


def _check_names(row: Mapping[str, object]) -> None:
    known = [field.name for field in fields(Fault)]
    if unknown := sorted(set(row) - set(known)):
        near = did_you_mean(unknown[0], known)
        raise FaultPlanError(f"a fault has no {unknown[0]}{near}")
    needed = [field.name for field in fields(Fault) if field.default is MISSING]
    if missing := [name for name in needed if name not in row]:
        raise FaultPlanError(f"a fault needs {missing[0]}")


def _check(fault: Fault) -> None:
    _check_choices(fault, {
        "kind": get_args(Kind),
        "operation": sorted((EVERY, *OPERATIONS)),
        "when": get_args(When),
        "status": STATUSES,
        "shape": get_args(Shape),
        "per": get_args(Per),
    })  # fmt: skip
    if fault.kind in _AFTER_THE_EFFECT and fault.when == "before":
        raise FaultPlanError(f"{fault.kind} spoils an answer, so it is never before the effect")
    if not 0 <= fault.probability <= 1:
        raise FaultPlanError(f"probability is between 0 and 1, not {fault.probability!r}")
    if fault.reset_ms < 0:
        raise FaultPlanError(f"reset_ms is not negative, unlike {fault.reset_ms!r}")
    _check_counts(fault)
    low, high = fault.ms
    if not 0 <= low <= high:
        raise FaultPlanError(f"ms is a number or [lowest, highest], not {fault.ms!r}")
    if fault.shape == "log_normal" and low == 0:
        raise FaultPlanError("a log_normal delay has a median above 0: ms is [median, p99]")


def _check_choices(fault: Fault, choices: Mapping[str, Sequence[object]]) -> None:
    for name, allowed in choices.items():
        given = getattr(fault, name)
        if given not in allowed:
            words = ", ".join(str(choice) for choice in allowed)
            near = did_you_mean(given, allowed)
            raise FaultPlanError(f"{name} is one of {words}, not {given!r}{near}")


def _check_counts(fault: Fault) -> None:
    for name in ("skip", "times"):
        count = getattr(fault, name)
        if count is not None and (type(count) is not int or count < 0):
            raise FaultPlanError(f"{name} is a whole number from 0, not {count!r}")
