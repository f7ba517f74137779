"""What is asked of DynamoDB, to the last word, and what becomes of its answers."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from order_service.errors import LedgerUnavailable
from order_service.keys import OrderKey
from order_service.ledger.attention import AttentionTable
from order_service.ledger.attention_row import Attention, AttentionRow
from order_service.ledger.table import MOST_READS, ConditionFailed, Table, TableUnavailable
from tests.fakes.clock import FakeClock

KEY = OrderKey("acme", "order-1")
ID = {"store": {"S": "acme"}, "key": {"S": "order-1"}}
ROW = AttentionRow(KEY, Attention.PARKED, 5.5, "parked", "operator", request="{}", fingerprint="f")
ITEM = {
    **ID,
    "state": {"S": "parked"},
    "since": {"N": "5.5"},
    "code": {"S": "parked"},
    "fix": {"S": "operator"},
    "request": {"S": "{}"},
    "fingerprint": {"S": "f"},
}
UNREACHABLE = EndpointConnectionError(endpoint_url="table")


class Scripted:
    """A client that gives the answers of its script, and keeps what it was asked."""

    def __init__(self, *script: dict[str, Any] | Exception) -> None:
        self._script = list(script)
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def __getattr__(self, operation: str) -> Callable[..., dict[str, Any]]:
        def answer(**call: Any) -> dict[str, Any]:
            self.calls.append((operation, call))
            found = self._script.pop(0)
            if isinstance(found, Exception):
                raise found
            return found

        return answer


def table_of(*script: Any) -> tuple[Scripted, Table]:
    client: Any = Scripted(*script)
    return client, Table(client, "ledger")


def rows_of(*script: Any, keep_days: int = 30) -> tuple[Scripted, AttentionTable]:
    client: Any = Scripted(*script)
    return client, AttentionTable(client, "attention", FakeClock(1000.9), keep_days)


def refused(code: str, **more: Any) -> ClientError:
    answer: Any = {"Error": {"Code": code, "Message": "no"}, **more}
    return ClientError(answer, "UpdateItem")


def item(name: str) -> dict[str, Any]:
    return {"id": {"S": name}}


def batch(*names: str) -> dict[str, Any]:
    return {"ledger": {"Keys": [item(name) for name in names], "ConsistentRead": True}}


@pytest.mark.parametrize("found", [item("a"), None])
def test_an_item_is_read_with_its_last_write(found: Any) -> None:
    client, table = table_of({"Item": found} if found else {})
    assert table.read("a") == found
    asked = {"TableName": "ledger", "Key": item("a"), "ConsistentRead": True}
    assert client.calls == [("get_item", asked)]


def test_a_batch_is_read_with_its_last_writes_and_read_on_where_dynamodb_stopped() -> None:
    rest = {"ledger": {"Keys": [item("b")]}}
    client, table = table_of(
        {"Responses": {"ledger": [item("a")]}, "UnprocessedKeys": rest},
        {"Responses": {}, "UnprocessedKeys": {"ledger": {"Keys": [item("b")]}}},
        {"Responses": {"ledger": [item("b")]}, "UnprocessedKeys": {}},
    )
    assert table.read_many(["a", "b"]) == [item("a"), item("b")]
    assert client.calls == [
        ("batch_get_item", {"RequestItems": batch("a", "b")}),
        ("batch_get_item", {"RequestItems": batch("b")}),
        ("batch_get_item", {"RequestItems": batch("b")}),
    ]


def test_nothing_is_asked_for_no_items() -> None:
    client, table = table_of()
    assert table.read_many([]) == []
    assert client.calls == []


@pytest.mark.parametrize("comes", [True, False])
def test_a_batch_is_read_on_five_times_at_most(comes: bool) -> None:
    left = {"Responses": {}, "UnprocessedKeys": {"ledger": {"Keys": [item("a")]}}}
    last: dict[str, Any] = {"Responses": {"ledger": [item("a")]}} if comes else left
    client, table = table_of(*[left] * 4, last)
    if comes:
        assert table.read_many(["a"]) == [item("a")]
    else:
        with pytest.raises(TableUnavailable, match=r"^UnprocessedKeys$"):
            table.read_many(["a"])
    assert len(client.calls) == MOST_READS == 5


def test_a_write_names_its_condition_and_asks_for_the_item_either_way() -> None:
    client, table = table_of({"Attributes": item("a")})
    values = {":text": "x", ":whole": 1, ":part": 1.5, ":bytes": b"y"}
    assert table.write("a", "SET b = :text", "b <> :text", values) == item("a")
    asked = {
        "TableName": "ledger",
        "Key": item("a"),
        "UpdateExpression": "SET b = :text",
        "ConditionExpression": "b <> :text",
        "ExpressionAttributeValues": {
            ":text": {"S": "x"},
            ":whole": {"N": "1"},
            ":part": {"N": "1.5"},
            ":bytes": {"B": b"y"},
        },
        "ReturnValues": "ALL_NEW",
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    assert client.calls == [("update_item", asked)]


@pytest.mark.parametrize("found", [item("a"), {}])
def test_a_write_whose_condition_fails_gives_the_item_that_is_there(found: Any) -> None:
    more = {"Item": found} if found else {}
    _, table = table_of(refused("ConditionalCheckFailedException", **more))
    with pytest.raises(ConditionFailed) as caught:
        table.write("a", "SET b = :b", "b = :b", {})
    assert (caught.value.item, caught.value.args) == (found, ())


@pytest.mark.parametrize(
    ("error", "words"),
    [(refused("ThrottlingException"), "ClientError"), (UNREACHABLE, "EndpointConnectionError")],
)
@pytest.mark.parametrize(
    "ask",
    [
        lambda table: table.read("a"),
        lambda table: table.read_many(["a"]),
        lambda table: table.write("a", "SET b = :b", "b = :b", {}),
    ],
    ids=["read", "read_many", "write"],
)
def test_a_table_that_does_not_answer_is_named_by_the_kind_of_error(
    ask: Callable[[Table], object], error: Exception, words: str
) -> None:
    with pytest.raises(TableUnavailable, match=f"^{words}$"):
        ask(table_of(error)[1])


@pytest.mark.parametrize(("keep_days", "days", "kept"), [(30, 30, True), (0, 14, False)])
def test_a_row_is_kept_as_long_as_its_order_or_for_two_weeks_without_it(
    keep_days: int, days: int, kept: bool
) -> None:
    client, rows = rows_of({}, keep_days=keep_days)
    rows.put(ROW)
    written = {**ITEM, "expires_at": {"N": str(1000 + days * 86_400)}}
    if not kept:
        del written["request"]
    assert client.calls == [("put_item", {"TableName": "attention", "Item": written})]


def test_a_row_without_an_order_is_written_where_none_are_kept() -> None:
    client, rows = rows_of({}, keep_days=0)
    rows.put(AttentionRow(KEY, Attention.PARKED, 5.5, "parked", "operator"))
    assert "request" not in client.calls[0][1]["Item"]


@pytest.mark.parametrize("there", [True, False])
def test_a_row_is_added_where_its_key_has_none(there: bool) -> None:
    client, rows = rows_of(refused("ConditionalCheckFailedException") if there else {})
    rows.add(ROW)
    ((operation, call),) = client.calls
    condition = (call["ConditionExpression"], call["ExpressionAttributeNames"])
    assert (operation, call["Item"]["key"]) == ("put_item", {"S": "order-1"})
    assert condition == ("attribute_not_exists(#key)", {"#key": "key"})


def test_a_row_that_cannot_be_added_is_said() -> None:
    with pytest.raises(LedgerUnavailable):
        rows_of(refused("ThrottlingException"))[1].add(ROW)


def test_a_row_is_removed_by_its_store_and_key() -> None:
    client, rows = rows_of({})
    rows.remove(KEY)
    assert client.calls == [("delete_item", {"TableName": "attention", "Key": ID})]


@pytest.mark.parametrize("there", [True, False])
def test_a_row_is_read_with_its_last_write(there: bool) -> None:
    client, rows = rows_of({"Item": ITEM} if there else {})
    assert rows.read(KEY) == (ROW if there else None)
    asked = {"TableName": "attention", "Key": ID, "ConsistentRead": True}
    assert client.calls == [("get_item", asked)]


@pytest.mark.parametrize(
    ("after", "begin"), [("", {}), ("order-1", {"ExclusiveStartKey": ID})], ids=["first", "next"]
)
def test_a_page_is_read_with_its_last_writes_and_without_the_orders(
    after: str, begin: dict[str, Any]
) -> None:
    last = {"store": {"S": "acme"}, "key": {"S": "order-9"}}
    client, rows = rows_of({"Items": [ITEM], "LastEvaluatedKey": last}, {"Items": []})
    assert rows.page("acme", after) == ([ROW], "order-9")
    assert rows.page("acme", after) == ([], "")
    names = "store key state since code fix cause step hint words fingerprint".split()
    asked = {
        "TableName": "attention",
        "KeyConditionExpression": "#store = :store",
        "ProjectionExpression": ", ".join(f"#{name}" for name in names),
        "ExpressionAttributeNames": {f"#{name}": name for name in names},
        "ExpressionAttributeValues": {":store": {"S": "acme"}},
        "ConsistentRead": True,
        "Limit": 100,
        **begin,
    }
    assert client.calls == [("query", asked)] * 2


def test_the_first_page_is_the_one_that_is_read_where_none_is_named() -> None:
    client, rows = rows_of({"Items": []})
    assert rows.page("acme") == ([], "")
    assert "ExclusiveStartKey" not in client.calls[0][1]


def test_a_list_that_does_not_answer_is_asked_again_in_five_seconds() -> None:
    _, rows = rows_of(refused("ThrottlingException"))
    with pytest.raises(LedgerUnavailable) as caught:
        rows.put(ROW)
    error = caught.value
    assert error.detail == "The list of orders that need attention answered ClientError."
    assert (error.retry_after, error.step) == (5, "attention")
