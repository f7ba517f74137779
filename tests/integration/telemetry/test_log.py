"""What both entry points log: whose line it is, on every line, and never who the customer is."""

import json
from io import StringIO
from typing import Any

import pytest

from bigcommerce_emulator.http.faults import Fault
from order_service.keys import OrderKey
from tests.integration.entry_points import EntryPoints

pytestmark = pytest.mark.enable_socket

CALL = "store call"
EVERY = {"store", "key", "correlation_id", "attempt", "function_request_id"}


def lines(log: StringIO) -> list[dict[str, Any]]:
    return [json.loads(text) for text in log.getvalue().splitlines()]


def test_every_line_of_a_request_says_whose_it_is(entry_points: EntryPoints, log: StringIO) -> None:
    entry_points.post()
    found = lines(log)
    assert [line["message"] for line in found].count(CALL) == 5
    assert [line["message"] for line in found].count("ledger write") == 4
    assert found[-1]["message"] == "order placed"
    for line in found:
        assert set(line) >= EVERY
        assert (line["store"], line["key"], line["attempt"]) == ("acme", "order-1", 1)
        assert line["correlation_id"] == OrderKey("acme", "order-1").correlation_id


def test_a_call_for_a_reader_is_marked_as_no_work_on_the_order(
    entry_points: EntryPoints, log: StringIO
) -> None:
    entry_points.post()
    before = len(lines(log))
    entry_points.get()
    (call,) = lines(log)[before:]
    assert (call["message"], call["reads"], call["key"]) == (CALL, "state", "order-1")
    entry_points.post("order-2")
    calls = [line for line in lines(log) if (line["message"], line["key"]) == (CALL, "order-2")]
    assert ["reads" in line for line in calls] == [False] * 5


def test_a_request_is_the_attempt_that_the_ledger_counts(
    entry_points: EntryPoints, log: StringIO
) -> None:
    entry_points.fail(Fault("status", status=429, reset_ms=9000))
    for _ in range(3):
        entry_points.post()
    refused = [line["attempt"] for line in lines(log) if line["message"] == "order not placed"]
    assert refused == [1, 2, 3]


def test_every_line_of_a_record_says_whose_it_is(entry_points: EntryPoints, log: StringIO) -> None:
    entry_points.queue("good")
    entry_points.queue("bad", store="unknown")
    entry_points.deliver(times=4)
    found = lines(log)
    assert {line["key"] for line in found} == {"good", "bad"}
    for line in found:
        assert set(line) >= EVERY | {"message_id"}
        assert line["attempt"] == 4
        store = {"good": "acme", "bad": "unknown"}[line["key"]]
        assert line["correlation_id"] == OrderKey(store, line["key"]).correlation_id


def test_a_message_that_names_no_key_is_logged_by_its_own_id(
    entry_points: EntryPoints, log: StringIO
) -> None:
    entry_points.queue()
    entry_points.queues.send("not JSON")
    entry_points.deliver()
    (refused,) = [line for line in lines(log) if line["message"] == "order refused"]
    assert refused["message_id"]
    assert not {"store", "key", "correlation_id"} & set(refused)


def test_asking_about_a_key_is_logged_with_it(entry_points: EntryPoints, log: StringIO) -> None:
    entry_points.get("nobody-sent-this")
    (line,) = lines(log)
    assert (line["message"], line["code"]) == ("order not placed", "unknown_order")
    assert line["key"] == "nobody-sent-this"


def test_an_order_that_goes_on_in_the_queue_is_logged(
    entry_points: EntryPoints, log: StringIO
) -> None:
    entry_points.post(seconds=18)
    (line,) = [line for line in lines(log) if line["message"] == "order goes on later"]
    assert (line["code"], line["key"]) == ("out_of_time", "order-1")
