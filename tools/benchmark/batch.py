"""What a batch costs beside one order, and beside the plain batch processor.

    python -m tools.benchmark.batch

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
from dataclasses import dataclass, field
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

from cart_to_order.ending import run_command
from order_service.clock import Deadline
from order_service.placing.flow import place_order
from order_service.queueing.queue_event import SQSRecord
from order_service.request.intake import Job, read_message, read_order
from tests.fakes.lambda_events import context, sqs_event
from tests.fakes.orders import order_body
from tools.benchmark.figures import RUNS, spread, table
from tools.benchmark.measuring import figure, ratio, target, targets
from tools.benchmark.places import keep
from tools.benchmark.stand_ins import stubs

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
        "B2B_URL": url,
        "LEDGER_TABLE": "ledger",
        "ATTENTION_TABLE": "attention",
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
    from order_service.handlers import queue  # noqa: PLC0415 (reads the environment)
    from order_service.handlers.wiring import services  # noqa: PLC0415
    from order_service.telemetry.telemetry import logger  # noqa: PLC0415

    logger.setLevel(logging.WARNING)
    one_by_one = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
    in_asyncio = AsyncBatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
    threads = ThreadPoolExecutor(max(BATCHES))
    here = services()

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


@dataclass(frozen=True)
class Timed:
    """One kind of batch, and the seconds that it took in each run."""

    name: str
    count: int
    seconds: list[float] = field(default_factory=list)

    @property
    def each(self) -> list[float]:
        """The seconds billed for an order, in each run."""
        return [seconds / self.count for seconds in self.seconds]


def interleaved(ours: dict[str, Handler], runs: int) -> dict[tuple[str, int], Timed]:
    """Measure all kinds in turns; the plain processor only with ten, it is the same with more."""
    kinds = [(OURS, 1), (PLAIN, 10)]
    kinds += [(name, count) for count in BATCHES for name in (OURS, ASYNCIO)]
    found = {kind: Timed(*kind) for kind in kinds}
    for _ in range(runs):
        for (name, count), timings in found.items():
            timings.seconds.append(timed(ours[name], count))
    return found


def report(found: dict[tuple[str, int], Timed], megabytes: float) -> str:
    """Return the targets and all figures, in Markdown."""
    one, plain, ten = found[OURS, 1], found[PLAIN, 10], found[OURS, 10]
    rows = [
        target("batch of 10, x one order", 1.3, ratio(ten.seconds, one.seconds)),
        target("billed for an order of 10, x one by one", 0.15, ratio(ten.each, plain.each)),
        target("megabytes for each order in flight", 1, figure([megabytes])),
    ]
    head = ["batch", "wall, median (spread)", "x one order", "billed for an order"]
    lines = [
        [
            f"{each.count}, {each.name}",
            spread(each.seconds),
            ratio(each.seconds, one.seconds).shown(),
            f"{median(each.each) * 1000:.0f} ms",
        ]
        for each in found.values()
    ]
    return f"{targets(rows)}\n\n{table(head, lines)}"


def milliseconds(found: dict[tuple[str, int], Timed]) -> dict[str, dict[str, float]]:
    """Return the median of each kind of batch, by its number of orders."""
    names = {"ours": OURS, "one by one": PLAIN, "asyncio": ASYNCIO}
    return {
        short: {
            str(count): median(each.seconds) * 1000
            for (kind, count), each in found.items()
            if kind == name
        }
        for short, name in names.items()
    }


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
    with stubs.running() as url, stubbed(url):
        ours = handlers()
        first = growth(ours[OURS], max(BATCHES))
        timed(ours[OURS], max(BATCHES))
        found = interleaved(ours, runs)
    keep("batch", milliseconds(found))
    return report(found, first / 1000)


def main() -> int:
    """Print it."""
    print(measure(*map(int, sys.argv[1:])))
    return 0


if __name__ == "__main__":
    run_command(main)
