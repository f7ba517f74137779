"""The programs whose start is measured run, each in an interpreter of its own."""

import subprocess
import sys

import pytest

from tools.benchmark.cold import ENVIRONMENT, ORDER, PROGRAMS, in_turns
from tools.benchmark.measuring import LEAST_RUNS


@pytest.mark.parametrize("program", ["floor", "queue, first order", "api, first order"])
def test_a_measured_program_runs_to_its_end(program: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAMS[program]],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_each_first_order_begins_as_the_start_that_it_is_compared_with() -> None:
    for name in ("queue", "api"):
        assert PROGRAMS[f"{name}, first order"].startswith(PROGRAMS[name])


def test_functions_are_started_in_turns_and_the_first_round_is_not_counted() -> None:
    begun: list[tuple[str, str, bool]] = []

    def spent(name: str, run: str, *, order: bool) -> float:
        begun.append((name, run, order))
        return float(len(begun))

    taken = in_turns(spent)
    each = [(name, order) for order in (False, True) for name in ("floor", "queue", "api")]
    assert [(name, order) for name, _, order in begun] == each * (LEAST_RUNS + 1)
    assert len(set(begun)) == len(begun)
    assert taken["floor"][0] == len(each) + 1
    assert {len(samples) for samples in taken.values()} == {LEAST_RUNS}
    assert [name for name in taken if name.endswith(ORDER)] == list(taken)[3:]
