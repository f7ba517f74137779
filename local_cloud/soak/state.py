"""What the ledger and the queues of the soaked cloud have, read from AWS itself."""

from __future__ import annotations

import json
from typing import Any

from local_cloud.aws.cloud import LocalCloud


def entries_of(cloud: LocalCloud) -> list[dict[str, Any]]:
    """What the ledger has of each key."""
    pages = (
        cloud.client("dynamodb")
        .get_paginator("scan")
        .paginate(TableName=cloud.deployment.ledger_table)
    )
    items = [item for page in pages for item in page["Items"]]
    return [
        {
            "key": item["id"]["S"].partition("#")[2],
            "phase": item["phase"]["S"],
            "cart_id": item.get("cart_id", {}).get("S", ""),
            "order_id": int(item.get("order_id", {}).get("N", 0)),
            "attempts": int(item.get("attempts", {}).get("N", 0)),
            "refused": bool(item.get("problem", {}).get("S")),
        }
        for item in items
        if "phase" in item  # the other items are the stores' paces
    ]


def messages_in(cloud: LocalCloud, queue_url: str) -> int:
    """How many messages a queue has: waiting, being worked on or delayed."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible",
             "ApproximateNumberOfMessagesDelayed"]  # fmt: skip
    answer = cloud.client("sqs").get_queue_attributes(QueueUrl=queue_url, AttributeNames=names)
    return sum(int(answer["Attributes"].get(name, 0)) for name in names)


def letters_of(cloud: LocalCloud) -> set[str]:
    """The keys of all dead letters."""
    sqs, keys = cloud.client("sqs"), set()
    asked = {"QueueUrl": cloud.deployment.dead_letter_queue_url, "MaxNumberOfMessages": 10}
    while letters := sqs.receive_message(**asked).get("Messages"):
        keys |= {json.loads(letter["Body"])["idempotency_key"] for letter in letters}
    return keys
