"""What the queue's entry reads of a message: its job; one that cannot be read is recorded."""

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from order_service.callers import Caller
from order_service.clock import Deadline
from order_service.errors import InvalidRequest
from order_service.handlers.batch import Waiting
from order_service.handlers.caller_ids import caller_of_record
from order_service.handlers.wiring import Services
from order_service.keys import OrderKey
from order_service.ledger.attention_row import row_of
from order_service.ledger.lease import CancelAsked
from order_service.placing.attention import no_longer_listed
from order_service.queueing.other_versions import accepted_before, leave_to_other_versions
from order_service.queueing.queue_event import SQSRecord
from order_service.request.intake import Job, key_of, new_job, read_message


@dataclass(frozen=True)
class Invalid:
    """A message with a key whose order is not valid."""

    key: OrderKey
    body: dict[str, Any]
    caller: Caller

    @property
    def text(self) -> str:
        """Return the order as it was sent, as JSON in few bytes."""
        return json.dumps(self.body, separators=(",", ":"), default=str, ensure_ascii=False)

    @property
    def fingerprint(self) -> str:
        """Return a fingerprint that no valid order has: theirs are made of another form.

        The form must stay: the ledger has it, and another would be another order there.
        """
        text = json.dumps(self.body, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def job_of(one: Waiting, here: Services, deadline: Deadline) -> Job:
    """Return the job of a message; one that cannot be read is refused, and recorded as refused.

    Raises VersionMismatch where the ledger knows its key: another version accepted it; KeyReused
    where that key is placed.
    """
    caller = caller_of_record(one.record.raw_event)
    return replace(one.job or _read(one.record, caller, here, deadline), caller=caller)


def _read(record: SQSRecord, caller: Caller, here: Services, deadline: Deadline) -> Job:
    try:
        key, body = read_message(record.body)
    except InvalidRequest:
        leave_to_other_versions(key_of(record.body), here.ledger, by_message=True)
        raise
    try:
        return new_job(key, body)
    except InvalidRequest as refusal:
        if accepted := accepted_before(key, body, here.ledger):
            return accepted
        sent = Invalid(key, body, caller)
        # What is known may be this very message, whose recording died.
        leave_to_other_versions(key, here.ledger, but=sent.fingerprint, by_message=True)
        _record(refusal, sent, here, deadline)
        raise


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
