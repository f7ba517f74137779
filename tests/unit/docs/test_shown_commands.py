"""Every command that README and docs show is run by a test, or the reason why not is given."""

import re

import pytest

from tests.unit.docs.shown_commands import CANNOT_RUN, PROGRAMS, RUN, shown
from tools.places import ROOT

SHOWN = sorted({name for _, name in shown() if name.partition(" ")[0] in PROGRAMS})
GLUE = {"while", "done", "tr", "date"}
"""Of a shell itself, and of every Unix."""


def reason(name: str) -> str | None:
    return CANNOT_RUN.get(name) or CANNOT_RUN.get(name.partition(" ")[0])


@pytest.mark.parametrize("name", SHOWN)
def test_a_command_that_is_shown_is_run_by_a_test_or_has_a_reason(name: str) -> None:
    assert name in RUN or reason(name), f"{name}: add it to tests/unit/docs/shown_commands.py"


@pytest.mark.parametrize("name", RUN)
def test_the_test_that_runs_a_command_is_there(name: str) -> None:
    file, _, test = RUN[name].partition("::")
    assert (ROOT / file).exists()
    assert not test or re.search(rf"^def {test}\(", (ROOT / file).read_text(), re.MULTILINE)
    assert name not in CANNOT_RUN


def test_no_name_is_in_the_tables_that_is_not_shown() -> None:
    programs = {name.partition(" ")[0] for name in SHOWN}
    assert {*RUN, *CANNOT_RUN} - {*SHOWN, *programs} == set()


def test_no_line_of_a_block_begins_with_a_program_that_the_tables_do_not_know() -> None:
    assert {name.partition(" ")[0] for _, name in shown()} - {*PROGRAMS} - GLUE == set()


def test_most_kinds_of_commands_are_run() -> None:
    ours = [name for name in SHOWN if name.partition(" ")[0] in ("make", "cart-to-order")]
    assert len([name for name in ours if name in RUN]) > 0.7 * len(ours)
