"""cdk-nag's AwsSolutions rules find only what is accepted, with the reason beside it."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from typing import Any

import pytest

from tests.template.combinations import VALUES, Combination, is_allowed
from tests.template.scan.accepted import ACCEPTED, Finding
from tests.template.stack import resolved
from tools.places import NAG_PYTHON, ROOT

Template = dict[str, Any]

needs_node = pytest.mark.skipif(
    not shutil.which("node"), reason="needs Node: cdk-nag runs on it (https://nodejs.org)"
)


@pytest.fixture(scope="module")
def templates() -> list[Template]:
    """The template as it is, and twice with second values of parameters: some exclude others."""
    chosen: tuple[Combination, ...] = ({}, _second_values(VALUES), _second_values(reversed(VALUES)))
    return [resolved(**parameters) for parameters in chosen]


@needs_node
def test_the_rules_find_what_is_accepted_and_nothing_else(templates: list[Template]) -> None:
    found = _found(templates)
    accepted = set[Finding]().union(*(each.findings for each in ACCEPTED))
    assert sorted(found - accepted) == []
    assert sorted(accepted - found) == [], "These do not occur any more: take them out."


def test_what_is_allowed_on_any_resource_is_what_the_reasons_are_about(
    templates: list[Template],
) -> None:
    accepted = {
        (name, action) for each in ACCEPTED for name in each.resources for action in each.actions
    }
    found = set[tuple[str, str]]().union(*map(_allowed_on_any_resource, templates))
    assert found == accepted


def test_no_finding_is_accepted_twice() -> None:
    findings = [finding for each in ACCEPTED for finding in each.findings]
    assert len(findings) == len(set(findings))


def _second_values(order: Iterable[str]) -> Combination:
    """Every parameter's second value, as far as the template's rules allow it, in this order."""
    chosen = {name: values[0] for name, values in VALUES.items()}
    for name in order:
        second = chosen | {name: VALUES[name][:2][-1]}
        # On this machine there is nothing to be protected.
        if name != "LocalCloud" and is_allowed(second):
            chosen = second
    return chosen


def _allowed_on_any_resource(template: Template) -> set[tuple[str, str]]:
    return {
        (name, action)
        for name, resource in template["Resources"].items()
        if resource["Type"].startswith("AWS::IAM::")
        for policy in [resource["Properties"], *resource["Properties"].get("Policies", [])]
        for statement in policy.get("PolicyDocument", {}).get("Statement", [])
        if "*" in _listed(statement["Resource"])
        for action in _listed(statement["Action"])
    }


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _found(templates: list[Template]) -> set[Finding]:
    assert NAG_PYTHON.exists(), "cdk-nag is missing: make test installs it."
    done = subprocess.run(
        [str(NAG_PYTHON), str(ROOT / "tests" / "template" / "scan" / "aws_solutions.py")],
        input=json.dumps(templates),
        capture_output=True,
        text=True,
        check=False,
        # What Node unpacks stays in the checkout, and goes when the environment is made again.
        env=os.environ | {"JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(NAG_PYTHON.parents[1] / "node")},
    )
    assert done.returncode == 0, done.stderr
    stacks = json.loads(done.stdout)
    assert [set(stack) for stack in stacks] == [set(each["Resources"]) for each in templates]
    return {
        (rule.removeprefix("AwsSolutions-"), name)
        for stack in stacks
        for name, rules in stack.items()
        for rule in rules
    }
