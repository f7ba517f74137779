"""Adapter: one small item for each store beside the ledger's, by which executions keep one pace.

Its id, ``#store``, is no order's: the name of a store is never empty.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from order_service.ledger.table import ConditionFailed, Table, TableUnavailable
from order_service.queueing.pace import NoPace, Pace

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TRIES = 4
_ATTRIBUTES = {
    "next_at": "next_at",
    "calls_limit": "limit",
    "window_seconds": "window",
    "calls_left": "left",
    "resets_at": "resets_at",
    "seen_at": "seen_at",
    "slower": "slower",
    "slowed_at": "slowed_at",
}
_QUEUE_UP = "SET next_at = next_at + :span"
_SOMEBODY_WAITS = "next_at >= :opens AND next_at < :horizon"
_BEGIN = "SET next_at = :opens + :span"
_NOBODY_WAITS = "attribute_not_exists(next_at) OR next_at < :opens"
_CORRECT = (
    "SET calls_limit = :limit, window_seconds = :window, calls_left = :left, "
    "resets_at = :resets, seen_at = :seen"
)
_SLOW_DOWN = ", slower = :slower, slowed_at = :seen"
_NEWER = (
    "attribute_not_exists(resets_at) OR resets_at < :earlier OR calls_limit <> :limit "
    "OR (resets_at < :later AND calls_left > :left)"
)


class PaceLedger:
    """Gives out start times, one after the other, and remembers what stores reported."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._table = Table(client, table)

    def look(self, store: str) -> Pace:
        """Return what is known of a store; raises NoPace."""
        try:
            found = self._table.read(_id(store))
        except TableUnavailable as failure:
            raise NoPace(str(failure)) from None
        return _pace(found or {})

    def take(
        self, store: str, pace: Pace, seconds: float, now: float, reach: float
    ) -> float | None:
        """Return when tickets for so much of the store's time begin; they are taken.

        Returns None, and takes none, where the line reaches further already. Raises NoPace.
        """
        values = {":span": seconds, ":opens": pace.opens_at(now), ":horizon": now + reach}
        for _ in range(TRIES):
            waiting = pace.next_at >= values[":opens"]
            if pace.next_at >= values[":horizon"]:
                return None
            try:
                written = self._write(store, *_ticket(waiting, values))
            except ConditionFailed as found:
                pace = _pace(found.item)
                continue
            return written.next_at - seconds
        raise NoPace("contended")

    def correct(self, store: str, pace: Pace) -> None:
        """Write down what a store reported, unless more is known already; raises NoPace."""
        half = pace.window / 2
        values = {
            ":limit": pace.limit,
            ":window": pace.window,
            ":left": pace.left,
            ":resets": pace.resets_at,
            ":seen": pace.seen_at,
            ":earlier": pace.resets_at - half,
            ":later": pace.resets_at + half,
        }
        slows = {":slower": pace.slower} if pace.slowed_just_now else {}
        update = _CORRECT + (_SLOW_DOWN if slows else "")
        try:
            self._write(store, update, _NEWER, values | slows)
        except ConditionFailed:
            return

    def _write(self, store: str, update: str, condition: str, values: Mapping[str, float]) -> Pace:
        try:
            return _pace(self._table.write(_id(store), update, condition, values))
        except TableUnavailable as failure:
            raise NoPace(str(failure)) from None


def _ticket(waiting: bool, values: dict[str, float]) -> tuple[str, str, dict[str, float]]:
    if waiting:
        return _QUEUE_UP, _SOMEBODY_WAITS, values
    return _BEGIN, _NOBODY_WAITS, {name: values[name] for name in (":span", ":opens")}


def _id(store: str) -> str:
    return f"#{store}"


def _pace(item: Mapping[str, Any]) -> Pace:
    known = {field: float(item[name]["N"]) for name, field in _ATTRIBUTES.items() if name in item}
    return replace(Pace(), **known)
