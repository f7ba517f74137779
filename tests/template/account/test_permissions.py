from collections.abc import Callable, Iterator
from typing import Any

from tests.template.stack import ACCOUNT, resolved

Resource = dict[str, Any]
OfType = Callable[[str], dict[str, Resource]]

# X-Ray's actions take no resource: "*" is the only value they accept.
WITHOUT_RESOURCE = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}
SHARED = {
    "dynamodb:DeleteItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "secretsmanager:GetSecretValue",
    "sqs:SendMessage",
    *WITHOUT_RESOURCE,
}
API = {"dynamodb:BatchGetItem", "dynamodb:Query"}
CONSUMER = {
    "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:ReceiveMessage",
}
STREAM = {
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
    "events:PutEvents",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "sqs:SendMessage",
    *WITHOUT_RESOURCE,
}
AUDIT = {
    "dynamodb:Scan",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "secretsmanager:GetSecretValue",
    *WITHOUT_RESOURCE,
}
ROLES = {
    "OrderAuditFunction": "OrderAuditRole",
    "OrderApiFunction": "OrderApiRole",
    "OrderQueueFunction": "OrderQueueRole",
    "OrderStreamFunction": "OrderStreamRole",
}


def _statements(of_type: OfType, role: str) -> Iterator[Resource]:
    own = of_type("IAM::Role")[role]
    for policy in own["Policies"]:
        yield from policy["PolicyDocument"]["Statement"]
    for attached in own.get("ManagedPolicyArns", []):
        # A policy of AWS's would be a plain ARN: those name "*" as resource.
        yield from of_type("IAM::ManagedPolicy")[attached["Ref"]]["PolicyDocument"]["Statement"]


def _all(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _actions(of_type: OfType, role: str) -> set[str]:
    return {one for statement in _statements(of_type, role) for one in _all(statement["Action"])}


def test_each_function_has_a_role_of_its_own(of_type: OfType) -> None:
    roles = {name: f["Role"]["Fn::GetAtt"][0] for name, f in of_type("Lambda::Function").items()}
    assert roles == ROLES


def test_functions_may_do_what_they_do_and_nothing_else(of_type: OfType) -> None:
    assert _actions(of_type, "OrderApiRole") == SHARED | API
    assert _actions(of_type, "OrderQueueRole") == SHARED | CONSUMER
    assert _actions(of_type, "OrderStreamRole") == STREAM
    assert _actions(of_type, "OrderAuditRole") == AUDIT


def test_only_the_api_reads_the_orders_that_are_kept_and_nobody_writes_the_ledger_whole(
    of_type: OfType,
) -> None:
    kept, ledger = {"Fn::GetAtt": ["AttentionTable", "Arn"]}, {"Fn::GetAtt": ["OrderLedger", "Arn"]}
    for role in ("OrderApiRole", "OrderQueueRole"):
        allowed = {s["Sid"]: s for s in _statements(of_type, role)}
        assert allowed["ListForAttention"]["Resource"] == kept
        assert set(allowed["ListForAttention"]["Action"]) == {
            "dynamodb:PutItem",
            "dynamodb:DeleteItem",
        }
        assert ("ListWhatNeedsAttention" in allowed) is (role == "OrderApiRole")
    api = {s["Sid"]: s["Resource"] for s in _statements(of_type, "OrderApiRole")}
    assert (api["ListWhatNeedsAttention"], api["ReadManyKeys"]) == (kept, ledger)


def test_events_may_be_sent_to_one_bus_and_given_up_to_one_queue(of_type: OfType) -> None:
    allowed = {s["Sid"]: s["Resource"] for s in _statements(of_type, "OrderStreamRole")}
    assert allowed["TellOthers"] == f"arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/default"
    assert allowed["GiveUp"] == {"Fn::GetAtt": ["StreamDeadLetterQueue", "Arn"]}
    assert allowed["ReadTheStream"] == {"Fn::GetAtt": ["OrderLedger", "StreamArn"]}


def test_no_permission_is_on_every_resource(of_type: OfType) -> None:
    for role in ROLES.values():
        for statement in _statements(of_type, role):
            if set(_all(statement["Action"])) <= WITHOUT_RESOURCE:
                continue
            assert "*" not in _all(statement["Resource"]), statement


def test_secrets_are_open_below_the_prefix_only(of_type: OfType) -> None:
    found = [s for s in _statements(of_type, "OrderApiRole") if s["Sid"] == "ReadStoreSecrets"]
    place = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:bigcommerce/*"
    assert [s["Resource"] for s in found] == [place]


def test_only_the_services_themselves_take_on_the_roles(of_type: OfType) -> None:
    for name, role in of_type("IAM::Role").items():
        (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
        assert statement["Principal"] == {"Service": "lambda.amazonaws.com"}, name
    made = resolved(ApiLogRole="make", Canary="true")["Resources"]
    for name, service in (("ApiLogWriter", "apigateway"), ("DeploymentRole", "codedeploy")):
        (statement,) = made[name]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
        assert statement["Principal"] == {"Service": f"{service}.amazonaws.com"}


def test_each_function_logs_to_its_own_group_only(of_type: OfType) -> None:
    for function, role in ROLES.items():
        found = [s for s in _statements(of_type, role) if s["Sid"] == "WriteLogs"]
        assert [s["Resource"] for s in found] == [{"Fn::GetAtt": [f"{function}Logs", "Arn"]}]
