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
        self.parameters: dict[str, str] = {}
        """What the stack was deployed with."""
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
        given = [
            {"ParameterKey": name, "ParameterValue": value}
            for name, value in self.parameters.items()
        ]
        return {"Stacks": [{"StackStatus": self.stack, "Parameters": given}]}

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


def check(
    account: FakeAccount,
    given: dict[str, str] | None = None,
    *,
    meant: str = "",
    name: str = "prod",
    **more: str,
) -> None:
    parameters = PARAMETERS | (given or {}) | more
    environment = Environment(name, "orders", "eu-west-1", parameters)
    preflight.check(environment, account, {meant: "1"})


def ledger(table: str) -> dict[str, str]:
    """The parameters that put this table under a stack."""
    stream = f"arn:aws:dynamodb:eu-west-1:123456789012:table/{table}/stream/2026-11-30T00:00:00.000"
    return {"LedgerTableName": table, "LedgerStreamArn": stream}


OWN = {"LedgerTableName": "", "LedgerStreamArn": ""}
"""What `samconfig.toml` says where the stack makes its ledger."""


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
    check(account, meant="NEW_LEDGER")
    check(account, ledger("orders-OrderLedger-AB12"))


def test_a_stack_of_which_only_a_change_set_was_made_counts_as_new(account: FakeAccount) -> None:
    account.stack, account.tables = "REVIEW_IN_PROGRESS", ["orders-OrderLedger-AB12"]
    with pytest.raises(Refused, match="A LEDGER OF THAT NAME IS THERE"):
        check(account)
    # What was asked for in that change set has placed no order.
    account.tables, account.parameters = [], ledger("restored")
    check(account, OWN)


def test_a_stack_that_made_its_ledger_keeps_it_whatever_other_tables_there_are(
    account: FakeAccount,
) -> None:
    account.tables = ["orders-OrderLedger-AB12", "orders-OrderLedger-CD34"]
    check(account, OWN)
    account.parameters = OWN
    check(account, OWN)


def test_a_stack_on_a_restored_ledger_gets_no_other_one_unless_that_is_said(
    account: FakeAccount,
) -> None:
    account.parameters = ledger("restored")
    # As samconfig.toml is in a checkout without the edit of the restore, or with an older one.
    for given, what in ((OWN, "a new, empty one"), (ledger("restored-before"), "restored-before")):
        with pytest.raises(Refused) as no:
            check(account, given)
        assert f"THE STACK orders HAS THE LEDGER restored, AND {what} WOULD" in str(no.value)
        assert "LedgerTableName=restored and its LedgerStreamArn in samconfig.toml" in str(no.value)
        assert "NEW_LEDGER=1" in str(no.value)
        check(account, given, meant="NEW_LEDGER")


def test_a_stack_on_a_restored_ledger_is_deployed_with_the_same_one(account: FakeAccount) -> None:
    account.parameters = ledger("restored")
    check(account, ledger("restored"))


def test_a_restored_ledger_is_put_under_a_stack_that_made_its_own(account: FakeAccount) -> None:
    account.parameters = OWN
    check(account, ledger("restored"))
    account.parameters = {}  # Deployed before it had these parameters.
    check(account, ledger("restored"))


def test_a_parameter_that_is_left_out_keeps_its_value_unless_sam_asks_for_all(
    account: FakeAccount,
) -> None:
    account.parameters = ledger("restored") | {"SettleSeconds": "1200"}
    check(account)
    with pytest.raises(Refused, match="a new, empty one"):
        check(account, name="default")
    with pytest.raises(Refused, match="SettleSeconds=1200"):
        check(account, ledger("restored"), name="default")


def test_a_settle_time_is_not_shortened_under_orders_in_doubt_unless_that_is_said(
    account: FakeAccount,
) -> None:
    account.parameters = {"SettleSeconds": "1200"}
    with pytest.raises(Refused, match="SettleSeconds 1200, AND 300 WOULD") as no:
        check(account, meant="NEW_LEDGER", SettleSeconds="300")
    assert "SettleSeconds=1200 in samconfig.toml" in str(no.value)
    assert "SHORTER_SETTLE=1" in str(no.value)
    check(account, meant="SHORTER_SETTLE", SettleSeconds="300")
    check(account, SettleSeconds="1200")
    check(account, SettleSeconds="1201")


def test_the_stream_of_another_table_is_refused_with_the_command_that_prints_the_right_one(
    account: FakeAccount,
) -> None:
    others = [ledger(table)["LedgerStreamArn"] for table in ("restored-2", "my-restored")]
    for stream in (*others, ""):
        with pytest.raises(Refused, match="make ledger TABLE=restored`"):
            check(account, LedgerTableName="restored", LedgerStreamArn=stream)
    with pytest.raises(Refused, match="LedgerStreamArn is empty"):
        check(account, LedgerTableName="restored")


def test_a_first_stack_is_deployed(account: FakeAccount) -> None:
    account.stack = ""
    check(account)
