"""Each environment of samconfig.toml can be deployed, here without a store behind it."""

import pytest

from sandbox.cloud import LocalCloud
from sandbox.doors import FrontDoors
from sandbox.places import LOGS
from tests.template.environments import NAMES, parameters

NO_STORE = "http://127.0.0.1:9"


@pytest.mark.parametrize("name", NAMES)
def test_environment_is_deployed_and_answers(name: str) -> None:
    given = parameters(name)
    with LocalCloud(NO_STORE, parameters=given, logs=LOGS / f"environment-{name}") as cloud:
        doors = FrontDoors(cloud.deployment)
        assert doors.read("acme", "nobody-sent-this").status == 404
        shown = doors.request("GET", "/docs", {}, b"").status
        assert shown == (200 if given.get("ApiDocs") == "true" else 403)
        table = cloud.client("dynamodb").describe_table(TableName=cloud.deployment.ledger_table)
        protected = given.get("LedgerDeletionProtection", "false")
        assert str(table["Table"]["DeletionProtectionEnabled"]).lower() == protected
        assert _sources(cloud) == ["Enabled"]
        alarms = cloud.client("cloudwatch").describe_alarms()["MetricAlarms"]
        assert len(alarms) > 10
        assert all("docs/runbook.md#" in alarm["AlarmDescription"] for alarm in alarms)


def test_paused_queue_keeps_its_messages() -> None:
    logs = LOGS / "environment-paused"
    with LocalCloud(NO_STORE, parameters={"QueueEnabled": "false"}, logs=logs) as cloud:
        assert _sources(cloud) == ["Disabled"]


def _sources(cloud: LocalCloud) -> list[str]:
    mappings = cloud.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    return [mapping["State"] for mapping in mappings]
