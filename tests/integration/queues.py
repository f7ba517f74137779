"""An order queue and its dead-letter queue on moto, and a look inside."""

import json
import time
from typing import TYPE_CHECKING, Any

from moto.backends import get_backend

from tests.integration.aws import aws_client

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType

VISIBILITY_SECONDS = 360
ACCOUNT = "123456789012"


class Queues:
    """The queues that a stack has."""

    def __init__(self, client: "SQSClient") -> None:
        self._client = client
        attributes: dict[QueueAttributeNameType, str] = {
            "VisibilityTimeout": str(VISIBILITY_SECONDS)
        }
        self.url = client.create_queue(QueueName="orders", Attributes=attributes)["QueueUrl"]
        self.events_url = _listening(client)
        self.dead_letter_url = client.create_queue(QueueName="orders-dead")["QueueUrl"]

    def announced(self) -> list[Any]:
        """The events that the bus passed on."""
        return [json.loads(message["Body"]) for message in self._all(self.events_url)]

    def send(self, body: str) -> None:
        self._client.send_message(QueueUrl=self.url, MessageBody=body)

    def received(self) -> list[Any]:
        return self._all(self.url)

    def dead_letters(self) -> list[Any]:
        return self._all(self.dead_letter_url)

    def forget(self, dead_letter: Any) -> None:
        """Take one dead letter away."""
        self._client.delete_message(
            QueueUrl=self.dead_letter_url, ReceiptHandle=dead_letter["ReceiptHandle"]
        )

    def count(self, attribute: "QueueAttributeNameType") -> int:
        answer = self._client.get_queue_attributes(QueueUrl=self.url, AttributeNames=[attribute])
        return int(answer["Attributes"][attribute])

    def hidden_for(self) -> list[float]:
        """Seconds until each received message is visible again; SQS itself does not tell."""
        backend: Any = get_backend("sqs")[ACCOUNT]["us-east-1"]
        now = time.time() * 1000
        return [(found.visible_at - now) / 1000 for found in backend.queues["orders"]._messages]

    def _all(self, url: str) -> list[Any]:
        answer = self._client.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=10,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=["All"],
        )
        return list(answer.get("Messages", []))


def _listening(client: "SQSClient") -> str:
    """The URL of a queue that gets every event of ours on the default bus."""
    url = client.create_queue(QueueName="events")["QueueUrl"]
    answer = client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    events: Any = aws_client("events")
    events.put_rule(Name="ours", EventPattern=json.dumps({"source": ["cart-to-order"]}))
    target = {"Id": "events", "Arn": answer["Attributes"]["QueueArn"]}
    events.put_targets(Rule="ours", Targets=[target])
    return url
