"""Audits the orders of the last days of every store, as far as its quota and the time allow."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass

from order_service.auditing.findings import Finding, findings, first_order
from order_service.auditing.reading import orders_by_id, store_orders
from order_service.bigcommerce.calls import StoreCalls
from order_service.bigcommerce.quota import Quota, quota_after
from order_service.clock import Deadline
from order_service.errors import NotYet, OrderError
from order_service.ledger.entry import Entry
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
    missed: str | None = None


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


def audits(entries: Iterable[Entry], open_calls: OpenCalls, deadline: Deadline) -> list[StoreAudit]:
    """Return the audit of each store that the entries name; one that cannot be asked is named."""
    by_store: Mapping[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_store[entry.key.store].append(entry)
    with ThreadPoolExecutor(STORES_AT_ONCE) as threads:
        # What is logged and traced belongs to the execution that asks, in each thread as well.
        audited = [
            threads.submit(copy_context().run, _audit, store, known, open_calls, deadline)
            for store, known in by_store.items()
        ]
        return [one.result() for one in audited]


def _audit(
    store: str, entries: list[Entry], open_calls: OpenCalls, deadline: Deadline
) -> StoreAudit:
    courtesy = Courtesy(deadline)
    calls = open_calls(store, courtesy)
    try:
        orders = store_orders(calls, first_order(entries), courtesy.wait)
        unseen = {entry.order_id for entry in entries} - {0} - {order.id for order in orders}
        for order_id in sorted(unseen):
            courtesy.wait()
            orders += orders_by_id(calls, [order_id])
    except (OrderError, NotYet) as error:
        return StoreAudit(store, len(entries), missed=error.code)
    now = deadline.clock.now()
    return StoreAudit(store, len(entries), tuple(findings(entries, orders, now, PATIENCE)))
