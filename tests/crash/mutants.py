"""Shows that the tests can fail: removes one safeguard at a time and runs the test that guards it.

    python -m tests.crash.mutants

Ends with 0 only if each test turns red without its safeguard, and green with all of them.
"""

import gc
import os
import signal
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

from cart_to_order.ending import run_command
from tests.crash.reimported import Importers, replace
from tests.crash.safeguards.answers import ANSWERS
from tests.crash.safeguards.asked import ASKED
from tests.crash.safeguards.backlog import BACKLOGS
from tests.crash.safeguards.bounds import BOUNDS
from tests.crash.safeguards.callers import CALLERS
from tests.crash.safeguards.cancelled import CANCELLED
from tests.crash.safeguards.company import COMPANY
from tests.crash.safeguards.consignments import CONSIGNMENTS
from tests.crash.safeguards.delivery import DELIVERY
from tests.crash.safeguards.duplicates import OF_DUPLICATES
from tests.crash.safeguards.events import EVENTS
from tests.crash.safeguards.follow_up import FOLLOW_UP
from tests.crash.safeguards.lists import LISTS
from tests.crash.safeguards.machine import MACHINE
from tests.crash.safeguards.mutant import Mutant
from tests.crash.safeguards.once import ONCE
from tests.crash.safeguards.paid_carts import OF_PAID_CARTS
from tests.crash.safeguards.retries import RETRIES
from tests.crash.safeguards.sent_twice import SENT_TWICE

ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = ROOT / "functions"
PROCESSES = 2
OPTIONS = (
    *("-q", "-p", "no:cacheprovider", "-p", "pytest_socket"),
    *("-o", f"pythonpath={FUNCTIONS} {ROOT}"),
    # Nearly every run ends with a failure: to quote its source takes a fifth of the time.
    "--tb=native",
)

MUTANTS = (
    *ONCE,
    *OF_DUPLICATES,
    *OF_PAID_CARTS,
    *SENT_TWICE,
    *LISTS,
    *BOUNDS,
    *FOLLOW_UP,
    *ASKED,
    *DELIVERY,
    *CONSIGNMENTS,
    *ANSWERS,
    *CALLERS,
    *RETRIES,
    *CANCELLED,
    *COMPANY,
    *BACKLOGS,
    *EVENTS,
    *MACHINE,
)


def main(arguments: list[str]) -> int:
    """Run each test with its safeguard removed, and with its module as it is; 0 if all is right.

    ``--passed-elsewhere`` leaves out the tests as they are, for a run of which they are a part.
    """
    # To look for plugins takes a seventh of a run's time; the one that tests need is in OPTIONS.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    as_they_are = [] if "--passed-elsewhere" in arguments else _as_they_are()
    removed = [Run(module_of(one), (one.guard,), one) for one in MUTANTS]
    verdicts = side_by_side([*as_they_are, *removed])
    caught = sum(verdicts[len(as_they_are) :])
    print(f"{caught} of {len(MUTANTS)} removed safeguards turn their tests red.")
    if not all(verdicts):
        print("A line marked WRONG above means that its test cannot be trusted: correct it.")
    return 0 if all(verdicts) else 1


@dataclass
class Run:
    """Some tests in a process of their own, their module imported anew: mutated, or as it is."""

    module: Path
    tests: tuple[str, ...]
    mutant: Mutant | None = None
    began: float = 0.0
    said: Path = Path()

    def start(self, importers: Importers) -> int:
        """Return the process, which has all that it imports already but what the module is in."""
        self.began = time.monotonic()
        text, self.said = self._text(), Path(tempfile.mkstemp()[1])
        child = os.fork()
        if child == 0:
            # Ctrl-C ends it without a word: the first process says that it was stopped.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            name = _name_of(self.module)
            replace(name, self.module, text, importers)
            os._exit(_tested(self.said, ["-x", *self.tests]))
        return child

    def ended(self, code: int) -> bool:
        """Print how the run ended, and return whether that is how it must end."""
        said = self.said.read_text()
        self.said.unlink()
        # A test that fails may leave a socket open, which pytest reports after its summary.
        red = code == 1 and "\nFAILED " in said and "\nERROR " not in said
        as_expected = red if self.mutant else code == 0
        name = (
            f"without {self.mutant.safeguard}" if self.mutant else f"as it is: {self.module.stem}"
        )
        colour = "red" if red else "green" if code == 0 else "broken"
        mark = "" if as_expected else f"   WRONG\n{said[-2000:]}"
        print(f"{name:48} {colour:6} {time.monotonic() - self.began:5.1f} s{mark}", flush=True)
        return as_expected

    def _text(self) -> str:
        text, one = self.module.read_text(), self.mutant
        if one is None:
            return text
        if text.count(one.there) != 1:
            raise SystemExit(f"{one.module} no longer holds: {one.there!r}")
        return text.replace(one.there, one.instead)


def side_by_side(runs: list[Run]) -> list[bool]:
    """Return how each run ended, two of them under way at any time."""
    importers = _imported_once(sorted({test for run in runs for test in run.tests}))
    verdicts, waiting, under_way = dict[int, bool](), [*enumerate(runs)], dict[int, int]()
    while waiting or under_way:
        while waiting and len(under_way) < PROCESSES:
            number, run = waiting.pop(0)
            under_way[run.start(importers)] = number
        process, status = os.wait()
        number = under_way.pop(process)
        verdicts[number] = runs[number].ended(os.waitstatus_to_exitcode(status))
    return [verdicts[number] for number in range(len(runs))]


def _as_they_are() -> list[Run]:
    """Each test with the module imported anew as it is: red is then the safeguard's absence."""
    guards: dict[Path, dict[str, None]] = defaultdict(dict)
    for mutant in MUTANTS:
        guards[module_of(mutant)][mutant.guard] = None
    return [Run(module, tuple(tests)) for module, tests in guards.items()]


def module_of(mutant: Mutant) -> Path:
    """Return the file of a mutant's module: of the service, or of another package here."""
    of_the_service = FUNCTIONS / "order_service" / mutant.module
    return of_the_service if of_the_service.exists() else ROOT / mutant.module


def _name_of(module: Path) -> str:
    top = FUNCTIONS if module.is_relative_to(FUNCTIONS) else ROOT
    return ".".join(module.relative_to(top).with_suffix("").parts)


def _imported_once(tests: list[str]) -> Importers:
    """Import whatever the tests do: more than half of a run's time, if each did it for itself."""
    child = tempfile.mkstemp()[1]
    code = _tested(Path(child), ["--collect-only", *tests])
    if code:
        raise SystemExit(Path(child).read_text())
    Path(child).unlink()
    # What all runs share is no garbage of theirs: none of them looks through it.
    gc.freeze()
    return Importers(ROOT)


def _tested(said: Path, arguments: list[str]) -> int:
    kept = os.dup(1), os.dup(2)
    with said.open("w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        try:
            return int(pytest.main([*arguments, *OPTIONS]))
        finally:
            sys.stdout.flush()
            os.dup2(kept[0], 1)
            os.dup2(kept[1], 2)


if __name__ == "__main__":
    run_command(main, sys.argv[1:])
