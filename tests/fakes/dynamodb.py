"""DynamoDB's conditional writes in memory: the ledger's own expressions, evaluated.

Fast enough for a hundred thousand crash schedules; the same ledger tests also run against moto,
which keeps it honest.
"""

import base64
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from math import ceil
from threading import Lock
from typing import Any, cast

from botocore.exceptions import ClientError

from order_service.clock import Clock
from order_service.ledger.attention import AttentionTable
from order_service.ledger.attention_row import SHOWN

Item = dict[str, Any]
Scope = tuple[Item, Item]
Term = Callable[[Scope], Any]
MOST_BYTES = 400 * 1024
"""The largest item that DynamoDB takes."""
_TOKEN = re.compile(r"\s*(<=|>=|<>|[()=<>,+]|:?[A-Za-z_]+)")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


class FakeDynamoDB:
    """The part of a DynamoDB client that the ledger uses, for one table."""

    def __init__(self) -> None:
        self.items: dict[str, Item] = {}
        self.before: dict[str, Item] = {}
        self._lock = Lock()

    def update_item(self, **call: Any) -> dict[str, Any]:
        name = call["Key"]["id"]["S"]
        values = call["ExpressionAttributeValues"]
        with self._lock:
            item = self.items.get(name, {})
            if not condition(call["ConditionExpression"])((item, values)):
                raise _failed(item)
            changed = {**item, "id": {"S": name}}
            for attribute, term in assignments(call["UpdateExpression"]):
                changed[attribute] = term((item, values))
            self.before[name] = item
            self.items[name] = changed
        return {"Attributes": changed}

    def batch_get_item(self, **call: Any) -> dict[str, Any]:
        ((name, asked),) = call["RequestItems"].items()
        ids = [key["id"]["S"] for key in asked["Keys"]]
        return {"Responses": {name: [self.items[one] for one in ids if one in self.items]}}

    def get_item(self, **call: Any) -> dict[str, Any]:
        """Return an item; a read that does not ask to be consistent misses the last write."""
        items = self.items if call.get("ConsistentRead") else self.before
        item = items.get(call["Key"]["id"]["S"])
        return {"Item": item} if item else {}


def _failed(item: Item) -> ClientError:
    answer: Any = {"Error": {"Code": "ConditionalCheckFailedException", "Message": ""}}
    if item:
        answer["Item"] = item
    return ClientError(answer, "UpdateItem")


@cache
def condition(text: str) -> Term:
    tokens = _TOKEN.findall(text)
    term = _any(tokens)
    if tokens:
        raise ValueError(tokens)
    return term


@cache
def assignments(text: str) -> list[tuple[str, Term]]:
    tokens = _TOKEN.findall(text)
    if tokens.pop(0) != "SET":
        raise ValueError(text)
    found = []
    while tokens:
        attribute, equals = tokens.pop(0), tokens.pop(0)
        if equals != "=":
            raise ValueError(text)
        found.append((attribute, _sum(tokens)))
        if tokens and tokens.pop(0) != ",":
            raise ValueError(text)
    return found


def _any(tokens: list[str]) -> Term:
    terms = [_all(tokens)]
    while tokens and tokens[0] == "OR":
        tokens.pop(0)
        terms.append(_all(tokens))
    return lambda scope: any(term(scope) for term in terms)


def _all(tokens: list[str]) -> Term:
    terms = [_test(tokens)]
    while tokens and tokens[0] == "AND":
        tokens.pop(0)
        terms.append(_test(tokens))
    return lambda scope: all(term(scope) for term in terms)


def _test(tokens: list[str]) -> Term:
    if tokens[0] == "(":
        tokens.pop(0)
        inner = _any(tokens)
        tokens.pop(0)
        return inner
    if tokens[0] in ("attribute_exists", "attribute_not_exists"):
        exists, _, name, _ = (tokens.pop(0) for _ in range(4))
        return lambda scope: (name in scope[0]) is (exists == "attribute_exists")
    left, compare, right = _operand(tokens), _COMPARE[tokens.pop(0)], _operand(tokens)

    def compared(scope: Scope) -> bool:
        ours, theirs = left(scope), right(scope)
        return ours is not None and theirs is not None and compare(_key(ours), _key(theirs))

    return compared


def _sum(tokens: list[str]) -> Term:
    first = _operand(tokens)
    if not tokens or tokens[0] != "+":
        return first
    tokens.pop(0)
    second = _operand(tokens)
    return lambda scope: {"N": str(Decimal(first(scope)["N"]) + Decimal(second(scope)["N"]))}


def _operand(tokens: list[str]) -> Term:
    name = tokens.pop(0)
    if name == "if_not_exists":
        _, attribute, _ = (tokens.pop(0) for _ in range(3))
        other = _operand(tokens)
        tokens.pop(0)
        return lambda scope: scope[0].get(attribute) or other(scope)
    if name.startswith(":"):
        return lambda scope: scope[1][name]
    return lambda scope: scope[0].get(name)


def _key(value: Item) -> Any:
    return float(value["N"]) if "N" in value else value["S"]


def write_units(item: Mapping[str, Any]) -> int:
    """Return what a write of this item is billed as: a unit for each kilobyte that is begun."""
    return ceil(bytes_of(item) / 1024)


def bytes_of(item: Mapping[str, Any]) -> int:
    """Return an item's size: names and values; a number takes one byte, and one for two digits."""
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _size(value: Mapping[str, Any]) -> int:
    if "B" in value:
        data = value["B"]
        return len(base64.b64decode(data) if isinstance(data, str) else data)
    if "S" in value:
        return len(str(value["S"]).encode())
    digits = str(value["N"]).replace(".", "").lstrip("-0")
    return (len(digits) + 1) // 2 + 1 + str(value["N"]).startswith("-")


class FakeAttentionTable:
    """The part of a DynamoDB client that the list uses; ``calls`` names each call."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], Item] = {}
        self.calls: list[str] = []

    def put_item(self, **call: Any) -> dict[str, Any]:
        self.calls.append("put")
        if bytes_of(call["Item"]) > MOST_BYTES:
            raise ClientError({"Error": {"Code": "ValidationException", "Message": ""}}, "PutItem")
        if call.get("ConditionExpression") and _key_of(call["Item"]) in self.items:
            raise _failed({})
        self.items[_key_of(call["Item"])] = call["Item"]
        return {}

    def delete_item(self, **call: Any) -> dict[str, Any]:
        self.calls.append("delete")
        self.items.pop(_key_of(call["Key"]), None)
        return {}

    def get_item(self, **call: Any) -> dict[str, Any]:
        self.calls.append("get")
        item = self.items.get(_key_of(call["Key"]))
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


def _key_of(item: Item) -> tuple[str, str]:
    return item["store"]["S"], item["key"]["S"]


def _shown(item: Item) -> Item:
    return {name: value for name, value in item.items() if name in SHOWN}
