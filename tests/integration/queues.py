"""An order queue and its dead-letter queue on moto, and a look inside."""

import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlparse

from tests.integration.aws import REGION, there

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType

VISIBILITY_SECONDS = 360
SQS = urlparse(f"https://sqs.{REGION}.amazonaws.com")


class Queues:
    """The queues that a stack has."""

    def __init__(self, client: "SQSClient") -> None:
        self._client = client
        self.url = _put("orders", VisibilityTimeout=str(VISIBILITY_SECONDS))
        self.events_url = _listening()
        self.dead_letter_url = _put("orders-dead")

    def announced(self) -> list[Any]:
        """The events that the bus passed on."""
        return [json.loads(message["Body"]) for message in self._all(self.events_url)]

    def send(self, body: str, attributes: Any = None) -> None:
        self._client.send_message(
            QueueUrl=self.url, MessageBody=body, MessageAttributes=attributes or {}
        )

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
        waiting = there("sqs").queues["orders"]._messages
        now = time.time() * 1000
        return [(found.visible_at - now) / 1000 for found in waiting]

    def _all(self, url: str) -> list[Any]:
        answer = self._client.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=10,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=["All"],
        )
        return list(answer.get("Messages", []))


def _put(name: str, **attributes: str) -> str:
    """The URL of a new queue."""
    return str(there("sqs").create_queue(name, **attributes).url(SQS))


def _listening() -> str:
    """The URL of a queue that gets every event of ours on the default bus."""
    url, events = _put("events"), there("events")
    events.put_rule("ours", event_pattern=json.dumps({"source": ["cart-to-order"]}))
    arn = there("sqs").queues["events"].queue_arn
    events.put_targets("ours", None, [{"Id": "events", "Arn": arn}])
    return url
