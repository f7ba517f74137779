import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from cart_to_order.calls import Reply, meaning
from cart_to_order.results import Pending
from tests.template.environments import parameters
from tests.template.stack import filled, resolved

Resource = dict[str, Any]
Properties = Callable[[str], Resource]
OfType = Callable[[str], dict[str, Resource]]


def _operations(api: Resource) -> dict[tuple[str, str], Resource]:
    paths = api["Body"]["paths"]
    return {(verb, path): op for path, verbs in paths.items() for verb, op in verbs.items()}


def test_only_these_routes_exist_and_each_asks_for_a_signature(properties: Properties) -> None:
    api = properties("OrderApi")
    operations = _operations(api)
    assert set(operations) == {
        ("post", "/stores/{store}/orders"),
        ("get", "/stores/{store}/orders"),
        ("get", "/stores/{store}/orders/{key}"),
        ("delete", "/stores/{store}/orders/{key}"),
        ("post", "/stores/{store}/orders/{key}/retry"),
        ("post", "/stores/{store}/quotes"),
    }
    for operation in operations.values():
        assert operation["security"] == [{"AWS_IAM": []}]
        # Otherwise a caller would need a right on the function as well.
        assert "credentials" not in operation["x-amazon-apigateway-integration"]
    scheme = api["Body"]["components"]["securitySchemes"]["AWS_IAM"]
    assert scheme["x-amazon-apigateway-authtype"] == "awsSigv4"


@pytest.mark.parametrize("asked", ["true", "false"])
def test_docs_are_there_when_asked_for_and_ask_for_a_signature(asked: str) -> None:
    resources = resolved(ApiDocs=asked)["Resources"]
    paths = resources["OrderApi"]["Properties"]["Body"]["paths"]
    assert ("/docs" in paths) is ("DocsMayBeAsked" in resources) is (asked == "true")
    if asked == "true":
        assert paths["/docs"]["get"]["security"] == [{"AWS_IAM": []}]


def test_docs_are_shown_in_development_and_not_in_production() -> None:
    assert parameters("dev")["ApiDocs"] == "true"
    assert parameters("prod").get("ApiDocs", "false") == "false"


@pytest.fixture(scope="module")
def refusals() -> dict[str, dict[str, Any]]:
    """What API Gateway answers itself, by the kind of its answer."""
    api = filled()["Resources"]["OrderApi"]["Properties"]
    found = api["GatewayResponses"].items()
    return {kind: json.loads(made["ResponseTemplates"]["application/json"]) for kind, made in found}


FAILED = ("INTEGRATION_TIMEOUT", "INTEGRATION_FAILURE", "DEFAULT_5XX")
"""What is answered where the function was asked in vain, was cut off, or raised."""


def test_where_the_function_may_have_run_no_answer_of_the_gateway_says_that_it_did_not(
    refusals: dict[str, dict[str, Any]],
) -> None:
    for kind in FAILED:
        said = f"{refusals[kind]['title']}. {refusals[kind]['detail']}"
        assert "may have been carried out all the same" in said, kind
        # The same words are for reads, quotes and cancellations.
        assert "before" not in said, kind
        assert "order" not in said, kind
        assert refusals[kind]["retryable"] is True


def test_the_gateway_asks_for_a_key_only_where_a_request_has_one(
    refusals: dict[str, dict[str, Any]],
) -> None:
    asked = [one["detail"] for one in refusals.values() if "key" in one["detail"]]
    assert len(asked) > len(FAILED)
    assert all("with the same key if it has one" in detail for detail in asked)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_an_answer_of_the_gateway_leaves_it_open_to_the_client_whether_the_order_goes_on(
    refusals: dict[str, dict[str, Any]], status: int
) -> None:
    for kind in FAILED:
        result = meaning("po-1", Reply(status, {}, refusals[kind]))
        assert isinstance(result, Pending)
        assert (result.code, result.goes_on) == (refusals[kind]["code"], None)


def test_stage_is_throttled_traced_and_logged_without_bodies(of_type: OfType) -> None:
    (stage,) = of_type("ApiGateway::Stage").values()
    (settings,) = stage["MethodSettings"]
    assert (settings["HttpMethod"], settings["ResourcePath"]) == ("*", "/*")
    assert int(settings["ThrottlingRateLimit"]) > 0
    assert int(settings["ThrottlingBurstLimit"]) > 0
    assert settings["DataTraceEnabled"] is False
    assert stage["TracingEnabled"] is True


# None of them holds text of a caller, so that none can break the JSON or name a person.
SAFE_IN_ACCESS_LOGS = {
    *("requestId", "httpMethod", "resourcePath", "status", "xrayTraceId", "error.responseType"),
    *("responseLatency", "integrationLatency", "identity.accountId"),
}


def test_access_log_is_json_without_a_caller_s_name_address_or_text(of_type: OfType) -> None:
    (stage,) = of_type("ApiGateway::Stage").values()
    written = stage["AccessLogSetting"]["Format"]
    assert json.loads(written)["requestId"] == "$context.requestId"
    assert "\n" not in written
    assert set(re.findall(r"\$context\.([\w.]+)", written)) == SAFE_IN_ACCESS_LOGS


def test_stage_waits_for_the_role_its_log_needs(stack: dict[str, Resource]) -> None:
    (stage,) = [r for r in stack.values() if r["Type"] == "AWS::ApiGateway::Stage"]
    assert stage["Properties"]["RestApiId"] == {"Ref": "OrderApi"}
    assert stage["Properties"]["Variables"] == {"ApiLogRole": "kept"}
    set_here = resolved(ApiLogRole="make")["Resources"]["OrderApiliveStage"]["Properties"]
    assert set_here["Variables"] == {"ApiLogRole": {"Ref": "ApiLogRoleSetting"}}


@pytest.mark.parametrize("name", ["BigCommerceUrl", "B2bUrl"])
def test_store_is_reached_by_https_or_on_this_machine(written: dict[str, Any], name: str) -> None:
    pattern = written["Parameters"][name]["AllowedPattern"]
    for good in ("https://api.bigcommerce.com", "http://127.0.0.1:4010", "http://localhost:80"):
        assert re.fullmatch(pattern, good), good
    for bad in (
        "http://api.bigcommerce.com",
        "http://127.0.0.1.example.com",
        "http://127.0.0.1:4010@example.com",
        "https://api.bigcommerce.com/v3",
        "ftp://127.0.0.1",
        "",
    ):
        assert not re.search(pattern, bad), bad


def test_parameters_and_outputs_are_described(written: dict[str, Any]) -> None:
    for kind in ("Parameters", "Outputs"):
        for name, entry in written[kind].items():
            assert len(entry.get("Description", "")) > 20, name


def test_no_stack_waits_for_an_order_for_less_than_a_minute(written: dict[str, Any]) -> None:
    settle = written["Parameters"]["SettleSeconds"]
    assert (settle["MinValue"], settle["Default"], settle["MaxValue"]) == (60, 300, 3600)


def test_parameters_are_in_a_group_each(written: dict[str, Any]) -> None:
    groups = written["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    grouped = [name for group in groups for name in group["Parameters"]]
    assert sorted(grouped) == sorted(written["Parameters"])
