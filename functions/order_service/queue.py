"""Entry: SQS. Each record is placed, recorded as refused, parked, or put back for later."""

import hashlib
import json
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from order_service.clock import AWS_SECONDS, Deadline
from order_service.errors import (
    InvalidRequest,
    KeyReused,
    NotYet,
    Parked,
    QueueUnavailable,
    Refused,
)
from order_service.flow import place_order
from order_service.intake import Job, OrderKey, read_message, read_order
from order_service.queue_event import sound_records
from order_service.telemetry import (
    LogJournal,
    about,
    failed,
    one_request,
    tally,
    watched,
)
from order_service.wiring import Desk, desk, ready_for_snapshot

RETURN_SECONDS = AWS_SECONDS + 1.0
"""Kept back from the invocation's time: for the last write, begun just in time, and to report the
batch."""
FIRST_BACK_OFF = 5.0
LONGEST_BACK_OFF = 900.0

processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


@watched
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Work through one batch; the records that must come back are named in the answer."""
    tally.add("Batches")
    records, unreadable = sound_records(event)
    if unreadable:
        LogJournal().note("records unreadable", count=unreadable)
    if not records:
        return {"batchItemFailures": []}
    return process_partial_response(
        event={"Records": records},
        record_handler=place_record,
        processor=processor,
        context=context,
    )


def place_record(record: SQSRecord, lambda_context: LambdaContext) -> None:
    """Deal with one record for good; raises NotYet when it must come back."""
    here = desk()
    seconds_left = lambda_context.get_remaining_time_in_millis() / 1000 - RETURN_SECONDS
    deadline = Deadline(here.clock, here.clock.now() + seconds_left)
    with one_request(_received(record), message_id=record.message_id):
        try:
            _settle(record, here, deadline)
        except NotYet as reason:
            here.service.journal.note("record comes back", code=reason.code, step=reason.step)
            _postpone(record, reason, here)
            raise
        except Exception as error:
            failed(error)
            raise


def _settle(record: SQSRecord, here: Desk, deadline: Deadline) -> None:
    note = here.service.journal.note
    try:
        outcome = place_order(_job(record, here, deadline), here.service, deadline)
        note("order replayed" if outcome.replayed else "order placed")
    except (InvalidRequest, KeyReused) as refusal:
        note("order refused", code=refusal.code)
        here.queue.dead_letter(record.body, refusal)
    except Refused as refusal:
        event = "refusal replayed" if refusal.replayed else "order refused"
        note(event, code=refusal.code, step=refusal.step)
    except Parked as reason:
        note("order parked", code=reason.code, step=reason.step)
        here.queue.dead_letter(record.body, reason)


def _job(record: SQSRecord, here: Desk, deadline: Deadline) -> Job:
    key, body = read_message(record.body)
    about(store=key.store, key=key.key, correlation_id=key.correlation_id)
    try:
        return Job(key, read_order(body))
    except InvalidRequest as refusal:
        _record_refusal(key, body, refusal, here, deadline)
        raise


def _record_refusal(
    key: OrderKey, body: dict[str, Any], refusal: InvalidRequest, here: Desk, deadline: Deadline
) -> None:
    text = json.dumps(body, sort_keys=True, default=str)
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    lease = here.ledger.claim(key, fingerprint, deadline.at)
    if not lease.entry.finished:
        lease.rejected(refusal.problem())


def _postpone(record: SQSRecord, reason: NotYet, here: Desk) -> None:
    wait = reason.retry_after
    if reason.backs_off:
        later = FIRST_BACK_OFF * 2 ** min(_received(record) - 1, 10)
        wait = max(wait, min(later, LONGEST_BACK_OFF))
    try:
        here.queue.postpone(record.receipt_handle, wait)
    except QueueUnavailable:
        here.service.journal.note("record comes back after the visibility timeout")


def _received(record: SQSRecord) -> int:
    return int(record.attributes.approximate_receive_count or 1)


ready_for_snapshot()
