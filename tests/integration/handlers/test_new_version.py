"""The canary's alarms see the new version only, and a version that fails everything rings them."""

import io
import json
from typing import Any

import pytest

from order_service.handlers import api, before_traffic, queue
from order_service.handlers.self_test import ASKED
from tests.fakes.emf import numbers
from tests.fakes.lambda_events import context
from tests.integration.aws import aws_client
from tests.integration.entry_points import EntryPoints
from tests.template.stack import resolved

pytestmark = pytest.mark.enable_socket

OLD, NEW = "7", "8"
FUNCTIONS = {"Api": "OrderApiFunction", "Queue": "OrderQueueFunction"}


@pytest.fixture(scope="module")
def alarms() -> dict[str, Any]:
    """The properties of the alarms on new versions."""
    resources = resolved(Canary="true")["Resources"].items()
    found = {name: r["Properties"] for name, r in resources if name.endswith("VersionAlarm")}
    assert set(found) == {"NewApiVersionAlarm", "NewQueueVersionAlarm", "NewStreamVersionAlarm"}
    return found


def run(entry_points: EntryPoints, patch: pytest.MonkeyPatch, name: str, version: str) -> None:
    patch.setenv("AWS_LAMBDA_FUNCTION_NAME", FUNCTIONS[name])
    patch.setenv("AWS_LAMBDA_FUNCTION_VERSION", version)
    if name == "Api":
        assert entry_points.post(f"{name}-{version}")[0] in (201, 500)
    else:
        entry_points.queue(f"{name}-{version}")
        entry_points.deliver()


def rings(alarm: dict[str, Any], written: str, version: str) -> bool:
    """Whether the alarm of this version rings for what was written."""
    (query,) = [
        q["MetricStat"]["Metric"]
        for q in alarm["Metrics"]
        if q.get("MetricStat", {}).get("Metric", {}).get("MetricName") == "UnexpectedErrors"
    ]
    # The template has the version as CloudFormation will know it.
    dimension = {one["Name"]: one["Value"] for one in query["Dimensions"]}["version"]["Fn::Sub"]
    function = dimension.split("}")[0].removeprefix("${")
    found = numbers(written).get(f"UnexpectedErrors version={function}:{version}", [])
    return bool(sum(found) > alarm["Threshold"])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_version_that_fails_everything_rings_and_the_old_one_does_not_ring_for_it(
    entry_points: EntryPoints,
    alarms: dict[str, Any],
    name: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alarm = alarms[f"New{name}VersionAlarm"]
    run(entry_points, monkeypatch, name, OLD)
    capsys.readouterr()

    def breaks() -> None:
        raise RuntimeError("the new version is broken")

    entry_points.before_write(1, breaks)
    run(entry_points, monkeypatch, name, NEW)
    written = capsys.readouterr().out
    assert rings(alarm, written, NEW)
    assert not rings(alarm, written, OLD)


def test_the_old_version_s_trouble_does_not_stop_the_fix(
    entry_points: EntryPoints,
    alarms: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def breaks() -> None:
        raise RuntimeError("the old version is broken")

    entry_points.before_write(1, breaks)
    run(entry_points, monkeypatch, "Queue", OLD)
    run(entry_points, monkeypatch, "Queue", NEW)
    assert not rings(alarms["NewQueueVersionAlarm"], capsys.readouterr().out, NEW)
    for alarm in alarms.values():
        # A new version has a new alarm, which has not rung yet.
        assert ".Version}" in alarm["AlarmName"]["Fn::Sub"]
        assert {q["MetricStat"]["Period"] for q in alarm["Metrics"] if "MetricStat" in q} == {60}


@pytest.mark.parametrize("handler", [api.handler, queue.handler])
def test_a_version_tests_itself_without_a_store(entry_points: EntryPoints, handler: Any) -> None:
    assert handler({ASKED: True}, context(60)) == {
        "settings": "passed",
        "table": "passed",
        "secrets": "passed",
    }
    assert entry_points.calls == 0


def test_a_version_without_its_table_does_not_pass(entry_points: EntryPoints) -> None:
    aws_client("dynamodb").delete_table(TableName="ledger")

    class Here:
        """The version that is here, as Lambda invokes it."""

        def invoke(self, **call: Any) -> dict[str, Any]:
            answer = queue.handler(json.loads(call["Payload"]), context(60))
            return {"Payload": io.BytesIO(json.dumps(answer).encode())}

    assert not before_traffic.passes(Here(), "arn:8")
