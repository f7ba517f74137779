"""The whole ledger is read in parts, and of each item only what findings are made of."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from order_service.auditing.findings import AuditedOrder, findings, first_order
from order_service.auditing.reading import LOOKED_AT, SEGMENTS, ledger_entries, recent_entries
from order_service.errors import OutOfTime
from order_service.keys import OrderKey
from order_service.ledger.entry import Entry, Phase

NOW = 1_000_000.0
ITEM = {"id": {"S": "acme#order-1"}, "phase": {"S": "placed"}, "cart_id": {"S": "c1"}}
UNTOUCHED: Mapping[type, Any] = {str: "another", int: 7, float: 7.0}


class FakeTable:
    """Answers scans with two pages for each segment, an item in each."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def get_paginator(self, _: str) -> "FakeTable":
        return self

    def paginate(self, **asked: Any) -> Iterator[dict[str, Any]]:
        self.asked.append(asked)
        for page in (1, 2):
            item = {**ITEM, "id": {"S": f"acme#order-{asked['Segment']}-{page}"}}
            yield {
                "Items": [item],
                "ScannedCount": 1500,
                "ConsumedCapacity": {"CapacityUnits": 128.0},
            }


def read(table: FakeTable) -> Any:
    return ledger_entries(table, "ledger", "acme")  # type: ignore[arg-type]


def test_each_part_of_the_ledger_is_read_once_and_to_its_end() -> None:
    table = FakeTable()
    part = read(table)
    assert sorted(asked["Segment"] for asked in table.asked) == list(range(SEGMENTS))
    assert len({entry.key for entry in part.entries}) == len(part.entries) == 2 * SEGMENTS
    assert (part.read, part.units) == (3000 * SEGMENTS, 256 * SEGMENTS)


def test_an_audit_that_runs_out_of_time_reads_no_further() -> None:
    table = FakeTable()

    def late() -> None:
        raise OutOfTime("late", retry_after=1)

    with pytest.raises(OutOfTime):
        recent_entries(table, "ledger", 0.0, late)  # type: ignore[arg-type]
    assert table.asked == []


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
    assert first_order(others) == first_order(entries)
