"""Adapter: the order queue and its dead-letter queue."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from order_service.errors import SECOND_LOOK, OrderError, Parked, QueueUnavailable
from order_service.queueing.pace import HORIZON
from order_service.request.intake import Job, write_message

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import (
        MessageAttributeValueTypeDef,
        SendMessageBatchRequestEntryTypeDef,
    )

IN_PROGRESS = "begun"
"""The attribute of a message whose order is under way: it waits in no line again."""
ACCEPTED = "accepted"
"""The attribute of a message that is for its key's caller alone and not for its sender: one that
this service made, or that a person sent back."""
CODE = "code"
"""The attribute of a dead letter that says why it is one."""
FIELDS = "fields"
"""The attribute of a dead letter that names the fields which are wrong, and no value."""
LOOK = "look"
"""The attribute of a dead letter of a second look: sent back, it makes the store be searched."""
SENDER = "sender"
"""The attribute with whom SQS named as the first sender."""
NOWHERE: Mapping[str, str] = {}
MOST_FIELDS = 10
LONGEST_DELAY = 900
MOST_IN_A_BATCH = 10
MOST_BYTES_IN_A_BATCH = 256 * 1024


@dataclass(frozen=True)
class Copy:
    """A received message to send again as it is."""

    id: str
    body: str
    delay: int
    attributes: Mapping[str, Any]
    system_attributes: Mapping[str, Any]

    @property
    def size(self) -> int:
        """Return the bytes that SQS counts, or some more."""
        marks = (*self.attributes.items(), *self.system_attributes.items())
        return len(self.body.encode()) + sum(len(str(mark)) for mark in marks)


class OrderQueue:
    """Sends orders to the queue, puts messages back, and parks those a person must see."""

    def __init__(self, client: "SQSClient", queue_url: str, dead_letter_url: str) -> None:
        self._client = client
        self._queue_url = queue_url
        self._dead_letter_url = dead_letter_url

    def send(self, job: Job, delay_seconds: float, *, begun: bool = False) -> None:
        """Queue the job, to be received no earlier than after the delay (at most 900 s)."""
        delay = min(ceil(delay_seconds), LONGEST_DELAY)
        yes: MessageAttributeValueTypeDef = {"DataType": "String", "StringValue": "true"}
        marked = {ACCEPTED: yes, IN_PROGRESS: yes} if begun else {ACCEPTED: yes}
        try:
            self._client.send_message(
                QueueUrl=self._queue_url,
                MessageBody=write_message(job),
                DelaySeconds=delay,
                MessageAttributes=marked,
            )
        except (ClientError, BotoCoreError) as error:
            raise _unavailable(error) from None

    def postpone(self, receipt_handle: str, seconds: float) -> None:
        """Make a received message visible again after that many seconds."""
        try:
            self._client.change_message_visibility(
                QueueUrl=self._queue_url,
                ReceiptHandle=receipt_handle,
                VisibilityTimeout=min(max(ceil(seconds), 0), int(HORIZON)),
            )
        except (ClientError, BotoCoreError) as error:
            raise _unavailable(error) from None

    def send_again(self, copies: Sequence[Copy]) -> tuple[set[str], set[str]]:
        """Send these messages; return the ids of those that are sent, and why others are not.

        One that is not named may have been sent, too: its answer can have been lost.
        """
        sent: set[str] = set()
        reasons: set[str] = set()
        for batch in _batches(copies):
            try:
                answer = self._client.send_message_batch(
                    QueueUrl=self._queue_url,
                    Entries=[_entry(number, copy) for number, copy in enumerate(batch)],
                )
            except (ClientError, BotoCoreError) as error:
                reasons.add(_reason(error))
                continue
            reasons |= {failed["Code"] for failed in answer.get("Failed", ())}
            sent |= {batch[int(done["Id"])].id for done in answer.get("Successful", ())}
        return sent, reasons

    def park(self, job: Job, reason: Parked) -> None:
        """Put the job where a person sees it, with the reason's code as attribute."""
        self.dead_letter(write_message(job), reason, {ACCEPTED: "true"})

    def dead_letter(
        self, message: str, reason: OrderError, origin: Mapping[str, str] = NOWHERE
    ) -> None:
        """Put the message where a person sees it, with the reason's code as attribute.

        Where fields are wrong, another attribute names them; ``origin`` are those of `origin_of`.
        """
        try:
            self._client.send_message(
                QueueUrl=self._dead_letter_url,
                MessageBody=message,
                MessageAttributes=_texts({**_explained(reason), **origin}),
            )
        except (ClientError, BotoCoreError) as error:
            raise _unavailable(error) from None


def _batches(copies: Sequence[Copy]) -> Iterator[Sequence[Copy]]:
    batch: list[Copy] = []
    for copy in copies:
        full = sum(one.size for one in batch) + copy.size > MOST_BYTES_IN_A_BATCH
        if batch and (full or len(batch) == MOST_IN_A_BATCH):
            yield batch
            batch = []
        batch.append(copy)
    if batch:
        yield batch


def _entry(number: int, copy: Copy) -> "SendMessageBatchRequestEntryTypeDef":
    entry: SendMessageBatchRequestEntryTypeDef = {
        "Id": str(number),
        "MessageBody": copy.body,
        "DelaySeconds": copy.delay,
        "MessageAttributes": copy.attributes,
    }
    if copy.system_attributes:
        entry["MessageSystemAttributes"] = copy.system_attributes  # type: ignore[typeddict-item]
    return entry


def _reason(error: Exception) -> str:
    known = error.response["Error"].get("Code", "") if isinstance(error, ClientError) else ""
    return known or type(error).__name__


def _explained(reason: OrderError) -> dict[str, str]:
    said = {CODE: reason.code}
    if reason.step == SECOND_LOOK:
        said[LOOK] = "true"
    names = [error["field"] for error in reason.facts.get("errors", ())]
    if names:
        more = f", and {len(names) - MOST_FIELDS} more" if len(names) > MOST_FIELDS else ""
        said[FIELDS] = ", ".join(names[:MOST_FIELDS]) + more
    return said


def _texts(said: Mapping[str, str]) -> "dict[str, MessageAttributeValueTypeDef]":
    return {name: {"DataType": "String", "StringValue": text} for name, text in said.items()}


def _unavailable(error: Exception) -> QueueUnavailable:
    return QueueUnavailable(f"The queue answered {type(error).__name__}.", retry_after=5)
