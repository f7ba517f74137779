"""Pure: what a stack costs a month when nothing is ordered, from the resources that it has."""

from collections.abc import Mapping
from typing import Any

ALARM_METRIC = 0.10
KEY = 1.00
DASHBOARD = 3.00
SQS_POLLING = 0.26
"""Five pollers of the event source, each asking every 20 seconds."""
AUDIT = 0.05
"""The nightly run: its own metrics are billed for the hours in which they are written."""
MOST = 8.40
"""What an idle stack may cost, with everything that pages a person; each store's secret beside."""
WAITED_FOR = ("api", "queue", "stream")
"""Handlers that may start from a snapshot."""
SNAPSHOT_GB_MONTH = 3.90
"""The cache of one SnapStart version, for each GB of memory."""

Resources = Mapping[str, Any]


def fixed(resources: Resources) -> dict[str, float]:
    """Return each part's dollars a month."""
    kinds = [resource["Type"].removeprefix("AWS::") for resource in resources.values()]
    return {
        "alarms": ALARM_METRIC * alarm_metrics(resources),
        "the alarm topics' key (none with `KmsKeyArn`)": KEY * kinds.count("KMS::Key"),
        "dashboard (the first three of an account are free)": DASHBOARD
        * kinds.count("CloudWatch::Dashboard"),
        "polling the queue": SQS_POLLING,
        "the nightly audit": AUDIT * ("Events::Rule" in kinds),
    }


def alarm_metrics(resources: Resources) -> int:
    """Return how many metrics the alarms read, each of which is billed."""
    alarms = [r["Properties"] for r in resources.values() if r["Type"] == "AWS::CloudWatch::Alarm"]
    return sum(
        sum("MetricStat" in query for query in alarm["Metrics"]) if "Metrics" in alarm else 1
        for alarm in alarms
    )


def snapshots(resources: Resources, memory_mb: int = 512, versions: int = 5) -> float:
    """Return the dollars a month of SnapStart for the versions that are kept."""
    functions = [r for r in resources.values() if r["Type"] == "AWS::Lambda::Function"]
    waited_for = [f for f in functions if f["Properties"]["Handler"].split(".")[-2] in WAITED_FOR]
    return len(waited_for) * versions * memory_mb / 1024 * SNAPSHOT_GB_MONTH


def table(resources: Resources) -> str:
    """Return the table for docs/deploy.md: what is fixed, and what each order adds."""
    parts = fixed(resources)
    rows = [f"| {what} | ${dollars:.2f} a month |" for what, dollars in parts.items()]
    rows.append(f"| **idle, in all** | **${sum(parts.values()):.2f} a month** |")
    rows += [
        "| each store's secret | $0.40 a month |",
        "| 1,000 orders by queue: functions, ledger, logs, queue | $0.008 |",
        "| 1,000 orders by HTTP | $0.011 |",
        "| metrics, while orders come: about 30, two for each store, one for each caller "
        "| $0.30 each a month |",
        "| `DetailedApiMetrics=true` | $4.50 a month |",
        f"| `SnapStart=PublishedVersions`, five versions kept | ${snapshots(resources):.2f} "
        "a month |",
    ]
    return "\n".join(["| what | costs |", "|---|---|", *rows])
