"""Each environment of samconfig.toml can be deployed, here without a store behind it."""

import pytest

from local_cloud.aws.cloud import LocalCloud
from local_cloud.aws.entry_points import EntryPoints
from tests.end_to_end.deployments.conftest import Deployed
from tests.template.environments import NAMES, parameters


@pytest.mark.parametrize("name", NAMES)
def test_environment_is_deployed_and_answers(name: str, deployed: Deployed) -> None:
    given = parameters(name)
    cloud = deployed(f"environment-{name}", given)
    entry_points = EntryPoints(cloud.deployment)
    assert entry_points.read("acme", "nobody-sent-this").status == 404
    shown = entry_points.request("GET", "/docs", {}, b"").status
    assert shown == (200 if given.get("ApiDocs") == "true" else 403)
    table = cloud.client("dynamodb").describe_table(TableName=cloud.deployment.ledger_table)
    protected = given.get("LedgerDeletionProtection", "false")
    assert str(table["Table"]["DeletionProtectionEnabled"]).lower() == protected
    assert _sources(cloud) == {"sqs": "Enabled", "dynamodb": "Enabled"}
    alarms = cloud.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert len(alarms) > 10
    assert all("docs/runbook.md#" in alarm["AlarmDescription"] for alarm in alarms)


def _sources(cloud: LocalCloud) -> dict[str, str]:
    mappings = cloud.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    return {found["EventSourceArn"].split(":")[2]: found["State"] for found in mappings}
