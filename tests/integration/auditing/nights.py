"""What tests of the audit do to a ledger and its store, and read of what a night wrote."""

import json
from typing import Any

from order_service.keys import OrderKey
from tests.fakes.store import deadline_in
from tests.integration.aws import aws_client
from tests.integration.entry_points import STORE, EntryPoints


def second_order(entry_points: EntryPoints, key: str = "order-1") -> int:
    """Create another order of the key's cart, as a request that the network repeats does."""
    deadline = deadline_in(60, entry_points.services.clock)
    store = entry_points.services.service.open_store(OrderKey(STORE, key), deadline)
    return store.create_order(entry_points.entry(key).cart_id)


def written(key: str = "order-1", /, **facts: str | float) -> None:
    """Write these to the key's item, as other times and other answers would have."""
    aws_client("dynamodb").update_item(
        TableName="ledger",
        Key={"id": {"S": str(OrderKey(STORE, key))}},
        UpdateExpression="SET " + ", ".join(f"{name} = :{name}" for name in facts),
        ExpressionAttributeValues={f":{name}": stored(fact) for name, fact in facts.items()},
    )


def forgotten(key: str) -> None:
    """Delete the key's item, as if the ledger had never known it."""
    aws_client("dynamodb").delete_item(
        TableName="ledger", Key={"id": {"S": str(OrderKey(STORE, key))}}
    )


def stored(fact: str | float) -> dict[str, str]:
    """Return an attribute as DynamoDB has it."""
    return {"S": fact} if isinstance(fact, str) else {"N": repr(fact)}


def lines(text: str, name: str) -> list[dict[str, Any]]:
    """Return the lines of the log or of metrics that have this name in them."""
    return [json.loads(line) for line in text.splitlines() if name in line]


def numbers(text: str, name: str) -> float:
    """Return the sum of a metric, over all its lines."""
    return sum(sum(line[name]) for line in lines(text, name) if name in line)
