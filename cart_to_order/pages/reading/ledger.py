"""Adapter: reads keys of the ledger, and looks through a bounded part of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from botocore.exceptions import BotoCoreError

from cart_to_order.pages.question import LEDGER, Question
from cart_to_order.pages.reading.stack import Stack
from cart_to_order.pages.rows import Listing, newest_first, row_of
from cart_to_order.pages.timeline.entries import FIELDS, Entry, is_of_an_order, read_entry

ITEMS_A_SCAN = 500
MOST_KEYS = 100
"""That DynamoDB takes in one request."""
_TRIES = 3
# By alias, since some of the names mean something to DynamoDB.
_NAMES = {f"#{name}": name for name in FIELDS}
_ASKED = {"ProjectionExpression": ", ".join(_NAMES), "ExpressionAttributeNames": _NAMES}


class Busy(BotoCoreError):
    """DynamoDB answered only a part of what was asked for, again and again."""

    fmt = "{operation_name} came back unfinished"


class LedgerReads:
    """The ledger of one stack; every method makes a bounded number of requests."""

    def __init__(self, stack: Stack) -> None:
        self._client = stack.clients("dynamodb")
        self._table = stack.ledger_table
        self._reach = stack.reach

    def entry(self, store: str, key: str) -> Entry | None:
        """Return a key with its last write, None if the ledger does not know it."""
        where: Any = {"TableName": self._table, "Key": {"id": {"S": f"{store}#{key}"}}}
        item = self._client.get_item(**where, **_ASKED, ConsistentRead=True).get("Item")
        return read_entry(item) if item and is_of_an_order(item) else None

    def entries(self, names: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Entry]:
        """Return what the ledger knows of at most a hundred stores and keys, by these."""
        ids = sorted({f"{store}#{key}" for store, key in names})[:MOST_KEYS]
        keys: Any = [{"id": {"S": one}} for one in ids]
        known: dict[tuple[str, str], Entry] = {}
        tries = 0
        while keys and tries < _TRIES:
            tries += 1
            asked = {"Keys": keys, "ConsistentRead": True, **_ASKED}
            page = self._client.batch_get_item(RequestItems={self._table: asked})
            items = page["Responses"].get(self._table, ())
            entries = [read_entry(item) for item in items if is_of_an_order(item)]
            known |= {(entry.store, entry.key): entry for entry in entries}
            keys = page.get("UnprocessedKeys", {}).get(self._table, {}).get("Keys", ())
        if keys:
            raise Busy(operation_name="BatchGetItem")
        return known

    def look_through(self, question: Question) -> Listing:
        """Return the rows that fit in the next part of the ledger, which is in no order."""
        rows, read, after = [], 0, question.after
        for page in self._pages(question.after):
            read += page.get("ScannedCount", len(page["Items"]))
            after = page.get("LastEvaluatedKey", {}).get("id", {}).get("S", "")
            entries = (read_entry(item) for item in page["Items"] if is_of_an_order(item))
            rows += [row for row in map(row_of, entries) if row.fits(question)]
            if not after or len(rows) >= self._reach.enough:
                break
        return Listing(LEDGER, newest_first(rows), read, after)

    def _pages(self, after: str) -> Iterator[Any]:
        for _ in range(self._reach.scans):
            start = {"ExclusiveStartKey": {"id": {"S": after}}} if after else {}
            page = self._client.scan(TableName=self._table, Limit=ITEMS_A_SCAN, **start, **_ASKED)
            yield page
            after = page.get("LastEvaluatedKey", {}).get("id", {}).get("S", "")
