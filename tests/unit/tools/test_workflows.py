import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools.places import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def _read(workflow: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(workflow.read_text())
    return loaded


def test_there_is_one_to_test_and_one_to_deploy() -> None:
    assert [workflow.stem for workflow in WORKFLOWS] == ["deploy", "test"]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_to_a_commit_with_its_version_beside_it(workflow: Path) -> None:
    used = re.findall(r"uses: (.+)$", workflow.read_text(), re.MULTILINE)
    assert used
    for action in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v[0-9.]+", action), action


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_only_what_deploys_may_ask_for_an_identity(workflow: Path) -> None:
    said = _read(workflow)
    assert said["permissions"] == {"contents": "read"}
    asking = [
        name for name, job in said["jobs"].items() if "id-token" in job.get("permissions", {})
    ]
    assert asking == (["deploy"] if workflow.stem == "deploy" else [])


def test_nothing_is_deployed_that_was_not_tested() -> None:
    deploy = _read(ROOT / ".github" / "workflows" / "deploy.yml")["jobs"]["deploy"]
    assert deploy["needs"] == "test"
    # A value of the caller's reaches the shell as a variable only.
    assert all("${{" not in step.get("run", "") for step in deploy["steps"])
