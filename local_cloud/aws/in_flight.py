"""SQS's limit of messages in flight, which the local AWS does not know.

SQS delivers nothing more of a queue, to anybody, while 120,000 of its messages are received and
hidden. A stand-in that goes on would hide the fault that a backlog of one store stops all others.
"""

import time
from collections.abc import Callable
from typing import Any

MOST = 120_000
VARIABLE = "MOST_IN_FLIGHT"
Collect = Callable[[dict[str, Any], int, int], list[Any]]


def bounded(collect: Collect, most: int, now: Callable[[], float] = time.time) -> Collect:
    """Return MiniStack's way to take messages out of a queue, with the limit kept."""

    def collected(queue: dict[str, Any], wanted: int, hidden_seconds: int) -> list[Any]:
        moment = now()
        in_flight = sum(_is_hidden(message, moment) for message in queue["messages"])
        return collect(queue, min(wanted, max(most - in_flight, 0)), hidden_seconds)

    return collected


def _is_hidden(message: dict[str, Any], moment: float) -> bool:
    """Return whether a message is in flight; one that is only delayed is not."""
    received = message.get("receive_count", 0) > 0
    return bool(received and message.get("visible_at", 0.0) > moment)
