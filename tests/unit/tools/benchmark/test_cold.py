"""The programs whose start is measured run, each in an interpreter of its own."""

import subprocess
import sys

import pytest

from tools.benchmark.cold import ENVIRONMENT, PROGRAMS


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
