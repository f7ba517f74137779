"""Adapter: reads an item of the ledger's table, and writes one under a condition."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = Mapping[str, Any]
MOST_READS = 5
"""How often a batch is read on: DynamoDB answers 16 MB at a time, and less under load."""


class TableUnavailable(Exception):
    """The table cannot be read or written now; the text is the error's type, ``code`` AWS's own."""

    def __init__(self, text: str, code: str = "") -> None:
        super().__init__(text)
        self.code = code


class ConditionFailed(Exception):
    """The item is not as the write expects it; ``item`` is what it is, empty if there is none."""

    def __init__(self, item: Item) -> None:
        super().__init__()
        self.item = item


class Table:
    """One DynamoDB table whose items have one key, ``id``."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name

    def read(self, item_id: str) -> Item | None:
        """Return an item with its last write, None if there is none; raises TableUnavailable."""
        try:
            found = self._client.get_item(
                TableName=self._name, Key={"id": {"S": item_id}}, ConsistentRead=True
            )
        except (ClientError, BotoCoreError) as error:
            raise _unavailable(error) from None
        return found.get("Item")

    def read_many(self, item_ids: Sequence[str]) -> list[Item]:
        """Return those of at most a hundred items that are there; raises TableUnavailable."""
        left: Any = {self._name: {"Keys": [{"id": {"S": one}} for one in item_ids]}}
        found: list[Item] = []
        for _ in range(MOST_READS):
            if not left or not item_ids:
                return found
            left[self._name]["ConsistentRead"] = True
            try:
                answer = self._client.batch_get_item(RequestItems=left)
            except (ClientError, BotoCoreError) as error:
                raise _unavailable(error) from None
            found += answer["Responses"].get(self._name, [])
            left = answer.get("UnprocessedKeys")
        if left:
            raise TableUnavailable("UnprocessedKeys")
        return found

    def write(self, item_id: str, update: str, condition: str, values: Mapping[str, Any]) -> Item:
        """Return the item after the update; raises ConditionFailed and TableUnavailable."""
        try:
            written = self._client.update_item(
                TableName=self._name,
                Key={"id": {"S": item_id}},
                UpdateExpression=update,
                ConditionExpression=condition,
                ExpressionAttributeValues={name: _typed(value) for name, value in values.items()},
                ReturnValues="ALL_NEW",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                item: Any = dict(error.response).get("Item")
                raise ConditionFailed(item or {}) from None
            raise _unavailable(error) from None
        except BotoCoreError as error:
            raise _unavailable(error) from None
        return written["Attributes"]


def _unavailable(error: ClientError | BotoCoreError) -> TableUnavailable:
    code = error.response["Error"]["Code"] if isinstance(error, ClientError) else ""
    return TableUnavailable(type(error).__name__, code)


def _typed(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"B": value}
    return {"S": value} if isinstance(value, str) else {"N": repr(value)}
