"""A write that must not be lost, tried twice."""

from collections.abc import Callable

from order_service.clock import Deadline
from order_service.errors import LedgerUnavailable


def insist(write: Callable[[], None], deadline: Deadline) -> None:
    """Retry the write once, immediately; raises LedgerUnavailable when both failed.

    If it were lost, the next delivery would have to search the store for the order.
    """
    try:
        write()
    except LedgerUnavailable:
        if deadline.remaining() <= 0:
            raise
        write()
