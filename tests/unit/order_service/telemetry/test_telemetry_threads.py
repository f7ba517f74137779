"""Two records of a batch, worked on by two threads in step, never mix what is told of them."""

import json
from collections.abc import Mapping
from dataclasses import replace
from io import StringIO
from threading import Barrier, Lock, Thread
from typing import Any

import pytest

from order_service.bigcommerce.calls import StoreCalls
from order_service.bigcommerce.store import BigCommerceStore
from order_service.bigcommerce.verdicts import Answer
from order_service.clock import Deadline
from order_service.keys import OrderKey
from order_service.ledger.ledger import Ledger
from order_service.placing.flow import place_order
from order_service.telemetry.telemetry import (
    LogJournal,
    about,
    metrics,
    one_request,
    tally,
    watch_call,
    watch_write,
)
from tests.fakes.emf import numbers
from tests.fakes.orders import order_body
from tests.fakes.shop import Shop, as_client

SECONDS = 10


class InStep:
    """Lets no thread make its next call before the other has come as far."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._both = Barrier(2, timeout=SECONDS)
        self._store = Lock()

    def __call__(
        self, method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        self._both.wait()
        with self._store:
            return self._shop.calls(method, path, headers, body, read_seconds)


def place_both(attempts: Mapping[str, int]) -> None:
    shop = Shop()
    send = InStep(shop)
    ledger = Ledger(as_client(shop.dynamodb), "orders", shop.clock, 90, watch_write)

    def open_store(key: OrderKey, deadline: Deadline) -> BigCommerceStore:
        return BigCommerceStore(
            StoreCalls(send, shop.credentials, key.store, key.correlation_id, deadline, watch_call)
        )

    service = replace(shop.service, ledger=ledger, open_store=open_store, journal=LogJournal())

    def work(key: str) -> None:
        job = shop.job(order_body(), key)
        with one_request(attempts[key]):
            about(store="acme", key=key, correlation_id=job.key.correlation_id)
            place_order(job, service, shop.deadline())
            service.journal.note("order placed")

    threads = [Thread(target=work, args=(key,)) for key in attempts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)


def test_each_line_carries_the_key_of_its_own_record(log: StringIO) -> None:
    place_both({"a": 1, "b": 7})
    lines = [json.loads(text) for text in log.getvalue().splitlines()]
    for key, attempt in (("a", 1), ("b", 7)):
        mine = [line for line in lines if line["key"] == key]
        said = [line["message"] for line in mine]
        assert (said.count("store call"), said.count("ledger write")) == (5, 4)
        assert said[-1] == "order placed"
        assert {line["attempt"] for line in mine} == {attempt}
        assert {line["correlation_id"] for line in mine} == {OrderKey("acme", key).correlation_id}
    assert len(lines) == 20


def test_each_record_counts_its_own_calls(
    log: StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    tally.write_measures()
    capsys.readouterr()
    place_both({"a": 1, "b": 7})
    tally.write()
    tally.write_measures()
    metrics.flush_metrics()
    found = numbers(capsys.readouterr().out)
    assert found["CallsPerOrder"] == [5, 5]
    assert found["OrdersPlaced"] == [1, 1]
    assert len(found["StepMilliseconds"]) == 10
    assert len(found["StepMilliseconds step=order"]) == 2
    assert len(found["LedgerMilliseconds"]) == 8
