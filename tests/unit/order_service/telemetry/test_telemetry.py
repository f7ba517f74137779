"""What is logged names no customer; what operators watch is counted."""

import json
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest

from order_service.telemetry.observation import LedgerWrite, StoreCall
from order_service.telemetry.telemetry import (
    LogJournal,
    about,
    failed,
    logger,
    metrics,
    one_request,
    tally,
    watch_call,
    watch_write,
    watched,
)
from tests.fakes.emf import numbers
from tests.fakes.lambda_events import context

CALL = StoreCall("acme", "cart", "POST", 1_800_000_000.25, 0.0804, 201)
LOST = StoreCall("acme", "order", "POST", 1_800_000_001.0, 10.0, error="ReadTimeout")
WRITE = LedgerWrite("acme", 1_800_000_000.0, 0.0051, "cart", 2, "c-1", 0)


def lines(log: StringIO) -> list[dict[str, Any]]:
    return [json.loads(text) for text in log.getvalue().splitlines()]


class Output:
    """What went to standard output, where numbers are written."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def text(self) -> str:
        return self._capsys.readouterr().out

    def numbers(self) -> dict[str, list[float]]:
        tally.add("Batches")
        tally.write()
        tally.write_measures()
        metrics.flush_metrics()
        found = numbers(self.text())
        assert found.pop("Batches") == [1]
        return found


@pytest.fixture
def output(capsys: pytest.CaptureFixture[str]) -> Output:
    # What other tests measured is still held.
    tally.write_measures()
    capsys.readouterr()
    return Output(capsys)


def raised(error: Exception) -> Exception:
    def somewhere() -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        somewhere()
    return caught.value


def test_an_unexpected_error_is_logged_without_its_text(log: StringIO) -> None:
    failed(raised(ValueError("zephyrine.quillfeather@example.com t0ken")))
    (line,) = lines(log)
    assert "zephyrine" not in log.getvalue()
    assert "t0ken" not in log.getvalue()
    assert line["level"] == "ERROR"
    assert line["error_type"] == "ValueError"
    assert line["place"].startswith("somewhere:")


def test_an_error_that_was_never_raised_has_no_place(log: StringIO) -> None:
    failed(KeyError("x"))
    assert lines(log)[0]["place"] == "unknown"


def test_an_event_is_one_line_with_its_facts(log: StringIO) -> None:
    LogJournal().note("record comes back", code="in_progress", step=None)
    (line,) = lines(log)
    assert line["message"] == "record comes back"
    assert line["code"] == "in_progress"


def test_what_a_record_is_about_is_on_every_further_line(log: StringIO) -> None:
    with one_request(message_id="m-1"):
        about(store="acme", key="a")
        LogJournal().note("one")
    with one_request(attempt=3):
        LogJournal().note("two")
    one, two = lines(log)
    assert (one["store"], one["key"], one["attempt"], one["message_id"]) == ("acme", "a", 1, "m-1")
    assert two["attempt"] == 3
    assert not {"store", "key", "message_id"} & set(two)


def test_every_line_of_a_handler_says_whose_it_is_and_the_first_that_it_started_cold(
    log: StringIO, output: Output
) -> None:
    @watched
    def handler(event: Any, _: Any) -> None:
        tally.add("Batches")
        with one_request():
            about(store="acme", key="a", correlation_id="c")
            LogJournal().note("order placed")

    for _ in range(2):
        handler({}, context())
    every = {"store", "key", "correlation_id", "attempt", "function_request_id", "service"}
    always = every | {"level", "message", "timestamp"}
    cold, warm = lines(log)
    assert (set(cold), set(warm)) == (always | {"cold_start"}, always)
    assert cold["cold_start"] is True
    assert numbers(output.text())["OrdersPlaced"] == [1, 1]


def test_the_numbers_of_a_handler_that_fails_are_written_too(log: StringIO, output: Output) -> None:
    @watched
    def handler(event: Any, _: Any) -> None:
        tally.add("Batches")
        tally.add("OrdersRefused", by=("code", "key_reused"))
        raise KeyError("x")

    with pytest.raises(KeyError):
        handler({}, context())
    found = numbers(output.text())
    assert found["Batches"] == found["OrdersRefused code=key_reused"] == [1]


def test_a_call_to_the_store_is_one_debug_line(log: StringIO) -> None:
    watch_call(CALL)
    watch_call(LOST)
    made, lost = lines(log)
    assert (made["level"], made["message"]) == ("DEBUG", "store call")
    assert (made["step"], made["method"], made["status"]) == ("cart", "POST", 201)
    assert (made["began"], made["milliseconds"]) == (1_800_000_000.25, 80.4)
    assert (lost["error"], "status" in lost) == ("ReadTimeout", False)


def test_a_write_to_the_ledger_is_one_debug_line_and_tells_the_attempt(log: StringIO) -> None:
    with one_request(attempt=1):
        watch_write(WRITE)
    with one_request(attempt=7):
        watch_write(replace(WRITE, phase="", deliveries=0, error="ledger_unavailable"))
    written, failed_write = lines(log)
    assert (written["message"], written["phase"], written["attempt"]) == ("ledger write", "cart", 2)
    assert (written["began"], written["milliseconds"]) == (1_800_000_000.0, 5.1)
    assert "error" not in written
    assert (failed_write["error"], failed_write["attempt"]) == ("ledger_unavailable", 7)


def test_nothing_below_info_is_written_by_default(log: StringIO) -> None:
    logger.setLevel("INFO")
    watch_call(CALL)
    watch_write(WRITE)
    assert log.getvalue() == ""


@pytest.mark.parametrize(
    ("event", "metric"),
    [
        ("order replayed", "OrdersReplayed"),
        ("order parked", "OrdersParked"),
        ("create-order ambiguous", "CreateOrderAmbiguous"),
        ("duplicate archived", "DuplicatesArchived"),
        ("duplicate reported", "DuplicatesReported"),
    ],
)
def test_what_operators_watch_is_counted(
    log: StringIO, output: Output, event: str, metric: str
) -> None:
    LogJournal().note(event)
    LogJournal().note(event)
    assert output.numbers() == {metric: [1, 1]}


def test_refusals_are_counted_by_code_and_in_total(log: StringIO, output: Output) -> None:
    for code in ("store_refused", "key_reused", "store_refused"):
        LogJournal().note("order refused", code=code, step=None)
    assert output.numbers() == {
        "OrdersRefused": [1, 1, 1],
        "OrdersRefused code=store_refused": [1, 1],
        "OrdersRefused code=key_reused": [1],
    }


@pytest.mark.parametrize("event", ["record comes back", "order goes on later"])
def test_an_execution_that_ends_without_knowing_is_counted(
    log: StringIO, output: Output, event: str
) -> None:
    LogJournal().note(event, code="outcome_unknown", step="order")
    LogJournal().note(event, code="in_progress", step=None)
    assert output.numbers() == {"OutcomesUnknown": [1]}


def test_nothing_else_is_counted(log: StringIO, output: Output) -> None:
    LogJournal().note("refusal replayed", code="store_refused")
    assert output.numbers() == {}


def test_calls_of_an_order_and_the_time_of_each_step_are_measured(
    log: StringIO, output: Output
) -> None:
    with one_request():
        watch_write(WRITE)
        watch_call(CALL)
        watch_call(LOST)
        LogJournal().note("order placed")
    assert output.numbers() == {
        "CallsPerOrder": [2],
        "OrdersPlaced": [1],
        "OrdersInTime": [1],
        "LedgerMilliseconds": [5.1],
        "StepMilliseconds": [80.4, 10_000],
        "StepMilliseconds step=cart": [80.4],
        "StepMilliseconds step=order": [10_000],
    }


def test_the_quota_left_is_told_of_each_store_and_is_nothing_when_throttled(
    log: StringIO, output: Output
) -> None:
    left = {"x-rate-limit-requests-left": "149"}
    watch_call(replace(CALL, headers=left))
    watch_call(replace(CALL, store="other", headers=left, status=429))
    watch_call(replace(CALL, headers={"x-rate-limit-requests-left": "many"}))
    tally.write()
    found = numbers(output.text())
    assert found["QuotaLeft store=other"] == [0], "an alarm waits for it"
    later = output.numbers()
    assert later["QuotaLeft"] == later["QuotaLeft store=acme"] == [149]
    assert found["StoreThrottled"] == found["StoreThrottled store=other"] == [1]
