"""Audits the orders of the last days of every store, as far as its quota and the time allow."""

from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace

from order_service.auditing.findings import Finding, findings
from order_service.auditing.reading import LedgerPart, UnknownEntry
from order_service.auditing.store_orders import MARGIN, orders_of
from order_service.bigcommerce.calls import StoreCalls
from order_service.bigcommerce.quota import Quota, quota_after
from order_service.clock import Deadline
from order_service.errors import InternalError, OrderError
from order_service.telemetry.observation import StoreCall

PATIENCE = 86_400.0
"""Seconds after which a key in doubt or unfinished is a finding: longer is what waits for a person
to fix a token or end a pause, or for a day of errors that has just passed (docs/orders.md)."""
LEFT_TO_OTHERS = 0.5
"""Share of a store's quota that the audit leaves to orders and to other apps."""
STORES_AT_ONCE = 32
"""Stores that are read side by side: each has a quota of its own, for which its audit waits."""


@dataclass(frozen=True)
class StoreAudit:
    """What came of one store: its findings, or why it could not be asked."""

    store: str
    keys: int
    found: tuple[Finding, ...] = ()
    unknown: tuple[UnknownEntry, ...] = ()
    """Keys that were left out, in states that this version does not know."""
    missed: str | None = None
    error: Exception | None = None
    """The unexpected exception, if that is why the store was not audited."""


class Courtesy:
    """Waits for the store's next window when less of its quota is left than others may need."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._seen: Quota | None = None

    def observe(self, call: StoreCall) -> None:
        """Remember what the answer says of the store's quota."""
        self._seen = quota_after(call, self._seen)

    def wait(self, _: int = 0) -> None:
        """Wait until the audit may ask again; raises OutOfTime if that is too late."""
        seen = self._seen
        if seen is None or seen.left > seen.limit * LEFT_TO_OTHERS:
            return
        self._deadline.pause(max(seen.resets_at - self._deadline.clock.now(), 0.0), "audit")


OpenCalls = Callable[[str, Courtesy], StoreCalls]
"""Opens the way to one store, observed by the courtesy."""


def audits(
    ledger: LedgerPart, since: float, open_calls: OpenCalls, deadline: Deadline
) -> list[StoreAudit]:
    """Return the audit of each store that the ledger names.

    One that could not be audited has an error code in ``missed``. ``ledger`` has the entries that
    were written after ``since``, and older ones that are not finished.
    """
    by_store: dict[str, LedgerPart] = defaultdict(lambda: LedgerPart(ledger.began))
    for entry in ledger.entries:
        by_store[entry.key.store].entries.append(entry)
    for unknown in ledger.unknown:
        by_store[unknown.key.store].unknown.append(unknown)
    with ThreadPoolExecutor(STORES_AT_ONCE) as threads:
        # What is logged and traced belongs to the execution that asks, in each thread as well.
        audited = [
            threads.submit(copy_context().run, _audit, store, known, since, open_calls, deadline)
            for store, known in by_store.items()
        ]
        return [one.result() for one in audited]


def _audit(
    store: str, known: LedgerPart, since: float, open_calls: OpenCalls, deadline: Deadline
) -> StoreAudit:
    audit = StoreAudit(store, len(known.entries), unknown=tuple(known.unknown))
    try:
        found = _found(store, known, since, open_calls, deadline)
    except OrderError as error:
        return replace(audit, missed=error.code)
    except Exception as error:
        # Whatever it is, it is this store's: the others are audited all the same.
        return replace(audit, missed=InternalError.code, error=error)
    return replace(audit, found=tuple(found))


def _found(
    store: str, known: LedgerPart, since: float, open_calls: OpenCalls, deadline: Deadline
) -> list[Finding]:
    courtesy = Courtesy(deadline)
    calls = open_calls(store, courtesy)
    orders = orders_of(calls, known.entries, since, courtesy.wait, courtesy.wait)
    # An order of the first moments may have a key that was last written before them.
    begin = since + MARGIN
    return findings(known.entries, known.comparable(orders), known.began, PATIENCE, begin)
