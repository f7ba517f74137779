"""Pure: what calls to the store and writes to the ledger were like, for those who watch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class StoreCall:
    """One request and what came of it, in facts that name no customer.

    ``began`` is in seconds since the epoch; ``status`` is None when no answer came, and then
    ``error`` is the transport error's type. Header names are lower-case.
    """

    store: str
    step: str
    method: str
    began: float
    seconds: float
    status: int | None = None
    error: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    spends_quota: bool = True

    @property
    def throttled(self) -> bool:
        """Return whether the store's quota was spent."""
        return self.status == 429

    @property
    def quota_left(self) -> int | None:
        """Return the requests that the store still takes in its window, None if it did not say."""
        if not self.spends_quota:
            return None
        left = self.headers.get("x-rate-limit-requests-left", "").strip()
        if self.throttled:
            return 0
        return int(left[:12]) if left.isdecimal() else None


@dataclass(frozen=True)
class LedgerWrite:
    """One write to a key's entry; ``began`` is in seconds since the epoch.

    ``phase`` and the rest are what the entry says now, by any writer; they are empty when
    that is not known. ``error`` names why the write did not take place, None if it did.
    """

    store: str
    began: float
    seconds: float
    phase: str = ""
    deliveries: int = 0
    cart_id: str = ""
    order_id: int = 0
    error: str | None = None


Observe = Callable[[StoreCall], None]
"""Is called after every call to the store; must not raise and should not take long."""


ObserveWrite = Callable[[LedgerWrite], None]
"""Is called after every write, on the same terms."""


def unobserved(_: StoreCall | LedgerWrite) -> None:
    """Watch nothing."""


class Journal(Protocol):
    """Where the flow reports to operators what happened, in facts that name no customer."""

    def note(self, event: str, **facts: Any) -> None:
        """Record one event."""
        ...
