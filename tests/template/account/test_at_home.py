"""What a company's account asks for: domains, private APIs, VPCs, boundaries, keys, senders."""

import json
import re
from typing import Any

import pytest

from order_service.answers import Problem
from tests.template.stack import ACCOUNT, PSEUDO, resolved, source
from tools.places import ROOT

Resource = dict[str, Any]
CERTIFICATE = f"arn:aws:acm:eu-west-1:{ACCOUNT}:certificate/11111111-2222-3333-4444-555555555555"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/99999999-2222-3333-4444-555555555555"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/boundary"
STREAM = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/restored/stream/2026-11-28T00:00:00.000"


def of_type(resources: dict[str, Resource], kind: str) -> dict[str, Resource]:
    return {n: r["Properties"] for n, r in resources.items() if r["Type"] == f"AWS::{kind}"}


def test_without_a_domain_there_is_none(stack: dict[str, Resource]) -> None:
    assert not of_type(stack, "ApiGateway::BasePathMapping")
    assert not of_type(stack, "ApiGateway::DomainName")


def test_a_domain_with_a_base_path_leads_to_the_stage() -> None:
    found = resolved(
        DomainName="orders.example.com",
        CertificateArn=CERTIFICATE,
        HostedZoneId="Z1",
        BasePath="v1",
    )["Resources"]
    (domain,) = of_type(found, "ApiGateway::DomainName").values()
    assert domain["RegionalCertificateArn"] == CERTIFICATE
    assert domain["SecurityPolicy"] == "TLS_1_2"
    (mapping,) = of_type(found, "ApiGateway::BasePathMapping").values()
    assert (mapping["BasePath"], mapping["Stage"]) == ("v1", {"Ref": "OrderApiliveStage"})
    (record,) = of_type(found, "Route53::RecordSet").values()
    assert record["Name"] == "orders.example.com"


def test_a_domain_that_is_there_already_only_gets_a_path() -> None:
    found = resolved(DomainName="orders.example.com")["Resources"]
    (mapping,) = of_type(found, "ApiGateway::BasePathMapping").values()
    assert mapping["DomainName"] == "orders.example.com"
    assert "BasePath" not in mapping
    assert not of_type(found, "ApiGateway::DomainName")
    assert not of_type(found, "Route53::RecordSet")


def gateway_responses(stack: dict[str, Resource]) -> dict[str, Any]:
    found = stack["OrderApi"]["Properties"]["Body"]["x-amazon-apigateway-gateway-responses"]
    return dict(found)


def test_what_api_gateway_answers_itself_is_a_problem(stack: dict[str, Resource]) -> None:
    for name, answer in gateway_responses(stack).items():
        problem = json.loads(answer["responseTemplates"]["application/json"])
        assert set(problem) | {"status"} <= set(Problem.model_fields), name
        assert problem["type"] == f"urn:cart-to-order:problem:{problem['code']}"
        if not name.startswith("DEFAULT"):
            assert str(problem["status"]) == str(answer["statusCode"]), name
        headers = answer["responseParameters"]
        assert headers["gatewayresponse.header.Content-Type"] == "'application/problem+json'"
        retry = "gatewayresponse.header.Retry-After" in headers
        assert retry is problem["retryable"], name


@pytest.mark.parametrize(
    "name", ["MISSING_AUTHENTICATION_TOKEN", "ACCESS_DENIED", "REQUEST_TOO_LARGE", "THROTTLED"]
)
def test_the_common_answers_are_replaced(stack: dict[str, Resource], name: str) -> None:
    assert name in gateway_responses(stack)


def test_a_private_api_takes_only_its_endpoints() -> None:
    found = resolved(ApiVpcEndpointIds="vpce-1,vpce-2")["Resources"]
    api = found["OrderApi"]["Properties"]
    assert api["EndpointConfiguration"]["Types"] == ["PRIVATE"]
    (deny,) = api["Body"]["x-amazon-apigateway-policy"]["Statement"]
    split = {"Fn::Split": [",", "vpce-1,vpce-2"]}
    assert deny["Effect"] == "Deny"
    assert deny["Condition"] == {"StringNotEquals": {"aws:SourceVpce": split}}


def test_a_private_api_with_an_authorizer_leaves_the_decision_to_it() -> None:
    pool = f"arn:aws:cognito-idp:eu-west-1:{ACCOUNT}:userpool/eu-west-1_abc"
    found = resolved(ApiVpcEndpointIds="vpce-1", UserPoolArn=pool)["Resources"]
    policy = found["OrderApi"]["Properties"]["Body"]["x-amazon-apigateway-policy"]
    assert [one["Effect"] for one in policy["Statement"]] == ["Deny", "Allow"]


def test_an_api_is_regional_unless_it_is_private(stack: dict[str, Resource]) -> None:
    api = stack["OrderApi"]["Properties"]
    assert api["EndpointConfiguration"] == {"Types": ["REGIONAL"]}
    assert "x-amazon-apigateway-policy" not in api["Body"]


