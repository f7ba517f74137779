"""The policies for deploying and operating cover what is deployed and what commands call."""

import ast
import json
import re
from fnmatch import fnmatch, fnmatchcase
from time import time
from typing import Any

import pytest

from cart_to_order.attention import Filter, listing, retrying
from cart_to_order.calls import Call, cancel_call, job_of, place_call, status_call
from cart_to_order.retrying import Conversation
from order_service.keys import OrderKey
from order_service.ledger.callback_settings import ITEM as CALLBACK_ITEM
from order_service.ledger.pause import ITEM
from tests.fakes.orders import order_body
from tests.template.stack import ACCOUNT, resolved
from tools.places import ROOT

FOLDER = ROOT / "policies"
SERVICES = {
    "ApiGateway": "apigateway",
    "CloudWatch": "cloudwatch",
    "CodeDeploy": "codedeploy",
    "DynamoDB": "dynamodb",
    "Events": "events",
    "IAM": "iam",
    "KMS": "kms",
    "Lambda": "lambda",
    "Logs": "logs",
    "Route53": "route53",
    "SNS": "sns",
    "SQS": "sqs",
    "WAFv2": "wafv2",
}
"""Which of IAM's services each of CloudFormation's needs."""
BY_HAND = {"ledger.py", "remove.py"}
"""Commands that change or remove what a stack leaves behind: an administrator gives them."""


def actions(name: str) -> set[str]:
    """Every action that a policy allows."""
    found: set[str] = set()
    for statement in json.loads((FOLDER / name).read_text())["Statement"]:
        said = statement["Action"]
        found |= set(said if isinstance(said, list) else [said])
    return found


def test_the_deploy_role_may_make_every_kind_of_resource_that_a_stack_has() -> None:
    everything = resolved(
        ApiLogRole="make",
        Canary="true",
        DomainName="orders.example.com",
        CertificateArn=f"arn:aws:acm:eu-west-1:{ACCOUNT}:certificate/1",
        HostedZoneId="Z1",
        AlarmEmail="ops@example.com",
        WebAclArn=f"arn:aws:wafv2:eu-west-1:{ACCOUNT}:regional/webacl/orders/1",
        CallbackUrl="https://erp.example.com/hooks",
    )
    wanted = {resource["Type"].split("::")[1] for resource in everything["Resources"].values()}
    assert wanted == set(SERVICES)
    allowed = {action.partition(":")[0] for action in actions("deploy-role.json")}
    assert {SERVICES[service] for service in wanted} <= allowed


@pytest.mark.parametrize("name", ["deploy-role.json", "operators.json"])
def test_no_policy_allows_a_whole_service(name: str) -> None:
    assert not [action for action in actions(name) if "*" in action]


def test_a_policy_fits_into_what_iam_takes() -> None:
    for file in FOLDER.glob("*.json"):
        dense = json.dumps(json.loads(file.read_text()), separators=(",", ":"))
        # An inline policy of a role has room for 10,240 characters without spaces.
        assert len(dense) < 10_240, file.name


def test_only_the_repository_s_environment_is_trusted() -> None:
    (statement,) = json.loads((FOLDER / "deploy-role-trust.json").read_text())["Statement"]
    conditions = statement["Condition"]["StringEquals"]
    assert conditions["token.actions.githubusercontent.com:sub"].endswith(":environment:prod")
    assert conditions["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"


def test_operators_may_call_what_their_commands_call() -> None:
    allowed = actions("operators.json")
    ours = ROOT / "cart_to_order"
    for file in sorted([*ours.glob("operations/*.py"), *ours.glob("pages/reading/*.py")]):
        if file.parent.name != "operations" or file.name not in BY_HAND:
            for call in _calls(file.read_text()):
                assert any(fnmatch(one.partition(":")[2], call) for one in allowed), (file, call)


def test_operators_may_list_retry_and_cancel_and_place_nothing_new() -> None:
    statements = json.loads((FOLDER / "operators.json").read_text())["Statement"]
    (invoke,) = [s for s in statements if s["Action"] == "execute-api:Invoke"]
    allowed = [resource.partition("/live/")[2] for resource in invoke["Resource"]]

    def may(call: Call) -> bool:
        path = call.path.partition("?")[0]
        return any(fnmatchcase(f"{call.method}{path}", pattern) for pattern in allowed)

    key = OrderKey("acme", "po-1")
    assert may(first(listing("acme", Filter(), 0, time)))
    assert may(first(retrying("acme", "po-1", None, 0, time)))
    assert may(first(retrying("acme", "po-1", order_body(), 0, time)))
    assert may(cancel_call(key, order=True))
    assert may(status_call(key))
    assert not may(place_call(job_of("acme", "po-1", order_body())))


def first(conversation: Conversation[Any]) -> Call:
    return next(conversation).call


def test_operators_may_write_no_item_but_the_pause_and_stores_callbacks() -> None:
    statements: list[dict[str, Any]] = json.loads((FOLDER / "operators.json").read_text())[
        "Statement"
    ]
    (write,) = [s for s in statements if s["Sid"] == "PauseAndResume"]
    keys = write["Condition"]["ForAllValues:StringEquals"]["dynamodb:LeadingKeys"]
    assert (write["Action"], keys) == ("dynamodb:PutItem", [ITEM])
    (switch,) = [s for s in statements if s["Sid"] == "SwitchCallbacks"]
    keys = switch["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    assert (switch["Action"], keys) == ("dynamodb:PutItem", [CALLBACK_ITEM + "*"])
    others = [s for s in statements if s not in (write, switch)]
    assert not re.findall(r"dynamodb:(?:Put|Update|Delete)", json.dumps(others))


def _calls(source: str) -> set[str]:
    """The actions behind the client methods and paginators that a module uses."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".get_paginator"):
            found.add(str(ast.literal_eval(node.args[0])))
        if isinstance(node, ast.Attribute) and re.fullmatch(_METHODS, node.attr):
            found.add(node.attr)
    return {"".join(word.title() for word in name.split("_")) for name in found}


_METHODS = (
    r"(describe|get|batch_get|filter|list|update|put|start|stop|send|receive|delete|enable|disable)_"
    r"(stacks|alias|versions_by_function|item|queue_attributes|message|message_move_tasks?"
    r"|log_events|trace_summaries|traces|secrets"
    r"|deployment_groups|deployments?|alarm_actions|stack_resources)"
)


def test_operators_use_a_stack_s_own_keys_through_its_services_alone() -> None:
    statements = json.loads((FOLDER / "operators.json").read_text())["Statement"]
    (keys,) = [s for s in statements if "kms:Decrypt" in s["Action"]]
    through = keys["Condition"]["StringEquals"]["kms:ViaService"]
    assert [name.partition(".")[0] for name in through] == ["sqs", "dynamodb", "secretsmanager"]
