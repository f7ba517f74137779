import importlib.util
from collections.abc import Callable
from typing import Any

import pytest

from order_service.handlers.before_traffic import AWS
from order_service.handlers.settings import Settings
from tests.template.account.test_policies import actions
from tests.template.stack import filled, resolved

Resource = dict[str, Any]
Properties = Callable[[str], Resource]
OfType = Callable[[str], dict[str, Resource]]

OWN_START_SECONDS = 10
"""For a cold start, and for making two clients."""


def test_functions_run_on_the_runtime_and_processor_of_the_parameters(of_type: OfType) -> None:
    for function in of_type("Lambda::Function").values():
        assert (function["Runtime"], function["Architectures"]) == ("python3.13", ["arm64"])
    (layer,) = of_type("Lambda::LayerVersion").values()
    assert layer["CompatibleRuntimes"] == ["python3.13"]
    assert layer["CompatibleArchitectures"] == ["arm64"]


def test_handlers_exist(of_type: OfType) -> None:
    for function in of_type("Lambda::Function").values():
        module, name = function["Handler"].rsplit(".", 1)
        assert importlib.util.find_spec(module) is not None
        assert name == "handler"


def test_functions_get_every_setting_they_read(of_type: OfType) -> None:
    for function in of_type("Lambda::Function").values():
        given = function["Environment"]["Variables"]
        assert set(Settings.model_fields) <= set(given)
        assert given["POWERTOOLS_SERVICE_NAME"] == "cart-to-order"
        # An environment has texts only; the local AWS starts no function with a number in it.
        assert [value for value in given.values() if not isinstance(value, str | dict)] == []


def test_settings_of_the_template_are_accepted(properties: Properties) -> None:
    given = properties("OrderApiFunction")["Environment"]["Variables"]
    plain = {name: value for name, value in given.items() if isinstance(value, str)}
    places = {
        "LEDGER_TABLE": "t",
        "ATTENTION_TABLE": "a",
        "QUEUE_URL": "q",
        "DEAD_LETTER_QUEUE_URL": "d",
    }
    read = Settings.model_validate(
        {k: v for k, v in plain.items() if k in Settings.model_fields} | places
    )
    assert read.SETTLE_SECONDS == 300


def test_logs_are_json_kept_for_a_while_and_traced(of_type: OfType) -> None:
    groups = of_type("Logs::LogGroup")
    for name, function in of_type("Lambda::Function").items():
        assert function["LoggingConfig"]["LogFormat"] == "JSON"
        assert function["LoggingConfig"]["LogGroup"] == {"Ref": f"{name}Logs"}
        assert function["TracingConfig"] == {"Mode": "Active"}
    own = {f"{name}Logs" for name in of_type("Lambda::Function")}
    assert own | {"OrderApiAccessLogs"} == set(groups)
    assert all(int(group["RetentionInDays"]) > 0 for group in groups.values())


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARN", "ERROR"])
def test_lambda_s_filter_drops_no_metric_whatever_the_functions_log(level: str) -> None:
    function = filled(LogLevel=level)["Globals"]["Function"]
    assert function["Environment"]["Variables"]["LOG_LEVEL"] == level
    # Metrics have no level: the filter takes them for INFO.
    wanted = "DEBUG" if level == "DEBUG" else "INFO"
    assert function["LoggingConfig"]["ApplicationLogLevel"] == wanted


def test_api_function_ends_before_api_gateway_gives_up(properties: Properties) -> None:
    assert properties("OrderApiFunction")["Timeout"] <= 29


def test_all_functions_share_the_layer(of_type: OfType) -> None:
    (layer,) = of_type("Lambda::LayerVersion")
    for function in of_type("Lambda::Function").values():
        assert function["Layers"] == [{"Ref": layer}]


def test_a_night_of_the_audit_that_failed_is_not_run_again(
    stack: dict[str, Any], of_type: OfType
) -> None:
    # A schedule hands the event over: what happens then is a setting of the function.
    targets = [t["Arn"]["Ref"] for r in of_type("Events::Rule").values() for t in r["Targets"]]
    invoked = {(a["FunctionName"]["Ref"], a["Name"]) for a in _aliases(stack, targets)}
    assert invoked == {("OrderAuditFunction", "live")}
    found = of_type("Lambda::EventInvokeConfig").values()
    assert [(one["FunctionName"]["Ref"], one["MaximumRetryAttempts"]) for one in found] == [
        ("OrderAuditFunction", 0)
    ]
    assert [one["Qualifier"] for one in found] == ["live"]
    calls = ("Put", "Update", "Get", "Delete")
    wanted = {f"lambda:{call}FunctionEventInvokeConfig" for call in calls}
    assert wanted <= actions("deploy-role.json")


def test_the_hook_before_traffic_has_time_for_every_answer_that_it_waits_for() -> None:
    hook = resolved(Canary="true")["Resources"]["BeforeTrafficFunction"]["Properties"]
    (_, versions) = hook["Environment"]["Variables"]["NEW_VERSIONS"]["Fn::Join"]
    # Each version is asked in turn, then CodeDeploy hears of it.
    calls: Any = AWS
    longest = calls.connect_timeout + calls.read_timeout
    assert calls.retries == {"total_max_attempts": 1}
    assert hook["Timeout"] >= (len(versions) + 1) * longest + OWN_START_SECONDS


def _aliases(stack: dict[str, Any], names: list[str]) -> list[Resource]:
    return [stack[name]["Properties"] for name in names]
