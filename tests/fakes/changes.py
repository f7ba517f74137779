"""The ledger's stream: each change of an item as Lambda hands it to a function, and how often.

And what no change may be: a refusal while a create-order is in doubt.
"""

import base64
from collections.abc import Callable, Sequence
from typing import Any

from order_service.ledger.entry import Entry, Phase
from tests.fakes.clock import FakeClock
from tests.fakes.dynamodb import FakeDynamoDB, Item

Record = dict[str, Any]
Attempt = Callable[[Sequence[Record]], str | None]
"""One invocation with one batch: the number from which on it must come again, None if done."""
TRY_SECONDS = 0.1


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


class FakeMapping:
    """Lambda's event source mapping at its least kind: it tries again without a pause.

    It hands over one shard's records, in order; ``properties`` are the template's.

    A batch that failed is halved, which is no try of its halves; a record that is alone is tried
    until it has had all its tries or is too old.
    """

    def __init__(self, properties: dict[str, Any], clock: FakeClock) -> None:
        self._most = properties["MaximumRetryAttempts"]
        self._oldest = properties["MaximumRecordAgeInSeconds"]
        self._size = properties["BatchSize"]
        self._clock = clock
        self.tries = 0
        self.given_up: list[Record] = []

    def hand_over(self, records: Sequence[Record], attempt: Attempt) -> None:
        """Return when each record was done or given up."""
        starts = range(0, len(records), self._size)
        waiting = [list(records[start : start + self._size]) for start in starts]
        retries = 0
        while waiting:
            batch = waiting[0]
            left = self._left(batch, attempt)
            if len(left) == len(batch) == 1:
                retries += 1
                if retries <= self._most or self._most < 0:
                    continue
                self.given_up += batch
                left = []
            retries = 0
            waiting[:1] = self._halves(left) if len(left) == len(batch) else [left] * bool(left)

    def _left(self, batch: list[Record], attempt: Attempt) -> list[Record]:
        """Return what must come again of a batch, after one try."""
        for record in batch:
            if self._clock.now() > _made(record) + self._oldest:
                self.given_up.append(record)
        batch = [record for record in batch if record not in self.given_up]
        if not batch:
            return []
        self.tries += 1
        self._clock.sleep(TRY_SECONDS)
        try:
            again = attempt(batch)
        except AssertionError:
            # What the test itself found wrong is no failure of the function.
            raise
        except Exception:
            return batch
        numbers = [record["dynamodb"]["SequenceNumber"] for record in batch]
        return batch[numbers.index(again) :] if again else []

    @staticmethod
    def _halves(batch: list[Record]) -> list[list[Record]]:
        middle = len(batch) // 2
        return [batch[:middle], batch[middle:]]


def _made(record: Record) -> float:
    return float(record["dynamodb"]["ApproximateCreationDateTime"])
