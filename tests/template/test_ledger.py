from collections.abc import Callable
from typing import Any

Resource = dict[str, Any]


def test_ledger_has_one_key_a_time_to_live_and_a_way_back(stack: dict[str, Resource]) -> None:
    table = stack["OrderLedger"]["Properties"]
    assert table["KeySchema"] == [{"AttributeName": "id", "KeyType": "HASH"}]
    assert table["AttributeDefinitions"] == [{"AttributeName": "id", "AttributeType": "S"}]
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS"}


def test_what_must_not_be_lost_outlives_the_stack(stack: dict[str, Resource]) -> None:
    kept = ("AWS::DynamoDB::Table", "AWS::Logs::LogGroup")
    for name, resource in stack.items():
        if resource["Type"] in kept and name != "AttentionTable":
            # A stack that could not even be created leaves nothing empty behind.
            assert resource["DeletionPolicy"] == "RetainExceptOnCreate", name
            assert resource["UpdateReplacePolicy"] == "Retain", name


def test_kept_orders_are_encrypted_end_by_themselves_and_go_with_the_stack(
    stack: dict[str, Resource],
) -> None:
    table = stack["AttentionTable"]["Properties"]
    keys = [(key["AttributeName"], key["KeyType"]) for key in table["KeySchema"]]
    assert keys == [("store", "HASH"), ("key", "RANGE")]
    ledger = stack["OrderLedger"]["Properties"]
    alike = ("TimeToLiveSpecification", "PointInTimeRecoverySpecification", "SSESpecification")
    assert all(table[name] == ledger[name] for name in (*alike, "BillingMode"))
    assert "StreamSpecification" not in table
    assert stack["AttentionTable"]["DeletionPolicy"] == "Delete"


def test_everything_that_can_carry_a_tag_names_its_service(
    of_type: Callable[[str], dict[str, Resource]],
) -> None:
    for kind in ("SQS::Queue", "DynamoDB::Table", "Lambda::Function", "Logs::LogGroup"):
        for name, resource in of_type(kind).items():
            tags = {tag["Key"]: tag["Value"] for tag in resource["Tags"]}
            assert tags["service"] == "cart-to-order", name
