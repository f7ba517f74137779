"""Builds the real collaborators, once for each execution environment, each when first needed.

A cold start pays only for what its first order uses. With SnapStart everything is made before the
snapshot, and only once.
"""

import os
import random
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from typing import Any

import botocore.session
from botocore.config import Config

from order_service.bigcommerce.calls import StoreCalls
from order_service.bigcommerce.credentials import SecretCredentials
from order_service.bigcommerce.https import by_path, connect
from order_service.bigcommerce.stores import Stores
from order_service.checkout.ports import OpenCheckouts
from order_service.clock import Clock, Deadline, SystemClock
from order_service.handlers.lazy import initialise, lazy
from order_service.handlers.self_test import readable_secrets, self_test
from order_service.handlers.settings import Settings, read_settings
from order_service.keys import OrderKey
from order_service.ledger.attention import AttentionTable
from order_service.ledger.ledger import Ledger
from order_service.ledger.ownership import SHARED, Ownership
from order_service.ledger.pause import Pause
from order_service.ledger.usage import NO_LIMIT, Usage, UsageTable
from order_service.placing.ports import Service
from order_service.placing.sending_again import Retries
from order_service.queueing.order_queue import OrderQueue
from order_service.queueing.pace_ledger import PaceLedger
from order_service.queueing.pacing import Pacing
from order_service.telemetry.observation import Observe, StoreCall
from order_service.telemetry.telemetry import LogJournal, watch_call, watch_write

AT_ONCE = 100
"""Most orders worked on at the same time in one execution, and the size of each pool."""

AWS = Config(
    connect_timeout=1,
    read_timeout=1.5,
    # With a second at most between the two this keeps to AWS_SECONDS.
    retries={"mode": "standard", "total_max_attempts": 2},
    max_pool_connections=AT_ONCE,
)
"""How every service of AWS is called."""
SELF_TEST = OrderKey("self-test", "self-test")
"""What the self test reads of the ledger; no store has this name."""
_TRUSTED = Config(parameter_validation=False)
"""The ledger builds its own calls: to check each of them costs a tenth of their processor time."""


@dataclass(frozen=True)
class Services:
    """Everything the two entry points work with."""

    service: Service
    open_checkouts: OpenCheckouts
    open_calls: Callable[[str, str, Deadline, Observe], StoreCalls]
    """Opens the way to one store, for those who only read."""
    ledger: Ledger
    queue: OrderQueue
    pacing: Pacing
    clock: Clock
    pause: Pause
    """Whether an operator has paused both entry points."""
    attention: AttentionTable
    retries: Retries
    slow_to_make: tuple[Any, ...]
    self_test: Callable[[], dict[str, str]]
    """Tells of each part whether this execution can use it."""
    ownership: Ownership = SHARED
    own_id: str = ""
    """The unique id of the queue function's role, whose messages are believed."""
    most_receives: int = 500
    usage: Usage = NO_LIMIT
    """Counts the requests of each caller of the API, if they are limited."""


@cache
def session() -> botocore.session.Session:
    """Return the one session that all clients are made from, since each reads AWS's models anew.

    Not boto3's: that adds nothing to it, and its import costs a cold start 4 %.
    """
    return botocore.session.get_session()


given: ContextVar[Services | None] = ContextVar("given", default=None)
"""Services to use in this context instead, where one process stands for many environments."""


def services() -> Services:
    """Return the collaborators of this execution environment."""
    return given.get() or own_services()


@cache
def own_services() -> Services:
    """Return the collaborators that this process makes, once."""
    return _built(read_settings(), SystemClock())


def ready_for_snapshot(
    environment: Mapping[str, str] = os.environ, register: Callable[[Any], Any] | None = None
) -> None:
    """Make everything now if Lambda is about to take a snapshot of this process (SnapStart).

    Nothing made here is a connection, and no secret is read: what environments must not share does
    not exist yet. The jitter of repeated calls gets another seed in each of them.
    """
    if environment.get("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start":
        initialise(*services().slow_to_make)
        # Only Lambda's own runtime has this module.
        register = register or import_module("snapshot_restore_py").register_after_restore
        register(random.seed)


def _built(settings: Settings, clock: Clock) -> Services:
    client = partial(session().create_client, config=AWS)
    dynamodb: Any = lazy(partial(client, "dynamodb", config=AWS.merge(_TRUSTED)))
    sqs: Any = lazy(partial(client, "sqs"))
    secrets: Any = lazy(partial(client, "secretsmanager"))
    connecting = partial(connect, connections=AT_ONCE, clock=clock)
    send = lazy(partial(connecting, settings.BIGCOMMERCE_URL))
    send_b2b = lazy(partial(connecting, settings.B2B_URL))
    journal, table = LogJournal(), settings.LEDGER_TABLE
    credentials = SecretCredentials(secrets, settings.SECRET_PREFIX, journal, clock)
    ownership = Ownership(settings.KEYS_BELONG_TO_CALLERS)
    kept = settings.LEDGER_TTL_DAYS
    ledger = Ledger(dynamodb, table, clock, kept, watch_write, ownership)
    queue = OrderQueue(sqs, settings.QUEUE_URL, settings.DEAD_LETTER_QUEUE_URL)
    pacing = Pacing(PaceLedger(dynamodb, table), clock, journal)
    stores = Stores(by_path(send, send_b2b), credentials, _both(pacing.observe, watch_call))
    wait, come_back = settings.SETTLE_SECONDS, partial(queue.send, begun=True)
    # Of a key that the ledger has forgotten nothing can be sent again.
    listed_for = min(settings.KEEP_REFUSED_DAYS, kept)
    listed = AttentionTable(dynamodb, settings.ATTENTION_TABLE, clock, listed_for)
    tested = readable_secrets(secrets, settings.SECRET_PREFIX)
    return Services(
        Service(ledger, stores.order, journal, wait, queue.park, come_back, listed),
        stores.checkouts,
        stores.calls,
        ledger,
        queue,
        pacing,
        clock,
        pause=Pause(dynamodb, table, clock),
        attention=listed,
        retries=Retries(ledger, listed, queue.send, clock),
        slow_to_make=(dynamodb, sqs, secrets, send, send_b2b),
        self_test=partial(self_test, table=partial(ledger.read, SELF_TEST), secrets=tested),
        ownership=ownership,
        own_id=settings.QUEUE_ROLE_ID,
        most_receives=settings.MAX_RECEIVE_COUNT,
        usage=UsageTable(dynamodb, table, clock, settings.CALLER_REQUESTS_PER_MINUTE, journal),
    )


def _both(one: Observe, other: Observe) -> Observe:
    def observe(call: StoreCall) -> None:
        one(call)
        other(call)

    return observe
