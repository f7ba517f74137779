"""Shows that the tests can fail: removes one safeguard at a time and runs the test that guards it.

    python -m tests.crash.mutants

Ends with 0 only if each test turns red without its safeguard, and green with all of them.
"""

import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest

from cart_to_order.ending import run_command
from tests.crash.safeguards.answers import ANSWERS
from tests.crash.safeguards.asked import ASKED
from tests.crash.safeguards.callers import CALLERS
from tests.crash.safeguards.mutant import Mutant
from tests.crash.safeguards.once import ONCE

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 2
IMPORTED_ONCE = (
    "aws_lambda_powertools",
    "boto3",
    "moto",
    "pydantic",
)
"""What every run needs and none mutates: half of a run's time, when each imports it anew."""

MUTANTS = (*ONCE, *ASKED, *ANSWERS, *CALLERS)


def main(arguments: list[str]) -> int:
    """Run each test with its safeguard removed, and once as it is; 0 if all is as it must be.

    ``--passed-elsewhere`` leaves out the tests as they are, for a run of which they are a part.
    """
    guards = tuple({mutant.guard: None for mutant in MUTANTS})
    as_they_are = [] if "--passed-elsewhere" in arguments else [Run(None, guards)]
    verdicts = side_by_side([*as_they_are, *(Run(one, (one.guard,)) for one in MUTANTS)])
    caught = sum(verdicts[len(as_they_are) :])
    print(f"{caught} of {len(MUTANTS)} removed safeguards turn their tests red.")
    if not all(verdicts):
        print("A line marked WRONG above means that its test cannot be trusted: correct it.")
    return 0 if all(verdicts) else 1


@dataclass
class Run:
    """Some tests, with a safeguard removed or as they are, in a process of their own."""

    mutant: Mutant | None
    tests: tuple[str, ...]
    began: float = 0.0
    folder: Path = Path()

    def start(self) -> int:
        """Return the process, which has what it imports already but for what is mutated."""
        self.began = time.monotonic()
        self.folder = Path(tempfile.mkdtemp())
        _copy(self.mutant, self.folder / "functions")
        child = os.fork()
        if child == 0:
            os._exit(_tested(self.folder, self.tests))
        return child

    def ended(self, code: int) -> bool:
        """Print how the run ended, and return whether that is how it must end."""
        said = (self.folder / "said").read_text()
        shutil.rmtree(self.folder)
        # A test that fails may leave a socket open, which pytest reports after its summary.
        red = code == 1 and "\nFAILED " in said and "\nERROR " not in said
        as_expected = red if self.mutant else code == 0
        name = f"without {self.mutant.safeguard}" if self.mutant else "as they are"
        colour = "red" if red else "green" if code == 0 else "broken"
        mark = "" if as_expected else f"   WRONG\n{said[-2000:]}"
        print(f"{name:48} {colour:6} {time.monotonic() - self.began:5.1f} s{mark}", flush=True)
        return as_expected


def side_by_side(runs: list[Run]) -> list[bool]:
    """Return how each run ended, two of them under way at any time."""
    for module in IMPORTED_ONCE:
        import_module(module)
    verdicts, waiting, under_way = dict[int, bool](), [*enumerate(runs)], dict[int, int]()
    while waiting or under_way:
        while waiting and len(under_way) < PROCESSES:
            number, run = waiting.pop(0)
            under_way[run.start()] = number
        process, status = os.wait()
        number = under_way.pop(process)
        verdicts[number] = runs[number].ended(os.waitstatus_to_exitcode(status))
    return [verdicts[number] for number in range(len(runs))]


def _copy(mutant: Mutant | None, functions: Path) -> None:
    shutil.copytree(ROOT / "functions", functions)
    if mutant is None:
        return
    module = functions / "order_service" / mutant.module
    text = module.read_text()
    if text.count(mutant.there) != 1:
        raise SystemExit(f"{mutant.module} no longer holds: {mutant.there!r}")
    module.write_text(text.replace(mutant.there, mutant.instead))


def _tested(folder: Path, tests: tuple[str, ...]) -> int:
    with (folder / "said").open("w") as said:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
        # Before the folder that this process was started with.
        sys.path.insert(0, str(folder / "functions"))
        options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
        path = f"pythonpath={folder / 'functions'} {ROOT}"
        code = int(pytest.main([*tests, "-o", path, *options]))
        sys.stdout.flush()
    return code


if __name__ == "__main__":
    run_command(main, sys.argv[1:])
