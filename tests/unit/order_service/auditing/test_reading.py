"""The whole ledger is read in parts, and of each item only what findings are made of."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

import pytest

from order_service.auditing.audited_order import AuditedOrder
from order_service.auditing.findings import findings, older_carts, oldest_cart
from order_service.auditing.reading import (
    LOOKED_AT,
    SEGMENTS,
    UNITS_A_SECOND,
    LedgerPart,
    UnknownEntry,
    ledger_entries,
)
from order_service.clock import Deadline
from order_service.errors import OutOfTime
from order_service.keys import OrderKey
from order_service.ledger.entry import Entry, Phase
from tests.fakes.clock import FakeClock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NOW = 1_000_000.0
ITEM = {"id": {"S": "acme#order-1"}, "phase": {"S": "placed"}, "cart_id": {"S": "c1"}}
UNTOUCHED: Mapping[type, Any] = {str: "another", int: 7, float: 7.0}


class SharedClock(FakeClock):
    """A clock that several threads move."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = Lock()

    def sleep(self, seconds: float) -> None:
        with self._lock:
            super().sleep(seconds)


class FakeTable:
    """Answers scans with pages for each segment, an item in each; a page takes some time."""

    def __init__(self, pages: int = 2, seconds: float = 0.0, **newer: Any) -> None:
        self.clock = SharedClock()
        self.asked: list[dict[str, Any]] = []
        self._pages = pages
        self._seconds = seconds
        self._newer = newer

    def get_paginator(self, _: str) -> "FakeTable":
        return self

    def paginate(self, **asked: Any) -> Iterator[dict[str, Any]]:
        self.asked.append(asked)
        for number in range(self._pages):
            self.clock.sleep(self._seconds)
            item = {**ITEM, "id": {"S": f"acme#order-{asked['Segment']}-{number}"}}
            if (asked["Segment"], number) == (3, 0):
                item |= self._newer
            page = {"Items": [item], "ScannedCount": 1500}
            page["ConsumedCapacity"] = {"CapacityUnits": 128.0}
            more = {"LastEvaluatedKey": {"id": item["id"]}} if number + 1 < self._pages else {}
            yield page | more

    def read(self, seconds: float = math.inf) -> LedgerPart:
        deadline = Deadline(self.clock, self.clock.now() + seconds)
        return ledger_entries(cast("DynamoDBClient", self), "ledger", "acme", deadline)


def test_each_part_of_the_ledger_is_read_once_and_to_its_end() -> None:
    table = FakeTable()
    part = table.read()
    assert sorted(asked["Segment"] for asked in table.asked) == list(range(SEGMENTS))
    assert len({entry.key for entry in part.entries}) == len(part.entries) == 2 * SEGMENTS
    assert (part.read, part.units) == (3000 * SEGMENTS, 256 * SEGMENTS)


def test_a_key_that_another_version_left_in_a_state_of_its_own_is_set_aside() -> None:
    part = FakeTable(phase={"S": "of-tomorrow"}).read()
    assert len(part.entries) == 2 * SEGMENTS - 1
    assert part.unknown == [UnknownEntry(OrderKey("acme", "order-3-0"), "c1")]
    orders = [AuditedOrder(id=101, cart_id="c1"), AuditedOrder(id=102), AuditedOrder(id=103)]
    part.unknown.append(UnknownEntry(OrderKey("acme", "without-a-cart"), ""))
    assert part.comparable(orders) == orders[1:]


def test_an_audit_that_has_no_time_reads_nothing() -> None:
    table = FakeTable()
    with pytest.raises(OutOfTime):
        table.read(seconds=5)
    assert table.asked == []


def test_an_audit_that_runs_out_of_time_reads_no_further() -> None:
    table = FakeTable(pages=100, seconds=1)
    with pytest.raises(OutOfTime):
        table.read(seconds=20)
    assert table.clock.now() - FakeClock().now() < 20 + SEGMENTS


def test_some_read_units_are_left_to_callers() -> None:
    table = FakeTable(pages=5)
    began = table.clock.now()
    part = table.read()
    # The clock of the test is one for all parts, which so wait for each other's pauses.
    assert table.clock.now() - began >= 4 / 5 * part.units / UNITS_A_SECOND


def test_pages_that_take_long_are_waited_for_no_longer() -> None:
    table = FakeTable(pages=5, seconds=1)
    began = table.clock.now()
    table.read()
    assert table.clock.now() - began == pytest.approx(5 * SEGMENTS)


@pytest.mark.parametrize("name", sorted(set(Entry.__annotations__) - {*LOOKED_AT, "key"}))
def test_what_is_not_read_changes_no_finding(name: str) -> None:
    orders = [
        AuditedOrder(id=number, cart_id=cart, order_source="checkout_api")
        for number, cart in ((101, "c1"), (102, "c1"), (103, "c2"), (104, "c3"))
    ]
    entries = [
        Entry(OrderKey("acme", f"{phase}-{cart}"), "f", phase, cart_id=cart, attempts=attempts)
        for phase in Phase
        for cart in ("c1", "c2", "c9", "")
        for attempts in (0, 1)
    ]
    kind = type(getattr(entries[0], name))
    changed: dict[str, Any] = {name: UNTOUCHED[kind]}
    others = [replace(entry, **changed) for entry in entries]
    assert findings(others, orders, NOW, 60) == findings(entries, orders, NOW, 60) != []
    assert oldest_cart(others) == oldest_cart(entries)
    assert older_carts(others, {101}, since=1) == older_carts(entries, {101}, since=1) != []
