"""Thousands of requests made up from the API's own OpenAPI document: every answer is documented.

FUZZ_CASES is how many are drawn for each call beside the systematic ones, and with it quotes have
systematic ones, too, and whole histories of calls are made up: `make fuzz`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_cloud.aws.cloud import LocalCloud
from local_cloud.everything import whole_cloud
from tools.api_docs.files import DOCUMENT
from tools.places import LOGS, ROOT

DRAWN = os.environ.get("FUZZ_CASES", "")
AFTER_A_REFUSAL = {"POST /stores/{store}/orders/{key}/retry"}
"""Calls that are taken only for a key that a store refused, which nothing made up is."""
FEWEST = 2_000
CHECKS = """
    no_surprise status_code_conformance content_type_conformance response_headers_conformance
    response_schema_conformance negative_data_rejection use_after_free
""".split()
WITHOUT_THOSE_OF_QUOTES = """
[[operations]]
include-path = "/stores/{store}/quotes"
phases.coverage.enabled = false
"""
"""Two thousand of the systematic requests: their bodies are those of orders once more."""
UNTHROTTLED = {"ApiRateLimit": "10000", "ApiBurstLimit": "5000"}


@pytest.fixture(scope="module")
def unthrottled() -> Iterator[LocalCloud]:
    """A stack that lets every request through to the service."""
    with whole_cloud(parameters=UNTHROTTLED, logs=LOGS / "fuzz") as running:
        yield running


def test_whatever_is_sent_gets_an_answer_that_is_documented(
    unthrottled: LocalCloud, tmp_path: Path
) -> None:
    report, config = tmp_path / "report.json", tmp_path / "schemathesis.toml"
    config.write_text("" if DRAWN else WITHOUT_THOSE_OF_QUOTES)
    phases = "examples,coverage,fuzzing" + (",stateful" if DRAWN else "")
    said = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config)),
            *("run", str(DOCUMENT)),
            *("--url", unthrottled.deployment.api_url, "--phases", phases),
            *("--max-examples", DRAWN or "50", "--checks", ",".join(CHECKS)),
            *("--report", "json", "--report-json-path", str(report)),
            *("--continue-on-failure", "--generation-database", "none", "--no-color"),
        ],
        # It leaves a folder of its own where it runs.
        cwd=tmp_path,
        env=os.environ
        | {
            "PYTHONPATH": f"{ROOT / 'functions'}{os.pathsep}{ROOT}",
            "SCHEMATHESIS_HOOKS": "tests.end_to_end.deployments.fuzz_hooks",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout[-20_000:]
    found = json.loads(report.read_text())
    assert found["test_cases"]["generated"] >= FEWEST
    assert found["test_cases"]["with_failures"] == 0
    assert found["errors"] == []
    for call, rates in found["valid_rates"].items():
        if call in AFTER_A_REFUSAL:
            continue
        accepted = sum(rate["accepted"] for rate in rates.values())
        assert accepted > 0, f"nothing that was made up for {call} was taken"
