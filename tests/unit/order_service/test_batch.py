"""Records run at the same time, what befalls one stays with it, and each store has its pace."""

import json
from collections.abc import Sequence
from threading import Barrier
from typing import Any

from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from order_service.batch import Waiting, side_by_side
from order_service.pace import Turn
from tests.fakes.lambda_events import sqs_event

AT_ONCE = 10
TOO_LONG = 30.0
"""Seconds after which threads that wait for each other in vain give up."""


def message(store: str, key: str, receives: int = 1, **order: Any) -> dict[str, Any]:
    body = {"store": store, "idempotency_key": key, "order": order}
    return {
        "MessageId": f"id-{key}",
        "ReceiptHandle": "handle",
        "Body": json.dumps(body),
        "MD5OfBody": "",
        "Attributes": {"ApproximateReceiveCount": str(receives)},
    }


def records(*messages: dict[str, Any]) -> list[SQSRecord]:
    return [SQSRecord(record) for record in sqs_event(*messages)["Records"]]


def now(store: str, turns: Sequence[Turn]) -> list[float]:
    return [0.0] * len(turns)


def come_back(batch: list[SQSRecord], settle: Any, pace: Any = now) -> list[str]:
    answer = side_by_side(batch, pace, settle, AT_ONCE)
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_an_empty_batch_is_done() -> None:
    assert come_back([], lambda *_: False) == []


def test_all_records_of_a_batch_are_worked_on_at_the_same_time() -> None:
    meeting = Barrier(AT_ONCE)

    def settle(one: Waiting, later: float) -> bool:
        meeting.wait(TOO_LONG)
        return True

    batch = records(*(message("acme", f"key-{number}") for number in range(AT_ONCE)))
    assert come_back(batch, settle) == []


def test_records_of_one_key_go_one_after_the_other_in_their_order() -> None:
    told: list[str] = []
    meeting = Barrier(2)

    def settle(one: Waiting, later: float) -> bool:
        told.append(one.record.body)
        if len(told) <= 2:
            # The two keys' first records meet here; a second record of the same key would too.
            meeting.wait(TOO_LONG)
        return True

    same = [message("acme", "same", number=number) for number in range(2)]
    batch = records(*same, message("acme", "other"))
    assert come_back(batch, settle) == []
    assert {same[0]["Body"], batch[2].body} == set(told[:2])
    assert told[2] == same[1]["Body"]


def test_a_record_that_raises_comes_back_and_the_others_do_not() -> None:
    def settle(one: Waiting, later: float) -> bool:
        if one.key and one.key.key == "bad":
            raise ValueError
        return bool(one.key and one.key.key != "later")

    batch = records(*(message("acme", key) for key in ("good", "bad", "later", "good-too")))
    assert come_back(batch, settle) == ["id-bad", "id-later"]


def test_each_store_is_asked_once_for_the_pace_of_its_records() -> None:
    asked: dict[str, list[Turn]] = {}
    settled: dict[str, float] = {}

    def pace(store: str, turns: Sequence[Turn]) -> list[float]:
        asked[store] = list(turns)
        return [float(place) for place, _ in enumerate(turns)]

    def settle(one: Waiting, later: float) -> bool:
        settled[one.record.message_id] = later
        return not later

    batch = records(
        message("acme", "a"),
        message("other", "b"),
        message("acme", "c", receives=4, consignments=[{}, {}]),
    )
    assert come_back(batch, settle, pace) == ["id-c"]
    assert asked == {"acme": [Turn(5, 1), Turn(6, 4)], "other": [Turn(5, 1)]}
    assert settled == {"id-a": 0.0, "id-b": 0.0, "id-c": 1.0}


def test_an_order_that_is_under_way_stands_in_no_line_again() -> None:
    asked: list[Turn] = []

    def pace(store: str, turns: Sequence[Turn]) -> list[float]:
        asked.extend(turns)
        return now(store, turns)

    marked = {"begun": {"DataType": "String", "StringValue": "true"}}
    batch = records(message("acme", "a") | {"MessageAttributes": marked})
    assert come_back(batch, lambda *_: True, pace) == []
    assert [turn.receives for turn in asked] == [3]


def test_a_message_that_cannot_be_read_has_no_store_and_no_pace() -> None:
    unread: list[bool] = []

    def settle(one: Waiting, later: float) -> bool:
        unread.append(one.key is None)
        return True

    batch = records(message("acme", "a") | {"Body": "not JSON"})
    assert come_back(batch, settle, lambda *_: [99.0]) == []
    assert unread == [True]
