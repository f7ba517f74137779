"""Builds the real collaborators, once for each execution environment, when first needed."""

from dataclasses import dataclass
from functools import cache

import boto3
from aws_lambda_powertools.utilities.parameters import SecretsProvider
from botocore.config import Config

from order_service.bigcommerce import BigCommerceStore
from order_service.clock import Clock, Deadline, SystemClock
from order_service.credentials import SecretCredentials
from order_service.flow import Service
from order_service.https import connect
from order_service.intake import OrderKey
from order_service.ledger import Ledger
from order_service.order_events import OrderEvents
from order_service.order_queue import OrderQueue
from order_service.ports import Store
from order_service.settings import Settings, read_settings
from order_service.store_calls import StoreCalls
from order_service.telemetry import LogJournal, watch_call, watch_write
from order_service.variants import KnownVariants

AWS = Config(
    connect_timeout=1,
    read_timeout=1.5,
    # With a second at most between the two this keeps to AWS_SECONDS.
    retries={"mode": "standard", "total_max_attempts": 2},
)
"""How every service of AWS is called."""


@dataclass(frozen=True)
class Desk:
    """Everything the two front doors work with."""

    service: Service
    ledger: Ledger
    queue: OrderQueue
    events: OrderEvents
    clock: Clock


@cache
def desk() -> Desk:
    """Return the collaborators of this execution environment."""
    return _built(read_settings(), SystemClock())


def _built(settings: Settings, clock: Clock) -> Desk:
    ledger = Ledger(
        boto3.client("dynamodb", config=AWS),
        settings.LEDGER_TABLE,
        clock,
        settings.LEDGER_TTL_DAYS,
        watch_write,
    )
    queue = OrderQueue(
        boto3.client("sqs", config=AWS), settings.QUEUE_URL, settings.DEAD_LETTER_QUEUE_URL
    )
    events = OrderEvents(boto3.client("events", config=AWS), settings.EVENT_BUS_NAME)
    provider = SecretsProvider(boto3_client=boto3.client("secretsmanager", config=AWS))
    credentials = SecretCredentials(provider, settings.SECRET_PREFIX)
    send = connect(settings.BIGCOMMERCE_URL)
    variants = KnownVariants()

    def open_store(key: OrderKey, deadline: Deadline) -> Store:
        calls = StoreCalls(send, credentials, key.store, key.correlation_id, deadline, watch_call)
        return BigCommerceStore(calls, variants)

    service = Service(ledger, open_store, LogJournal(), settings.SETTLE_SECONDS)
    return Desk(service, ledger, queue, events, clock)
