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

RETURN_SECONDS = 15.0
"""Kept back from the invocation's time: one call to the bus, and the answer."""
PAUSES = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds before each try to send what the bus has not taken."""
_AWS = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 1})

Record = Mapping[str, Any]
Add = Callable[[Announcement], Announcement]
"""Adds the callback to an announcement, where its store has one."""

hold_libraries()


class NoEventPublished(Exception):
    """No event of a batch was sent, not even the first: Lambda halves the batch, or waits."""


@watched
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Publish one batch as events; the answer names the record from which on it must come again.

    Raises NoEventPublished if that is the first: the batch is then halved until a record that
    cannot be read is alone, so that no other goes to the dead-letter queue with it.
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

    Returns the sequence number of the first record that is not done, None when all are.
    """
    meant, unread = _read(records, add)
    unsent = _sent(meant, events, deadline)
    return next(iter(unsent), unread)


def _read(records: Sequence[Record], add: Add) -> tuple[dict[str, Announcement], str | None]:
    meant: dict[str, Announcement] = {}
    for record in records:
        change = record["dynamodb"]
        try:
            announcement = announced(change.get("OldImage"), change.get("NewImage"))
        except Exception as error:
            store, _, key = change["Keys"]["id"]["S"].partition("#")
            with _about(OrderKey(store, key)):
                failed(error)
            return meant, _number(record)
        if announcement is None:
            continue
        try:
            meant[_number(record)] = add(announcement)
        except CallbackUnknown as reason:
            with _about(announcement.key):
                LogJournal().note("callback not known", why=str(reason))
            return meant, _number(record)
    return meant, None


def _sent(
    meant: Mapping[str, Announcement], events: OrderEvents, deadline: Deadline
) -> Mapping[str, Announcement]:
    """Send until the bus has taken everything or no time is left; return what it has not."""
    left = meant
    for pause in PAUSES:
        if not left or deadline.remaining() < pause:
            break
        deadline.clock.sleep(pause)
        left = _untaken(left, events)
    return left


def _untaken(left: Mapping[str, Announcement], events: OrderEvents) -> dict[str, Announcement]:
    reasons = events.send(list(left.values()))
    for announcement, reason in zip(left.values(), reasons, strict=True):
        what = "event not taken" if reason else "event sent"
        with _about(announcement.key):
            LogJournal().note(what, announces=announcement.event, code=reason)
    return {
        number: announcement
        for (number, announcement), reason in zip(left.items(), reasons, strict=True)
        if reason
    }


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
