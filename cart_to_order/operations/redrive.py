"""Sends all dead letters back to the order queue; safe at any time because of the ledger.

cart-to-order redrive [--stack cart-to-order | --local]
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from cart_to_order.operations.options import parser_of, place_of
from cart_to_order.operations.place import Place
from cart_to_order.problems import NoSuchPlace
from cart_to_order.terminal import say

POLL_SECONDS = 2.0
BATCH = 10
Pause = Callable[[float], None]


class NotMoved(Exception):
    """The messages were not all moved; the text says why."""


def main(arguments: list[str]) -> int:
    """Redrive; 0 if all messages were moved or there were none, 2 if not."""
    options = parser_of("redrive", __doc__).parse_args(arguments)
    try:
        redrive(place_of(options))
    except (NoSuchPlace, NotMoved, ClientError, BotoCoreError) as error:
        say(f"The dead letters were not all moved. {error}")
        say("Next: fix that and give the command again; nothing can be ordered twice.")
        return 2
    return 0


def redrive(place: Place, pause: Pause = time.sleep) -> None:
    """Move every message of the dead-letter queue to the order queue, and show the progress."""
    sqs = place.client("sqs")
    waiting = _waiting(sqs, place.dead_letter_queue_url)
    if not waiting:
        say("The dead-letter queue is empty: nothing to do.")
        return
    say(f"About {waiting} messages wait in the dead-letter queue.")
    # The local cloud has no task that moves messages.
    move = _move_here(sqs, place, waiting) if place.endpoint_url else _moved(sqs, place, pause)
    moved = 0
    for moved in move:
        say(f"  {moved} of {waiting} moved")
    say(f"{moved} messages are in the order queue again.")
    say("Next: what cannot be placed comes back here with its code; make show explains a key.")


def _waiting(sqs: Any, url: str) -> int:
    name = "ApproximateNumberOfMessages"
    return int(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name])


def _moved(sqs: Any, place: Place, pause: Pause) -> Iterator[int]:
    source = _arn(sqs, place.dead_letter_queue_url)
    # Named, because messages that were sent here by the functions have no queue they came from.
    sqs.start_message_move_task(SourceArn=source, DestinationArn=_arn(sqs, place.queue_url))
    while True:
        task = sqs.list_message_move_tasks(SourceArn=source, MaxResults=1)["Results"][0]
        yield int(task.get("ApproximateNumberOfMessagesMoved", 0))
        if task["Status"] == "COMPLETED":
            return
        if task["Status"] != "RUNNING":
            raise NotMoved(f"SQS says {task['Status']}: {task.get('FailureReason', 'no reason')}.")
        pause(POLL_SECONDS)


def _move_here(sqs: Any, place: Place, waiting: int) -> Iterator[int]:
    """Stops after as many as there were: what comes straight back is not moved again."""
    moved = 0
    while moved < waiting:
        got = sqs.receive_message(
            QueueUrl=place.dead_letter_queue_url,
            MaxNumberOfMessages=min(BATCH, waiting - moved),
            MessageAttributeNames=["All"],
        ).get("Messages", [])
        if not got:
            return
        for message in got:
            # As a task of SQS would: among the attributes is the mark that says whose it is.
            sqs.send_message(
                QueueUrl=place.queue_url,
                MessageBody=message["Body"],
                MessageAttributes=message.get("MessageAttributes", {}),
            )
            # Deleted last: a message may be there twice, but it is never lost.
            sqs.delete_message(
                QueueUrl=place.dead_letter_queue_url, ReceiptHandle=message["ReceiptHandle"]
            )
        moved += len(got)
        yield moved


def _arn(sqs: Any, url: str) -> str:
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return str(found["Attributes"]["QueueArn"])
