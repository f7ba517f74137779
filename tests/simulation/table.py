"""The ledger's table as an execution reaches it: writes stall, get lost and are repeated."""

from collections.abc import Callable
from enum import Enum, auto
from typing import Any

from botocore.exceptions import ClientError, ReadTimeoutError

from order_service.ledger.entry import RETRIED, Entry, Phase
from tests.fakes.changes import StreamedDynamoDB, refused_in_doubt
from tests.fakes.dynamodb import FakeAttentionTable, Item
from tests.simulation.executions import Lambda
from tests.simulation.plan import Draws, Plan, Unkind
from tests.simulation.scheduler import Scheduler
from tests.simulation.versions import THIS, Version

TRIES = 2
TIMEOUT_SECONDS = 2.5
BETWEEN_SECONDS = 0.5
LONGEST_STALLS = (5.0, 60.0, 400.0)


class Mishap(Enum):
    """What goes wrong with one request to the table."""

    THROTTLED = auto()
    REQUEST_LOST = auto()
    ANSWER_LOST = auto()
    STALLED = auto()
    """It lands later, when nobody waits for it any more."""


_OF_A_BAD_LINE = (Mishap.STALLED, Mishap.STALLED, Mishap.STALLED, Mishap.ANSWER_LOST)


READS = ("read", "list")
FINISHED = (Phase.PLACED, Phase.REJECTED, Phase.CANCELLED)


