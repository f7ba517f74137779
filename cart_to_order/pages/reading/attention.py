"""Adapter: reads what needs attention, store by store; the requests in it are never read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cart_to_order.pages.question import ATTENTION, Question
from cart_to_order.pages.reading.ledger import LedgerReads
from cart_to_order.pages.reading.stack import UNREADABLE, Stack, named
from cart_to_order.pages.rows import (
    ATTENTION_FIELDS,
    Listing,
    Row,
    attention_row,
    current,
    newest_first,
)

QUERIES = 10
ITEMS_A_QUERY = 100
"""As many as the ledger is asked about in one request."""
MOST_STORES = 20
"""That one page asks for: each costs a request."""
_NAMES = {f"#{name}": name for name in ATTENTION_FIELDS}
_ASKED = {"ProjectionExpression": ", ".join(_NAMES), "ExpressionAttributeNames": _NAMES}
NO_TABLE = (
    "This stack has no attention table: an older release deployed it. What needs attention is "
    "found by looking through the ledger."
)


class _Unread(Exception):
    """The attention table cannot be read; the text says so."""


class AttentionReads:
    """The attention table of one stack, where it has one."""

    def __init__(self, stack: Stack) -> None:
        self._client = stack.clients("dynamodb")
        self._table = stack.attention_table
        self._enough = stack.reach.enough
        self._ledger = LedgerReads(stack)

    def listing(self, question: Question, stores: Sequence[str]) -> Listing:
        """Return what fits: of one store up to enough rows, of several one request each."""
        if not self._table:
            return Listing(ATTENTION, remarks=(NO_TABLE,))
        try:
            if question.store:
                return self._of_one(question)
            return self._of_each(question, stores)
        except _Unread as remark:
            return Listing(ATTENTION, remarks=(str(remark),))

    def row(self, store: str, key: str) -> tuple[Row | None, tuple[str, ...]]:
        """Return what is noted of one key, and remarks on what could not be read."""
        if not self._table:
            return None, ()
        where = {"store": {"S": store}, "key": {"S": key}}
        try:
            found = self._asked("get_item", Key=where, ConsistentRead=True, **_ASKED)
        except _Unread as remark:
            return None, (str(remark),)
        return (attention_row(found["Item"]) if "Item" in found else None), ()

    def _of_one(self, question: Question) -> Listing:
        rows: list[Row] = []
        read, after = 0, question.after
        for page in self._pages(question.store, question.after, QUERIES):
            read += page.get("ScannedCount", len(page["Items"]))
            after = _end(page)
            rows += self._fitting(page, question)
            if not after or len(rows) >= self._enough:
                break
        return Listing(ATTENTION, newest_first(rows), read, after)

    def _of_each(self, question: Question, stores: Sequence[str]) -> Listing:
        rows: list[Row] = []
        read, further = 0, {}
        for store in stores[:MOST_STORES]:
            for page in self._pages(store, "", 1):
                read += page.get("ScannedCount", len(page["Items"]))
                rows += self._fitting(page, question)
                if end := _end(page):
                    further[store] = end
        left = len(stores) - MOST_STORES
        remarks = (f"{left} more stores were not asked: choose one.",) if left > 0 else ()
        return Listing(ATTENTION, newest_first(rows), read, further=further, remarks=remarks)

    def _fitting(self, page: Any, question: Question) -> list[Row]:
        noted = [attention_row(item) for item in page["Items"]]
        known = self._ledger.entries((row.store, row.key) for row in noted)
        rows = [current(row, known.get((row.store, row.key))) for row in noted]
        return [row for row in rows if row is not None and row.fits(question)]

    def _pages(self, store: str, after: str, most: int) -> Iterator[Any]:
        names = {**_NAMES, "#of": "store"}
        for _ in range(most):
            start: dict[str, Any] = {}
            if after:
                start["ExclusiveStartKey"] = {"store": {"S": store}, "key": {"S": after}}
            page = self._asked(
                "query",
                Limit=ITEMS_A_QUERY,
                KeyConditionExpression="#of = :store",
                ExpressionAttributeValues={":store": {"S": store}},
                **{**_ASKED, "ExpressionAttributeNames": names},
                **start,
            )
            yield page
            after = _end(page)
            if not after:
                return

    def _asked(self, request: str, **asked: Any) -> Any:
        try:
            return getattr(self._client, request)(TableName=self._table, **asked)
        except UNREADABLE as error:
            raise _Unread(f"The attention table cannot be read ({named(error)}).") from None


def _end(page: Any) -> str:
    return str(page.get("LastEvaluatedKey", {}).get("key", {}).get("S", ""))
