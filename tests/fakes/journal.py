"""A journal that keeps what it is told."""

from typing import Any


class FakeJournal:
    def __init__(self) -> None:
        self.notes: list[tuple[str, dict[str, Any]]] = []

    def note(self, event: str, **facts: Any) -> None:
        self.notes.append((event, facts))

    def count(self, event: str) -> int:
        return sum(noted == event for noted, _ in self.notes)
