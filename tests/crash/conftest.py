"""Prints how many schedules the crash tests went through; ``--all-kinds`` makes them more.

Pairs of faults are all of each kind that the service tells apart in the likeliest store, and one of
so many in those that answer otherwise what is unknown of BigCommerce; or every pair in every store.
"""

import pytest
from _pytest.terminal import TerminalReporter

from tests.crash.faults import KINDS_APART, STORE, Breadth


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all-kinds", action="store_true", help="every pair of faults in every store")


@pytest.fixture
def breadth(request: pytest.FixtureRequest) -> Breadth:
    everything = request.config.getoption("--all-kinds")
    return Breadth(STORE, 1, 1) if everything else Breadth(KINDS_APART, 17, 2)


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    counted: dict[str, int] = {}
    for report in terminalreporter.stats.get("passed", []):
        for name, value in getattr(report, "user_properties", []):
            if report.when == "call" and name.startswith("schedules"):
                counted[name] = counted.get(name, 0) + int(str(value))
    for name, value in sorted(counted.items()):
        terminalreporter.write_line(f"{name}: {value}")
