"""Each way in which an order can stay unplaced is raised: the alarm of the runbook sees it."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from bigcommerce_emulator.http.faults import Fault
from order_service.telemetry.telemetry import LogJournal
from tests.fakes.emf import numbers
from tests.fakes.lambda_events import api_event
from tests.fakes.orders import order_body
from tests.integration.entry_points import EntryPoints
from tests.template.stack import filled
from tools.places import ROOT

pytestmark = pytest.mark.enable_socket

RUNBOOK = (ROOT / "docs" / "runbook.md").read_text()
ALARMS = filled()["Resources"]
ROWS = {
    why: ALARMS[alarm]["Properties"]
    for why, alarm in re.findall(r"^\| ([^|]+) \| `(\w+Alarm)` \|", RUNBOOK, re.MULTILINE)
}


def secret_without_token(entry_points: EntryPoints) -> None:
    entry_points.put_secret(access_token="")


def store_is_down(entry_points: EntryPoints) -> None:
    entry_points.fail(Fault("status", status=503))


def store_throttles(entry_points: EntryPoints) -> None:
    entry_points.fail(Fault("status", status=429, reset_ms=9000))


def create_order_is_lost(entry_points: EntryPoints) -> None:
    entry_points.fail(
        Fault("cut", operation="create_order", when="after"),
        Fault("status", operation="list_orders"),
        Fault("status", operation="read_checkout", skip=1),
    )


def ledger_client_breaks(entry_points: EntryPoints) -> None:
    def breaks() -> None:
        raise RuntimeError("nobody expected this")

    entry_points.before_write(1, breaks)


def order_is_parked(entry_points: EntryPoints) -> None:
    LogJournal().note("order parked", code="parked", step="order")


OWN: dict[str, Callable[[EntryPoints], None]] = {
    "The store's secret cannot be used": secret_without_token,
    "The store is down, or is not there": store_is_down,
    "The store throttles": store_throttles,
    "The answer to create-order was lost": create_order_is_lost,
    "An error that nobody expected": ledger_client_breaks,
    "Two create-orders without an answer, or one that nobody can find: parked": order_is_parked,
}
OF_THE_QUEUES = {
    "A message that is no order": ("OrderDeadLetterQueue", "NumberOfMessagesSent"),
    "No function takes messages: a pause, a disabled source": (
        "OrderQueue",
        "ApproximateAgeOfOldestMessage",
    ),
}
THROTTLED = "The queue function is throttled"


def test_the_runbook_s_table_has_each_of_them_once() -> None:
    assert list(ROWS) == [*OWN, *OF_THE_QUEUES, THROTTLED]


@pytest.mark.parametrize("why", OWN)
def test_an_own_metric_reaches_the_alarm_s_threshold(
    entry_points: EntryPoints, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    alarm = ROWS[why]
    OWN[why](entry_points)
    entry_points.queue()
    entry_points.deliver(sent_seconds_ago=1000)
    found = numbers(capsys.readouterr().out)[alarm["MetricName"]]
    seen = max(found) if alarm["Statistic"] == "Maximum" else sum(found)
    assert alarm["ComparisonOperator"] == "GreaterThanThreshold"
    assert seen > alarm["Threshold"]


@pytest.mark.parametrize("why", OF_THE_QUEUES)
def test_a_metric_of_aws_is_read_from_the_queue_where_it_shows(why: str) -> None:
    queue, metric = OF_THE_QUEUES[why]
    alarm: dict[str, Any] = ROWS[why]
    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/SQS", metric)
    assert alarm["Dimensions"][0]["Value"] == {"Fn::GetAtt": [queue, "QueueName"]}


def test_a_throttled_queue_function_is_read_from_lambda_since_it_counts_nothing_itself() -> None:
    alarm = ROWS[THROTTLED]
    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/Lambda", "Throttles")
    assert alarm["Dimensions"][0]["Value"] == {"Ref": "OrderQueueFunction"}


def test_a_store_without_a_secret_rings_only_when_it_is_met_again_and_again(
    entry_points: EntryPoints, capsys: pytest.CaptureFixture[str]
) -> None:
    event = api_event("POST", "/stores/acem/orders", order_body(), Idempotency_Key="k")
    assert entry_points.send(event)[0] == 404
    found = numbers(capsys.readouterr().out)
    assert (found["UnknownStores"], "CredentialsUnusable" in found) == ([1], False)
    assert ALARMS["UnknownStoresAlarm"]["Properties"]["Threshold"] == 5


def test_an_order_that_is_placed_has_no_age(
    entry_points: EntryPoints, capsys: pytest.CaptureFixture[str]
) -> None:
    entry_points.queue()
    assert entry_points.deliver(sent_seconds_ago=1000) == []
    assert "OrderAgeSeconds" not in numbers(capsys.readouterr().out)


def test_unexpected_errors_are_counted_by_the_version_of_the_function(
    entry_points: EntryPoints, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "queue")
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_VERSION", "7")
    ledger_client_breaks(entry_points)
    entry_points.queue()
    entry_points.deliver()
    found = numbers(capsys.readouterr().out)
    assert found["UnexpectedErrors version=queue:7"] == found["UnexpectedErrors"] == [1]


@pytest.mark.parametrize(("seconds", "late"), [(0, False), (290, False), (310, True), (9000, True)])
def test_an_order_is_late_when_it_is_placed_five_minutes_after_it_was_sent(
    entry_points: EntryPoints, seconds: int, late: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    entry_points.queue()
    entry_points.deliver(sent_seconds_ago=seconds)
    found = numbers(capsys.readouterr().out)
    assert found.get("OrdersLate", []) == [1] * late
    assert found.get("OrdersInTime", []) == [1] * (not late)


def test_an_order_that_waits_is_late_each_time_it_is_put_back(
    entry_points: EntryPoints, capsys: pytest.CaptureFixture[str]
) -> None:
    store_is_down(entry_points)
    entry_points.queue()
    entry_points.deliver(sent_seconds_ago=100)
    assert "OrdersLate" not in numbers(capsys.readouterr().out)
    entry_points.queue("order-2")
    entry_points.deliver(sent_seconds_ago=400)
    assert numbers(capsys.readouterr().out)["OrdersLate"] == [1]


def test_an_order_by_the_api_is_in_time(
    entry_points: EntryPoints, capsys: pytest.CaptureFixture[str]
) -> None:
    entry_points.post()
    assert numbers(capsys.readouterr().out)["OrdersInTime"] == [1]
