"""Prints how many schedules the crash tests went through."""

from _pytest.terminal import TerminalReporter


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    counted: dict[str, int] = {}
    for report in terminalreporter.stats.get("passed", []):
        for name, value in getattr(report, "user_properties", []):
            if report.when == "call" and name.startswith("schedules"):
                counted[name] = counted.get(name, 0) + int(str(value))
    for name, value in sorted(counted.items()):
        terminalreporter.write_line(f"{name}: {value}")
