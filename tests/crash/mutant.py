"""One safeguard, and what removes it."""

from dataclasses import dataclass

_SOONEST_RED_FIRST = (
    *("counterexamples", "recovery", "duplicates", "races"),
    *("full_order", "faults", "schedules"),
)
CRASH_TESTS = tuple(f"tests/crash/test_{name}.py" for name in _SOONEST_RED_FIRST)
"""Those that turn red soonest first."""


@dataclass(frozen=True)
class Mutant:
    """One safeguard, the text whose replacement removes it, and the tests that must notice."""

    safeguard: str
    module: str
    there: str
    instead: str
    tests: tuple[str, ...] = CRASH_TESTS
