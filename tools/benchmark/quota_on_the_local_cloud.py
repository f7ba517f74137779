"""Keeps to a quota for real: orders wait in SQS, the deployed stack places them.

    python -m tools.benchmark.quota_on_the_local_cloud

The emulator enforces the quota of the small plans, 150 calls in 30 seconds. Only the count of
orders is smaller than in the simulation, so that it is over in three minutes.
"""

import json
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bigcommerce_emulator.http.guard import KEY_HEADER
from cart_to_order.ending import run_command
from local_cloud.aws.cloud import STORE_NAME, LocalCloud
from local_cloud.aws.entry_points import EntryPoints, send
from local_cloud.aws.processes import free_port
from local_cloud.everything import whole_cloud
from tests.fakes.orders import order_body
from tools.benchmark.measuring import figure, target, targets

ORDERS = 100
EXECUTIONS = 5
QUOTA, WINDOW_SECONDS, CALLS = 150, 30, 5
OTHERS = 0.2
"""The part of the quota that other apps use."""
API_EVERY = 8.0
SECONDS_AT_MOST = 260.0


@dataclass
class Run:
    """What was seen of one run."""

    seconds: float = 0.0
    by_api: list[float] = field(default_factory=list)
    state: dict[str, Any] = field(default_factory=dict)
    attempts: Counter[int] = field(default_factory=Counter)


def run(orders: int) -> Run:
    """Let the orders wait, and see how they are worked off."""
    found = Run()
    admin_port = free_port()
    with _deployed(admin_port) as cloud:
        entry_points = EntryPoints(cloud.deployment)
        over = threading.Event()
        # A daemon: when this is interrupted, nobody lets it end.
        caller = threading.Thread(
            target=_call, args=(entry_points, over, found.by_api), daemon=True
        )
        began = time.monotonic()
        for number in range(orders):
            entry_points.send_message(_message(f"queued-{number}"))
        caller.start()
        admin = f"http://127.0.0.1:{admin_port}/state"
        while time.monotonic() - began < SECONDS_AT_MOST:
            if _placed(cloud, "queued-") == orders:
                break
            time.sleep(0.5)
        found.seconds = time.monotonic() - began
        over.set()
        caller.join()
        found.state = send("GET", admin, {KEY_HEADER: cloud.deployment.admin_key}).body
        _read_logs(cloud, found)
    return found


@contextmanager
def _deployed(admin_port: int) -> Iterator[LocalCloud]:
    options = ["--admin-port", str(admin_port), "--set", f"rate_limit={QUOTA}"]
    options += ["--set", f"others_low={OTHERS}", "--set", f"others_high={OTHERS}"]
    parameters = {"QueueConcurrency": str(EXECUTIONS), "LogLevel": "INFO"}
    logs = Path(tempfile.mkdtemp())
    with whole_cloud(parameters=parameters, store_options=options, logs=logs) as cloud:
        yield cloud


def _message(key: str) -> str:
    message = {"store": STORE_NAME, "idempotency_key": key, "order": order_body()}
    return json.dumps(message)


def _call(entry_points: EntryPoints, over: threading.Event, seconds: list[float]) -> None:
    """Somebody who waits for each order, and calls again when asked to."""
    number = 0
    while not over.wait(API_EVERY):
        number += 1
        began = time.monotonic()
        headers = {"Idempotency-Key": f"called-{number}", "Content-Type": "application/json"}
        body = json.dumps(order_body()).encode()
        while True:
            path = f"/stores/{STORE_NAME}/orders"
            answer = entry_points.request("POST", path, headers, body)
            if answer.status == 201 or over.is_set():
                break
            time.sleep(float(answer.header("Retry-After") or 1))
        if answer.status == 201:
            seconds.append(time.monotonic() - began)


def _placed(cloud: LocalCloud, prefix: str) -> int:
    pages = cloud.client("dynamodb").get_paginator("scan").paginate(
        TableName=cloud.deployment.ledger_table
    )  # fmt: skip
    items = [item for page in pages for item in page["Items"]]
    ids = [item["id"]["S"] for item in items if item.get("phase", {}).get("S") == "placed"]
    return sum(found.startswith(f"{STORE_NAME}#{prefix}") for found in ids)


def _read_logs(cloud: LocalCloud, found: Run) -> None:
    group = cloud.deployment.queue_log_group
    pages = cloud.client("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
    for page in pages:
        for event in page["events"]:
            try:
                line = json.loads(event["message"])
            except ValueError:
                continue
            if line.get("message") == "order placed":
                found.attempts[int(line["attempt"])] += 1


def section(found: Run) -> str:
    """Return what was seen, in Markdown."""
    placed = sum(found.attempts.values())
    answers = {str(status): count for status, count in found.state["answers"].items()}
    calls, refused = sum(answers.values()), answers.get("429", 0)
    limit = found.seconds / WINDOW_SECONDS * QUOTA * (1 - OTHERS) / CALLS
    reached = (placed + len(found.by_api)) / limit
    rows = [
        target("the store's limit, x what was reached", 1 / 0.95, figure([1 / reached])),
        target("per cent of calls answered 429", 1, figure([100 * refused / calls])),
        target("receives of a message, at most", 3, figure([max(found.attempts)])),
    ]
    return (
        f"{EXECUTIONS} executions, other apps using {OTHERS:.0%}: {placed} orders by queue and "
        f"{len(found.by_api)} by API in {found.seconds:.0f} s, {reached:.0%} of the limit. "
        f"Messages and receives: {_receives(found.attempts)}. An order by the API took "
        f"{_waits(found.by_api)} (median, longest).\n\n{targets(rows)}"
    )


def _receives(attempts: Counter[int]) -> str:
    return ", ".join(f"{count} x {receives}" for receives, count in sorted(attempts.items()))


def _waits(seconds: list[float]) -> str:
    return f"{median(seconds):.1f} s, {max(seconds):.1f} s" if seconds else "none"


def measure(orders: int = ORDERS) -> str:
    """Return the section on the quota, in Markdown."""
    return section(run(orders))


def main() -> int:
    """Print it."""
    print(measure(*map(int, sys.argv[1:])))
    return 0


if __name__ == "__main__":
    run_command(main)
