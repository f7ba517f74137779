"""Who is let in: whatever the parameters, exactly one scheme, and no request without it."""

import re
from typing import Any

import pytest

from tests.template.stack import ACCOUNT, resolved, source
from tools.places import ROOT

POOL = f"arn:aws:cognito-idp:eu-west-1:{ACCOUNT}:userpool/eu-west-1_Example"
ASKED = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:who-may-order"


@pytest.mark.parametrize(
    ("given", "scheme", "kind"),
    [
        ({}, "AWS_IAM", "awsSigv4"),
        ({"UserPoolArn": POOL}, "UserPool", "cognito_user_pools"),
        ({"AuthorizerArn": ASKED}, "Authorizer", "custom"),
        ({"UserPoolArn": POOL, "AuthorizerArn": ASKED}, "UserPool", "cognito_user_pools"),
    ],
)
def test_every_request_passes_the_one_scheme_there_is(
    given: dict[str, str], scheme: str, kind: str
) -> None:
    body = _body(**given)
    (name,) = body["components"]["securitySchemes"]
    assert name == scheme
    assert body["components"]["securitySchemes"][name]["x-amazon-apigateway-authtype"] == kind
    operations = [op for path in body["paths"].values() for op in path.values()]
    assert [operation["security"] for operation in operations] == [[{scheme: []}]] * 6


def test_user_pool_is_the_given_one() -> None:
    asked = _authorizer(_body(UserPoolArn=POOL), "UserPool")
    assert asked["providerARNs"] == [POOL]


def test_authorizer_is_the_given_one_and_is_asked_each_time() -> None:
    asked = _authorizer(_body(AuthorizerArn=ASKED), "Authorizer")
    assert asked["authorizerUri"].endswith(f"/functions/{ASKED}/invocations")
    assert asked["authorizerResultTtlInSeconds"] == 0
    permission = resolved(AuthorizerArn=ASKED)["Resources"]["AuthorizerMayBeAsked"]["Properties"]
    assert permission["FunctionName"] == ASKED
    assert "${OrderApi}/authorizers/*" in permission["SourceArn"]["Fn::Sub"]


def _body(**given: str) -> dict[str, Any]:
    body: dict[str, Any] = resolved(**given)["Resources"]["OrderApi"]["Properties"]["Body"]
    return body


def _authorizer(body: dict[str, Any], scheme: str) -> dict[str, Any]:
    found: dict[str, Any] = body["components"]["securitySchemes"][scheme]
    asked: dict[str, Any] = found["x-amazon-apigateway-authorizer"]
    return asked


@pytest.mark.parametrize("apart", ["false", "true"])
def test_callers_are_kept_apart_where_it_is_asked_for(apart: str) -> None:
    resources = resolved(KeysBelongToCallers=apart)["Resources"]
    for function in ("OrderApiFunction", "OrderQueueFunction"):
        variables = resources[function]["Properties"]["Environment"]["Variables"]
        assert variables["KEYS_BELONG_TO_CALLERS"] == apart


def test_callers_share_keys_unless_it_is_asked_for() -> None:
    assert source()["Parameters"]["KeysBelongToCallers"]["Default"] == "false"


def test_the_documented_policy_that_limits_senders_names_what_the_template_has() -> None:
    policy = (ROOT / "SECURITY.md").read_text().partition("- Sid: RefuseOtherSenders")[2]
    named = re.findall(r"!GetAtt (\w+)\.Arn", policy.partition("```")[0])
    types = {name: source()["Resources"][name]["Type"] for name in named}
    assert set(types) == {"OrderQueue", "OrderApiRole", "OrderQueueRole"}
    assert "QueuesRefusePlainHttp" in source()["Resources"]
