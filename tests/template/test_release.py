import json
import re
import subprocess
from typing import Any

import pytest

from tests.template.environments import NAMES, parameters, settings
from tests.template.stack import resolved
from tools.places import SAM

Resource = dict[str, Any]
FUNCTIONS = ("OrderApiFunction", "OrderQueueFunction", "OrderStreamFunction", "OrderAuditFunction")
MOVED_SLOWLY = set(FUNCTIONS) - {"OrderAuditFunction"}
NEW_VERSIONS = ("NewApiVersionAlarm", "NewQueueVersionAlarm", "NewStreamVersionAlarm")
ALIASES = {f"{function}Aliaslive" for function in FUNCTIONS}


@pytest.fixture(scope="module")
def production() -> dict[str, Resource]:
    """The resources with the parameters of the environment prod."""
    resources: dict[str, Resource] = resolved(**parameters("prod"))["Resources"]
    return resources


def _of_type(resources: dict[str, Resource], kind: str) -> dict[str, Resource]:
    return {name: r for name, r in resources.items() if r["Type"] == f"AWS::{kind}"}


def test_triggers_call_the_alias(stack: dict[str, Resource]) -> None:
    assert set(_of_type(stack, "Lambda::Alias")) == ALIASES
    for operations in stack["OrderApi"]["Properties"]["Body"]["paths"].values():
        for operation in operations.values():
            uri = operation["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"]
            assert uri[1] == {"Alias": {"Ref": "OrderApiFunctionAliaslive"}}
    sources = _of_type(stack, "Lambda::EventSourceMapping").values()
    called = [source["Properties"]["FunctionName"]["Ref"] for source in sources]
    assert sorted(called) == ["OrderQueueFunctionAliaslive", "OrderStreamFunctionAliaslive"]


def test_versions_are_kept_to_go_back_to(stack: dict[str, Resource]) -> None:
    versions = _of_type(stack, "Lambda::Version").values()
    assert [version["DeletionPolicy"] for version in versions] == ["Retain"] * len(FUNCTIONS)


def test_production_moves_traffic_slowly_and_back_when_an_alarm_rings(
    production: dict[str, Resource],
) -> None:
    groups = _of_type(production, "CodeDeploy::DeploymentGroup").values()
    assert len(groups) == len(MOVED_SLOWLY)
    for group in (group["Properties"] for group in groups):
        assert group["AutoRollbackConfiguration"]["Enabled"] is True
        assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]
        assert group["DeploymentConfigName"]["Fn::Sub"][1]["ConfigName"].startswith("Canary")
        alarms = [alarm["Name"]["Ref"] for alarm in group["AlarmConfiguration"]["Alarms"]]
        # Of the new versions alone: what rings because of the old ones must not stop the fix.
        assert alarms == list(NEW_VERSIONS)
        assert set(alarms) <= set(_of_type(production, "CloudWatch::Alarm"))
        assert group["ServiceRoleArn"] == {"Fn::GetAtt": ["DeploymentRole", "Arn"]}
    aliases = _of_type(production, "Lambda::Alias")
    for alias in (aliases[f"{function}Aliaslive"] for function in MOVED_SLOWLY):
        update = alias["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]
        assert update["BeforeAllowTrafficHook"] == {"Ref": "BeforeTrafficFunction"}


def test_the_hook_tests_each_version_that_gets_traffic(production: dict[str, Resource]) -> None:
    hook = production["BeforeTrafficFunction"]["Properties"]["Environment"]["Variables"]
    versions = {one["Ref"] for one in hook["NEW_VERSIONS"]["Fn::Join"][1]}
    found = {
        production[alias]["Properties"]["FunctionVersion"]["Fn::GetAtt"][0]
        for alias in (f"{function}Aliaslive" for function in MOVED_SLOWLY)
    }
    assert versions == found


def test_elsewhere_a_version_gets_all_traffic_at_once(stack: dict[str, Resource]) -> None:
    assert not _of_type(stack, "CodeDeploy::DeploymentGroup")
    assert all("UpdatePolicy" not in stack[alias] for alias in ALIASES)
    assert not {*NEW_VERSIONS, "BeforeTrafficFunction", "DeploymentRole"} & set(stack)


def test_production_keeps_its_ledger(production: dict[str, Resource]) -> None:
    assert production["OrderLedger"]["Properties"]["DeletionProtectionEnabled"] == "true"


@pytest.mark.parametrize("name", NAMES)
def test_environment_sets_what_the_template_has(name: str, written: dict[str, Any]) -> None:
    for parameter, value in parameters(name).items():
        declared = written["Parameters"][parameter]
        assert value in [str(one) for one in declared.get("AllowedValues", [value])]
        assert re.search(declared.get("AllowedPattern", ""), value)
    assert settings(name)["capabilities"] == "CAPABILITY_IAM"


@pytest.mark.parametrize("name", NAMES)
def test_environment_names_every_parameter(name: str, written: dict[str, Any]) -> None:
    # SAM keeps the old value of one that is left out.
    assert list(parameters(name)) == sorted(written["Parameters"])


@pytest.mark.parametrize("name", NAMES)
def test_sam_reads_the_values_as_they_are_meant(name: str) -> None:
    script = (
        "import json, sys; from samcli.cli.types import CfnParameterOverridesType as T;"
        "print(json.dumps(T().convert(tuple(json.load(sys.stdin)), None, None)))"
    )
    done = subprocess.run(
        [str(SAM.parent / "python"), "-c", script],
        input=json.dumps(settings(name)["parameter_overrides"]),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == parameters(name)


def test_environments_of_one_account_share_nothing() -> None:
    stacks = [settings(name)["stack_name"] for name in NAMES]
    assert len(set(stacks)) == len(stacks)
    assert parameters("dev")["SecretPrefix"] != parameters("prod")["SecretPrefix"]


def test_snapshots_of_a_runtime_that_has_none_are_refused(written: dict[str, Any]) -> None:
    rule = written["Rules"]["SnapshotsNeedANewerRuntime"]
    assert rule["RuleCondition"] == {"Fn::Equals": [{"Ref": "SnapStart"}, "PublishedVersions"]}
    (assertion,) = rule["Assertions"]
    assert assertion["Assert"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "Runtime"}, "python3.11"]}]}


def test_snapshots_are_taken_when_asked_for() -> None:
    for chosen in ("None", "PublishedVersions"):
        functions = _of_type(resolved(SnapStart=chosen)["Resources"], "Lambda::Function")
        for name, function in functions.items():
            # Each version's snapshot is billed: none where nobody waits.
            wanted = chosen if name in MOVED_SLOWLY else "None"
            assert function["Properties"]["SnapStart"] == {"ApplyOn": wanted}
