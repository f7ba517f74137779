from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from cart_to_order.operations.place import Place
from cart_to_order.operations.redrive import NotMoved, redrive

URL = "https://sqs.eu-west-1.amazonaws.com/123456789012"
ARN = "arn:aws:sqs:eu-west-1:123456789012"
COUNT = "ApproximateNumberOfMessages"


class StubbedPlace(Place):
    """A place whose one client answers as it was told to."""

    stubbed: Any = None

    def client(self, service: Any) -> Any:
        return StubbedPlace.stubbed


@pytest.fixture
def sqs() -> Iterator[Stubber]:
    client = boto3.client(
        "sqs", "eu-west-1", aws_access_key_id="testing", aws_secret_access_key="testing"
    )
    StubbedPlace.stubbed = client
    with Stubber(client) as stubber:
        yield stubber
    stubber.assert_no_pending_responses()


def place(endpoint_url: str | None) -> Place:
    session = boto3.Session(region_name="eu-west-1")
    return StubbedPlace(
        session, endpoint_url, "ledger", f"{URL}/orders", f"{URL}/dead", "https://store", "p/"
    )


def no_pause(seconds: float) -> None:
    assert seconds > 0


def attributes(sqs: Stubber, queue: str, **found: str) -> None:
    asked = {"QueueUrl": f"{URL}/{queue}", "AttributeNames": list(found)}
    sqs.add_response("get_queue_attributes", {"Attributes": found}, asked)


def task_started(sqs: Stubber, waiting: int) -> None:
    attributes(sqs, "dead", **{COUNT: str(waiting)})
    attributes(sqs, "dead", QueueArn=f"{ARN}:dead")
    attributes(sqs, "orders", QueueArn=f"{ARN}:orders")
    asked = {"SourceArn": f"{ARN}:dead", "DestinationArn": f"{ARN}:orders"}
    sqs.add_response("start_message_move_task", {"TaskHandle": "t"}, asked)


def task_is(sqs: Stubber, status: str, **more: Any) -> None:
    asked = {"SourceArn": f"{ARN}:dead", "MaxResults": 1}
    sqs.add_response("list_message_move_tasks", {"Results": [{"Status": status} | more]}, asked)


def test_an_empty_queue_needs_nothing(sqs: Stubber, capsys: pytest.CaptureFixture[str]) -> None:
    attributes(sqs, "dead", **{COUNT: "0"})
    redrive(place(None), no_pause)
    assert "empty" in capsys.readouterr().out


def test_aws_moves_the_messages_and_progress_is_told(
    sqs: Stubber, capsys: pytest.CaptureFixture[str]
) -> None:
    task_started(sqs, waiting=7)
    task_is(sqs, "RUNNING", ApproximateNumberOfMessagesMoved=3)
    task_is(sqs, "COMPLETED", ApproximateNumberOfMessagesMoved=7)
    redrive(place(None), no_pause)
    said = capsys.readouterr().out
    assert "3 of 7 moved" in said
    assert "7 messages are in the order queue again" in said


def test_a_task_that_fails_is_not_a_success(sqs: Stubber) -> None:
    task_started(sqs, waiting=7)
    task_is(sqs, "FAILED", FailureReason="AccessDenied")
    with pytest.raises(NotMoved, match="AccessDenied"):
        redrive(place(None), no_pause)


def test_where_there_is_no_such_task_messages_are_moved_one_by_one(
    sqs: Stubber, capsys: pytest.CaptureFixture[str]
) -> None:
    attributes(sqs, "dead", **{COUNT: "2"})
    marks = {"accepted": {"DataType": "String", "StringValue": "true"}}
    got: list[Any] = [{"Body": f"order {n}", "ReceiptHandle": f"handle {n}"} for n in (1, 2)]
    got[1]["MessageAttributes"] = marks
    asked: dict[str, Any] = {"QueueUrl": f"{URL}/dead", "MaxNumberOfMessages": 2}
    asked["MessageAttributeNames"] = ["All"]
    sqs.add_response("receive_message", {"Messages": got}, asked)
    for n in (1, 2):
        sent: dict[str, Any] = {"QueueUrl": f"{URL}/orders", "MessageBody": f"order {n}"}
        sent["MessageAttributes"] = marks if n == 2 else {}
        sqs.add_response("send_message", {"MessageId": str(n)}, sent)
        deleted = {"QueueUrl": f"{URL}/dead", "ReceiptHandle": f"handle {n}"}
        sqs.add_response("delete_message", {}, deleted)
    redrive(place("http://127.0.0.1:4566"), no_pause)
    assert "2 of 2 moved" in capsys.readouterr().out
