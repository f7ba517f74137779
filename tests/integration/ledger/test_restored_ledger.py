"""A table as a restore leaves it becomes a ledger that a stack can use, and keeps its keys."""

from typing import Any

import pytest

from cart_to_order.operations.ledger import NotALedger, prepare
from tests.integration.aws import aws, aws_client


@pytest.fixture
def dynamodb() -> Any:
    with aws():
        yield aws_client("dynamodb", "eu-west-1")


def restored(dynamodb: Any, key: str = "id") -> None:
    """Without stream, time to live and backups, as point-in-time recovery makes it."""
    dynamodb.create_table(
        TableName="restored",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
        KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
    )


def never(_: float) -> None:
    raise AssertionError("nothing is waited for")


def test_a_restored_table_gets_what_the_restore_left_out(dynamodb: Any) -> None:
    restored(dynamodb)
    stream = prepare(dynamodb, "restored", never)
    table = dynamodb.describe_table(TableName="restored")["Table"]
    assert stream == table["LatestStreamArn"]
    assert table["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"
    assert table["DeletionProtectionEnabled"]
    expiry = dynamodb.describe_time_to_live(TableName="restored")["TimeToLiveDescription"]
    assert (expiry["AttributeName"], expiry["TimeToLiveStatus"]) == ("expires_at", "ENABLED")
    backups = dynamodb.describe_continuous_backups(TableName="restored")
    recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"
    tags = dynamodb.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]
    assert tags == [{"Key": "service", "Value": "cart-to-order"}]


def test_it_can_be_prepared_again(dynamodb: Any) -> None:
    restored(dynamodb)
    assert prepare(dynamodb, "restored", never) == prepare(dynamodb, "restored", never)


def test_another_table_is_refused(dynamodb: Any) -> None:
    restored(dynamodb, key="name")
    with pytest.raises(NotALedger, match="another key"):
        prepare(dynamodb, "restored", never)


def test_it_waits_while_a_restore_is_under_way() -> None:
    class Restoring:
        def __init__(self) -> None:
            self.statuses = ["CREATING", "CREATING"]

        def describe_table(self, **_: str) -> dict[str, Any]:
            if self.statuses:
                return {"Table": {"TableStatus": self.statuses.pop()}}
            return {"Table": {"TableStatus": "ACTIVE", "KeySchema": [{"AttributeName": "x"}]}}

    waited: list[float] = []
    with pytest.raises(NotALedger, match="another key"):
        prepare(Restoring(), "restored", waited.append)
    assert len(waited) == 2
