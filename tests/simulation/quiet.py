"""Keeps the service's log away, and the errors in it that it did not expect."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from order_service.telemetry.telemetry import logger


@contextmanager
def quiet(surprises: list[str]) -> Iterator[None]:
    """Show no line of the service's log; keep each error that it did not expect."""

    def unexpected(record: logging.LogRecord) -> bool:
        if record.levelno >= logging.ERROR:
            facts = vars(record)
            surprises.append(f"{facts.get('error_type')} at {facts.get('place')}")
        return False

    before = logging.root.manager.disable
    _disable(logging.WARNING)
    logger.addFilter(unexpected)
    try:
        yield
    finally:
        logger.removeFilter(unexpected)
        _disable(before)


def _disable(level: int) -> None:
    # Each change empties what every logger has worked out: inside of `quiet` it is needless.
    if logging.root.manager.disable != level:
        logging.disable(level)
