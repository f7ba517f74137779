"""Adapter: reads the ledger; writes nothing.

The ledger has no index by time or store: one would cost each order a fifth write unit. So all of
it is read, in parts side by side, and DynamoDB sends only what the audit looks at. Some of its read
units are left to callers who ask about their orders; orders themselves only write.
"""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Any

from botocore.config import Config

from order_service.auditing.audited_order import AuditedOrder
from order_service.clock import AWS_SECONDS, Deadline
from order_service.errors import VersionMismatch
from order_service.keys import OrderKey
from order_service.ledger.entry import Entry, Phase

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SEGMENTS = 16
"""Parts of the ledger that are read at the same time, a page of a megabyte of each."""
PATIENT = Config(
    read_timeout=5,
    retries={"mode": "standard", "total_max_attempts": 10},
    max_pool_connections=SEGMENTS,
)
"""How the ledger is read: a table that gives no more read units for now refuses some pages."""
UNITS_A_SECOND = 9_000
"""Read units that the audit takes: a new on-demand table gives 12,000, and callers ask as well."""
LOOKED_AT = (
    "id",
    "phase",
    "cart_id",
    "order_id",
    "created_at",
    "updated_at",
    "attempts",
    "submitted_at",
    "concluded",
    "look_at",
    "finishing",
    "queued",
)
"""The attributes that findings are made of; all others stay in the table."""
_MAY_HAVE_ORDERED = (Phase.SUBMITTING, Phase.FINISHING, Phase.PARKED)
_RECENT = (
    # A store's pace has no phase.
    "attribute_exists(phase) AND (updated_at >= :since OR look_at > :zero "
    f"OR phase IN ({', '.join(f':{phase}' for phase in _MAY_HAVE_ORDERED)}) "
    # Create-order was answered, and nobody has sent the key again.
    "OR (phase = :cart AND concluded > :zero))"
)


@dataclass(frozen=True)
class UnknownEntry:
    """A key in a state that this version does not know: another version wrote it."""

    key: OrderKey
    cart_id: str


@dataclass
class LedgerPart:
    """The entries that were asked for, and how much was read to find them."""

    began: float
    """When reading them began, in seconds since the epoch: what was written later may be missed."""
    entries: list[Entry] = field(default_factory=list)
    unknown: list[UnknownEntry] = field(default_factory=list)
    """Keys whose state this version does not know, as after a rollback."""
    read: int = 0
    """Items that DynamoDB looked at, each of which is paid for."""
    units: float = 0.0
    """Read units, as DynamoDB counted them."""

    def add(self, item: Mapping[str, Any]) -> None:
        """Add what one item says, whether this version knows its state or not."""
        try:
            self.entries.append(Entry.from_item({"fingerprint": {"S": ""}, **item}))
        except VersionMismatch:
            store, _, key = item["id"]["S"].partition("#")
            cart_id = item.get("cart_id", {}).get("S", "")
            self.unknown.append(UnknownEntry(OrderKey(store, key), cart_id))

    def comparable(self, orders: Iterable[AuditedOrder]) -> list[AuditedOrder]:
        """Return the orders except those of unknown entries, whose keys cannot be compared."""
        left_out = {entry.cart_id for entry in self.unknown if entry.cart_id}
        return [order for order in orders if order.cart_id not in left_out]


def ledger_entries(
    client: "DynamoDBClient", table: str, store: str, deadline: Deadline
) -> LedgerPart:
    """Return every ledger entry of one store; reads the whole table for it."""
    condition, values = "begins_with(id, :store)", {":store": {"S": f"{store}#"}}
    return _scanned(client, _asking(table, condition, values), deadline)


def recent_entries(
    client: "DynamoDBClient", table: str, since: float, deadline: Deadline
) -> LedgerPart:
    """Return the entries of every store that were written to since; reads the whole table for it.

    Older ones are among them if they may have an order and are not done, or are due for a second
    look: each night names them, until somebody acts. Raises OutOfTime.
    """
    values = {":since": {"N": repr(since)}, ":zero": {"N": "0"}}
    values |= {f":{phase}": {"S": phase} for phase in (*_MAY_HAVE_ORDERED, Phase.CART)}
    return _scanned(client, _asking(table, _RECENT, values), deadline)


def _asking(table: str, condition: str, values: Mapping[str, Any]) -> dict[str, Any]:
    names = {f"#{name}": name for name in LOOKED_AT}
    return {
        "TableName": table,
        "FilterExpression": condition,
        "ExpressionAttributeValues": values,
        "ProjectionExpression": ", ".join(names),
        "ExpressionAttributeNames": names,
        "TotalSegments": SEGMENTS,
    }


def _scanned(client: "DynamoDBClient", asked: Mapping[str, Any], deadline: Deadline) -> LedgerPart:
    stopped, clock = Event(), deadline.clock
    whole = LedgerPart(clock.now())

    def segment(number: int) -> LedgerPart:
        began = clock.now()
        part = LedgerPart(began)
        deadline.require(AWS_SECONDS, "audit")
        pages = client.get_paginator("scan")
        for page in pages.paginate(**asked, Segment=number, ReturnConsumedCapacity="TOTAL"):
            for item in page["Items"]:
                part.add(item)
            part.read += page["ScannedCount"]
            part.units += page.get("ConsumedCapacity", {}).get("CapacityUnits", 0.0)
            if stopped.is_set() or "LastEvaluatedKey" not in page:
                break
            early = part.units * SEGMENTS / UNITS_A_SECOND - (clock.now() - began)
            deadline.require(max(early, 0.0) + AWS_SECONDS, "audit")
            clock.sleep(max(early, 0.0))
        return part

    with ThreadPoolExecutor(SEGMENTS) as threads:
        try:
            return _joined(whole, threads.map(segment, range(SEGMENTS)))
        finally:
            # Ctrl-C or an error in one part: without it the others would be read to their end.
            stopped.set()


def _joined(whole: LedgerPart, parts: Iterable[LedgerPart]) -> LedgerPart:
    for part in parts:
        whole.entries += part.entries
        whole.unknown += part.unknown
        whole.read += part.read
        whole.units += part.units
    return whole
