"""Adapter: the list of orders that need attention, in a table of its own; with it, the orders.

A row is written before the ledger says what it says, so that no refused or parked key is ever
missing, and removed when the order is placed. An order that is placed at the first try touches
this table not at all.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from order_service.clock import Clock
from order_service.errors import LedgerUnavailable
from order_service.keys import OrderKey
from order_service.ledger.attention_row import SHOWN, AttentionRow

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LISTED_DAYS = 14
"""How long a key is listed where no orders are kept."""
PAGE = 100
MOST_KEPT_BYTES = 380_000
"""Longest order that is kept: an item has 400 KB, and the reasons of a row a few."""
_DAY = 86_400
_CONDITION_FAILED = "ConditionalCheckFailedException"
T = TypeVar("T")


class _IsThere(Exception):
    """A key has a row already."""


class AttentionTable:
    """One DynamoDB table, with one item for each store and key that needs attention."""

    def __init__(self, client: "DynamoDBClient", table: str, clock: Clock, keep_days: int) -> None:
        self._client = client
        self._name = table
        self._clock = clock
        self._keep_days = keep_days

    def put(self, row: AttentionRow) -> None:
        """Write a row in the place of an earlier one; raises LedgerUnavailable.

        An order that no item can hold is left out: without its row the key would never end.
        """
        item = self._item(row)
        _asked(lambda: self._client.put_item(TableName=self._name, Item=item))

    def add(self, row: AttentionRow) -> None:
        """Write a row if its key has none; raises LedgerUnavailable."""
        item = self._item(row)
        with suppress(_IsThere):
            _asked(
                lambda: self._client.put_item(
                    TableName=self._name,
                    Item=item,
                    ConditionExpression="attribute_not_exists(#key)",
                    ExpressionAttributeNames={"#key": "key"},
                )
            )

    def _item(self, row: AttentionRow) -> dict[str, Any]:
        item = row.to_item()
        if not self._keep_days or len(row.request.encode()) > MOST_KEPT_BYTES:
            item.pop("request", None)
        days = self._keep_days or LISTED_DAYS
        item["expires_at"] = {"N": str(int(self._clock.now()) + days * _DAY)}
        return item

    def remove(self, key: OrderKey) -> None:
        """Remove the row of a key, if there is one; raises LedgerUnavailable."""
        _asked(lambda: self._client.delete_item(TableName=self._name, Key=_id(key)))

    def read(self, key: OrderKey) -> AttentionRow | None:
        """Return the row of a key, with its order; None if there is none."""
        found = _asked(
            lambda: self._client.get_item(TableName=self._name, Key=_id(key), ConsistentRead=True)
        )
        item = found.get("Item")
        return AttentionRow.from_item(item) if item else None

    def page(self, store: str, after: str = "") -> tuple[Sequence[AttentionRow], str]:
        """Return rows of a store without their orders, and the last key if there are more."""
        begin: Any = {"ExclusiveStartKey": _id(OrderKey(store, after))} if after else {}
        names = {f"#{name}": name for name in SHOWN}
        found = _asked(
            lambda: self._client.query(
                TableName=self._name,
                KeyConditionExpression="#store = :store",
                ProjectionExpression=", ".join(names),
                ExpressionAttributeNames=names,
                ExpressionAttributeValues={":store": {"S": store}},
                ConsistentRead=True,
                Limit=PAGE,
                **begin,
            )
        )
        last = found.get("LastEvaluatedKey") or {}
        rows = [AttentionRow.from_item(item) for item in found["Items"]]
        return rows, str(last["key"]["S"]) if last else ""


def _id(key: OrderKey) -> dict[str, Any]:
    return {"store": {"S": key.store}, "key": {"S": key.key}}


def _asked(ask: Callable[[], T]) -> T:
    try:
        return ask()
    except (ClientError, BotoCoreError) as error:
        if isinstance(error, ClientError) and error.response["Error"]["Code"] == _CONDITION_FAILED:
            raise _IsThere from None
        said = f"The list of orders that need attention answered {type(error).__name__}."
        raise LedgerUnavailable(said, retry_after=5, step="attention") from None