def test_functions_are_put_into_subnets_with_the_rights_that_it_takes() -> None:
    found = resolved(SubnetIds="subnet-1,subnet-2", SecurityGroupIds="sg-1", Canary="true")
    resources = found["Resources"]
    for name, function in of_type(resources, "Lambda::Function").items():
        assert function["VpcConfig"]["SubnetIds"] == {"Fn::Split": [",", "subnet-1,subnet-2"]}
        role = resources[function["Role"]["Fn::GetAtt"][0]]["Properties"]
        assert {"Ref": "UseVpc"} in role["ManagedPolicyArns"], name


def test_functions_are_in_no_subnet_otherwise(stack: dict[str, Resource]) -> None:
    assert "UseVpc" not in stack
    assert all("VpcConfig" not in f for f in of_type(stack, "Lambda::Function").values())


def test_every_role_has_the_path_and_the_boundary() -> None:
    found = resolved(
        RolePath="/apps/", PermissionsBoundaryArn=BOUNDARY, Canary="true", ApiLogRole="make"
    )["Resources"]
    roles = of_type(found, "IAM::Role")
    assert len(roles) == 7
    for name, role in roles.items():
        assert (role["Path"], role["PermissionsBoundary"]) == ("/apps/", BOUNDARY), name
    assert {p["Path"] for p in of_type(found, "IAM::ManagedPolicy").values()} == {"/apps/"}


def test_secrets_under_another_key_can_be_decrypted_through_secrets_manager_only() -> None:
    found = resolved(SecretsKmsKeyArn=KEY)["Resources"]
    policies = [
        found["PlaceOrders"]["Properties"]["PolicyDocument"],
        found["OrderAuditRole"]["Properties"]["Policies"][0]["PolicyDocument"],
    ]
    for policy in policies:
        (statement,) = [s for s in policy["Statement"] if s["Sid"] == "DecryptStoreSecrets"]
        assert (statement["Action"], statement["Resource"]) == ("kms:Decrypt", KEY)
        via = statement["Condition"]["StringEquals"]["kms:ViaService"]
        assert via == "secretsmanager.eu-west-1.amazonaws.com"


def test_a_sender_of_another_account_may_send_and_nothing_else() -> None:
    sender = "arn:aws:iam::210987654321:role/erp"
    found = resolved(QueueSenderArns=sender)["Resources"]
    allow, deny = found["QueuesRefusePlainHttp"]["Properties"]["PolicyDocument"]["Statement"]
    assert allow["Principal"] == {"AWS": {"Fn::Split": [",", sender]}}
    assert allow["Action"] == ["sqs:SendMessage", "sqs:GetQueueUrl", "sqs:GetQueueAttributes"]
    assert allow["Resource"] == {"Fn::GetAtt": ["OrderQueue", "Arn"]}
    assert deny["Effect"] == "Deny"


def test_nothing_names_one_partition() -> None:
    template, monitoring = ((ROOT / n).read_text() for n in ("template.yaml", "monitoring.yaml"))
    for text in (template, monitoring):
        assert not re.findall(r"arn:aws:|amazonaws\.com/", text)
    consoles = source()["Mappings"]["Partitions"]
    assert set(consoles) == {"aws", "aws-cn", "aws-us-gov"}
    assert "${Console}" in monitoring


def test_methods_are_counted_apart_only_when_asked_for() -> None:
    for chosen in ("false", "true"):
        found = resolved(DetailedApiMetrics=chosen)["Resources"]["OrderApiliveStage"]
        (settings,) = found["Properties"]["MethodSettings"]
        assert settings["MetricsEnabled"] is (chosen == "true")


def test_the_account_s_setting_for_api_logs_is_left_alone_unless_asked_for() -> None:
    assert not of_type(resolved()["Resources"], "ApiGateway::Account")
    for chosen in ("make", f"arn:aws:iam::{ACCOUNT}:role/api-logs"):
        found = resolved(ApiLogRole=chosen)["Resources"]
        assert found["ApiLogRoleSetting"]["DeletionPolicy"] == "Retain"
        assert ("ApiLogWriter" in found) is (chosen == "make")
        stage = found["OrderApiliveStage"]["Properties"]["Variables"]
        assert stage["ApiLogRole"] == {"Ref": "ApiLogRoleSetting"}


def test_a_ledger_that_is_there_is_used_wherever_a_new_one_would_be() -> None:
    found = resolved(LedgerTableName="restored", LedgerStreamArn=STREAM)["Resources"]
    assert list(of_type(found, "DynamoDB::Table")) == ["AttentionTable"]
    assert "OrderLedger" not in json.dumps(found)
    for function in of_type(found, "Lambda::Function").values():
        assert function["Environment"]["Variables"]["LEDGER_TABLE"] == "restored"
    (source_of_events,) = [
        mapping
        for mapping in of_type(found, "Lambda::EventSourceMapping").values()
        if "MaximumRecordAgeInSeconds" in mapping
    ]
    assert source_of_events["EventSourceArn"] == STREAM
    table = f"arn:aws:dynamodb:{PSEUDO['AWS::Region']}:{ACCOUNT}:table/restored"
    statements = found["PlaceOrders"]["Properties"]["PolicyDocument"]["Statement"]
    assert [s["Resource"] for s in statements if s["Sid"] == "UseLedger"] == [table]
    throttles = found["LedgerWriteThrottlesAlarm"]["Properties"]["Dimensions"]
    assert throttles == [{"Name": "TableName", "Value": "restored"}]
