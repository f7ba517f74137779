"""Entry: SQS. Each record is placed, recorded as refused, parked, or put back for later."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from order_service.clock import AWS_SECONDS, Deadline
from order_service.errors import (
    InvalidRequest,
    KeyReused,
    NotYet,
    OrderError,
    Parked,
    Refused,
    ServicePaused,
    VersionMismatch,
)
from order_service.handlers.batch import PartialResponse, Waiting, side_by_side
from order_service.handlers.putting_back import (
    LONGEST_BACK_OFF,
    age,
    back_off,
    count_age,
    given_up_if_last,
    postpone,
    put_back,
    received,
    send_again,
)
from order_service.handlers.queue_jobs import job_of
from order_service.handlers.self_test import is_asked_for
from order_service.handlers.wiring import AT_ONCE, Services, ready_for_snapshot, services
from order_service.placing.ending import Outcome
from order_service.placing.flow import place_order
from order_service.queueing.order_queue import IN_PROGRESS, LOOK
from order_service.queueing.pace import Wait
from order_service.queueing.queue_event import SQSRecord, sound_records
from order_service.queueing.sent_again import as_first_sent, origin_of
from order_service.request.intake import Job, key_of
from order_service.telemetry.telemetry import (
    LogJournal,
    about,
    failed,
    hold_libraries,
    one_request,
    tally,
    watched,
)

RETURN_SECONDS = AWS_SECONDS + 1.0
"""Kept back from the invocation's time: for the last write, begun just in time, and to report the
batch."""
SHARE_OF_AGE = 0.01
"""How long a pause puts a message off, by its age: in 13 days it is then received 354 times."""
SWITCH_SECONDS = 0.0005
"""How long an order that computes keeps others of its batch waiting; Python's own is 5 ms."""

hold_libraries()
sys.setswitchinterval(SWITCH_SECONDS)


