"""Adapter: whether an operator has paused the service, from one item beside the ledger's.

It is read while the service runs, so that a pause needs no deployment.
"""

from collections.abc import Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any

from order_service.clock import Clock
from order_service.errors import LedgerUnavailable, ServicePaused
from order_service.ledger.table import Table, TableUnavailable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ITEM = "##pause"
"""No order's id, since no store's name is empty; nor a store's pace, since none has a ``#``."""
REMEMBERED_SECONDS = 30.0
"""How long what was read is believed, and so how soon a pause begins and ends."""
RETRY_SECONDS = 60.0


class Pause:
    """Knows whether the service is paused; several threads may ask."""

    def __init__(self, client: "DynamoDBClient", table: str, clock: Clock) -> None:
        self._table = Table(client, table)
        self._clock = clock
        self._lock = Lock()
        self._found: bool | None = None
        self._good_until = 0.0

    def is_on(self) -> bool:
        """Return whether the service is paused; raises LedgerUnavailable if that is not known.

        Where the table cannot be read, what was found last stays true.
        """
        with self._lock:
            if self._clock.now() >= self._good_until:
                self._found = self._read()
                self._good_until = self._clock.now() + REMEMBERED_SECONDS
            return self._found is True

    def check(self) -> None:
        """Raise ServicePaused during a pause."""
        if self.is_on():
            raise ServicePaused(
                "Nothing was sent to the store. Send the same request again when the pause ends.",
                retry_after=RETRY_SECONDS,
            )

    def _read(self) -> bool:
        try:
            return _says_pause(self._table.read(ITEM))
        except TableUnavailable as failure:
            if self._found is None:
                raise LedgerUnavailable(
                    f"DynamoDB answered {failure}.", retry_after=5, step="pause"
                ) from None
            return self._found


def _says_pause(item: Mapping[str, Any] | None) -> bool:
    # Whatever is not clearly the end of a pause is one.
    return item is not None and item.get("paused") != {"BOOL": False}
