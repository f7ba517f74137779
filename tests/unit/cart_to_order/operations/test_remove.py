from typing import Any

import pytest

from cart_to_order.operations.remove import StillInUse, remove
from tests.unit.cart_to_order.operations.operated import operated

ROWS = [
    {"ResourceType": "AWS::Logs::LogGroup", "PhysicalResourceId": "api-logs"},
    {"ResourceType": "AWS::Lambda::LayerVersion", "PhysicalResourceId": "arn:x:layer:l:3"},
]


class FakeCloudFormation:
    """One stack."""

    def __init__(self) -> None:
        self.deleted: list[str] = []

    def get_paginator(self, _: str) -> "FakeCloudFormation":
        return self

    def paginate(self, **_: str) -> list[dict[str, Any]]:
        return [{"StackResourceSummaries": ROWS}]

    def delete_stack(self, **asked: str) -> None:
        self.deleted.append(asked["StackName"])

    def get_waiter(self, _: str) -> "FakeCloudFormation":
        return self

    def wait(self, **_: str) -> None:
        """The stack is gone immediately."""


class FakeSqs:
    """Queues with so many messages each."""

    def __init__(self, **waiting: str) -> None:
        self.waiting = waiting

    def get_queue_attributes(self, **_: Any) -> dict[str, Any]:
        return {"Attributes": self.waiting}


def test_a_stack_goes_and_the_ledger_stays(capsys: pytest.CaptureFixture[str]) -> None:
    stacks = FakeCloudFormation()
    assert remove(operated({}, cloudformation=stacks, sqs=FakeSqs()), sure=True) == 0
    assert stacks.deleted == ["cart-to-order"]
    said = capsys.readouterr().out
    for stays in ("delete-table --table-name ledger", "api-logs", "layer:l --version-number 3"):
        assert stays in said


def test_nothing_goes_without_a_yes() -> None:
    stacks = FakeCloudFormation()
    assert remove(operated({}, cloudformation=stacks, sqs=FakeSqs()), sure=False) == 0
    assert stacks.deleted == []


@pytest.mark.parametrize(
    "attribute",
    [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
    ],
)
def test_orders_that_wait_are_not_thrown_away(attribute: str) -> None:
    stacks = FakeCloudFormation()
    place = operated({}, cloudformation=stacks, sqs=FakeSqs(**{attribute: "2"}))
    with pytest.raises(StillInUse, match="About 2 messages"):
        remove(place, sure=True)
    assert stacks.deleted == []
