"""Adapter: reads what needs attention, store by store; the requests in it are never read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cart_to_order.pages.question import ATTENTION, Question
from cart_to_order.pages.reading.stack import UNREADABLE, Stack, named
from cart_to_order.pages.rows import ATTENTION_FIELDS, Listing, Row, attention_row, newest_first

QUERIES = 10
ITEMS_A_QUERY = 200
MOST_STORES = 20
"""That one page asks for: each costs a request."""
_NAMES = {f"#{name}": name for name in ATTENTION_FIELDS}
_ASKED = {"ProjectionExpression": ", ".join(_NAMES), "ExpressionAttributeNames": _NAMES}
NO_TABLE = (
    "This stack has no attention table: an older release deployed it. What needs attention is "
    "found by looking through the ledger."
)


class AttentionReads:
    """The attention table of one stack, where it has one."""

    def __init__(self, stack: Stack) -> None:
        self._client = stack.clients("dynamodb")
        self._table = stack.attention_table
        self._enough = stack.reach.enough

    def listing(self, question: Question, stores: Sequence[str]) -> Listing:
        """Return what fits: of one store up to enough rows, of several one request each."""
        if not self._table:
            return Listing(ATTENTION, remarks=(NO_TABLE,))
        try:
            if question.store:
                return self._of_one(question)
            return self._of_each(question, stores)
        except UNREADABLE as error:
            return Listing(ATTENTION, remarks=(_unread(error),))

    def row(self, store: str, key: str) -> tuple[Row | None, tuple[str, ...]]:
        """Return what is noted of one key, and remarks on what could not be read."""
        if not self._table:
            return None, ()
        where = {"store": {"S": store}, "key": {"S": key}}
        try:
            item = self._client.get_item(TableName=self._table, Key=where, **_ASKED).get("Item")
        except UNREADABLE as error:
            return None, (_unread(error),)
        return (attention_row(item) if item else None), ()

    def _of_one(self, question: Question) -> Listing:
        rows: list[Row] = []
        read, after = 0, question.after
        for page in self._pages(question.store, question.after, QUERIES):
            read += page.get("ScannedCount", len(page["Items"]))
            after = _end(page)
            rows += _fitting(page, question)
            if not after or len(rows) >= self._enough:
                break
        return Listing(ATTENTION, newest_first(rows), read, after)

    def _of_each(self, question: Question, stores: Sequence[str]) -> Listing:
        rows: list[Row] = []
        read, further = 0, {}
        for store in stores[:MOST_STORES]:
            for page in self._pages(store, "", 1):
                read += page.get("ScannedCount", len(page["Items"]))
                rows += _fitting(page, question)
                if end := _end(page):
                    further[store] = end
        left = len(stores) - MOST_STORES
        remarks = (f"{left} more stores were not asked: choose one.",) if left > 0 else ()
        return Listing(ATTENTION, newest_first(rows), read, further=further, remarks=remarks)

    def _pages(self, store: str, after: str, most: int) -> Iterator[Any]:
        names = {**_NAMES, "#of": "store"}
        for _ in range(most):
            start: dict[str, Any] = {}
            if after:
                start["ExclusiveStartKey"] = {"store": {"S": store}, "key": {"S": after}}
            page = self._client.query(
                TableName=self._table,
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


def _fitting(page: Any, question: Question) -> list[Row]:
    return [row for row in map(attention_row, page["Items"]) if row.fits(question)]


def _end(page: Any) -> str:
    return str(page.get("LastEvaluatedKey", {}).get("key", {}).get("S", ""))


def _unread(error: Exception) -> str:
    return f"The attention table cannot be read ({named(error)})."
