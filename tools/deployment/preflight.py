"""What must hold in the account before anything is built: each check refuses with the fix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from cart_to_order.operations.doubling import LEDGER, SETTLE, Danger, dangers
from tools.deployment.environment import Environment, Refused
from tools.progress import say

SPARE_EXECUTIONS = 10
"""Executions beside the queue's, so that the API answers while the queue is worked off."""
TABLE = "-OrderLedger-"
"""What CloudFormation puts between a stack's name and a random end, for the ledger's table."""
DEPLOYABLE = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE")


def check(environment: Environment, session: Any, said: Mapping[str, str]) -> None:
    """Say where this is deployed to; raises Refused when it cannot be.

    With NEW_LEDGER or SHORTER_SETTLE a person has ``said`` that a change which could double orders
    is meant.
    """
    _check_parameters(environment)
    _check_stream(environment.parameters)
    region = session.region_name
    if not region:
        raise Refused("No region is known. Set AWS_REGION, or region in samconfig.toml.")
    account = _account(session)
    stack = _stack(session.client("cloudformation"), environment.stack)
    status = str(stack.get("StackStatus", ""))
    say(f"  account {account}, region {region}, stack {environment.stack} ({status or 'new'})")
    say(f"  functions and layer for {environment.runtime} on {environment.architecture}")
    try:
        _check_status(environment.stack, status)
        _check_executions(environment, session.client("lambda"))
        _check_api_logs(environment, session.client("apigateway"))
        if status not in DEPLOYABLE and not said.get("NEW_LEDGER"):
            _check_predecessor(environment, session.client("dynamodb"))
    except (ClientError, BotoCoreError) as error:
        raise Refused(f"The account cannot be looked at: {error}") from None
    if status in DEPLOYABLE:
        _check_change(environment, stack, said)


def _check_parameters(environment: Environment) -> None:
    given = environment.parameters
    if given.get("SnapStart") == "PublishedVersions" and environment.runtime == "python3.11":
        raise Refused("SnapStart needs Runtime python3.12 or newer, or SnapStart=None.")


def _check_stream(given: Mapping[str, str]) -> None:
    """The stream of another table is silent: no event would be sent, and no alarm would ring."""
    table, stream = given.get("LedgerTableName", ""), given.get("LedgerStreamArn", "")
    if table and f":table/{table}/stream/" not in stream:
        raise Refused(
            f"LedgerStreamArn is {stream or 'empty'}, which is no stream of the ledger {table}: no "
            f"event would be sent.\nGive `make ledger TABLE={table}`, and put both lines that it "
            "prints in samconfig.toml."
        )


def _account(session: Any) -> str:
    try:
        return str(session.client("sts").get_caller_identity()["Account"])
    except (ClientError, BotoCoreError) as error:
        raise Refused(
            f"No credentials of AWS that work: {error}\nSign in (aws sso login), or set "
            "AWS_PROFILE or the AWS_... variables of a role."
        ) from None


def _stack(cloudformation: Any, name: str) -> Mapping[str, Any]:
    """Return what is known of the stack, nothing if there is no such stack."""
    try:
        found = cloudformation.describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        if "does not exist" in str(error):
            return {}
        raise Refused(f"The stack {name} cannot be looked at: {error}") from None
    stack: Mapping[str, Any] = found[0] if found else {}
    return stack


def _check_status(stack: str, status: str) -> None:
    if status == "ROLLBACK_COMPLETE":
        raise Refused(
            f"{stack} was never created: its first deployment failed. Look at its events for the "
            f"reason, then:\n  $ aws cloudformation delete-stack --stack-name {stack}"
        )
    if status and status not in (*DEPLOYABLE, "REVIEW_IN_PROGRESS", "DELETE_COMPLETE"):
        raise Refused(f"{stack} is {status}: wait until that ends, or repair it first.")


