"""Prepares a restored or left-behind ledger for a stack, and says the parameters that name it.

cart-to-order ledger --table NAME [--profile P]
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from cart_to_order.operations.place import local
from cart_to_order.problems import NoSuchPlace
from cart_to_order.terminal import Parser, say

POLL_SECONDS = 2.0
PATIENCE_SECONDS = 600.0
VIEW = "NEW_AND_OLD_IMAGES"
Pause = Callable[[float], None]


class NotALedger(Exception):
    """The table cannot be a stack's ledger; the text says why."""


def main(arguments: list[str]) -> int:
    """Prepare a table; 0 if a stack can use it, 2 if not."""
    parser = Parser(prog="cart-to-order ledger", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--table", required=True, help="the table, as the restore named it")
    parser.add_argument("--profile", help="the AWS profile whose credentials are used")
    parser.add_argument("--local", action="store_true", help="the local cloud of `make up`")
    options = parser.parse_args(arguments)
    try:
        if options.local:
            dynamodb = local(Path()).client("dynamodb")
        else:
            dynamodb = boto3.Session(profile_name=options.profile).client("dynamodb")
        stream = prepare(dynamodb, options.table)
    except (NoSuchPlace, NotALedger, ClientError, BotoCoreError) as error:
        say(f"The table {options.table} is not ready. {error}")
        return 2
    say("Next: put these into samconfig.toml, deploy, audit each store, then make resume.")
    say(f'  "LedgerTableName={options.table}",', whole=True)
    say(f'  "LedgerStreamArn={stream}",', whole=True)
    return 0


def prepare(dynamodb: Any, table: str, pause: Pause = time.sleep) -> str:
    """Give a table what a restore leaves out; return the ARN of its stream.

    Each part is done only where it is missing, so that it can be given again.
    """
    there = _ready(dynamodb, table, pause)
    if [key["AttributeName"] for key in there["KeySchema"]] != ["id"]:
        raise NotALedger("Its items have another key than `id`.")
    if there.get("StreamSpecification", {}).get("StreamViewType") != VIEW:
        stream = {"StreamEnabled": True, "StreamViewType": VIEW}
        dynamodb.update_table(TableName=table, StreamSpecification=stream)
        there = _ready(dynamodb, table, pause)
        say("  stream with new and old images: on")
    _expire(dynamodb, table)
    dynamodb.update_continuous_backups(
        TableName=table,
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
    )
    say("  point-in-time recovery: on")
    dynamodb.update_table(TableName=table, DeletionProtectionEnabled=True)
    say("  protection from deletion: on")
    tags = [{"Key": "service", "Value": "cart-to-order"}]
    dynamodb.tag_resource(ResourceArn=there["TableArn"], Tags=tags)
    return str(there["LatestStreamArn"])


def _expire(dynamodb: Any, table: str) -> None:
    found = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    if found.get("TimeToLiveStatus") not in ("ENABLED", "ENABLING"):
        specification = {"AttributeName": "expires_at", "Enabled": True}
        dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=specification)
    say("  time to live: on")


def _ready(dynamodb: Any, table: str, pause: Pause) -> dict[str, Any]:
    """Return the table's description when it can be changed."""
    waited = 0.0
    while True:
        there: dict[str, Any] = dynamodb.describe_table(TableName=table)["Table"]
        if there["TableStatus"] == "ACTIVE":
            return there
        if waited >= PATIENCE_SECONDS:
            raise NotALedger(f"It is still {there['TableStatus']}: give the command again later.")
        say(f"  the table is {there['TableStatus']}: waiting")
        pause(POLL_SECONDS)
        waited += POLL_SECONDS
