"""Every change that is an event is told, in order and at least once, whatever the bus takes."""

import json
from io import StringIO
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from local_cloud.canary import leaks
from order_service.handlers.stream import PAUSES, tell
from order_service.ledger.announcement import Announcement
from order_service.ledger.callback_settings import CallbackUnknown
from order_service.telemetry.telemetry import LogJournal
from tests.fakes.bus import FakeBus
from tests.fakes.changes import Record
from tests.fakes.clock import FakeClock
from tests.fakes.orders import AUSTIN, order_body
from tests.fakes.shop import Shop
from tests.fakes.store import deadline_in

NO_ANSWER = EndpointConnectionError(endpoint_url="https://events.example")
FAILED = "InternalFailure"


def placed(*keys: str) -> list[Record]:
    """The change with which each of these orders was placed."""
    shop = Shop()
    for key in keys:
        shop.place(order_body(), key)
    return [r for r in shop.dynamodb.records if r["dynamodb"]["NewImage"]["phase"]["S"] == "placed"]


def numbers(records: list[Record]) -> list[str]:
    return [record["dynamodb"]["SequenceNumber"] for record in records]


def unreadable(record: Record) -> Record:
    spoilt = record["dynamodb"]["NewImage"] | {"draft": {"S": AUSTIN["email"]}}
    return record | {"dynamodb": record["dynamodb"] | {"NewImage": spoilt}}


class Telling:
    """Some batches, told to one bus by one clock."""

    def __init__(self, *script: Any, seconds: float = 45) -> None:
        self.bus = FakeBus(*script)
        self.clock = FakeClock()
        self.seconds = seconds

    def __call__(self, records: list[Record]) -> str | None:
        return tell(records, self.bus.events, deadline_in(self.seconds, self.clock))


def test_a_batch_is_one_call_in_the_order_of_the_stream() -> None:
    telling = Telling()
    assert telling(placed("a", "b", "c")) is None
    assert (len(telling.bus.calls), telling.bus.keys) == (1, ["a", "b", "c"])


def test_a_batch_in_which_nothing_is_an_event_calls_nobody() -> None:
    shop = Shop()
    shop.place(order_body())
    telling = Telling()
    assert telling(shop.dynamodb.records[:3]) is None
    assert telling.bus.calls == []


def test_only_what_the_bus_did_not_take_is_sent_again() -> None:
    telling = Telling([None, FAILED, None, "ThrottlingException"], [FAILED, None])
    assert telling(placed("a", "b", "c", "d")) is None
    sent = [[json.loads(e["Detail"])["idempotency_key"] for e in c] for c in telling.bus.calls]
    assert sent == [["a", "b", "c", "d"], ["b", "d"], ["b"]]
    assert sorted(telling.bus.keys) == ["a", "b", "c", "d"]


def test_a_bus_that_does_not_answer_for_a_while_is_waited_for() -> None:
    telling = Telling(NO_ANSWER, NO_ANSWER)
    began = telling.clock.now()
    assert telling(placed("a", "b")) is None
    assert telling.bus.keys == ["a", "b"]
    assert telling.clock.now() - began == sum(PAUSES[:3])


def test_what_is_never_taken_comes_again_from_the_first_one_on() -> None:
    records = placed("a", "b", "c")
    telling = Telling([None, FAILED, None], *[[FAILED]] * (len(PAUSES) - 1))
    assert telling(records) == numbers(records)[1]
    assert telling.bus.keys == ["a", "c"]
    # Lambda hands over the rest: c is told twice, and none is missing.
    assert telling(records[1:]) is None
    assert telling.bus.keys == ["a", "c", "b", "c"]


def test_a_dead_bus_is_not_tried_past_the_end_of_the_execution() -> None:
    records = placed("a")
    telling = Telling(*[NO_ANSWER] * len(PAUSES), seconds=3)
    began = telling.clock.now()
    assert telling(records) == numbers(records)[0]
    assert len(telling.bus.calls) == 3
    assert telling.clock.now() - began <= 3


def test_a_batch_comes_again_from_a_callback_on_that_cannot_be_signed_just_now() -> None:
    records = placed("a", "b", "c")
    bus, clock = FakeBus(), FakeClock()

    def add(announcement: Announcement) -> Announcement:
        if announcement.key.key == "b":
            raise CallbackUnknown("ThrottlingException")
        return announcement

    assert tell(records, bus.events, deadline_in(45, clock), add) == numbers(records)[1]
    assert bus.keys == ["a"]


def test_what_the_log_says_of_a_callback_names_the_key(log: StringIO) -> None:
    def add(announcement: Announcement) -> Announcement:
        LogJournal().note("callback not signed")
        return announcement

    assert tell(placed("a"), FakeBus().events, deadline_in(45, FakeClock()), add) is None
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert ("callback not signed", "a") in [(line["message"], line.get("key")) for line in lines]


def test_a_record_that_cannot_be_read_stops_its_batch_there() -> None:
    good, bad, later = placed("a", "b", "c")
    telling = Telling()
    assert telling([good, unreadable(bad), later]) == numbers([bad])[0]
    assert telling.bus.keys == ["a"]


def test_the_first_one_that_was_not_taken_goes_before_one_that_cannot_be_read() -> None:
    good, bad = placed("a", "b")
    telling = Telling(*[NO_ANSWER] * len(PAUSES))
    assert telling([good, unreadable(bad)]) == numbers([good])[0]


def test_the_log_tells_each_event_by_its_key_and_nothing_of_the_customer(log: StringIO) -> None:
    good, bad = placed("key-a", "key-b")
    Telling([FAILED])([good, unreadable(bad)])
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    logged = [(line["message"], line.get("key"), line.get("code")) for line in lines]
    assert logged == [
        ("unexpected error", "key-b", None),
        ("event not taken", "key-a", FAILED),
        ("event sent", "key-a", None),
    ]
    assert leaks(str(unreadable(bad)))
    assert leaks(log.getvalue()) == []
    for secret in ("http", "@"):
        assert secret not in log.getvalue()


def test_a_batch_that_comes_twice_is_told_twice() -> None:
    telling = Telling()
    records = placed("a")
    assert [telling(records), telling(records)] == [None, None]
    first, second = telling.bus.taken
    assert first == second


@pytest.mark.parametrize("count", [1, 10])
def test_as_many_as_a_batch_holds_are_one_call(count: int) -> None:
    telling = Telling()
    telling(placed(*(f"k{number}" for number in range(count))))
    assert [len(call) for call in telling.bus.calls] == [count]