def _check_executions(environment: Environment, functions: Any) -> None:
    free = functions.get_account_settings()["AccountLimit"]["UnreservedConcurrentExecutions"]
    wanted = int(environment.parameters.get("QueueConcurrency", 5)) + SPARE_EXECUTIONS
    if free < wanted:
        raise Refused(
            f"The account runs {free} functions at the same time, and this stack needs {wanted} "
            f"(QueueConcurrency and {SPARE_EXECUTIONS} for the API). Lower QueueConcurrency, or "
            "ask for more:\n  $ aws service-quotas request-service-quota-increase "
            "--service-code lambda --quota-code L-B99A9384 --desired-value 1000"
        )


def _check_api_logs(environment: Environment, apigateway: Any) -> None:
    """With ``keep`` the account's own setting must be there, or the stage cannot be made."""
    if environment.parameters.get("ApiLogRole", "keep") != "keep":
        return
    if not apigateway.get_account().get("cloudwatchRoleArn"):
        raise Refused(
            "API Gateway has no role for logs in this account and region. Set ApiLogRole=make in "
            "samconfig.toml, once for the account and region: it is one setting for all APIs there."
        )


def _check_predecessor(environment: Environment, dynamodb: Any) -> None:
    """A new table beside a ledger of the same stack would make repeated orders a second time."""
    if environment.parameters.get("LedgerTableName"):
        return
    start = environment.stack + TABLE
    pages = dynamodb.get_paginator("list_tables").paginate()
    left = [name for page in pages for name in page["TableNames"] if name.startswith(start)]
    if left:
        raise Refused(
            f"THE STACK {environment.stack} IS NEW, AND A LEDGER OF THAT NAME IS THERE: "
            f"{', '.join(left)}.\nA new table knows none of its keys: an order that is sent again "
            "would be made a second time.\nPut that ledger under the stack again "
            "(docs/runbook.md#restoring-the-ledger), or, if no key of it can come again: "
            "NEW_LEDGER=1."
        )


def _check_change(
    environment: Environment, stack: Mapping[str, Any], said: Mapping[str, str]
) -> None:
    """A checkout without an edit that the last one had would undo it under orders that are made."""
    running = {one["ParameterKey"]: one["ParameterValue"] for one in stack.get("Parameters", [])}
    # SAM keeps what is left out, unless it asks for all: then it offers the template's own value.
    kept = {} if environment.guided else running
    now, then = _settings(running), _settings({**kept, **environment.parameters})
    found = dangers(now, then)
    # From the stack's own ledger to one that is named: this is how a ledger is restored.
    if Danger.OTHER_LEDGER in found and now[LEDGER] and not said.get("NEW_LEDGER"):
        raise Refused(_another_ledger(environment.stack, now[LEDGER], then[LEDGER]))
    if Danger.SHORTER_SETTLE in found and not said.get("SHORTER_SETTLE"):
        raise Refused(
            f"THE STACK {environment.stack} HAS SettleSeconds {now[SETTLE]}, AND "
            f"{then[SETTLE]} WOULD BE DEPLOYED.\nAn order in doubt would be sent again sooner: "
            "before a store that is slow has shown it, so that there are two.\nPut "
            f"SettleSeconds={now[SETTLE]} in samconfig.toml, or, if each store shows its orders "
            "sooner: SHORTER_SETTLE=1."
        )


def _settings(parameters: Mapping[str, str]) -> Mapping[str, str]:
    """The parameters as the functions get them; an old stack may lack one."""
    return {
        LEDGER: parameters.get("LedgerTableName", ""),
        SETTLE: parameters.get("SettleSeconds", "0"),
    }


def _another_ledger(stack: str, now: str, then: str) -> str:
    return (
        f"THE STACK {stack} HAS THE LEDGER {now}, AND {then or 'a new, empty one'} WOULD BE PUT "
        "UNDER IT.\nThat one lacks its keys: an order that is sent again would be made a second "
        f"time.\nPut LedgerTableName={now} and its LedgerStreamArn in samconfig.toml "
        f"(`make ledger TABLE={now}` prints both), or, if this is a restore "
        "(docs/runbook.md#restoring-the-ledger) or no key can come again: NEW_LEDGER=1."
    )
