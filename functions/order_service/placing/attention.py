"""What needs attention is listed, with its order, before the ledger says so."""

import json
from contextlib import suppress

from order_service.clock import Deadline
from order_service.errors import NotYet, OrderError
from order_service.ledger.attention_row import row_of
from order_service.ledger.lease import Lease
from order_service.placing.ports import Attention
from order_service.request.intake import Job
from order_service.request.order import OrderRequest


def kept(order: OrderRequest) -> str:
    """Return the order as it is kept: what the queue would carry."""
    return json.dumps(order.canonical(), separators=(",", ":"), ensure_ascii=False)


def shown(job: Job, error: OrderError, lease: Lease, attention: Attention, now: float) -> None:
    """List the key with the reason, whose words are masked; raises LedgerUnavailable.

    A crash before the ledger is written lists a key that goes on, never hides one that does not.
    """
    since = lease.entry.attention or now
    row = row_of(job.key, error, since, kept(job.order), job.fingerprint)
    if row is not None:
        lease.listed(since)
        attention.put(row)


def no_longer_listed(lease: Lease, attention: Attention, deadline: Deadline) -> None:
    """Remove the row of a placed key that may have one.

    A row that is left, after a crash or a failure here, is known by the ledger's phase.
    """
    if lease.entry.attention and deadline.remaining() > 0:
        with suppress(NotYet):
            attention.remove(lease.entry.key)
