"""The table of orders that need attention, in memory: the calls of its adapter, and no more."""

from typing import Any, cast

from order_service.clock import Clock
from order_service.ledger.attention import AttentionTable
from order_service.ledger.attention_row import SHOWN

Item = dict[str, Any]


class FakeAttentionTable:
    """The part of a DynamoDB client that the list uses; ``calls`` names each call."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], Item] = {}
        self.calls: list[str] = []

    def put_item(self, **call: Any) -> dict[str, Any]:
        self.calls.append("put")
        self.items[_id(call["Item"])] = call["Item"]
        return {}

    def delete_item(self, **call: Any) -> dict[str, Any]:
        self.calls.append("delete")
        self.items.pop(_id(call["Key"]), None)
        return {}

    def get_item(self, **call: Any) -> dict[str, Any]:
        self.calls.append("get")
        item = self.items.get(_id(call["Key"]))
        return {"Item": item} if item else {}

    def query(self, **call: Any) -> dict[str, Any]:
        self.calls.append("query")
        store = call["ExpressionAttributeValues"][":store"]["S"]
        after = call.get("ExclusiveStartKey", {}).get("key", {}).get("S", "")
        keys = sorted(id_ for id_ in self.items if id_[0] == store and id_[1] > after)
        page = keys[: call["Limit"]]
        answer: dict[str, Any] = {"Items": [_shown(self.items[id_]) for id_ in page]}
        if len(keys) > len(page):
            answer["LastEvaluatedKey"] = {"store": {"S": store}, "key": {"S": page[-1][1]}}
        return answer


def listing(table: FakeAttentionTable, clock: Clock, keep_days: int = 14) -> AttentionTable:
    """The service's own way to this table."""
    return AttentionTable(cast("Any", table), "attention", clock, keep_days)


def _id(item: Item) -> tuple[str, str]:
    return item["store"]["S"], item["key"]["S"]


def _shown(item: Item) -> Item:
    return {name: value for name, value in item.items() if name in SHOWN}
