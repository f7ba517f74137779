"""Removes a stack, and says what stays and how that is removed.

It removes nothing while orders wait, and never the ledger.

cart-to-order remove [--stack cart-to-order] --yes
"""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, WaiterError

from cart_to_order.operations.options import parser_of, place_of
from cart_to_order.operations.place import Place
from cart_to_order.problems import NoSuchPlace
from cart_to_order.terminal import say

WAITING = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)


class StillInUse(Exception):
    """Orders wait in the stack's queues; the text says how many."""


def main(arguments: list[str]) -> int:
    """Remove the stack; 0 if it is gone, 2 if not."""
    parser = parser_of("remove", __doc__)
    parser.add_argument("--yes", action="store_true", help="remove it; without, only say what goes")
    options = parser.parse_args(arguments)
    try:
        return remove(place_of(options), sure=options.yes)
    except (NoSuchPlace, StillInUse, WaiterError, ClientError, BotoCoreError) as error:
        say(f"Not removed. {error}")
        return 2


def remove(place: Place, *, sure: bool) -> int:
    """Say what goes and what stays, and remove the stack where that is sure."""
    _check_queues(place)
    kept = _kept(place.client("cloudformation"), place.stack)
    say(f"The stack {place.stack} goes; what stays costs storage until you remove it:")
    for command in _commands(place, kept):
        say(f"  {command}", whole=True)
    if not sure:
        say("Nothing was removed. Next: make remove STACK=... YES=1")
        return 0
    cloudformation = place.client("cloudformation")
    cloudformation.delete_stack(StackName=place.stack)
    cloudformation.get_waiter("stack_delete_complete").wait(StackName=place.stack)
    say("Removed.")
    return 0


def _check_queues(place: Place) -> None:
    sqs = place.client("sqs")
    for url in (place.queue_url, place.dead_letter_queue_url):
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(WAITING))["Attributes"]
        if waiting := sum(int(found.get(name, 0)) for name in WAITING):
            raise StillInUse(
                f"About {waiting} messages are in {url}: they would be lost. Let them be placed "
                "(make resume, make redrive), or purge the queue if nobody needs them."
            )


def _kept(cloudformation: Any, stack: str) -> list[tuple[str, str]]:
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    rows = (row for page in pages for row in page["StackResourceSummaries"])
    return [(row["ResourceType"], row.get("PhysicalResourceId", "")) for row in rows]


def _commands(place: Place, kept: list[tuple[str, str]]) -> list[str]:
    groups = [name for kind, name in kept if kind == "AWS::Logs::LogGroup"]
    layers = [name for kind, name in kept if kind == "AWS::Lambda::LayerVersion"]
    return [
        f"# the ledger: keep it for as long as a key can be sent again ({place.ledger_table})",
        f"aws dynamodb update-table --table-name {place.ledger_table} "
        "--no-deletion-protection-enabled",
        f"aws dynamodb delete-table --table-name {place.ledger_table}",
        *(f"aws logs delete-log-group --log-group-name {name}" for name in groups),
        *(
            f"aws lambda delete-layer-version --layer-name {name.rsplit(':', 1)[0]} "
            f"--version-number {name.rsplit(':', 1)[1]}"
            for name in layers
            if ":" in name
        ),
        f"# each store's secret: aws secretsmanager delete-secret --secret-id "
        f"{place.secret_prefix}STORE",
    ]
