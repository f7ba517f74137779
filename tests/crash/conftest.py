"""Prints how many schedules the crash tests went through; ``--all-kinds`` makes them more.

Pairs of faults are always all of them in the likeliest store. In those that answer otherwise
what is unknown of BigCommerce, they are of each kind that the service tells apart, or all.
"""

import pytest
from _pytest.terminal import TerminalReporter

from tests.crash.faults import KINDS_APART, STORE, Fault


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all-kinds", action="store_true", help="every fault in every store's pairs")


@pytest.fixture
def kinds(request: pytest.FixtureRequest) -> tuple[Fault, ...]:
    return STORE if request.config.getoption("--all-kinds") else KINDS_APART


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    counted: dict[str, int] = {}
    for report in terminalreporter.stats.get("passed", []):
        for name, value in getattr(report, "user_properties", []):
            if report.when == "call" and name.startswith("schedules"):
                counted[name] = counted.get(name, 0) + int(str(value))
    for name, value in sorted(counted.items()):
        terminalreporter.write_line(f"{name}: {value}")
