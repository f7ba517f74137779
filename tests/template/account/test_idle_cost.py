"""What an idle stack costs is reckoned from the template, kept low, and said in docs/deploy.md."""

import json
import re
from typing import Any

import pytest

from tests.template.environments import parameters
from tests.template.stack import resolved, source
from tools.benchmark.places import kept
from tools.benchmark.reckoning.idle import MOST, fixed, table
from tools.benchmark.scale.growth import stack
from tools.places import ROOT

PAGE = (ROOT / "docs" / "deploy.md").read_text()
COUNTED_IN = ROOT / "functions" / "order_service"


@pytest.fixture(scope="module")
def production() -> dict[str, Any]:
    """The resources with the parameters of the environment prod."""
    resources: dict[str, Any] = resolved(**parameters("prod"))["Resources"]
    return resources


def test_an_idle_stack_costs_little_with_everything_that_pages_a_person(
    production: dict[str, Any],
) -> None:
    assert sum(fixed(production).values()) <= MOST


def test_the_page_has_the_table(production: dict[str, Any]) -> None:
    assert table(production) in PAGE


def test_detailed_metrics_are_off_and_there_is_one_key_at_most(production: dict[str, Any]) -> None:
    (settings,) = production["OrderApiliveStage"]["Properties"]["MethodSettings"]
    assert settings["MetricsEnabled"] is False
    assert [r["Type"] for r in production.values()].count("AWS::KMS::Key") == 1


def test_each_metric_that_is_written_is_read_by_an_alarm_or_the_dashboard() -> None:
    code = "".join(file.read_text() for file in COUNTED_IN.rglob("*.py"))
    written = set(re.findall(r'tally\.add\(\s*"(\w+)"', code))
    written |= set(re.findall(r'": "([A-Z]\w+)",$', code, re.MULTILINE))
    read = json.dumps(source()["Resources"])
    assert written
    assert {name for name in written if name not in read} == set()


def test_growth_is_reckoned_with_the_stack_as_it_is() -> None:
    assert stack() == kept()["stack"]


def test_what_an_order_costs_is_as_it_was_measured_last(production: dict[str, Any]) -> None:
    measured = (ROOT / "docs" / "benchmarks.md").read_text()
    (row,) = re.findall(r"^\| 512 \|.*\$.*$", measured, re.MULTILINE)
    dollars = [float(cell) for cell in re.findall(r"\$([\d.]+)", row)]
    by_queue, by_http = dollars[0], dollars[3]
    said = table(production)
    assert f"| 1,000 orders by queue: functions, ledger, logs, queue | ${by_queue:.3f} |" in said
    assert f"| 1,000 orders by HTTP | ${by_http:.3f} |" in said
    assert (
        f"${by_queue:.3f} by queue and ${by_http:.3f} by HTTP" in (ROOT / "README.md").read_text()
    )
