"""A parked order is announced on the event bus, with nothing in it but its key."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from order_service.errors import QueueUnavailable
from order_service.intake import OrderKey
from order_service.order_events import OrderEvents
from tests.integration.queues import Queues

KEY = OrderKey("acme", "order-1")


def test_a_parked_order_is_announced() -> None:
    with mock_aws():
        queues = Queues(boto3.client("sqs", "us-east-1"))
        OrderEvents(boto3.client("events", "us-east-1"), "default").parked(KEY)
        (event,) = queues.announced()
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
