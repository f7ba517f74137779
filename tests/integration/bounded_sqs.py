"""A standard queue of SQS in memory that keeps to its limit of messages in flight, and forgets.

The stand-ins of SQS deliver however many messages are hidden; SQS delivers nothing more to anybody
while 120,000 are. They keep a message for ever, too; SQS deletes one whose time is over, hidden or
not, and moves it to no other queue.
"""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from order_service.clock import Clock

VISIBILITY_SECONDS = 360.0
RETENTION_SECONDS = 14 * 86_400.0


@dataclass
class Held:
    """One message, and when it can be received."""

    id: str
    body: str
    attributes: dict[str, Any]
    sent: float
    visible_at: float
    sender: str
    receives: int = 0


@dataclass
class BoundedSqs:
    """As much of a client of SQS as the service and a poller use, for the order queue alone."""

    clock: Clock
    most_in_flight: int
    role: str = "AROAEXAMPLEQUEUEROLE"
    refused: set[str] = field(default_factory=set)
    """Bodies of messages that a batch does not take."""
    held: dict[str, Held] = field(default_factory=dict)
    requests: int = 0
    letters: list[dict[str, Any]] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)

    def take(self, body: str, attributes: dict[str, Any], delay: float, sender: str) -> None:
        """Take a message of this sender."""
        now = self.clock.now()
        name = f"m-{next(self._numbers)}"
        self.held[name] = Held(name, body, attributes, now, now + delay, sender)

    def send_message(self, **call: Any) -> None:
        self.requests += 1
        if call["QueueUrl"] == "dead":
            self.letters.append(call)
            return
        attributes, delay = call["MessageAttributes"], call["DelaySeconds"]
        self.take(call["MessageBody"], attributes, delay, f"{self.role}:function")

    def send_message_batch(self, **call: Any) -> dict[str, Any]:
        self.requests += 1
        taken = [entry for entry in call["Entries"] if entry["MessageBody"] not in self.refused]
        for entry in taken:
            body, attributes = entry["MessageBody"], entry["MessageAttributes"]
            self.take(body, dict(attributes), entry["DelaySeconds"], f"{self.role}:function")
        failed = [entry for entry in call["Entries"] if entry not in taken]
        return {
            "Successful": [{"Id": entry["Id"]} for entry in taken],
            "Failed": [{"Id": entry["Id"], "Code": "InternalError"} for entry in failed],
        }

    def change_message_visibility(self, **call: Any) -> None:
        self.requests += 1
        self.held[call["ReceiptHandle"]].visible_at = self.clock.now() + call["VisibilityTimeout"]

    @property
    def in_flight(self) -> int:
        """How many messages are received and hidden."""
        now = self.clock.now()
        return sum(one.receives > 0 and one.visible_at > now for one in self.held.values())

    def receive(self) -> list[dict[str, Any]]:
        """Return at most ten messages that can be received, as boto3 would."""
        self.requests += 1
        now = self.clock.now()
        self._forget(now - RETENTION_SECONDS)
        room = min(self.most_in_flight - self.in_flight, 10)
        found = [one for one in self.held.values() if one.visible_at <= now][: max(room, 0)]
        for one in found:
            one.receives += 1
            one.visible_at = now + VISIBILITY_SECONDS
        return [_received(one) for one in found]

    def _forget(self, before: float) -> None:
        for name in [one.id for one in self.held.values() if one.sent <= before]:
            del self.held[name]

    def delete(self, ids: list[str]) -> None:
        """Let messages go."""
        self.requests += bool(ids)
        for one in ids:
            del self.held[one]


def _received(one: Held) -> dict[str, Any]:
    return {
        "MessageId": one.id,
        "ReceiptHandle": one.id,
        "Body": one.body,
        "MD5OfBody": "",
        "Attributes": {
            "ApproximateReceiveCount": str(one.receives),
            "SentTimestamp": str(round(one.sent * 1000)),
            "SenderId": one.sender,
        },
        "MessageAttributes": one.attributes,
    }
