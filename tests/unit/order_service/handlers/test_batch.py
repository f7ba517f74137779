"""Records run at the same time, what befalls one stays with it, and each store has its pace."""

import json
from collections.abc import Sequence
from io import StringIO
from threading import Barrier, Event
from typing import Any

import pytest

from order_service.handlers.batch import Waiting, side_by_side
from order_service.queueing.pace import GO_ON, Turn, Wait
from order_service.queueing.queue_event import SQSRecord
from tests.fakes.lambda_events import sqs_event
from tests.fakes.orders import AUSTIN, order_body

AT_ONCE = 10
FAR = ["id-far", "id-too"]
TWO_PIECES = [{"sku": "abc-123", "name": "Thing", "list_price": 10, "quantity": 2}]
TWO_CONSIGNMENTS = [
    {"line_items": [{"sku": "abc-123", "quantity": 1}], "address": AUSTIN},
    {"line_items": [{"sku": "abc-123"}], "address": AUSTIN},
]
LATE = 2.0
"""Seconds after which what is held up is done, should nobody let it go before."""
TOO_LONG = 30.0
"""Seconds after which threads that wait for each other in vain give up."""


def message(store: str, key: str, receives: int = 1, **order: Any) -> dict[str, Any]:
    body = {"store": store, "idempotency_key": key, "order": order_body(**order)}
    return {
        "MessageId": f"id-{key}",
        "ReceiptHandle": "handle",
        "Body": json.dumps(body),
        "MD5OfBody": "",
        "Attributes": {"ApproximateReceiveCount": str(receives)},
    }


def records(*messages: dict[str, Any]) -> list[SQSRecord]:
    return [SQSRecord(record) for record in sqs_event(*messages)["Records"]]


def now(store: str, turns: Sequence[Turn]) -> list[Wait]:
    return [GO_ON] * len(turns)


def unexpected(log: StringIO) -> list[str]:
    """Return what the log has of errors that nobody expected."""
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    return [line["error_type"] for line in lines if line["message"] == "unexpected error"]


