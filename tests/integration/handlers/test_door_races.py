"""One key comes through both doors at once: whoever is first, there is one order."""

from collections.abc import Callable
from typing import Any

import pytest
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from order_service.handlers.queue import work_through
from tests.fakes.lambda_events import sqs_event
from tests.fakes.store import deadline_in
from tests.integration.doors import Doors

pytestmark = pytest.mark.enable_socket

Door = Callable[[Doors], Any]


def by_http(doors: Doors) -> int:
    return doors.post()[0]


def by_queue(doors: Doors) -> int:
    """201 if the message is done with, 409 if it comes back."""
    doors.queue()
    return 409 if doors.deliver() else 201


def in_another_batch(doors: Doors) -> int:
    """The same while another batch is worked on."""
    doors.queue()
    (record,) = sqs_event(*doors.queues.received())["Records"]
    deadline = deadline_in(60, doors.desk.clock)
    back = work_through([SQSRecord(record)], doors.desk, deadline)["batchItemFailures"]
    return 409 if back else 201


PAIRS = {
    "two requests": (by_http, by_http),
    "a request, then a message": (by_http, in_another_batch),
    "a message, then a request": (by_queue, by_http),
    "two messages": (by_queue, in_another_batch),
}


@pytest.mark.parametrize("write", [1, 2, 3, 4])
@pytest.mark.parametrize("pair", PAIRS)
def test_a_key_that_comes_twice_at_once_is_one_order(doors: Doors, pair: str, write: int) -> None:
    first, second = PAIRS[pair]
    answers: list[int] = []
    doors.before_write(write, lambda: answers.append(second(doors)))
    answers.append(first(doors))
    assert sorted(answers) == ([201, 201] if write == 1 else [201, 409])
    assert len(doors.store.orders) == 1
    status, body, headers = doors.post()
    assert (status, headers["Idempotent-Replayed"]) == (201, "true")
    assert body["order_id"] == doors.store.orders[0].id
    assert len(doors.store.orders) == 1