class TableClient:
    """A DynamoDB client that repeats once what got no answer, as the SDK does."""

    def __init__(
        self,
        table: StreamedDynamoDB,
        scheduler: Scheduler,
        functions: Lambda,
        plan: Plan,
        version: Version = THIS,
    ) -> None:
        self._table = table
        self._scheduler = scheduler
        self._functions = functions
        self._plan = plan
        self._version = version

    def update_item(self, **call: Any) -> dict[str, Any]:
        """Write as the service asks."""
        if call["Key"]["id"]["S"].startswith("#"):
            return self.called("pace", lambda: self._table.update_item(**call))
        written = self._version.update(call)
        return self.called("write", lambda: self._table.update_item(**written))

    def get_item(self, **call: Any) -> dict[str, Any]:
        """Read as the service asks."""
        what = "pace" if call["Key"]["id"]["S"].startswith("#") else "read"
        return self.called(what, lambda: self._table.get_item(**call))

    def called(self, what: str, effect: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Make one request, or several if it gets no answer."""
        # As in a batch that is prepared: it waits for its pace by the machine's clock.
        may_freeze = what != "pace"
        self._functions.seam(f"before a ledger {what}", may_freeze=may_freeze)
        draws = self._functions.present().draws
        for left in reversed(range(TRIES)):
            mishap = self._mishap(draws)
            if mishap is None:
                self._scheduler.pause(draws.between(0.003, 0.02))
                answer = effect()
                self._functions.seam(f"after a ledger {what}", may_freeze=may_freeze)
                return answer
            self._suffered(mishap, what, effect, draws)
            if left:
                self._scheduler.pause(BETWEEN_SECONDS)
        raise ReadTimeoutError(endpoint_url="ledger")

    def _suffered(
        self, mishap: Mishap, what: str, effect: Callable[[], dict[str, Any]], draws: Draws
    ) -> None:
        if mishap is Mishap.THROTTLED:
            self._scheduler.pause(0.5)
            raise ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, what)
        if mishap is Mishap.ANSWER_LOST:
            self._unseen(effect)
        if mishap is Mishap.STALLED and what not in READS:
            bad = self._functions.present().bad_line
            late = draws.between(0, LONGEST_STALLS[-1] if bad else draws.one_of(LONGEST_STALLS))
            self._scheduler.after(late, lambda: self._unseen(effect))
        self._scheduler.pause(TIMEOUT_SECONDS)

    def _unseen(self, effect: Callable[[], dict[str, Any]]) -> None:
        try:
            effect()
        except ClientError:
            return

    def _mishap(self, draws: Draws) -> Mishap | None:
        if not self._plan.troubled(Unkind.LEDGER, self._scheduler.now):
            return None
        if self._functions.present().bad_line:
            return draws.one_of(_OF_A_BAD_LINE) if draws.happens(0.5) else None
        return draws.one_of(tuple(Mishap)) if draws.happens(0.08) else None


class WatchedTable(StreamedDynamoDB):
    """The table, whose changes are part of the history."""

    def __init__(self, scheduler: Scheduler, note: Callable[[str], None]) -> None:
        super().__init__()
        self._scheduler = scheduler
        self._note = note
        self.written: list[tuple[float, str]] = []
        self.wishes: list[tuple[str, str]] = []
        """What was asked to be cancelled, and in which phase, wherever that was kept."""
        self.intents_after_wishes = 0
        """How many create-orders were declared since."""
        self.begun_anew = 0
        """How often a retry let the refused key begin anew."""
        self.wrong: list[str] = []
        self.looks: list[tuple[float, float]] = []
        """When each second look was due, and when it was taken."""

    def update_item(self, **call: Any) -> dict[str, Any]:
        answer = super().update_item(**call)
        item, values = answer["Attributes"], call["ExpressionAttributeValues"]
        self._looked(self.before[call["Key"]["id"]["S"]], item)
        if refused_in_doubt(self.before[call["Key"]["id"]["S"]], item):
            self.wrong.append("refused in the ledger while an attempt was in doubt")
        if "cancel_asked" in call["UpdateExpression"]:
            self.wishes.append((item["cancel_asked"]["S"], item["phase"]["S"]))
            self._note(f"ledger: {item['cancel_asked']['S']} is to be cancelled")
        elif self.wishes and "phase = :phase" in call["UpdateExpression"]:
            self.intents_after_wishes += _declared(self.before[call["Key"]["id"]["S"]], item)
        if "phase" in item and values.keys() != {":expires"}:
            phase, now = item["phase"]["S"], self._scheduler.now
            self.written.append((now, phase))
            history = item.get("history", {"S": ""})["S"].split()
            if history and history[-1].startswith(f"{RETRIED}@") and ":known" in values:
                self.begun_anew += 1
            self._note(f"ledger: {phase}, attempts {_attempts(item)}")
        return answer

    def fields_are_written(self) -> bool:
        """Return whether it was recorded that an execution writes the order's fields."""
        entries = [Entry.from_item(item) for item in self.items.values() if "phase" in item]
        return any(entry.since(Phase.FINISHING) > 0 for entry in entries)

    def _looked(self, before: Item, after: Item) -> None:
        due, still_due = _look_at(before), _look_at(after)
        if due and not still_due and before["phase"]["S"] in FINISHED:
            self.looks.append((due, self._scheduler.now))


def _look_at(item: Item) -> float:
    return float(item.get("look_at", {"N": "0"})["N"])


def _declared(before: Item, after: Item) -> bool:
    """Return whether a create-order was declared: one taken back has the earlier phase again."""
    return after["phase"]["S"] == Phase.SUBMITTING and _attempts(after) > _attempts(before)


def _attempts(item: Item) -> int:
    return int(item.get("attempts", {"N": "0"})["N"])


class AttentionClient:
    """The list of orders that need attention, reached over the same line."""

    def __init__(self, table: FakeAttentionTable, line: TableClient) -> None:
        self._table = table
        self._line = line

    def put_item(self, **call: Any) -> dict[str, Any]:
        """Write as the service asks."""
        return self._line.called("row", lambda: self._table.put_item(**call))

    def delete_item(self, **call: Any) -> dict[str, Any]:
        """Delete as the service asks."""
        return self._line.called("row", lambda: self._table.delete_item(**call))

    def get_item(self, **call: Any) -> dict[str, Any]:
        """Read as the service asks."""
        return self._line.called("list", lambda: self._table.get_item(**call))
