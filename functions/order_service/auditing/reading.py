"""Adapter: reads the ledger, and a store's orders; writes nothing.

The ledger has no index by time or store: one would cost each order a fifth write unit. So all of
it is read, in parts side by side, and DynamoDB sends only what the audit looks at.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Any

from botocore.config import Config

from order_service.auditing.findings import AuditedOrder
from order_service.bigcommerce.calls import Operation, StoreCalls
from order_service.ledger.entry import Entry
from order_service.store.signals import CartGone
from order_service.store_steps import ONE_ORDER, ORDERS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PAGE = 250
SEGMENTS = 16
"""Parts of the ledger that are read at the same time, a page of a megabyte of each."""
PATIENT = Config(
    read_timeout=5,
    retries={"mode": "standard", "total_max_attempts": 10},
    max_pool_connections=SEGMENTS,
)
"""How the ledger is read: a table that gives no more read units for now refuses some pages."""
LOOKED_AT = (
    "id",
    "phase",
    "cart_id",
    "order_id",
    "created_at",
    "updated_at",
    "attempts",
    "concluded",
    "look_at",
)
"""The attributes that findings are made of; all others stay in the table."""


@dataclass
class LedgerPart:
    """The entries that were asked for, and how much was read to find them."""

    entries: list[Entry] = field(default_factory=list)
    read: int = 0
    """Items that DynamoDB looked at, each of which is paid for."""
    units: float = 0.0
    """Read units, as DynamoDB counted them."""


def unhurried() -> None:
    """Check nothing: there is time enough."""


def ledger_entries(client: "DynamoDBClient", table: str, store: str) -> LedgerPart:
    """Return every ledger entry of one store; reads the whole table for it."""
    return _scanned(client, table, "begins_with(id, :store)", {":store": {"S": f"{store}#"}})


def recent_entries(
    client: "DynamoDBClient", table: str, since: float, check: Callable[[], None] = unhurried
) -> LedgerPart:
    """Return the entries of every store that were created since; reads the whole table for it.

    ``check`` is called before each page, and what it raises ends the reading.
    """
    # A store's pace has no phase.
    condition = "created_at >= :since AND attribute_exists(phase)"
    return _scanned(client, table, condition, {":since": {"N": repr(since)}}, check)


def _scanned(
    client: "DynamoDBClient",
    table: str,
    condition: str,
    values: Mapping[str, Any],
    check: Callable[[], None] = unhurried,
) -> LedgerPart:
    names = {f"#{name}": name for name in LOOKED_AT}
    asked: Any = {
        "TableName": table,
        "FilterExpression": condition,
        "ExpressionAttributeValues": values,
        "ProjectionExpression": ", ".join(names),
        "ExpressionAttributeNames": names,
        "TotalSegments": SEGMENTS,
    }

    stopped = Event()

    def segment(number: int) -> LedgerPart:
        part = LedgerPart()
        check()
        pages = client.get_paginator("scan")
        for page in pages.paginate(**asked, Segment=number, ReturnConsumedCapacity="TOTAL"):
            part.entries += [_entry(item) for item in page["Items"]]
            part.read += page["ScannedCount"]
            part.units += page.get("ConsumedCapacity", {}).get("CapacityUnits", 0.0)
            if stopped.is_set():
                break
            check()
        return part

    with ThreadPoolExecutor(SEGMENTS) as threads:
        try:
            return _joined(threads.map(segment, range(SEGMENTS)))
        finally:
            # Ctrl-C or an error in one part: without it the others would be read to their end.
            stopped.set()


def _joined(parts: Iterable[LedgerPart]) -> LedgerPart:
    whole = LedgerPart()
    for part in parts:
        whole.entries += part.entries
        whole.read += part.read
        whole.units += part.units
    return whole


def _entry(item: Mapping[str, Any]) -> Entry:
    return Entry.from_item({"fingerprint": {"S": ""}, **item})


def store_orders(
    calls: StoreCalls, least_id: int, progress: Callable[[int], None]
) -> list[AuditedOrder]:
    """Return the store's orders from an id on, the Incomplete ones included.

    Asks for them twice, since it is not documented whether the plain list has Incomplete orders.
    """
    found: dict[int, AuditedOrder] = {}
    for also in ("", "&status_id=0"):
        for rows in _pages(calls, f"sort=id:asc&min_id={least_id}{also}"):
            found |= {row.id: row for row in rows}
            progress(len(found))
    return [found[order_id] for order_id in sorted(found)]


def orders_by_id(calls: StoreCalls, ids: Iterable[int]) -> Iterator[AuditedOrder]:
    """Yield those of these orders that exist: a list leaves archived ones out."""
    for order_id in ids:
        operation = Operation(ONE_ORDER, ONE_ORDER.at(order=order_id))
        with suppress(CartGone):
            yield calls.make(operation, AuditedOrder.read)


def _pages(calls: StoreCalls, query: str) -> Iterator[list[AuditedOrder]]:
    page = 1
    while True:
        path = f"{ORDERS.path}?limit={PAGE}&page={page}&{query}"
        rows = calls.make(Operation(ORDERS, path), _rows)
        if not rows:
            return
        yield rows
        page += 1


def _rows(body: Any) -> list[AuditedOrder]:
    return [AuditedOrder.read(row) for row in body or []]
