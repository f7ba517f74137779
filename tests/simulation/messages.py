"""SQS: a standard queue that hides, repeats and counts its messages, and a dead-letter queue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from botocore.exceptions import ClientError, ReadTimeoutError

from tests.simulation.executions import Lambda
from tests.simulation.plan import Plan, Unkind
from tests.simulation.scheduler import Scheduler

VISIBILITY_SECONDS = 360.0
ORDERS, DEAD = "orders", "dead"
QUEUE_ROLE = "AROAEXAMPLEFUNCTION02"
SENDERS = {"api": "AROAEXAMPLEFUNCTION01:api", "queue": f"{QUEUE_ROLE}:queue"}
OPERATOR = "AROAEXAMPLEOPERATOR01:jane"


@dataclass
class Message:
    """One message and what the queue knows of it."""

    id: int
    body: str
    attributes: Mapping[str, Any]
    sender: str = ""
    sent_at: float = 0.0
    receives: int = 0
    hidden_until: float = 0.0
    deleted: bool = False

    def as_received(self) -> dict[str, Any]:
        """Return the message as boto3 would, for the event that is made of it."""
        return {
            "MessageId": f"message-{self.id}",
            "ReceiptHandle": f"{self.id}/{self.receives}",
            "Body": self.body,
            "MD5OfBody": "",
            "Attributes": {
                "ApproximateReceiveCount": str(self.receives),
                "SentTimestamp": str(round(self.sent_at * 1000)),
                "SenderId": self.sender,
            },
            "MessageAttributes": self.attributes,
        }


@dataclass(frozen=True)
class Letter:
    """What lies in the dead-letter queue."""

    body: str
    code: str
    at: float
    attributes: Mapping[str, Any]
    phase: str
    """How far the key had come by then."""
    since: float
    """When the execution began that wrote it: it may have known the key as it was then."""


@dataclass
class Queues:
    """The order queue and its dead-letter queue."""

    scheduler: Scheduler
    deliver: Callable[[Message], object]
    phase: Callable[[], str]
    messages: dict[int, Message] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)
    buried: list[Letter] = field(default_factory=list)
    """All letters that there ever were."""
    unsent: list[Callable[[], object]] = field(default_factory=list)
    """Who hears of each message that was not sent."""
    _numbers: "count[int]" = field(default_factory=count)

    def send(
        self, body: str, attributes: Mapping[str, Any], sender: str, delay: float = 0.0
    ) -> None:
        """Take a message that is visible after the delay."""
        now = self.scheduler.now
        message = Message(next(self._numbers), body, attributes, sender, now)
        self.messages[message.id] = message
        self.hide(message, delay)

    def hide(self, message: Message, seconds: float) -> None:
        """Make the message visible after so many seconds, and not before."""
        until = self.scheduler.now + seconds
        message.hidden_until = until

        def visible() -> None:
            if not message.deleted and message.hidden_until == until:
                self.receive(message)

        self.scheduler.at(until, visible)

    def receive(self, message: Message) -> None:
        """Hand the message to the function that works on the queue."""
        message.receives += 1
        self.hide(message, VISIBILITY_SECONDS)
        self.deliver(message)

    def change(self, handle: str, seconds: float) -> None:
        """Change for how long a received message is hidden."""
        message = self.messages[int(handle.partition("/")[0])]
        if not message.deleted:
            self.hide(message, seconds)

    def bury(self, body: str, attributes: Mapping[str, Any], since: float) -> None:
        """Take a message into the dead-letter queue."""
        code, now = attributes["code"]["StringValue"], self.scheduler.now
        self.letters.append(Letter(body, code, now, attributes, self.phase(), since))
        self.buried.append(self.letters[-1])

    def redrive(self) -> None:
        """Send every dead letter back, as an operator does."""
        letters, self.letters = self.letters, []
        for letter in letters:
            self.send(letter.body, letter.attributes, OPERATOR)


class QueueClient:
    """An SQS client as an execution has it."""

    def __init__(
        self,
        queues: Queues,
        scheduler: Scheduler,
        functions: Lambda,
        plan: Plan,
        write: Callable[[str], str],
        function: str,
    ) -> None:
        self._queues = queues
        self._scheduler = scheduler
        self._functions = functions
        self._plan = plan
        self._write = write
        self._function = function
        self._fails = plan.draws("queue").one_of((0.08, 0.08, 0.5))
        """How often a message is not sent: what was found before may be forgotten then."""

    def send_message(self, **call: Any) -> None:
        """Send to the order queue, or to the dead-letter queue."""
        if call["QueueUrl"] == DEAD:
            body, attributes = call["MessageBody"], call["MessageAttributes"]
            since = self._functions.present().began_at
            self._called("park", lambda: self._queues.bury(body, attributes, since))
        else:
            self._called("send", lambda: self._send(call))

    def send_message_batch(self, **call: Any) -> dict[str, Any]:
        """Send several to the order queue; some may fail, whatever becomes of the others."""
        troubled = self._plan.troubled(Unkind.QUEUE, self._scheduler.now)
        draws = self._functions.present().draws
        failed = [one for one in call["Entries"] if troubled and draws.happens(0.2)]
        sent = [one for one in call["Entries"] if one not in failed]

        def send() -> None:
            for one in sent:
                self._send(one)

        self._called("send several", send)
        return {
            "Successful": [{"Id": one["Id"]} for one in sent],
            "Failed": [{"Id": one["Id"], "Code": "InternalError"} for one in failed],
        }

    def change_message_visibility(self, **call: Any) -> None:
        """Hide a message for another time."""
        handle, seconds = call["ReceiptHandle"], call["VisibilityTimeout"]
        self._called("put back", lambda: self._queues.change(handle, seconds))

    def _send(self, message: Mapping[str, Any]) -> None:
        written, sender = self._write(message["MessageBody"]), SENDERS[self._function]
        self._queues.send(written, message["MessageAttributes"], sender, message["DelaySeconds"])

    def _called(self, what: str, effect: Callable[[], object]) -> None:
        self._functions.seam(f"before {what}")
        draws = self._functions.present().draws
        self._scheduler.pause(draws.between(0.005, 0.05))
        happens = draws.happens(0.08 if what != "send" else self._fails)
        troubled = self._plan.troubled(Unkind.QUEUE, self._scheduler.now) and happens
        refused, twice = draws.happens(0.5), draws.happens(0.5)
        if troubled and refused:
            for hears in self._queues.unsent if what == "send" else ():
                hears()
            raise ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, what)
        effect()
        if troubled and twice:
            # The answer was lost and the SDK has repeated it.
            effect()
        elif troubled:
            raise ReadTimeoutError(endpoint_url="queue")
        self._functions.seam(f"after {what}")
