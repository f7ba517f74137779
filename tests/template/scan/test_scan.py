"""cfn-lint and checkov find nothing; what they are told to pass over has its reason beside it."""

import json
import re
import subprocess
from pathlib import Path

from tests.template.stack import TEMPLATE, source
from tools.places import CFN_LINT, CHECKOV, ROOT

REGIONS = ("us-east-1", "eu-west-1")
OFFLINE = ("--framework", "cloudformation", "--skip-download", "--compact", "--output", "json")


def _run(tool: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    assert tool.exists(), f"{tool.name} is missing: make test installs it."
    return subprocess.run(
        [str(tool), *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_cfn_lint_has_no_findings_with_what_the_template_includes(tmp_path: Path) -> None:
    # As it is written, test_sam.py has it linted.
    whole = tmp_path / "whole.json"
    whole.write_text(json.dumps(source()))
    done = _run(CFN_LINT, "--template", str(whole), "--regions", *REGIONS)
    assert done.returncode == 0, done.stdout + done.stderr


def test_checkov_has_no_findings() -> None:
    done = _run(CHECKOV, "--file", str(TEMPLATE), *OFFLINE)
    report = json.loads(done.stdout)
    failed = [f"{c['check_id']} {c['resource']}" for c in report["results"]["failed_checks"]]
    assert failed == []
    assert report["summary"]["passed"] >= 40
    assert report["summary"]["parsing_errors"] == 0


def test_each_check_that_is_passed_over_has_its_reason() -> None:
    skips = re.findall(r"checkov:skip=(.*)$", TEMPLATE.read_text(), re.MULTILINE)
    assert len(skips) == 17
    for skip in skips:
        check, _, reason = skip.partition(":")
        assert re.fullmatch(r"CKV2?_AWS_[0-9]+", check)
        assert len(reason) > 30, check
    # One place, with its reason beside it.
    assert TEMPLATE.read_text().count("ignore_checks") == 1
    assert "noqa" not in TEMPLATE.read_text()
