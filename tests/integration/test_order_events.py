"""A parked order is announced on the event bus, with nothing in it but its key."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from order_service.errors import QueueUnavailable
from order_service.intake import OrderKey
from order_service.order_events import OrderEvents

KEY = OrderKey("acme", "order-1")


@pytest.fixture
def sqs_url() -> Iterator[str]:
    """A queue that gets every event of the bus."""
    with mock_aws():
        sqs = boto3.client("sqs", "us-east-1")
        events: Any = boto3.client("events", "us-east-1")
        url = sqs.create_queue(QueueName="seen")["QueueUrl"]
        answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        pattern = {"source": ["cart-to-order"], "detail-type": ["OrderParked"]}
        events.put_rule(Name="parked", EventPattern=json.dumps(pattern))
        target = {"Id": "seen", "Arn": answer["Attributes"]["QueueArn"]}
        events.put_targets(Rule="parked", Targets=[target])
        yield url


def test_a_parked_order_is_announced(sqs_url: str) -> None:
    OrderEvents(boto3.client("events", "us-east-1"), "default").parked(KEY)
    answer = boto3.client("sqs", "us-east-1").receive_message(QueueUrl=sqs_url)
    (message,) = answer["Messages"]
    event = json.loads(message["Body"])
    assert (event["source"], event["detail-type"]) == ("cart-to-order", "OrderParked")
    assert event["detail"] == {
        "version": "1",
        "store": "acme",
        "idempotency_key": "order-1",
        "correlation_id": KEY.correlation_id,
    }


class Answering:
    """A bus that answers this, or raises it."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def put_events(self, **call: Any) -> Any:
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


@pytest.mark.parametrize(
    "answer",
    [
        {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "InternalFailure"}]},
        ClientError({"Error": {"Code": "ThrottlingException"}}, "PutEvents"),
        EndpointConnectionError(endpoint_url="https://events.example"),
    ],
)
def test_a_bus_that_took_no_event_is_told(answer: Any) -> None:
    client: Any = Answering(answer)
    with pytest.raises(QueueUnavailable) as caught:
        OrderEvents(client, "default").parked(KEY)
    assert caught.value.retry_after == 5
