from typing import Any

import pytest
from botocore.exceptions import ClientError, NoCredentialsError

from tools.deployment import preflight
from tools.deployment.environment import Environment, Refused

PARAMETERS = {"Runtime": "python3.13", "Architecture": "arm64", "QueueConcurrency": "5"}


class FakeAccount:
    """An AWS account as far as the checks look, and the session that opens it."""

    def __init__(self) -> None:
        self.region_name: str | None = "eu-west-1"
        self.signed_in = True
        self.stack = "UPDATE_COMPLETE"
        self.executions = 1000
        self.role = "arn:aws:iam::123456789012:role/logs"
        self.tables: list[str] = []

    def client(self, _: str) -> "FakeAccount":
        return self

    def get_caller_identity(self) -> dict[str, str]:
        if not self.signed_in:
            raise NoCredentialsError
        return {"Account": "123456789012"}

    def describe_stacks(self, **_: str) -> dict[str, Any]:
        if not self.stack:
            error: Any = {"Error": {"Code": "ValidationError", "Message": "orders does not exist"}}
            raise ClientError(error, "DescribeStacks")
        return {"Stacks": [{"StackStatus": self.stack}]}

    def get_account_settings(self) -> dict[str, Any]:
        return {"AccountLimit": {"UnreservedConcurrentExecutions": self.executions}}

    def get_account(self) -> dict[str, str]:
        return {"cloudwatchRoleArn": self.role} if self.role else {}

    def get_paginator(self, _: str) -> "FakeAccount":
        return self

    def paginate(self) -> list[dict[str, Any]]:
        return [{"TableNames": self.tables}]


@pytest.fixture
def account() -> FakeAccount:
    return FakeAccount()


def check(account: FakeAccount, new_ledger: bool = False, **parameters: str) -> None:
    environment = Environment("prod", "orders", "eu-west-1", PARAMETERS | parameters)
    preflight.check(environment, account, new_ledger=new_ledger)


def test_account_region_and_stack_are_said(
    account: FakeAccount, capsys: pytest.CaptureFixture[str]
) -> None:
    check(account)
    said = capsys.readouterr().out
    assert "account 123456789012, region eu-west-1, stack orders (UPDATE_COMPLETE)" in said
    assert "python3.13 on arm64" in said


def test_a_missing_region_is_refused(account: FakeAccount) -> None:
    account.region_name = None
    with pytest.raises(Refused, match="AWS_REGION"):
        check(account)


def test_missing_credentials_are_refused(account: FakeAccount) -> None:
    account.signed_in = False
    with pytest.raises(Refused, match="AWS_PROFILE"):
        check(account)


@pytest.mark.parametrize("status", ["UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_FAILED"])
def test_a_stack_that_cannot_be_changed_now_is_refused(account: FakeAccount, status: str) -> None:
    account.stack = status
    with pytest.raises(Refused, match=status):
        check(account)


def test_a_stack_that_was_never_created_is_refused_with_what_to_do(account: FakeAccount) -> None:
    account.stack = "ROLLBACK_COMPLETE"
    with pytest.raises(Refused, match="delete-stack --stack-name orders"):
        check(account)


@pytest.mark.parametrize(("free", "concurrency", "refused"), [(10, "5", True), (15, "5", False)])
def test_too_few_executions_are_refused(
    account: FakeAccount, free: int, concurrency: str, refused: bool
) -> None:
    account.executions = free
    if not refused:
        check(account, QueueConcurrency=concurrency)
        return
    with pytest.raises(Refused, match="L-B99A9384"):
        check(account, QueueConcurrency=concurrency)


def test_an_account_without_the_role_for_logs_is_refused_unless_it_is_made(
    account: FakeAccount,
) -> None:
    account.role = ""
    with pytest.raises(Refused, match="ApiLogRole=make"):
        check(account)
    check(account, ApiLogRole="make")


def test_snapshots_of_an_old_runtime_are_refused(account: FakeAccount) -> None:
    with pytest.raises(Refused, match="SnapStart"):
        check(account, SnapStart="PublishedVersions", Runtime="python3.11")


def test_a_new_stack_beside_its_predecessors_ledger_is_refused_loudly(account: FakeAccount) -> None:
    account.stack, account.tables = "", ["orders-OrderLedger-AB12", "orders-old", "other"]
    with pytest.raises(Refused, match="A LEDGER OF THAT NAME IS THERE: orders-OrderLedger-AB12"):
        check(account)
    check(account, new_ledger=True)
    check(account, LedgerTableName="orders-OrderLedger-AB12")


def test_a_stack_that_is_there_keeps_its_ledger(account: FakeAccount) -> None:
    account.tables = ["orders-OrderLedger-AB12", "orders-OrderLedger-CD34"]
    check(account)


def test_a_first_stack_is_deployed(account: FakeAccount) -> None:
    account.stack = ""
    check(account)
