"""Adapter: reads the functions' log lines that have a word, in a bounded number of requests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cart_to_order.pages.reading.stack import UNREADABLE, Stack, named
from cart_to_order.pages.timeline.lines import CALL, PLACED, found_by, whose_call

OLDER = "Log lines before this release name no order and no cart: look through the ledger for them."


@dataclass
class Texts:
    """Log lines, and remarks on those that were not read."""

    lines: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    complete: bool = True


class LogReads:
    """The log groups of one stack's functions."""

    def __init__(self, stack: Stack) -> None:
        self._client = stack.clients("logs")
        self._groups = stack.log_groups
        self._reach = stack.reach

    def lines(self, words: tuple[str, ...], began: float, ended: float, *, deep: bool) -> Texts:
        """Return the lines between two times that have all these words."""
        found = Texts()
        most = self._reach.deep_log_calls if deep else self._reach.log_calls
        asked = {
            "filterPattern": " ".join(f'"{word}"' for word in words),
            "startTime": int(began * 1000),
            "endTime": int(ended * 1000) + 1,
        }
        for group in self._groups:
            self._read(group, asked, most, found)
        if not found.complete:
            found.remarks.append(
                f"Only a part of the log lines was read: {most} requests for each function."
            )
        return found

    def keys_of(
        self, search: str, began: float, ended: float, *, deep: bool
    ) -> tuple[set[tuple[str, str]], Texts]:
        """Return store and key of the orders whose lines name this order or cart."""
        # Only an id with hyphens is so rare a word that it needs no other beside it.
        words = (search,) if "-" in search else (PLACED, search)
        texts = self.lines(words, began, ended, deep=deep)
        whose = {name for line in texts.lines if (name := found_by(line, search))}
        return whose, texts

    def calls_since(self, at: float, until: float) -> dict[tuple[str, str], int]:
        """Return how many calls to the store each store and key had since then."""
        counted: dict[tuple[str, str], int] = {}
        for line in self.lines((CALL,), at, until, deep=True).lines:
            if whose := whose_call(line):
                counted[whose] = counted.get(whose, 0) + 1
        return counted

    def _read(self, group: str, asked: dict[str, Any], most: int, found: Texts) -> None:
        token: dict[str, str] = {}
        try:
            for _ in range(most):
                page = self._client.filter_log_events(logGroupName=group, **asked, **token)
                found.lines += [event["message"] for event in page["events"]]
                if not page.get("nextToken"):
                    return
                token = {"nextToken": page["nextToken"]}
        except UNREADABLE as error:
            found.remarks.append(f"The log group {group} cannot be read ({named(error)}).")
            return
        found.complete = False
