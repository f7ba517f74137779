"""What every test finds in its environment before the service is imported."""

import gc
import logging
import os
import signal
from collections.abc import Generator, Iterator
from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO

import pytest
from hypothesis import settings

from local_cloud.canary import leaks

# A slow machine is no failure.
settings.register_profile("without a clock", deadline=None)
settings.load_profile("without a clock")
os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "CartToOrder")
os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "cart-to-order")
# A shell lets its background jobs ignore Ctrl-C, and so would every program that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Leave out of Python's search for unused cycles what is imported, and search less often.

    It takes a tenth of the time otherwise.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that passed, if what was written meanwhile names a marked person or secret."""
    report = yield
    found = [
        f"line {line} of {where.lower()} has a {kind}"
        for where, text in report.sections
        for line, kind in leaks(text)
    ]
    if found and report.passed:
        report.outcome, report.longrepr = "failed", "\n".join(found)
        report.sections.clear()
    return report


@pytest.fixture
def log() -> Iterator[StringIO]:
    """All that the service logs, down to DEBUG, as its own formatter writes it."""
    telemetry = import_module(
        "order_service.telemetry.telemetry"
    )  # reads the environment set above
    logger, metrics = telemetry.logger, telemetry.metrics
    with redirect_stdout(StringIO()):
        # What a test without this log has counted is not this test's.
        telemetry.tally.write()
    metrics.clear_metrics()
    level = logger.log_level
    logger.setLevel("DEBUG")
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logger.registered_formatter)
    logger.addHandler(handler)
    yield stream
    logging.getLogger(logger.name).removeHandler(handler)
    logger.setLevel(level)
    logger.thread_safe_clear_keys()
    telemetry.tally.write()
    metrics.clear_metrics()
