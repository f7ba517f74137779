"""One stack from its first deployment to its removal, by the commands that operators give."""

import copy
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cart_to_order.operations.rollback import ALIAS, FUNCTIONS
from local_cloud.aws.cloud import HERE, LocalCloud
from local_cloud.aws.entry_points import Answer, EntryPoints, event
from local_cloud.aws.stack import STACK, deploy
from local_cloud.everything import whole_cloud
from order_service.ledger.pause import REMEMBERED_SECONDS
from tests.end_to_end.operators import operate
from tools.places import LOGS
from tools.progress import say

RESTORED = "restored"
SETTLED = 60.0


def test_deploy_pause_fix_roll_back_restore_remove(tmp_path: Path) -> None:
    logs = LOGS / "life-of-a-stack"
    began = time.monotonic()
    with whole_cloud(logs=logs) as cloud:
        say(f"  deploy: {time.monotonic() - began:.1f} s, the machine's start included")
        entry_points = EntryPoints(cloud.deployment)
        first = order(entry_points, "first")
        assert first.status == 201
        with timed("pause, until the API answers 503"):
            _paused(cloud, entry_points, tmp_path)
        _queue(entry_points, "waiting")
        with timed("resume, until the API places orders"):
            _resumed(cloud, entry_points, tmp_path)
        with timed("fix: the next version is live"):
            before = live(cloud)
            _fixed(cloud)
            assert live(cloud) > before
        with timed("rollback"):
            code, said = operate(cloud, tmp_path, "rollback")
            assert (code, live(cloud)) == (0, before), said
        assert order(entry_points, "after-rollback").status == 201
        with timed("restore: the stack on a copy of the ledger"):
            _restored(cloud, tmp_path)
        again = order(entry_points, "first")
        assert (again.status, again.body) == (201, first.body)
        assert again.header("Idempotent-Replayed") == "true"
        with timed("remove"):
            _removed(cloud)


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Say how long a step took."""
    began = time.monotonic()
    yield
    say(f"  {what}: {time.monotonic() - began:.1f} s")


def order(entry_points: EntryPoints, key: str) -> Answer:
    """The answer to one order under this key."""
    case = copy.deepcopy(event("api_create_digital"))
    case["headers"] |= {"Idempotency-Key": key}
    return entry_points.send_http(case)


def live(cloud: LocalCloud) -> int:
    """The version that callers reach."""
    function = cloud.deployment.api_function
    found = cloud.client("lambda").get_alias(FunctionName=function, Name=ALIAS)
    return int(found["FunctionVersion"])


def _queue(entry_points: EntryPoints, key: str) -> None:
    case = copy.deepcopy(event("api_create_digital"))
    case["headers"] |= {"Idempotency-Key": key, "Prefer": "respond-async"}
    assert entry_points.send_http(case).status == 202


def _paused(cloud: LocalCloud, entry_points: EntryPoints, folder: Path) -> None:
    code, said = operate(cloud, folder, "pause")
    assert code == 0, said
    assert "alarms send nothing" in said
    answer = _until(entry_points, 503)
    assert answer.body["code"] == "service_paused"


def _resumed(cloud: LocalCloud, entry_points: EntryPoints, folder: Path) -> None:
    code, said = operate(cloud, folder, "resume")
    assert code == 0, said
    _until(entry_points, 201)


def _until(entry_points: EntryPoints, status: int) -> Answer:
    deadline = time.monotonic() + REMEMBERED_SECONDS + 10
    number = 0
    while True:
        number += 1
        answer = order(entry_points, f"until-{status}-{number}")
        if answer.status == status:
            return answer
        assert time.monotonic() < deadline, answer.body
        time.sleep(1)


def _fixed(cloud: LocalCloud) -> None:
    """Publish the next version of each function and move its alias, as a deployment does."""
    functions, there = cloud.client("lambda"), resources(cloud)
    for name in (there[logical] for logical in FUNCTIONS):
        functions.update_function_configuration(FunctionName=name, Description="fixed")
        version = functions.publish_version(FunctionName=name)["Version"]
        functions.update_alias(FunctionName=name, Name=ALIAS, FunctionVersion=version)


def resources(cloud: LocalCloud) -> dict[str, str]:
    """The physical id of each resource of the stack."""
    pages = cloud.client("cloudformation").get_paginator("list_stack_resources")
    rows = [
        row for page in pages.paginate(StackName=STACK) for row in page["StackResourceSummaries"]
    ]
    return {row["LogicalResourceId"]: row["PhysicalResourceId"] for row in rows}


def _deployed(cloud: LocalCloud, **parameters: str) -> None:
    cloud.parameters |= parameters
    deploy(cloud.client, {**cloud.parameters, **HERE})


def _restored(cloud: LocalCloud, folder: Path) -> None:
    dynamodb = cloud.client("dynamodb")
    dynamodb.create_table(
        TableName=RESTORED,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )
    for item in _items(dynamodb, cloud.deployment.ledger_table):
        dynamodb.put_item(TableName=RESTORED, Item=item)
    code, said = operate(cloud, folder, "ledger", "--table", RESTORED)
    assert code == 0, said
    stream = said.split('"LedgerStreamArn=')[1].split('"')[0]
    _deployed(cloud, LedgerTableName=RESTORED, LedgerStreamArn=stream)
    # On AWS each build is another package, so that a deployment publishes another version.
    _fixed(cloud)


def _items(dynamodb: Any, table: str) -> list[Any]:
    pages = dynamodb.get_paginator("scan").paginate(TableName=table)
    return [item for page in pages for item in page["Items"]]


def _removed(cloud: LocalCloud) -> None:
    cloudformation, ledger = cloud.client("cloudformation"), cloud.deployment.ledger_table
    cloudformation.delete_stack(StackName=STACK)
    cloudformation.get_waiter("stack_delete_complete").wait(
        StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )
    kept = cloud.client("dynamodb").list_tables()["TableNames"]
    assert {ledger, RESTORED} <= set(kept)
