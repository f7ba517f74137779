import re
from typing import Any

import pytest

from tests.template.environments import NAMES, parameters, settings
from tests.template.stack import resolved

Resource = dict[str, Any]
FUNCTIONS = ("OrderApiFunction", "OrderQueueFunction", "OrderStreamFunction", "OrderAuditFunction")
MOVED_SLOWLY = set(FUNCTIONS) - {"OrderAuditFunction"}
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
        # CodeDeploy watches ten at most.
        assert 2 <= len(alarms) <= 10
        assert set(alarms) <= set(_of_type(production, "CloudWatch::Alarm"))
    aliases = _of_type(production, "Lambda::Alias")
    for alias in (aliases[f"{function}Aliaslive"] for function in MOVED_SLOWLY):
        assert "CodeDeployLambdaAliasUpdate" in alias["UpdatePolicy"]


def test_elsewhere_a_version_gets_all_traffic_at_once(stack: dict[str, Resource]) -> None:
    assert not _of_type(stack, "CodeDeploy::DeploymentGroup")
    assert all("UpdatePolicy" not in stack[alias] for alias in ALIASES)


def test_production_keeps_its_ledger(production: dict[str, Resource]) -> None:
    assert production["OrderLedger"]["Properties"]["DeletionProtectionEnabled"] == "true"


@pytest.mark.parametrize("name", NAMES)
def test_environment_sets_what_the_template_has(name: str, written: dict[str, Any]) -> None:
    for parameter, value in parameters(name).items():
        declared = written["Parameters"][parameter]
        assert value in [str(one) for one in declared.get("AllowedValues", [value])]
        assert re.search(declared.get("AllowedPattern", ""), value)
    assert settings(name)["capabilities"] == "CAPABILITY_IAM"


def test_environments_of_one_account_share_nothing() -> None:
    assert settings("dev")["stack_name"] != settings("prod")["stack_name"]
    assert parameters("dev")["SecretPrefix"] != parameters("prod")["SecretPrefix"]


def test_snapshots_are_taken_when_asked_for() -> None:
    for chosen in ("None", "PublishedVersions"):
        functions = _of_type(resolved(SnapStart=chosen)["Resources"], "Lambda::Function")
        for function in functions.values():
            assert function["Properties"]["SnapStart"] == {"ApplyOn": chosen}