def come_back(batch: list[SQSRecord], settle: Any, pace: Any = now) -> list[str]:
    answer = side_by_side(batch, pace, settle, AT_ONCE, lambda: TOO_LONG)
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_a_batch_returns_at_its_deadline_and_names_what_is_not_done() -> None:
    released, left = Event(), iter([TOO_LONG, 0.0])

    def settle(one: Waiting, wait: Wait) -> bool:
        # It is done in the end: named is only what was not by the deadline.
        if one.record.message_id != "id-quick":
            released.wait(LATE)
        return True

    batch = records(message("acme", "quick"), message("acme", "held-up"))
    try:
        answer = side_by_side(batch, now, settle, AT_ONCE, lambda: next(left))
    finally:
        released.set()
    back = [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
    assert "id-held-up" in back


def test_an_empty_batch_is_done() -> None:
    assert come_back([], lambda *_: False) == []


def test_all_records_of_a_batch_are_worked_on_at_the_same_time() -> None:
    meeting = Barrier(AT_ONCE)

    def settle(one: Waiting, wait: Wait) -> bool:
        meeting.wait(TOO_LONG)
        return True

    batch = records(*(message("acme", f"key-{number}") for number in range(AT_ONCE)))
    assert come_back(batch, settle) == []


def test_records_of_one_key_go_one_after_the_other_in_their_order() -> None:
    seen: list[str] = []
    meeting = Barrier(2)

    def settle(one: Waiting, wait: Wait) -> bool:
        seen.append(one.record.body)
        if len(seen) <= 2:
            # The two keys' first records meet here; a second record of the same key would too.
            meeting.wait(TOO_LONG)
        return True

    same = [message("acme", "same", customer_id=number) for number in (1, 2)]
    batch = records(*same, message("acme", "other"))
    assert come_back(batch, settle) == []
    assert {same[0]["Body"], batch[2].body} == set(seen[:2])
    assert seen[2] == same[1]["Body"]


def test_a_record_that_raises_comes_back_and_the_others_do_not(log: StringIO) -> None:
    def settle(one: Waiting, wait: Wait) -> bool:
        if one.key and one.key.key == "bad":
            raise ValueError
        return bool(one.key and one.key.key != "later")

    batch = records(*(message("acme", key) for key in ("good", "bad", "later", "good-too")))
    assert come_back(batch, settle) == ["id-bad", "id-later"]
    assert unexpected(log) == ["ValueError"]


def test_each_store_is_asked_once_for_the_pace_of_its_records() -> None:
    asked: dict[str, list[Turn]] = {}
    settled: dict[str, float] = {}

    def pace(store: str, turns: Sequence[Turn]) -> list[Wait]:
        asked[store] = list(turns)
        return [Wait(float(place)) for place, _ in enumerate(turns)]

    def settle(one: Waiting, wait: Wait) -> bool:
        settled[one.record.message_id] = wait.seconds
        return not wait.seconds

    batch = records(
        message("acme", "a"),
        message("other", "b", consignments=None),
        message("acme", "c", receives=4, custom_items=TWO_PIECES, consignments=TWO_CONSIGNMENTS),
    )
    assert come_back(batch, settle, pace) == ["id-c"]
    assert asked == {"acme": [Turn(5, 1), Turn(6, 4)], "other": [Turn(5, 1)]}
    assert settled == {"id-a": 0.0, "id-b": 0.0, "id-c": 1.0}


def test_an_order_that_is_under_way_stands_in_no_line_again() -> None:
    asked: list[Turn] = []

    def pace(store: str, turns: Sequence[Turn]) -> list[Wait]:
        asked.extend(turns)
        return now(store, turns)

    marked = {"begun": {"DataType": "String", "StringValue": "true"}}
    batch = records(message("acme", "a") | {"MessageAttributes": marked})
    assert come_back(batch, lambda *_: True, pace) == []
    assert [turn.receives for turn in asked] == [3]


@pytest.mark.parametrize("body", ["not JSON", message("acme", "a", currency="usd")["Body"]])
def test_what_never_reaches_the_store_takes_no_turn_there(body: str) -> None:
    jobs: list[bool] = []

    def settle(one: Waiting, wait: Wait) -> bool:
        jobs.append(one.job is not None or wait.seconds > 0)
        return True

    batch = records(message("acme", "a") | {"Body": body})
    assert come_back(batch, settle, lambda *_: [Wait(99.0)]) == []
    assert jobs == [False]


def test_a_pace_that_fails_holds_nobody_back(log: StringIO) -> None:
    def broken(store: str, turns: Sequence[Turn]) -> list[Wait]:
        raise RuntimeError(store)

    batch = records(message("acme", "a"), message("beta", "b"))
    seen: list[float] = []

    def settle(one: Waiting, wait: Wait) -> bool:
        seen.append(wait.seconds)
        return True

    assert come_back(batch, settle, broken) == []
    assert seen == [0.0, 0.0]
    assert unexpected(log) == ["RuntimeError", "RuntimeError"]


def far_batch() -> list[SQSRecord]:
    return records(*(message("acme", key) for key in ("far", "too", "now")))


def paces(store: str, turns: Sequence[Turn]) -> list[Wait]:
    return [Wait(800.0, again=True), Wait(800.0, again=True), GO_ON]


@pytest.mark.parametrize(
    ("sent", "back"), [({"id-far", "id-too"}, []), ({"id-far"}, ["id-too"]), (set(), FAR)]
)
def test_those_whose_turn_is_far_away_are_sent_again_together_or_come_back(
    sent: set[str], back: list[str]
) -> None:
    asked: list[list[str]] = []

    def far(waits: Sequence[tuple[Waiting, Wait]]) -> set[str]:
        asked.append([one.record.message_id for one, _ in waits])
        return sent

    def settle(one: Waiting, wait: Wait) -> bool:
        return wait == GO_ON

    answer = side_by_side(far_batch(), paces, settle, AT_ONCE, lambda: TOO_LONG, far)
    assert sorted(one["itemIdentifier"] for one in answer["batchItemFailures"]) == back
    assert asked == [FAR]


def test_what_fails_while_they_are_sent_again_lets_none_of_them_go(log: StringIO) -> None:
    def broken(waits: Sequence[tuple[Waiting, Wait]]) -> set[str]:
        raise RuntimeError

    def settle(one: Waiting, wait: Wait) -> bool:
        return wait == GO_ON

    answer = side_by_side(far_batch(), paces, settle, AT_ONCE, lambda: TOO_LONG, broken)
    assert sorted(one["itemIdentifier"] for one in answer["batchItemFailures"]) == FAR
    assert unexpected(log) == ["RuntimeError"]
