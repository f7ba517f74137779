"""A ledger's entry and a log, as the functions write them, for the pages to draw."""

import json
from datetime import UTC, datetime
from typing import Any

from cart_to_order.pages.timeline.entries import Entry, read_entry
from cart_to_order.pages.timeline.timeline import Timeline, read_timeline

START = 1_800_000_000.0
MINE = {"store": "acme", "key": "po-1"}


class Log:
    """Collects lines of one delivery after the other; times are seconds after the start."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._delivery: dict[str, Any] = {}
        self.deliver()

    def deliver(self, attempt: int = 1, message: str | None = None, cold: bool = False) -> None:
        """The lines that follow are another execution's."""
        number = len(self.texts)
        facts = {"attempt": attempt, "cold_start": cold, "function_request_id": f"run-{number}"}
        self._delivery = facts | ({"message_id": message} if message else {})

    def call(self, at: float, step: str, status: int | None = 200, ms: float = 50,
             **more: Any) -> None:  # fmt: skip
        came = {"error": "ReadTimeout"} if status is None else {"status": status}
        facts = {"step": step, "method": "POST", **came, **more}
        self.add(message="store call", began=START + at, milliseconds=ms, **facts)

    def write(self, at: float, phase: str, ms: float = 4, error: str | None = None) -> None:
        self.add(message="ledger write", phase=phase, began=START + at, milliseconds=ms,
                 error=error)  # fmt: skip

    def note(self, at: float, event: str, **facts: Any) -> None:
        stamp = datetime.fromtimestamp(START + at, UTC).isoformat(timespec="milliseconds")
        self.add(message=event, timestamp=stamp, **facts)

    def add(self, **fields: Any) -> None:
        self.texts.append(json.dumps({**MINE, **self._delivery, **fields}))


def item(phase: str = "placed", history: str = "", **more: Any) -> dict[str, Any]:
    """An entry as DynamoDB has it."""
    values = {"id": "acme#po-1", "phase": phase, "history": history, "deliveries": 1,
              "created_at": START, "updated_at": START + 1, **more}  # fmt: skip
    return {
        name: {"S": value} if isinstance(value, str) else {"N": str(value)}
        for name, value in values.items()
    }


def entry(phase: str = "placed", history: str = "", **more: Any) -> Entry:
    return read_entry(item(phase, history, **more))


def ago(what: str, at: float) -> str:
    """A note of the history, with its time as the ledger rounds it."""
    return f"{what}@{START + at:.1f}"


def retried_and_delivered_twice() -> Timeline:
    """A call repeated in vain, five seconds in the queue, and then the order."""
    log = Log()
    log.deliver(message="m1", cold=True)
    log.write(0, "claimed")
    log.call(0.01, "cart", 201)
    log.write(0.07, "cart")
    log.call(0.08, "consignments", 503)
    log.call(0.33, "consignments", 503)
    log.write(0.39, "cart")
    log.note(0.4, "record comes back", code="store_unavailable", step="consignments")
    log.deliver(attempt=2, message="m1")
    log.write(5.4, "cart")
    log.call(5.41, "consignments")
    log.write(5.47, "submitting")
    log.call(5.48, "order", None)
    log.note(5.53, "create-order ambiguous")
    log.call(5.54, "orders")
    log.write(5.6, "placed")
    log.note(5.61, "order placed")
    notes = [("cart", 0.07), ("given-back", 0.39), ("submitting", 5.47), ("placed", 5.6)]
    history = " ".join(ago(*note) for note in notes)
    known = entry(history=history, deliveries=2, order_id=101, updated_at=START + 5.6)
    return read_timeline(known, log.texts)
