"""What a batch costs beside one order, and beside the plain batch processor.

    python -m tests.benchmark.batch

The whole handler against stubs: 80 ms for each call to the store, 5 ms for each to the ledger.
"""

import asyncio
import gc
import itertools
import json
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from statistics import median
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    AsyncBatchProcessor,
    BatchProcessor,
    EventType,
    async_process_partial_response,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from order_service.clock import Deadline
from order_service.flow import place_order
from order_service.intake import Job, read_message, read_order
from tests.benchmark import stubs
from tests.benchmark.figures import RUNS, spread, table
from tests.fakes.lambda_events import context, sqs_event
from tests.fakes.orders import order_body

BATCHES = (10, 50, 100)
OURS = "side by side (ours)"
PLAIN = "one by one (Powertools)"
ASYNCIO = "asyncio over threads (Powertools)"
_NUMBER = itertools.count()
Handler = Callable[[dict[str, Any]], Any]


@contextmanager
def stubbed(url: str) -> Iterator[None]:
    """The environment of a function whose store and AWS are the stubs."""
    environment = {
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_ENDPOINT_URL": url,
        "BIGCOMMERCE_URL": url,
        "LEDGER_TABLE": "ledger",
        "QUEUE_URL": f"{url}/queue",
        "DEAD_LETTER_QUEUE_URL": f"{url}/dead",
        "POWERTOOLS_METRICS_NAMESPACE": "CartToOrder",
        "POWERTOOLS_SERVICE_NAME": "benchmark",
    }
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)


def event(count: int) -> dict[str, Any]:
    """A batch of that many new orders, each with a ticket: the stub's store has no quota."""
    return sqs_event(*(_message(f"order-{next(_NUMBER)}") for _ in range(count)))


def _message(key: str) -> dict[str, Any]:
    body = {"store": "acme", "idempotency_key": key, "order": order_body()}
    return {"MessageId": key, "ReceiptHandle": key, "Body": json.dumps(body), "MD5OfBody": ""}


def handlers() -> dict[str, Handler]:
    """Return ours, and the peers that place the same orders through the same flow."""
    from order_service import queue  # noqa: PLC0415 (reads the environment)
    from order_service.telemetry import logger  # noqa: PLC0415
    from order_service.wiring import desk  # noqa: PLC0415

    logger.setLevel(logging.WARNING)
    one_by_one = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
    in_asyncio = AsyncBatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
    threads = ThreadPoolExecutor(max(BATCHES))
    here = desk()

    def place(record: SQSRecord) -> None:
        key, body = read_message(record.body)
        deadline = Deadline(here.clock, here.clock.now() + 60)
        place_order(Job(key, read_order(body)), here.service, deadline)

    async def place_in_thread(record: SQSRecord) -> None:
        await asyncio.get_running_loop().run_in_executor(threads, place, record)

    return {
        OURS: lambda batch: queue.handler(batch, context(60)),
        PLAIN: lambda batch: process_partial_response(batch, place, one_by_one),
        ASYNCIO: lambda batch: async_process_partial_response(batch, place_in_thread, in_asyncio),
    }


def timed(handler: Handler, count: int) -> float:
    """The seconds that a batch of new orders takes; all of it must succeed."""
    batch = event(count)
    gc.collect()
    began = time.perf_counter()
    with redirect_stdout(StringIO()):  # the metrics
        answer = handler(batch)
    seconds = time.perf_counter() - began
    if answer["batchItemFailures"]:
        raise RuntimeError(answer)
    return seconds


def rows(ours: dict[str, Handler], runs: int) -> Iterator[list[str]]:
    """Measure interleaved, and yield the lines of the table."""
    one, plain, asyncio_ten, ten = [], [], [], []
    for _ in range(runs):
        one.append(timed(ours[OURS], 1))
        ten.append(timed(ours[OURS], 10))
        asyncio_ten.append(timed(ours[ASYNCIO], 10))
        plain.append(timed(ours[PLAIN], 10))
    yield _row("one order", one, 1, one, plain)
    yield _row(f"10, {PLAIN}", plain, 10, one, plain)
    yield _row(f"10, {OURS}", ten, 10, one, plain)
    yield _row(f"10, {ASYNCIO}", asyncio_ten, 10, one, plain)
    for count in BATCHES[1:]:
        mine, theirs = [], []
        for _ in range(runs):
            mine.append(timed(ours[OURS], count))
            theirs.append(timed(ours[ASYNCIO], count))
        yield _row(f"{count}, {OURS}", mine, count, one, plain)
        yield _row(f"{count}, {ASYNCIO}", theirs, count, one, plain)


def _row(
    name: str, seconds: list[float], count: int, one: list[float], plain: list[float]
) -> list[str]:
    each = median(seconds) / count
    return [
        name,
        spread(seconds),
        f"{median(seconds) / median(one):.2f}",
        f"{each * 1000:.0f} ms",
        f"{each / (median(plain) / 10):.3f}",
    ]


def growth(ours: Handler, count: int) -> float:
    """The memory, in kB, by which the process grows for each order in flight."""
    peaks = []
    for size in (1, count):
        gc.collect()
        # Linux only: forgets the highest use of memory until now.
        Path("/proc/self/clear_refs").write_text("5")
        timed(ours, size)
        peaks.append(_peak())
    return (peaks[1] - peaks[0]) / (count - 1)


def _peak() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


def measure(runs: int = RUNS) -> str:
    """Return the section on batches, in Markdown."""
    head = ["batch", "wall, median (spread)", "x one order", "billed for an order", "x plain"]
    with stubs.running() as url, stubbed(url):
        ours = handlers()
        first = growth(ours[OURS], max(BATCHES))
        timed(ours[OURS], max(BATCHES))
        found = table(head, list(rows(ours, runs)))
        again = growth(ours[OURS], max(BATCHES))
    return (
        f"## A batch of orders\n\n{found}\n\nMemory for each order in flight, at {max(BATCHES)}: "
        f"{first:.0f} kB the first time (threads and connections are made), {again:.0f} kB later.\n"
    )


def main() -> int:
    """Print it."""
    print(measure(*map(int, sys.argv[1:])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
