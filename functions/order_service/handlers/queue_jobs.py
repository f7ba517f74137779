"""What the queue's entry reads of a message: its job; one that cannot be read is recorded."""

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from order_service.callers import Caller
from order_service.clock import Deadline
from order_service.errors import InvalidRequest, VersionMismatch
from order_service.handlers.batch import Waiting
from order_service.handlers.caller_ids import caller_of_record
from order_service.handlers.wiring import Services
from order_service.keys import OrderKey
from order_service.ledger.attention_row import row_of
from order_service.ledger.entry import Phase
from order_service.ledger.lease import CancelAsked
from order_service.placing.attention import no_longer_listed
from order_service.queueing.queue_event import SQSRecord
from order_service.request.intake import Job, key_of, read_message, read_order


@dataclass(frozen=True)
class Invalid:
    """A message with a key whose order is not valid."""

    key: OrderKey
    body: dict[str, Any]
    caller: Caller

    @property
    def text(self) -> str:
        """Return the order as it was sent, as JSON."""
        return json.dumps(self.body, sort_keys=True, default=str)

    @property
    def fingerprint(self) -> str:
        """Return what stands for the order, which no valid one has: it is written otherwise."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def job_of(one: Waiting, here: Services, deadline: Deadline) -> Job:
    """Return the job of a message; one that cannot be read is refused, and recorded as refused.

    Raises VersionMismatch where the ledger knows its key: another version accepted it.
    """
    caller = caller_of_record(one.record.raw_event)
    return replace(one.job or _read(one.record, caller, here, deadline), caller=caller)


def _read(record: SQSRecord, caller: Caller, here: Services, deadline: Deadline) -> Job:
    try:
        key, body = read_message(record.body)
    except InvalidRequest:
        _leave_to_other_versions(key_of(record.body), here)
        raise
    try:
        return Job(key, read_order(body, new=True))
    except InvalidRequest as refusal:
        if accepted := _accepted_before(key, body, here):
            return accepted
        sent = Invalid(key, body, caller)
        # What is known may be this very message, whose recording died.
        _leave_to_other_versions(key, here, but=sent.fingerprint)
        _record(refusal, sent, here, deadline)
        raise


def _accepted_before(key: OrderKey, body: dict[str, Any], here: Services) -> Job | None:
    """Return the job of a key that the ledger knows, if an earlier release would have taken it."""
    with suppress(InvalidRequest):
        job = Job(key, read_order(body))
        entry = here.ledger.read(key)
        if entry is not None and entry.fingerprint == job.fingerprint:
            return job
    return None


def _leave_to_other_versions(key: OrderKey | None, here: Services, but: str = "") -> None:
    entry = here.ledger.read(key) if key else None
    if entry is not None and entry.phase is Phase.CLAIMED and entry.fingerprint == but:
        return
    if entry is not None and entry.phase is Phase.CANCELLED and not entry.look_at:
        raise entry.refusal()
    if entry is not None and (entry.phase is not Phase.REJECTED or entry.look_at):
        raise VersionMismatch("Its key is known, and its message cannot be read here.")


def _record(refusal: InvalidRequest, sent: Invalid, here: Services, deadline: Deadline) -> None:
    lease = here.ledger.claim(sent.key, sent.fingerprint, deadline.at, sent.caller)
    if lease.entry.finished:
        return
    since = lease.entry.attention or here.clock.now()
    if row := row_of(sent.key, refusal, since, sent.text, sent.fingerprint):
        lease.listed(since)
        here.attention.put(row)
    with suppress(CancelAsked):
        lease.rejected(refusal.problem())
        return
    lease.cancelled()
    no_longer_listed(lease, here.attention, deadline)
    raise lease.entry.refusal()
