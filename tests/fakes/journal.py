"""A journal that keeps what it is told."""

import logging
from typing import Any

TAKEN = {*vars(logging.makeLogRecord({})), "message", "asctime"}
"""What a fact must not be called: a log line's own."""


class FakeJournal:
    def __init__(self) -> None:
        self.notes: list[tuple[str, dict[str, Any]]] = []

    def note(self, event: str, **facts: Any) -> None:
        if unwritable := TAKEN & set(facts):
            raise KeyError(unwritable)
        self.notes.append((event, facts))

    def count(self, event: str) -> int:
        return sum(noted == event for noted, _ in self.notes)
