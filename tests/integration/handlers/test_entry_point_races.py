"""One key comes through both entry points at the same time: there is one order."""

from collections.abc import Callable
from typing import Any

import pytest

from order_service.handlers.queue import work_through
from order_service.queueing.queue_event import SQSRecord
from tests.fakes.lambda_events import sqs_event
from tests.fakes.store import deadline_in
from tests.integration.entry_points import EntryPoints

pytestmark = pytest.mark.enable_socket

EntryPoint = Callable[[EntryPoints], Any]


def by_http(entry_points: EntryPoints) -> int:
    return entry_points.post()[0]


def by_queue(entry_points: EntryPoints) -> int:
    """201 if the message is done with, 409 if it comes back."""
    entry_points.queue()
    return 409 if entry_points.deliver() else 201


def in_another_batch(entry_points: EntryPoints) -> int:
    """The same while another batch is worked on."""
    entry_points.queue()
    (record,) = sqs_event(*entry_points.queues.received())["Records"]
    deadline = deadline_in(60, entry_points.services.clock)
    back = work_through([SQSRecord(record)], entry_points.services, deadline)["batchItemFailures"]
    return 409 if back else 201


PAIRS = {
    "two requests": (by_http, by_http),
    "a request, then a message": (by_http, in_another_batch),
    "a message, then a request": (by_queue, by_http),
    "two messages": (by_queue, in_another_batch),
}


@pytest.mark.parametrize("write", [1, 2, 3, 4])
@pytest.mark.parametrize("pair", PAIRS)
def test_a_key_that_comes_twice_at_once_is_one_order(
    entry_points: EntryPoints, pair: str, write: int
) -> None:
    first, second = PAIRS[pair]
    answers: list[int] = []
    entry_points.before_write(write, lambda: answers.append(second(entry_points)))
    answers.append(first(entry_points))
    assert sorted(answers) == ([201, 201] if write == 1 else [201, 409])
    assert len(entry_points.store.orders) == 1
    status, body, headers = entry_points.post()
    assert (status, headers["Idempotent-Replayed"]) == (201, "true")
    assert body["order_id"] == entry_points.store.orders[0].id
    assert len(entry_points.store.orders) == 1