@watched
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Work through one batch; the records that must come back are named in the answer."""
    if is_asked_for(event):
        return dict(services().self_test())
    records, unreadable = sound_records(event)
    if unreadable:
        LogJournal().note("records unreadable", count=unreadable)
    if not records:
        return {"batchItemFailures": []}
    here = services()
    seconds_left = context.get_remaining_time_in_millis() / 1000 - RETURN_SECONDS
    deadline = Deadline(here.clock, here.clock.now() + seconds_left)
    return dict(work_through([SQSRecord(record) for record in records], here, deadline))


def work_through(
    records: Sequence[SQSRecord], here: Services, deadline: Deadline
) -> PartialResponse:
    """Place the orders of these records side by side; names those that must come back."""

    records = [_as_first_sent(record, here) for record in records]

    def settle(one: Waiting, wait: Wait) -> bool:
        with one_request(received(one.record), message_id=one.record.message_id):
            return _dealt_with(one, wait, here, deadline)

    def far(waits: Sequence[tuple[Waiting, Wait]]) -> set[str]:
        # One line for a store, not for a message: there may be a million, every quarter of an hour.
        for store, count in Counter(one.key.store for one, _ in waits if one.key).items():
            here.service.journal.note("record waits for its turn", store=store, count=count)
        return send_again([(one.record, wait) for one, wait in waits], here)

    def left() -> float:
        # A write to the ledger that began just in time may end.
        return deadline.remaining() + AWS_SECONDS

    try:
        here.pause.check()
    except NotYet as reason:
        return _held(records, reason, here)
    believed = list(_believed(records, here))
    answer = side_by_side(believed, here.pacing.waits, settle, AT_ONCE, left, far)
    _count_ages(records, answer, here.clock.now())
    return answer


def _held(records: Sequence[SQSRecord], reason: NotYet, here: Services) -> PartialResponse:
    """Put a whole batch back; nothing of it is read, and no store is called."""
    here.service.journal.note("batch comes back", code=reason.code, count=len(records))
    now = here.clock.now()
    back = [record for record in records if not put_back(record, _wait(record, reason, now), here)]
    answer: PartialResponse = {
        "batchItemFailures": [{"itemIdentifier": record.message_id} for record in back]
    }
    if isinstance(reason, ServicePaused):
        tally.add("Paused", len(records))
    _count_ages(records, answer, now)
    return answer


def _wait(record: SQSRecord, reason: NotYet, now: float) -> float:
    if isinstance(reason, ServicePaused):
        return max(LONGEST_BACK_OFF, age(record, now) * SHARE_OF_AGE)
    return back_off(record, reason)


def _count_ages(records: Sequence[SQSRecord], answer: PartialResponse, now: float) -> None:
    back = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
    for record in records:
        if record.message_id in back:
            count_age(record, now)


def _as_first_sent(record: SQSRecord, here: Services) -> SQSRecord:
    return SQSRecord(as_first_sent(record.raw_event, here.own_id))


def _believed(records: Sequence[SQSRecord], here: Services) -> Iterator[SQSRecord]:
    """Yield the records, without the mark of an order under way where the ledger does not say so.

    An order with the mark does not wait in line, and any sender can write it on a message. The
    ledger is asked for a time in which the batch can still be worked through.
    """
    until = here.clock.now() + AWS_SECONDS
    for record in records:
        marks = record.get("messageAttributes")
        marked = isinstance(marks, dict) and IN_PROGRESS in marks
        if not marked or (here.clock.now() < until and _is_under_way(record, here)):
            yield record
        else:
            others = {name: mark for name, mark in marks.items() if name != IN_PROGRESS}
            yield SQSRecord({**record.raw_event, "messageAttributes": others})


def _is_under_way(record: SQSRecord, here: Services) -> bool:
    with suppress(Exception):
        key = key_of(record.body)
        entry = here.ledger.read(key) if key else None
        return entry is not None and (not entry.finished or entry.look_at > 0)
    return False


def _dealt_with(one: Waiting, wait: Wait, here: Services, deadline: Deadline) -> bool:
    record, note = one.record, here.service.journal.note
    if one.key:
        about(store=one.key.store, key=one.key.key, correlation_id=one.key.correlation_id)
    if wait.seconds:
        note("record waits for its turn", seconds=round(wait.seconds))
        return put_back(record, wait.seconds, here)
    try:
        _settle(one, here, deadline)
    except NotYet as reason:
        note("record comes back", code=reason.code, step=reason.step)
        return postpone(record, reason, here)
    except Exception as error:
        failed(error)
        return given_up_if_last(record, here)
    finally:
        if one.key and deadline.remaining() > 0:
            here.pacing.share(one.key.store)
    return True


def _settle(one: Waiting, here: Services, deadline: Deadline) -> None:
    record, note = one.record, here.service.journal.note
    try:
        job = job_of(one, here, deadline)
        outcome = _outcome(job, here, deadline, sent_back=one.is_marked(LOOK))
    except (InvalidRequest, KeyReused) as refusal:
        note("order refused", code=refusal.code)
        _dead_letter(one, refusal, here)
    except Refused as refusal:
        event = "refusal replayed" if refusal.replayed else "order refused"
        note(event, code=refusal.code, step=refusal.step)
    except Parked as reason:
        if reason.again:
            # This message was redriven and is the only one: back to where a person sees it.
            _dead_letter(one, reason, here)
        else:
            note("order parked", code=reason.code, step=reason.step)
    else:
        waited = round(age(record, here.clock.now()))
        if outcome.replayed:
            note("order replayed", waited=waited)
        else:
            note("order placed", waited=waited, **outcome.ids())


def _dead_letter(one: Waiting, reason: OrderError, here: Services) -> None:
    """Make a message a dead letter; its key is kept at least as long."""
    if one.key:
        here.ledger.extend_expiry(one.key)
    here.queue.dead_letter(one.record.body, reason, origin_of(one.record.raw_event))


def _outcome(job: Job, here: Services, deadline: Deadline, *, sent_back: bool) -> Outcome:
    """Place the order; a key that is not finished is never given up for another body.

    The body may be the same order as another version of the service wrote it.
    """
    try:
        return place_order(job, here.service, deadline, looks_again=True, sent_back=sent_back)
    except KeyReused:
        entry = here.ledger.read(job.key)
        if entry is not None and (not entry.finished or entry.look_at):
            raise VersionMismatch("Its key is at work on another body.") from None
        raise


ready_for_snapshot()
