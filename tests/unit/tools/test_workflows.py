import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from order_service import __version__
from tests.template.stack import source
from tools.places import ROOT

FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = sorted(FOLDER.glob("*.yml"))
LAYER = (ROOT / "layers" / "dependencies" / "Makefile").read_text()
every_workflow = pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)


def jobs(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yml").read_text())["jobs"]
    return loaded


def commands(job: dict[str, Any]) -> str:
    return "\n".join(step.get("run", "") for step in job["steps"])


def action(step: dict[str, Any]) -> str:
    return str(step.get("uses", "")).partition("@")[0]


def test_there_is_one_to_test_one_to_deploy_and_one_to_release() -> None:
    assert [workflow.stem for workflow in WORKFLOWS] == ["deploy", "release", "test"]


@every_workflow
def test_actions_are_pinned_to_a_commit_with_its_version_beside_it(workflow: Path) -> None:
    used = re.findall(r"uses: (.+)$", workflow.read_text(), re.MULTILINE)
    assert used
    for each in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v[0-9.]+", each), each


def test_everything_is_tested_on_the_python_of_the_functions_too() -> None:
    runtime = source()["Parameters"]["Runtime"]["Default"]
    matrix = jobs("test")["test"]["strategy"]["matrix"]
    assert runtime.removeprefix("python") in matrix["python"]


@every_workflow
def test_only_what_deploys_or_publishes_may_ask_for_an_identity(workflow: Path) -> None:
    said = yaml.safe_load(workflow.read_text())
    assert said["permissions"] == {"contents": "read"}
    asking = [
        name for name, job in said["jobs"].items() if "id-token" in job.get("permissions", {})
    ]
    assert (
        asking
        == {"deploy": ["deploy"], "release": ["publish", "package"], "test": []}[workflow.stem]
    )


@every_workflow
def test_a_value_of_the_callers_reaches_a_shell_as_a_variable_only(workflow: Path) -> None:
    for job in jobs(workflow.stem).values():
        assert "${{" not in commands(job)


@pytest.mark.parametrize(("workflow", "last"), [("deploy", "deploy"), ("release", "publish")])
def test_nothing_leaves_that_was_not_tested_and_built_without_credentials(
    workflow: str, last: str
) -> None:
    found = jobs(workflow)
    build, final = found["build"], found[last]
    assert set(final["needs"]) == {"test", "build"}
    assert "make build" in commands(build)
    assert build.get("permissions", {}) == {}
    assert "environment" not in build
    assert "actions/download-artifact" in map(action, final["steps"])
    # Neither builds anything again: `make deploy` would.
    assert not re.search(r"make (build|deploy)\b(?!-)|pip install", commands(final))


def test_tools_are_there_before_the_credentials_of_aws_are() -> None:
    steps = jobs("deploy")["deploy"]["steps"]
    given = [action(step) for step in steps].index("aws-actions/configure-aws-credentials")
    assert "make ready-sam" in commands({"steps": steps[:given]})
    assert [step.get("run") for step in steps[given + 1 :]] == [
        'make deploy-built ENV="$ENVIRONMENT" YES=1'
    ]


def test_prod_is_deployed_from_the_default_branch_by_an_environment_with_reviewers() -> None:
    found = jobs("deploy")
    (check,) = found["allowed"]["steps"]
    assert check["if"] == "inputs.environment == 'prod'"
    assert check["env"]["DEFAULT"].endswith("${{ github.event.repository.default_branch }}")
    for words in ('"$GITHUB_REF" = "$DEFAULT"', "required_reviewers", "deployment_branch_policy"):
        assert words in check["run"]
    assert {found[name]["needs"] for name in ("test", "build")} == {"allowed"}
    assert found["deploy"]["environment"] == "${{ inputs.environment }}"


def test_a_packaged_template_is_made_of_what_was_released_and_nothing_is_built() -> None:
    package = jobs("release")["package"]
    assert package["needs"] == "publish"
    assert package["if"] == "vars.RELEASE_BUCKET != ''"
    assert "sam package --template-file built/template.yaml" in commands(package)
    assert not re.search(r"make (build|deploy)\b|pip install", commands(package))
    steps = package["steps"]
    given = [action(step) for step in steps].index("aws-actions/configure-aws-credentials")
    assert "make ready-sam" in commands({"steps": steps[:given]})


def test_what_the_template_includes_is_released_with_it() -> None:
    include = yaml.safe_load((ROOT / "monitoring.yaml").read_text())
    assert "Dashboard" in include
    made = commands(jobs("release")["build"])
    assert "Location: monitoring.yaml" in made
    assert "monitoring.yaml samconfig.toml README.md LICENSE policies" in made


def test_the_metadata_of_a_release_is_complete() -> None:
    said = source()["Metadata"]["AWS::ServerlessRepo::Application"]
    assert said["SemanticVersion"] == __version__
    for name in ("LicenseUrl", "ReadmeUrl"):
        assert (ROOT / said[name]).is_file()


def test_what_is_released_has_a_list_of_its_parts_and_a_provenance() -> None:
    found = jobs("release")
    assert "cyclonedx-py requirements layers/dependencies/requirements.txt" in commands(
        found["build"]
    )
    (attested,) = [
        step for step in found["publish"]["steps"]
        if action(step) == "actions/attest-build-provenance"
    ]  # fmt: skip
    assert attested["with"]["subject-path"] == "release/*"


@pytest.mark.parametrize(
    "text",
    [LAYER, *(workflow.read_text() for workflow in WORKFLOWS)],
    ids=["layer", *(workflow.stem for workflow in WORKFLOWS)],
)
def test_packages_come_as_wheels_with_their_hashes(text: str) -> None:
    for command in re.findall(r"pip install.*", re.sub(r"\\\n", "", text)):
        assert "--require-hashes" in command
        assert re.search(r"--only-binary[= ]:all:", command)
    assert "pip install" in LAYER
