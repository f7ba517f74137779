"""`make test` and `make check`: runs every part, also after one has failed, and sums up.

All parts, or only some of them:

    python -m tools.suite
    python -m tools.suite lint unit
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from cart_to_order.ending import run_command
from tools.places import CLOUD_PYTHON, EXAMPLES, EXAMPLES_PYTHON, EXCHANGES, OUTPUT, ROOT
from tools.progress import say

BIN = Path(sys.executable).parent
PYTHON = str(BIN / "python")
ONE_PROCESS = (PYTHON, "-m", "pytest", "-q", "--no-header")
PYTEST = (*ONE_PROCESS, "-n", "2")
WORKSTEAL = (*PYTEST, "--dist", "worksteal")
FUZZ = "tests/integration/fuzzing/test_fuzz.py"
OWN_CLOUDS = "tests/end_to_end/deployments"
# Lambda's runtime client is only built for it.
LINUX_ONLY = "needs Linux"
CHUNK = 65_536

PARTS: dict[str, tuple[str, ...]] = {
    "format": (str(BIN / "ruff"), "format", "--check", "."),
    "lint": (str(BIN / "ruff"), "check", "."),
    "types": (str(BIN / "mypy"),),
    "imports": (str(BIN / "lint-imports"),),
    "words": (PYTHON, "-m", "tools.words"),
    "tests": (
        *ONE_PROCESS,
        *("tests/template", "tests/integration", "tests/contract"),
        f"--ignore={FUZZ}",
    ),
    # As when the emulator is installed: pytest finds the plugin then by itself.
    "examples": (
        str(EXAMPLES_PYTHON),
        *"-m pytest -q --no-header -p bigcommerce_emulator.testing.plugin".split(),
        str(EXAMPLES),
    ),
    "mutants": (PYTHON, "-m", "tests.crash.mutants", "--passed-elsewhere"),
    "deployments": (*ONE_PROCESS, OWN_CLOUDS),
    "unit": (*ONE_PROCESS, "tests/unit", "tests/field"),
    "end_to_end": (*ONE_PROCESS, "tests/end_to_end", f"--ignore={OWN_CLOUDS}"),
    "fuzz": (*ONE_PROCESS, FUZZ),
    "soak": (str(CLOUD_PYTHON), "-m", "local_cloud.soak", "60"),
    # One process for each Python that there is.
    "runtime": (*PYTEST, "tests/runtime"),
    "crash": (*WORKSTEAL, "tests/crash"),
    "worlds": (PYTHON, *"-m tests.simulation --worlds 500 --processes 2".split()),
    "canary": (PYTHON, "-m", "local_cloud.canary"),
}
ON_REQUEST: dict[str, tuple[str, ...]] = {
    "fast_unit": (*WORKSTEAL, "tests/unit"),
    "small_crash": (
        *WORKSTEAL,
        "tests/crash/test_counterexamples.py",
        "tests/crash/test_duplicates.py",
    ),
}
"""Parts of `make quick`: others have all of what they run."""
BESIDE = ("soak", "deployments", "unit", "end_to_end", "fuzz")
"""Parts of one process each, some of much waiting; they run beside all others, shown at the end.
The one that waits most begins first.

Two processes that share out thousands of small tests would spend a fifth more on that.
"""
LANES_BESIDE = 2
"""So many of them at a time."""
IN_THE_GAPS = ("crash", "worlds")
"""Parts that wait for nothing; one after the other, they have what all others leave of the cores.

