"""An event bus that takes what its script says, and keeps what it took."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from order_service.ledger.order_events import OrderEvents


class FakeBus:
    """Answers each call by the next row of its script, and takes everything after that."""

    def __init__(self, *script: Sequence[str | None] | Exception) -> None:
        self._script = list(script)
        self.calls: list[list[Any]] = []
        self.taken: list[Mapping[str, Any]] = []

    @property
    def events(self) -> OrderEvents:
        """The service's own way to this bus."""
        return OrderEvents(cast("Any", self), "orders")

    @property
    def keys(self) -> list[str]:
        """The keys of the events that were taken."""
        return [json.loads(entry["Detail"])["idempotency_key"] for entry in self.taken]

    def put_events(self, **call: Any) -> dict[str, Any]:
        entries: list[Any] = call["Entries"]
        self.calls.append(entries)
        reasons = self._script.pop(0) if self._script else [None] * len(entries)
        if isinstance(reasons, Exception):
            raise reasons
        paired = list(zip(entries, reasons, strict=True))
        self.taken += [entry for entry, reason in paired if reason is None]
        entries = [{"ErrorCode": reason} if reason else {"EventId": "e"} for reason in reasons]
        return {"FailedEntryCount": sum(map(bool, reasons)), "Entries": entries}
