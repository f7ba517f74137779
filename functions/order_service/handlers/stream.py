"""Entry: the ledger's stream. Sends an event of each order placed, refused or parked to the bus."""

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cache, partial
from typing import Any

import botocore.session
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config

from order_service.clock import Deadline, SystemClock
from order_service.handlers.lazy import lazy
from order_service.handlers.self_test import is_asked_for, self_test
from order_service.handlers.settings import read_settings
from order_service.keys import OrderKey
from order_service.ledger.announcement import Announcement, announced
from order_service.ledger.callback_settings import Callbacks, CallbackUnknown
from order_service.ledger.order_events import OrderEvents
from order_service.ledger.table import Table
from order_service.telemetry.telemetry import (
    LogJournal,
    failed,
    hold_libraries,
    one_request,
    watched,
)

RETURN_SECONDS = 25.0
"""Kept back from the invocation's time: two reads for a callback, a call to the bus, the answer."""
PAUSES = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds before each try to send what the bus has not taken, or whose callback is not known."""
UNREAD_SECONDS = 3600.0
"""The age at which a record that cannot be read is passed over. Until then others wait behind it,
so that a version that can read it may be deployed."""
_AWS = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 1})

Record = Mapping[str, Any]
Add = Callable[[Announcement], Announcement]
"""Adds the callback to an announcement, where its store has one."""
Announcements = Mapping[str, Announcement]
"""In the order of the stream, by the sequence numbers of their records."""

hold_libraries()


class NoEventPublished(Exception):
    """Not even a batch's first record is done: Lambda halves the batch, or tries it again."""


@watched
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Publish one batch as events; the answer names the record from which on it must come again.

    Raises NoEventPublished if that is the first, so that a failing function rings; Lambda halves
    the batch, and no record goes to the dead-letter queue because of another.
    """
    if is_asked_for(event):
        return dict(self_test())
    records = event["Records"]
    clock = SystemClock()
    seconds_left = context.get_remaining_time_in_millis() / 1000 - RETURN_SECONDS
    deadline = Deadline(clock, clock.now() + seconds_left)
    again = tell(records, _order_events(), deadline, _add_callback())
    if again == _number(records[0]):
        raise NoEventPublished(f"The batch must come again from {again} on.")
    return {"batchItemFailures": [{"itemIdentifier": again}] if again else []}


def _unchanged(announcement: Announcement) -> Announcement:
    return announcement


def tell(
    records: Sequence[Record], events: OrderEvents, deadline: Deadline, add: Add = _unchanged
) -> str | None:
    """Send the events of at most ten records, each in order until one cannot be read.

    Returns the sequence number of the first record that is not done, None when all are. If that is
    the first of all, it takes until the deadline: Lambda promises no pause before it tries again.
    """
    meant, unread = _read(records, deadline)
    again = next(iter(_unsent(meant, events, deadline, add)), unread)
    if again == _number(records[0]):
        deadline.clock.sleep(max(0.0, deadline.remaining()))
    return again


def _read(records: Sequence[Record], deadline: Deadline) -> tuple[Announcements, str | None]:
    meant: dict[str, Announcement] = {}
    for record in records:
        change = record["dynamodb"]
        try:
            announcement = announced(change.get("OldImage"), change.get("NewImage"))
        except Exception as error:
            store, _, key = change["Keys"]["id"]["S"].partition("#")
            with _about(OrderKey(store, key)):
                failed(error)
                if not _is_passed_over(change, deadline):
                    return meant, _number(record)
                LogJournal().note("event given up")
            continue
        if announcement is not None:
            meant[_number(record)] = announcement
    return meant, None


def _is_passed_over(change: Mapping[str, Any], deadline: Deadline) -> bool:
    """Return whether it is too old; one that a person sends again has no time of its own."""
    made = change.get("ApproximateCreationDateTime")
    return made is not None and deadline.clock.now() - float(made) >= UNREAD_SECONDS


def _unsent(
    meant: Announcements, events: OrderEvents, deadline: Deadline, add: Add
) -> Announcements:
    """Send until the bus has taken everything or no time is left; return what it has not."""
    left = meant
    for pause in PAUSES:
        if not left or deadline.remaining() < pause:
            break
        deadline.clock.sleep(pause)
        taken = _taken(_ready(left, deadline, add), events)
        left = {number: one for number, one in left.items() if number not in taken}
    return left


def _ready(left: Announcements, deadline: Deadline, add: Add) -> Announcements:
    """Return, with their callbacks, those before the first one whose callback is not known."""
    ready: dict[str, Announcement] = {}
    for number, announcement in left.items():
        if deadline.remaining() < 0:
            break
        with _about(announcement.key):
            try:
                ready[number] = add(announcement)
            except CallbackUnknown as reason:
                LogJournal().note("callback not known", why=str(reason))
                break
    return ready


def _taken(ready: Announcements, events: OrderEvents) -> set[str]:
    """Send these in one call; return the numbers of those that the bus has taken."""
    if not ready:
        return set()
    reasons = events.send(list(ready.values()))
    for announcement, reason in zip(ready.values(), reasons, strict=True):
        what = "event not taken" if reason else "event sent"
        with _about(announcement.key):
            LogJournal().note(what, announces=announcement.event, code=reason)
    return {number for number, reason in zip(ready, reasons, strict=True) if not reason}


def _about(key: OrderKey) -> AbstractContextManager[None]:
    return one_request(store=key.store, key=key.key, correlation_id=key.correlation_id)


def _number(record: Record) -> str:
    return str(record["dynamodb"]["SequenceNumber"])


@cache
def _order_events() -> OrderEvents:
    client: Any = botocore.session.get_session().create_client("events", config=_AWS)
    return OrderEvents(client, read_settings().EVENT_BUS_NAME)


@cache
def _add_callback() -> Add:
    """Return what adds callbacks: nothing where the stack has none, and no client is made."""
    settings = read_settings()
    if not settings.CALLBACK_SECRET:
        return _unchanged
    make = botocore.session.get_session().create_client
    dynamodb: Any = lazy(partial(make, "dynamodb", config=_AWS))
    secrets: Any = lazy(partial(make, "secretsmanager", config=_AWS))
    stack = os.environ.get("POWERTOOLS_SERVICE_NAME", "")
    table = Table(dynamodb, settings.LEDGER_TABLE)
    secret = settings.CALLBACK_SECRET
    return Callbacks(secrets, secret, table, stack, SystemClock(), LogJournal()).added
