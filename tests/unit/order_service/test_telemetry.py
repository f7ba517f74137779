"""What is logged names no customer; what operators watch is counted."""

import json
from io import StringIO
from typing import Any

import pytest

from order_service.telemetry import LogJournal, about, failed, metrics


def lines(log: StringIO) -> list[dict[str, Any]]:
    return [json.loads(text) for text in log.getvalue().splitlines()]


def raised(error: Exception) -> Exception:
    def somewhere() -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        somewhere()
    return caught.value


def test_an_unexpected_error_is_logged_without_its_text(log: StringIO) -> None:
    failed(raised(ValueError("jane.roe@example.com t0ken")))
    (line,) = lines(log)
    assert "jane" not in log.getvalue()
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
    about(store="acme")
    LogJournal().note("one")
    about(store="other")
    LogJournal().note("two")
    assert [line["store"] for line in lines(log)] == ["acme", "other"]


@pytest.mark.parametrize(
    ("event", "metric"),
    [
        ("order placed", "OrdersPlaced"),
        ("order replayed", "OrdersReplayed"),
        ("order refused", "OrdersRefused"),
        ("order parked", "OrdersParked"),
        ("create-order ambiguous", "CreateOrderAmbiguous"),
        ("twin archived", "TwinsArchived"),
        ("twin reported", "TwinsReported"),
    ],
)
def test_what_operators_watch_is_counted(log: StringIO, event: str, metric: str) -> None:
    LogJournal().note(event)
    LogJournal().note(event)
    assert metrics.provider.metric_set[metric]["Value"] == [1.0, 1.0]


def test_nothing_else_is_counted(log: StringIO) -> None:
    LogJournal().note("record comes back")
    assert metrics.provider.metric_set == {}
