"""A backlog for real: the deployed stack, and a queue whose limit in flight is lowered.

    python -m tools.benchmark.scale.backlog_on_the_local_cloud

The other store's orders are such as its rules refuse before any call to a store: the emulator has
one store and one quota, and what is asked here is whether SQS still delivers them, and how soon.
"""

import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bigcommerce_emulator.http.guard import new_key
from cart_to_order.ending import run_command
from local_cloud.aws.cloud import STORE_NAME, LocalCloud
from local_cloud.everything import emulator
from tests.fakes.orders import order_body

MOST_IN_FLIGHT = 400
BACKLOG = 1_000
OTHERS = 20
LONGEST_WAIT = 30.0
OTHER = "quiet"
HIDDEN, DELAYED = (f"ApproximateNumberOfMessages{kind}" for kind in ("NotVisible", "Delayed"))


@dataclass
class Found:
    """Seconds that the other store's orders took, and where the backlog was meanwhile."""

    alone: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    hidden: int = 0
    delayed: int = 0
    at_the_limit: float = 0.0


def run() -> Found:
    """Send the other store's orders without a backlog, with it, and where the limit is reached."""
    found = Found()
    with _deployed() as cloud:
        found.alone = [_settled(cloud, f"alone-{number}") for number in range(OTHERS)]
        _send_backlog(cloud)
        _until_sorted(cloud)
        for number in range(OTHERS):
            found.beside.append(_settled(cloud, f"beside-{number}"))
            counts = _counts(cloud)
            found.hidden = max(found.hidden, counts[HIDDEN])
            found.delayed = max(found.delayed, counts[DELAYED])
        _hide_as_many_as_can_be(cloud)
        found.at_the_limit = _settled(cloud, "at-the-limit")
    return found


@contextmanager
def _deployed() -> Iterator[LocalCloud]:
    logs, key = Path(tempfile.mkdtemp()), new_key()
    with emulator(options=["--set", "rate_limit=150"], logs=logs, admin_key=key) as store:
        cloud = LocalCloud(store.url, logs=logs, admin_key=key)
        cloud.most_in_flight = MOST_IN_FLIGHT
        with cloud:
            yield cloud


def _settled(cloud: LocalCloud, key: str) -> float:
    """Return the seconds from sending an order of the other store until the ledger has its end."""
    order = order_body(currency="none")
    message = {"store": OTHER, "idempotency_key": key, "order": order}
    began = time.monotonic()
    cloud.client("sqs").send_message(
        QueueUrl=cloud.deployment.queue_url, MessageBody=json.dumps(message)
    )
    while time.monotonic() - began < LONGEST_WAIT:
        item = cloud.client("dynamodb").get_item(
            TableName=cloud.deployment.ledger_table, Key={"id": {"S": f"{OTHER}#{key}"}}
        )
        if item.get("Item", {}).get("phase", {}).get("S") == "rejected":
            break
        time.sleep(0.02)
    return time.monotonic() - began


def _send_backlog(cloud: LocalCloud) -> None:
    for first in range(0, BACKLOG, 10):
        entries = [
            {"Id": str(number), "MessageBody": json.dumps(_order_of_backlog(number))}
            for number in range(first, first + 10)
        ]
        cloud.client("sqs").send_message_batch(QueueUrl=cloud.deployment.queue_url, Entries=entries)


def _order_of_backlog(number: int) -> dict[str, Any]:
    key = f"backlog-{number}"
    return {"store": STORE_NAME, "idempotency_key": key, "order": order_body()}


def _until_sorted(cloud: LocalCloud) -> None:
    """Wait until each order of the backlog was received once: it is hidden, delayed or placed."""
    for _ in range(600):
        if _counts(cloud)["ApproximateNumberOfMessages"] == 0:
            return
        time.sleep(0.5)
    raise RuntimeError(_counts(cloud))


def _counts(cloud: LocalCloud) -> dict[str, int]:
    answer = cloud.client("sqs").get_queue_attributes(
        QueueUrl=cloud.deployment.queue_url,
        AttributeNames=["ApproximateNumberOfMessages", HIDDEN, DELAYED],
    )
    return {name: int(count) for name, count in answer["Attributes"].items()}


def _hide_as_many_as_can_be(cloud: LocalCloud) -> None:
    """Receive messages by hand until no more is delivered, as if orders were only hidden."""
    sqs, url = cloud.client("sqs"), cloud.deployment.queue_url
    for number in range(MOST_IN_FLIGHT):
        sqs.send_message(QueueUrl=url, MessageBody=f"fill {number}", DelaySeconds=0)
        sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=600)
        if _counts(cloud)[HIDDEN] >= MOST_IN_FLIGHT:
            return


def section(found: Found) -> str:
    """Return what was seen, in Markdown."""
    alone, beside = median(found.alone), median(found.beside)
    stopped = found.at_the_limit >= LONGEST_WAIT
    return (
        f"A queue that delivers nothing while {MOST_IN_FLIGHT} messages are in flight, and "
        f"{BACKLOG:,} orders of one store. {found.delayed} of them waited delayed, {found.hidden} "
        f"hidden, at most. An order of another store was dealt with after {alone:.2f} s without "
        f"them and {beside:.2f} s beside them (median of {OTHERS}), "
        f"**{beside / alone:.2f} times**. With as many messages hidden as the queue takes, it was "
        f"{'not delivered' if stopped else 'delivered'} in {LONGEST_WAIT:.0f} s."
    )


def measure() -> str:
    """Return the section of the report."""
    return section(run())


def main() -> int:
    """Print it."""
    print(measure())
    return 0


if __name__ == "__main__":
    run_command(main)
