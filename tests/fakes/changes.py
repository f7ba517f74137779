"""The ledger's stream: each change of an item as Lambda hands it to a function.

And what no change may be: a refusal while a create-order is in doubt.
"""

import base64
from typing import Any

from order_service.ledger.entry import Entry, Phase
from tests.fakes.dynamodb import FakeDynamoDB, Item

Record = dict[str, Any]


class StreamedDynamoDB(FakeDynamoDB):
    """A table that keeps a record of every change."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[Record] = []

    def update_item(self, **call: Any) -> dict[str, Any]:
        before = self.items.get(call["Key"]["id"]["S"])
        answer = super().update_item(**call)
        self.records.append(record(before, answer["Attributes"], len(self.records) + 1))
        return answer


def refused_in_doubt(before: Item, after: Item) -> bool:
    """Return whether this change refuses a key one of whose create-orders may have made an order.

    A refused entry has no doubt of its own, so the attempts count that were not taken back, and
    what the entry said until then.
    """
    if after.get("phase", {}).get("S") != Phase.REJECTED:
        return False
    entry = Entry.from_item(after)
    doubted = "phase" in before and Entry.from_item(before).in_doubt
    return doubted or entry.attempts > 0 or entry.order_id > 0


def record(before: Item | None, after: Item | None, number: int = 1) -> Record:
    """One change; no item before is a new one, none after a removed one."""
    images = {"OldImage": before, "NewImage": after}
    name = "INSERT" if before is None else "REMOVE" if after is None else "MODIFY"
    return {
        "eventID": f"{number:032}",
        "eventName": name,
        "eventSource": "aws:dynamodb",
        "eventVersion": "1.1",
        "awsRegion": "us-east-1",
        "dynamodb": {
            "ApproximateCreationDateTime": 1_800_000_000.0,
            "Keys": {"id": (before or after or {}).get("id")},
            "SequenceNumber": str(number),
            "SizeBytes": 100,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
            **{image: _in_json(item) for image, item in images.items() if item is not None},
        },
    }


def _in_json(item: Item) -> Item:
    """Return the item with its bytes in base64, as an event of Lambda has them."""
    return {
        name: {"B": base64.b64encode(value["B"]).decode()} if "B" in value else value
        for name, value in item.items()
    }
