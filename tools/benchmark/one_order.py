"""Places orders in turn by each way and prints what each order took, as JSON in the last line.

    python -m tools.benchmark.one_order RUNS STORE SECURE_STORE AWS CERTIFICATE

Runs in the environment that has the functions' dependencies and the peers, and nothing else.
"""

import gc
import json
import os
import ssl
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from order_service.bigcommerce.calls import StoreCalls
from order_service.bigcommerce.credentials import Credential
from order_service.bigcommerce.https import connect
from order_service.bigcommerce.store import BigCommerceStore
from order_service.clock import Deadline, SystemClock
from order_service.handlers import queue
from order_service.handlers.wiring import services
from order_service.keys import OrderKey
from order_service.placing.flow import place_order
from order_service.placing.ports import Service, Store
from order_service.request.intake import Job, read_message, read_order
from tests.fakes.lambda_events import context, sqs_event
from tests.fakes.orders import order_body
from tools.benchmark.stand_ins.peers import TOKEN, Bare, Bigc, Tutorial

Place = Callable[[str], Any]


class Token:
    """The emulator's credential."""

    def get(self, store: str) -> Credential:
        """Return it."""
        return Credential("sandbox", TOKEN)

    def refresh(self, store: str) -> None:
        """Keep it."""


def over(store_url: str, trusted: ssl.SSLContext) -> Service:
    """The service as it is wired, but with a store whose certificate is ours."""
    send = connect(store_url, trusted=trusted)

    def open_store(key: OrderKey, deadline: Deadline) -> Store:
        return BigCommerceStore(StoreCalls(send, Token(), key.store, key.correlation_id, deadline))

    return replace(services().service, open_store=open_store)


def message(key: str) -> str:
    """The order's message in the queue."""
    return json.dumps({"store": "acme", "idempotency_key": key, "order": order_body()})


def flow(service: Service, key: str) -> None:
    """All that is done for one order, from the message's text to the placed order."""
    name, body = read_message(message(key))
    clock = SystemClock()
    place_order(Job(name, read_order(body)), service, Deadline(clock, clock.now() + 60))


def handled(key: str) -> None:
    """The same as the queue's function does it: one record, its log lines and metrics too."""
    record = {"MessageId": key, "ReceiptHandle": "x", "Body": message(key), "MD5OfBody": "x"}
    answer = queue.handler(sqs_event(record), context(60))
    if answer["batchItemFailures"]:
        raise RuntimeError("the order was not placed")


def ways(store: str, secure: str, aws: str, certificate: str) -> dict[str, Place]:
    """Every way to place an order, by its name."""
    trusted = ssl.create_default_context(cafile=certificate)
    return {
        "floor": Bare(store, aws, trusted).order,
        # First, so that its first order writes the measures of no other way.
        "handler": handled,
        "flow": partial(flow, services().service),
        "floor, TLS": Bare(secure, aws, trusted).order,
        "floor, TLS, no ledger": Bare(secure, aws, trusted, writes=False).order,
        "flow, TLS": partial(flow, over(secure, trusted)),
        "bigc, TLS": Bigc(secure, certificate).order,
        "tutorial, TLS": Tutorial(secure, certificate).order,
    }


def measured(runs: int, places: dict[str, Place]) -> dict[str, list[tuple[float, float]]]:
    """Milliseconds by the clock and of the processor for each order, the ways taking turns."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in places}
    # The first round pays for connections, handshakes and everything else that is paid once.
    for run in range(-1, runs):
        for name, place in places.items():
            key = f"{name.replace(', ', '-')}-{run + 1}-{os.getpid()}"
            gc.collect()
            wall, cpu = time.perf_counter(), time.process_time()
            place(key)
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            if run >= 0:
                taken[name].append((wall * 1000, cpu * 1000))
    return taken


def main(runs: int, store: str, secure: str, aws: str, certificate: str) -> None:
    """Measure and print."""
    os.environ |= {
        "AWS_ENDPOINT_URL": aws,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "POWERTOOLS_SERVICE_NAME": "benchmark",
        "POWERTOOLS_METRICS_NAMESPACE": "CartToOrder",
        "LEDGER_TABLE": "ledger",
        "ATTENTION_TABLE": "attention",
        "QUEUE_URL": f"{aws}/orders",
        "DEAD_LETTER_QUEUE_URL": f"{aws}/dead",
        "BIGCOMMERCE_URL": store,
        "B2B_URL": store,
    }
    print(json.dumps(measured(runs, ways(store, secure, aws, certificate))))


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