No core stands idle then, neither while others wait nor at the end, for the worlds are many and
small.
"""
AT_LOW_PRIORITY = ("nice", "-n", "10")
LAST = ("canary",)
"""Parts that read what the others have written."""


@dataclass(frozen=True)
class Outcome:
    """How one part went."""

    part: str
    verdict: str
    seconds: float

    @property
    def failed(self) -> bool:
        """Whether this part keeps the whole from passing."""
        return self.verdict == "FAILED"


def main(chosen: list[str]) -> int:
    """Run the parts in order; 0 when none failed."""
    known = PARTS | ON_REQUEST
    unknown = [name for name in chosen if name not in known]
    if unknown:
        say(f"There is no part {unknown[0]}: choose of {', '.join(known)}.")
        return 2
    if not chosen:
        _forget_the_last_run()
    began = time.monotonic()
    try:
        outcomes = _run_all(chosen or list(PARTS))
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130
    _sum_up(outcomes, time.monotonic() - began)
    return 1 if any(outcome.failed for outcome in outcomes) else 0


def _run_all(parts: list[str]) -> list[Outcome]:
    beside = [part for part in parts if part in BESIDE]
    in_the_gaps = [part for part in parts if part in IN_THE_GAPS]
    last = [part for part in parts if part in LAST]
    first = [part for part in parts if part not in BESIDE + IN_THE_GAPS + LAST]
    if not first:
        # Nobody is there to be let go first, and to be shown meanwhile.
        first, in_the_gaps = in_the_gaps, []
    at_once = len(first) + len(beside) == 1
    with ThreadPoolExecutor(LANES_BESIDE) as lanes, ThreadPoolExecutor(1) as gaps:
        waiting = [lanes.submit(_run, part, shown_at_once=at_once) for part in beside]
        waiting += [gaps.submit(_run_in_the_gaps, part) for part in in_the_gaps]
        try:
            outcomes = [_run(part) for part in first]
            outcomes += [lane.result() for lane in waiting]
        except KeyboardInterrupt:
            for lane in waiting:
                lane.cancel()
            raise
    return outcomes + [_run(part) for part in last]


def _run_in_the_gaps(part: str) -> Outcome:
    return _run(part, AT_LOW_PRIORITY, shown_at_once=False)


def _run(part: str, before: tuple[str, ...] = (), *, shown_at_once: bool = True) -> Outcome:
    command = before + (PARTS | ON_REQUEST)[part]
    if part == "runtime" and sys.platform != "linux":
        return Outcome(part, LINUX_ONLY, 0.0)
    say(f"\n== {part}" if shown_at_once else f"\n== {part} begins; what it says comes at its end")
    began = time.monotonic()
    verdict = "FAILED" if _exit_code(part, command, shown_at_once) else "passed"
    return Outcome(part, verdict, time.monotonic() - began)


def _exit_code(part: str, command: tuple[str, ...], shown_at_once: bool) -> int:
    """Show what a part says, and keep it for the canary if it passes; its exit code."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    kept = OUTPUT / f"{part}.txt"
    with (
        kept.open("wb") as file,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | _environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
        ) as process,
    ):
        printed = cast("IO[bytes]", process.stdout)
        while said := printed.read(CHUNK):
            file.write(said)
            if shown_at_once:
                _show(said)
    if not shown_at_once:
        _show(f"\n== {part}\n".encode() + kept.read_bytes())
    if process.returncode:
        # A test that failed shows the values it failed with, and may.
        kept.unlink()
    return process.returncode


def _show(said: bytes) -> None:
    sys.stdout.buffer.write(said)
    sys.stdout.flush()


def _environment() -> dict[str, str]:
    return {
        # lint-imports looks for the packages where Python does.
        "PYTHONPATH": f"{ROOT / 'functions'}{os.pathsep}{ROOT}",
        "PYTHONUNBUFFERED": "1",
        # Hundreds of processes would compile the same modules, and pytest rewrite the same tests.
        "PYTHONDONTWRITEBYTECODE": "",
        "EMULATOR_EXCHANGES": os.environ.get("EMULATOR_EXCHANGES") or str(EXCHANGES),
    }


def _forget_the_last_run() -> None:
    shutil.rmtree(OUTPUT, ignore_errors=True)
    if not os.environ.get("EMULATOR_EXCHANGES"):
        EXCHANGES.unlink(missing_ok=True)


def _sum_up(outcomes: list[Outcome], seconds: float) -> None:
    say("\n== Summary")
    for outcome in outcomes:
        say(f"  {outcome.part:12} {outcome.verdict:18} {outcome.seconds:6.1f} s")
    failed = [outcome.part for outcome in outcomes if outcome.failed]
    if failed:
        say(f"\nFailed: {', '.join(failed)}. Again, alone: {_again(failed)}")
    else:
        say(f"\nAll passed in {seconds:.0f} s.")


def _again(failed: list[str]) -> str:
    python = Path(sys.executable)
    shown = python.relative_to(ROOT) if python.is_relative_to(ROOT) else python
    return f"{shown} -m tools.suite {' '.join(failed)}"


if __name__ == "__main__":
    run_command(main, sys.argv[1:])
