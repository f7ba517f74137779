"""Orders are queued, put back and parked on a real SQS protocol."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from order_service.errors import InvalidRequest, KeyReused, QueueUnavailable
from order_service.keys import OrderKey
from order_service.queueing.order_queue import Copy, OrderQueue
from order_service.request.intake import Job, read_message, read_order
from tests.fakes.orders import order_body
from tests.integration.aws import aws, aws_client
from tests.integration.queues import Queues

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

JOB = Job(OrderKey("acme", "order-1"), read_order(order_body()))


@dataclass
class Harness:
    queues: Queues
    queue: OrderQueue


@pytest.fixture
def harness() -> Iterator[Harness]:
    with aws():
        client: SQSClient = aws_client("sqs")
        queues = Queues(client)
        yield Harness(queues, OrderQueue(client, queues.url, queues.dead_letter_url))


def test_a_queued_job_is_the_same_job(harness: Harness) -> None:
    harness.queue.send(JOB, 0)
    (message,) = harness.queues.received()
    key, body = read_message(message["Body"])
    assert Job(key, read_order(body)) == JOB


@pytest.mark.parametrize("delay", [0.2, 5, 900, 86_400])
def test_a_queued_job_can_wait(harness: Harness, delay: float) -> None:
    harness.queue.send(JOB, delay)
    assert harness.queues.received() == []
    assert harness.queues.count("ApproximateNumberOfMessagesDelayed") == 1


@pytest.mark.parametrize(
    ("seconds", "waits"),
    [(0, 0), (-5, 0), (0.2, 1), (30, 30), (10**6, 43_000)],
)
def test_a_message_comes_back_when_told(harness: Harness, seconds: float, waits: int) -> None:
    harness.queue.send(JOB, 0)
    (message,) = harness.queues.received()
    harness.queue.postpone(message["ReceiptHandle"], seconds)
    assert harness.queues.hidden_for() == pytest.approx([waits], abs=2 if waits < 900 else 99)


def test_a_dead_letter_is_the_message_and_the_reason(harness: Harness) -> None:
    harness.queue.dead_letter("not even JSON", KeyReused("Other."))
    (message,) = harness.queues.dead_letters()
    assert message["Body"] == "not even JSON"
    assert message["MessageAttributes"]["code"]["StringValue"] == "key_reused"
    assert harness.queues.received() == []


def test_a_queue_that_cannot_be_reached_is_told(harness: Harness) -> None:
    client: Any = aws_client("sqs")
    gone = OrderQueue(client, harness.queues.url + "-gone", harness.queues.url + "-gone")
    calls: list[Any] = [
        lambda: gone.send(JOB, 0),
        lambda: gone.postpone("handle", 5),
        lambda: gone.dead_letter("x", KeyReused("Other.")),
    ]
    for call in calls:
        with pytest.raises(QueueUnavailable) as caught:
            call()
        assert caught.value.retry_after > 0


def test_a_dead_letter_names_the_wrong_fields_and_no_value(harness: Harness) -> None:
    errors = [{"field": f"line_items[{n}].quantity", "message": "must be 1"} for n in range(12)]
    harness.queue.dead_letter("{}", InvalidRequest(errors))
    (message,) = harness.queues.dead_letters()
    named = message["MessageAttributes"]["fields"]["StringValue"]
    assert named.startswith("line_items[0].quantity, line_items[1].quantity")
    assert named.endswith("line_items[9].quantity, and 2 more")


def copy(name: str, body: str = "{}", delay: int = 900) -> Copy:
    marks = {"version": {"DataType": "String", "StringValue": "8"}}
    return Copy(name, body, delay, marks, {})


def test_messages_are_sent_again_as_they_are_with_a_delay(harness: Harness) -> None:
    names = [str(number) for number in range(23)]
    assert harness.queue.send_again([copy(name, f"body {name}") for name in names]) == (
        set(names),
        set(),
    )
    assert harness.queues.count("ApproximateNumberOfMessagesDelayed") == 23
    assert harness.queue.send_again([copy("now", "å body", delay=0)]) == ({"now"}, set())
    (message,) = harness.queues.received()
    assert message["Body"] == "å body"
    assert message["MessageAttributes"]["version"]["StringValue"] == "8"


def test_large_messages_are_sent_again_in_more_than_one_request(harness: Harness) -> None:
    large = [copy(str(number), "x" * 100_000, delay=0) for number in range(5)]
    assert harness.queue.send_again(large) == ({"0", "1", "2", "3", "4"}, set())
    assert len(harness.queues.received()) == 5


def test_what_the_queue_did_not_take_is_not_named_and_the_reason_is(harness: Harness) -> None:
    gone = OrderQueue(aws_client("sqs"), harness.queues.url + "-gone", "dead")
    sent, (reason,) = gone.send_again([copy("a")])
    assert sent == set()
    assert "NonExistentQueue" in reason
