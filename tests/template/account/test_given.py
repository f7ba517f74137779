"""What belongs to the account and is given by ARN: a key, a web ACL."""

from typing import Any

import pytest

from tests.template.stack import ACCOUNT, resolved

Resource = dict[str, Any]
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
ACL = f"arn:aws:wafv2:eu-west-1:{ACCOUNT}:regional/webacl/orders/1"


@pytest.fixture(scope="module")
def keyed() -> dict[str, Resource]:
    """The resources when the account gives its own key."""
    resources: dict[str, Resource] = resolved(KmsKeyArn=KEY)["Resources"]
    return resources


def _properties(resources: dict[str, Resource], kind: str) -> list[Resource]:
    return [r["Properties"] for r in resources.values() if r["Type"] == f"AWS::{kind}"]


def test_a_given_key_encrypts_everything_that_is_kept(keyed: dict[str, Resource]) -> None:
    for queue in _properties(keyed, "SQS::Queue"):
        assert (queue["KmsMasterKeyId"], queue["SqsManagedSseEnabled"]) == (KEY, False)
    for table in _properties(keyed, "DynamoDB::Table"):
        assert table["SSESpecification"]["KMSMasterKeyId"] == KEY
    assert all(topic["KmsMasterKeyId"] == KEY for topic in _properties(keyed, "SNS::Topic"))
    assert all(group["KmsKeyId"] == KEY for group in _properties(keyed, "Logs::LogGroup"))
    assert all(f["KmsKeyArn"] == KEY for f in _properties(keyed, "Lambda::Function"))
    assert "AlarmKey" not in keyed


def test_functions_may_use_a_given_key_and_only_that(keyed: dict[str, Resource]) -> None:
    (shared,) = _properties(keyed, "IAM::ManagedPolicy")
    (stream,) = keyed["OrderStreamRole"]["Properties"]["Policies"]
    for policy in (shared, stream):
        found = [s for s in policy["PolicyDocument"]["Statement"] if s["Sid"] == "UseKey"]
        assert [(s["Action"], s["Resource"]) for s in found] == [
            (["kms:Decrypt", "kms:GenerateDataKey"], KEY)
        ]


def test_without_a_key_everything_is_encrypted_with_keys_of_aws(stack: dict[str, Resource]) -> None:
    assert all("KmsMasterKeyId" not in queue for queue in _properties(stack, "SQS::Queue"))
    assert all("KmsKeyId" not in group for group in _properties(stack, "Logs::LogGroup"))
    (policy,) = _properties(stack, "IAM::ManagedPolicy")
    assert "UseKey" not in [s["Sid"] for s in policy["PolicyDocument"]["Statement"]]


def test_web_acl_guards_the_stage_when_there_is_one(stack: dict[str, Resource]) -> None:
    assert not _properties(stack, "WAFv2::WebACLAssociation")
    (guard,) = _properties(resolved(WebAclArn=ACL)["Resources"], "WAFv2::WebACLAssociation")
    assert guard["WebACLArn"] == ACL
    place, names = guard["ResourceArn"]["Fn::Sub"]
    assert place.endswith("::/restapis/${OrderApi}/stages/${Stage}")
    assert names == {"Stage": {"Ref": "OrderApiliveStage"}}
