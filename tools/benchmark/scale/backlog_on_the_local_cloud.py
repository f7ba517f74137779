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

from bigcommerce_emulator.http.guard import new_key
from cart_to_order.ending import run_command
from local_cloud.aws.cloud import STORE_NAME, LocalCloud
from local_cloud.everything import emulator
from tests.fakes.orders import order_body

MOST_IN_FLIGHT = 350
FEW, BACKLOG = 40, 600
OTHERS = 11
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


def run() -> Found:
    """Send the other store's orders beside few and beside many."""
    found = Found()
    with _deployed() as cloud:
        # The store is as busy as it can be in both: what differs is how many of its orders wait.
        _send(cloud, "busy", FEW)
        _until_sorted(cloud)
        found.alone = [_settled(cloud, f"alone-{number}") for number in range(OTHERS)]
        _send(cloud, "backlog", BACKLOG)
        _until_sorted(cloud)
        for number in range(OTHERS):
            found.beside.append(_settled(cloud, f"beside-{number}"))
            counts = _counts(cloud)
            found.hidden = max(found.hidden, counts[HIDDEN])
            found.delayed = max(found.delayed, counts[DELAYED])
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


def _send(cloud: LocalCloud, name: str, count: int, delay: int = 0) -> None:
    for first in range(0, count, 10):
        entries = [
            {"Id": str(number), "MessageBody": _order(f"{name}-{number}"), "DelaySeconds": delay}
            for number in range(first, first + 10)
        ]
        cloud.client("sqs").send_message_batch(QueueUrl=cloud.deployment.queue_url, Entries=entries)


def _order(key: str) -> str:
    message = {"store": STORE_NAME, "idempotency_key": key, "order": order_body()}
    return json.dumps(message)


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


def section(found: Found) -> str:
    """Return what was seen, in Markdown."""
    alone, beside = median(found.alone), median(found.beside)
    return (
        f"A queue that delivers nothing while {MOST_IN_FLIGHT} messages are in flight, and "
        f"{BACKLOG:,} orders of one store. {found.delayed} of them waited delayed, {found.hidden} "
        f"hidden, at most. An order of another store was dealt with after {alone:.2f} s beside "
        f"{FEW} orders of that store, and after {beside:.2f} s beside all of them: the median of "
        f"{OTHERS} tries each. These are seconds of this machine, whose two processors the "
        "functions share with everything else: they show that nobody is stopped, not how long it "
        "takes."
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
