"""Adapter: reads the ledger, and a store's orders; writes nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from order_service.auditing.findings import AuditedOrder
from order_service.bigcommerce.calls import Operation, StoreCalls
from order_service.ledger.entry import Entry
from order_service.store.signals import CartGone
from order_service.store_steps import ONE_ORDER, ORDERS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PAGE = 250


def ledger_entries(client: "DynamoDBClient", table: str, store: str) -> Iterator[Entry]:
    """Yield every ledger entry of one store; reads the whole table for it."""
    yield from _scanned(client, table, "begins_with(id, :store)", {":store": {"S": f"{store}#"}})


def recent_entries(client: "DynamoDBClient", table: str, since: float) -> Iterator[Entry]:
    """Yield the entries of every store that were created since; reads the whole table for it."""
    # A store's pace has no phase.
    condition = "created_at >= :since AND attribute_exists(phase)"
    yield from _scanned(client, table, condition, {":since": {"N": repr(since)}})


def _scanned(
    client: "DynamoDBClient", table: str, condition: str, values: Mapping[str, Any]
) -> Iterator[Entry]:
    pages = client.get_paginator("scan").paginate(
        TableName=table, FilterExpression=condition, ExpressionAttributeValues=values
    )
    for page in pages:
        for item in page["Items"]:
            yield Entry.from_item(item)


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
            yield calls.make(operation, AuditedOrder.model_validate)


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
    return [AuditedOrder.model_validate(row) for row in body or []]
