"""What another version of the service accepted is left to it, never refused as the sender's fault.

A caller who is asked to correct an order that was accepted finds its key used, takes a new one as
that answer says, and has two orders.
"""

from contextlib import suppress
from typing import Any

from order_service.callers import UNKNOWN, Caller
from order_service.errors import InvalidRequest, KeyReused, VersionMismatch
from order_service.keys import OrderKey
from order_service.ledger.entry import Phase
from order_service.ledger.ledger import Ledger
from order_service.request.intake import Job, read_order


def accepted_before(
    key: OrderKey, body: dict[str, Any], ledger: Ledger, caller: Caller = UNKNOWN
) -> Job | None:
    """Return the job of a key that the ledger knows, if an earlier release would have taken it."""
    with suppress(InvalidRequest):
        job = Job(key, read_order(body), caller)
        entry = ledger.read(key)
        if entry is not None and entry.fingerprint == job.fingerprint:
            return job
    return None


def leave_to_other_versions(
    key: OrderKey | None, ledger: Ledger, but: str = "", *, by_message: bool = False
) -> None:
    """Raise VersionMismatch if the ledger knows the key and it may have an order.

    ``but`` is the fingerprint of what may stand there although nobody accepted it. Raises the
    refusal of a cancelled key, and KeyReused for a message of a placed one: no version has anything
    left to do for it, and a person who looks at the letter sees the order. A caller would not.
    """
    entry = ledger.read(key) if key else None
    if entry is not None and entry.phase is Phase.CLAIMED and entry.fingerprint == but:
        return
    if entry is not None and entry.phase is Phase.CANCELLED and not entry.look_at:
        raise entry.refusal()
    if by_message and entry is not None and entry.phase is Phase.PLACED and not entry.look_at:
        raise KeyReused("Its key is placed, and this order cannot be read here.")
    if entry is not None and (entry.phase is not Phase.REJECTED or entry.look_at):
        raise VersionMismatch("Its key is known, and this order cannot be read here.")
