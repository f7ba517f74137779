"""Adapter: how many requests each caller made in this minute, one small item for each caller.

Only a count that all execution environments share is right: each of them sees a part of a caller's
requests. It costs one write unit for each request, and only where there is a limit.
"""

from threading import Lock
from typing import TYPE_CHECKING, Protocol

from order_service.callers import Caller
from order_service.clock import Clock
from order_service.errors import TooManyRequests
from order_service.ledger.table import ConditionFailed, Table, TableUnavailable
from order_service.telemetry.observation import Journal

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MINUTE = 60
KEPT_SECONDS = 86_400
"""For how long a caller that makes no more requests is remembered."""
_COUNT = "SET requests = requests + :one, expires_at = :expires"
# Another environment's clock may be in the next minute already.
_IN_THIS_MINUTE = "counted_from >= :minute AND requests < :most"
_BEGIN = "SET requests = :one, counted_from = :minute, expires_at = :expires"
_IN_A_NEW_MINUTE = "attribute_not_exists(counted_from) OR counted_from < :minute"


class Usage(Protocol):
    """What a caller's requests are counted by."""

    def check(self, caller: Caller) -> None:
        """Count one request; raises TooManyRequests."""
        ...


class Unlimited:
    """Counts nothing."""

    def check(self, caller: Caller) -> None:
        """Let the request in."""


NO_LIMIT = Unlimited()


class UsageTable:
    """Lets each caller make so many requests a minute; with 0 there is no limit, and no count."""

    def __init__(
        self, client: "DynamoDBClient", table: str, clock: Clock, most: int, journal: Journal
    ) -> None:
        self._table = Table(client, table)
        self._clock = clock
        self._most = most
        self._journal = journal
        self._lock = Lock()
        self._full: tuple[int, set[str]] = (0, set())

    def check(self, caller: Caller) -> None:
        """Count one request; raises TooManyRequests if the caller has made all of this minute.

        All callers without an id are one. Where the table cannot be written nobody is refused.
        """
        if not self._most:
            return
        now = self._clock.now()
        minute = int(now) // MINUTE * MINUTE
        if not (self._is_full(caller, minute) or self._counted(caller, minute)):
            return
        raise TooManyRequests(
            f"{self._most} requests a minute are allowed for each caller.",
            retry_after=max(minute + MINUTE - now, 1.0),
        )

    def _counted(self, caller: Caller, minute: int) -> bool:
        """Count one request; returns whether there is no room for it."""
        values = {":one": 1, ":minute": minute, ":expires": minute + KEPT_SECONDS}
        room = (_COUNT, _IN_THIS_MINUTE, {":most": self._most})
        for update, condition, more in (room, (_BEGIN, _IN_A_NEW_MINUTE, {}), room):
            try:
                self._table.write(_id(caller), update, condition, values | more)
            except ConditionFailed:
                continue
            except TableUnavailable as failure:
                self._journal.note("requests not counted", reason=str(failure))
            return False
        self._now_full(caller, minute)
        return True

    def _is_full(self, caller: Caller, minute: int) -> bool:
        with self._lock:
            known, callers = self._full
            return known == minute and caller.id in callers

    def _now_full(self, caller: Caller, minute: int) -> None:
        """Remember it until the minute ends: to refuse the rest takes no write."""
        with self._lock:
            known, callers = self._full
            self._full = (minute, (callers if known == minute else set()) | {caller.id})


def _id(caller: Caller) -> str:
    # No order's id, since no store's name is empty; nor a store's pace, since none has a ``#``.
    return f"##caller#{caller.id}"
