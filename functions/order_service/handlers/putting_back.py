"""How a message waits: hidden in the queue, or sent again with a delay and then let go.

SQS delivers nothing more, to any store, while 120,000 messages are hidden. Delayed ones do not
count, so whatever waits for long is sent again. The received message is let go only if SQS has
taken the new one: a crash between the two leaves two messages of one key, which the ledger makes
one order, and never none.
"""

from collections.abc import Sequence
from contextlib import suppress

from aws_lambda_powertools.metrics import MetricUnit

from order_service.errors import InvalidRequest, NotYet, QueueUnavailable, Refused, WaitedTooLong
from order_service.handlers.caller_ids import caller_of_record
from order_service.handlers.wiring import Services
from order_service.ledger.attention_row import row_of
from order_service.queueing.order_queue import Copy
from order_service.queueing.other_versions import accepted_before
from order_service.queueing.pace import LONGEST_HIDDEN, Wait
from order_service.queueing.queue_event import SQSRecord
from order_service.queueing.sent_again import (
    attributes_again,
    delay_of,
    origin_of,
    own_facts,
    system_attributes_again,
)
from order_service.request.intake import job_in, key_of, new_job, read_message
from order_service.telemetry.telemetry import OBJECTIVE_SECONDS, tally

FIRST_BACK_OFF = 5.0
LONGEST_BACK_OFF = 900.0
KEPT_SECONDS = 1_123_200.0
"""For how long a message may wait. A day later SQS would delete it, and nobody would ever see it:
what SQS itself moves to the dead-letter queue is only what was received too often."""
LAST_SECONDS = KEPT_SECONDS + 43_200.0
"""For how long a message that should be given up waits for a ledger that takes no write."""
Waits = Sequence[tuple[SQSRecord, Wait]]


def postpone(record: SQSRecord, reason: NotYet, here: Services) -> bool:
    """Let a message come back when the reason says; returns whether it is let go for a new one."""
    wait = back_off(record, reason)
    # What a store asks for may be longer than a message can be delayed.
    is_long = reason.backs_off and LONGEST_HIDDEN < wait <= LONGEST_BACK_OFF
    if is_long and send_again([(record, Wait(wait, again=True))], here):
        return True
    return put_back(record, wait, here)


def back_off(record: SQSRecord, reason: NotYet) -> float:
    """Return after how many seconds a message comes back, later each time if the reason says so."""
    if not reason.backs_off:
        return reason.retry_after
    later = FIRST_BACK_OFF * 2.0 ** min(received(record) - 1, 10)
    return max(reason.retry_after, min(later, LONGEST_BACK_OFF))


def send_again(waits: Waits, here: Services) -> set[str]:
    """Send these messages again; returns the ids of those that can be let go."""
    now = here.clock.now()
    over = {one.message_id for one, _ in waits if _is_over(one, now, here)}
    gone = {
        one.message_id
        for one, wait in waits
        if one.message_id in over and _given_up(one, wait.seconds, here)
    }
    copies = [_copy(one, wait) for one, wait in waits if one.message_id not in over]
    sent, reasons = here.queue.send_again(copies)
    if reasons:
        here.service.journal.note("records not sent again", reason=", ".join(sorted(reasons)))
    for record, _ in waits:
        if record.message_id in sent:
            count_age(record, now)
    return sent | gone


def put_back(record: SQSRecord, seconds: float, here: Services) -> bool:
    """Hide a message for so many seconds, or give it up if SQS would end it meanwhile.

    Returns whether it was given up.
    If hiding it fails, it comes back after its visibility timeout.
    """
    if _ends_within(seconds, record, here) and _given_up(record, seconds, here):
        return True
    try:
        here.queue.postpone(record.receipt_handle, seconds)
    except QueueUnavailable:
        here.service.journal.note("record comes back after the visibility timeout")
    return False


def given_up_if_last(record: SQSRecord, here: Services) -> bool:
    """Give a message up if SQS would move it when it comes back; return whether it is let go."""
    return _ends_within(0, record, here) and _given_up(record, 0, here)


def count_age(record: SQSRecord, now: float) -> None:
    """Count how long ago an order that comes back was sent.

    The queue's own metric leaves out messages that were received three times.
    """
    if seconds := age(record, now):
        tally.add("OrderAgeSeconds", seconds, MetricUnit.Seconds)
        if seconds > OBJECTIVE_SECONDS:
            tally.add("OrdersLate")


def age(record: SQSRecord, now: float) -> float:
    """Return how long ago a message was first sent, 0 if that is not known."""
    sent = int(record.attributes.sent_timestamp) / 1000
    return max(now - sent, 0) if sent else 0


def received(record: SQSRecord) -> int:
    """Return how often a message was received."""
    return int(record.attributes.approximate_receive_count or 1)


def _copy(record: SQSRecord, wait: Wait) -> Copy:
    raw = record.raw_event
    return Copy(
        record.message_id,
        record.body,
        delay_of(raw, wait),
        attributes_again(raw, counts=wait.ticket),
        system_attributes_again(raw),
    )


def _is_over(record: SQSRecord, now: float, here: Services) -> bool:
    """Return whether SQS would have ended this message if it had never been sent again."""
    return age(record, now) >= KEPT_SECONDS or received(record) >= here.most_receives


def _ends_within(
    seconds: float, record: SQSRecord, here: Services, kept: float = KEPT_SECONDS
) -> bool:
    sent, receives = own_facts(record.raw_event)
    ends = sent > 0 and here.clock.now() + seconds - sent >= kept
    return ends or receives >= here.most_receives


def _given_up(record: SQSRecord, seconds: float, here: Services) -> bool:
    """Let list and ledger say that nothing goes on by itself, and make a message a dead letter.

    The letter comes last: if it fails, the message comes back, and its claim says that it is
    queued. After the letter nothing would come back to write what the ledger lacks.
    """
    reason = WaitedTooLong("Its order was not placed while the queue keeps a message.")
    for note in (_list, _note, _extend_expiry):
        try:
            note(record, reason, here)
        except NotYet:
            if not _ends_within(seconds, record, here, LAST_SECONDS):
                return False
    try:
        here.queue.dead_letter(record.body, reason, origin_of(record.raw_event))
    except QueueUnavailable:
        return False
    here.service.journal.note("record given up", code=reason.code)
    return True


def _list(record: SQSRecord, reason: WaitedTooLong, here: Services) -> None:
    """List the key of an open order, unless it is listed: then the row says what it waited for.

    A key that was never tried is claimed for its sender: else nobody could ask about it, and it
    would belong to the caller who asks first. A key that stands for another order is not listed.
    """
    with suppress(Refused):
        key, body = read_message(record.body)
        # What nobody has accepted is held against every rule for new orders.
        job = accepted_before(key, body, here.ledger) or new_job(key, body)
        entry = here.ledger.expect(job.key, job.fingerprint, caller_of_record(record.raw_event))
        row = row_of(job.key, reason, here.clock.now(), "", job.fingerprint)
        if row and not entry.finished:
            here.attention.add(row)


def _extend_expiry(record: SQSRecord, _: WaitedTooLong, here: Services) -> None:
    """Keep the key at least as long as its letter."""
    if key := key_of(record.body):
        here.ledger.extend_expiry(key)


def _note(record: SQSRecord, _: WaitedTooLong, here: Services) -> None:
    """Note that a message is a dead letter; if it has another order than its key's, nothing."""
    try:
        job = job_in(record.body)
    except InvalidRequest:
        if key := key_of(record.body):
            here.ledger.may_not_be_queued(key)
    else:
        here.ledger.no_longer_queued(job.key, job.fingerprint)
