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
from order_service.pace_ledger import PaceLedger
from order_service.pacing import Pacing
from order_service.ports import Store
from order_service.settings import Settings, read_settings
from order_service.store_calls import StoreCalls
from order_service.telemetry import LogJournal
from order_service.variants import KnownVariants

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


@dataclass(frozen=True)
class Desk:
    """Everything the two front doors work with."""

    service: Service
    ledger: Ledger
    queue: OrderQueue
    events: OrderEvents
    pacing: Pacing
    clock: Clock


@cache
def desk() -> Desk:
    """Return the collaborators of this execution environment."""
    return _built(read_settings(), SystemClock())


def _built(settings: Settings, clock: Clock) -> Desk:
    dynamodb = boto3.client("dynamodb", config=AWS)
    ledger = Ledger(dynamodb, settings.LEDGER_TABLE, clock, settings.LEDGER_TTL_DAYS)
    queue = OrderQueue(
        boto3.client("sqs", config=AWS), settings.QUEUE_URL, settings.DEAD_LETTER_QUEUE_URL
    )
    events = OrderEvents(boto3.client("events", config=AWS), settings.EVENT_BUS_NAME)
    provider = SecretsProvider(boto3_client=boto3.client("secretsmanager", config=AWS))
    credentials = SecretCredentials(provider, settings.SECRET_PREFIX)
    journal = LogJournal()
    pacing = Pacing(PaceLedger(dynamodb, settings.LEDGER_TABLE), clock, journal)
    send = connect(settings.BIGCOMMERCE_URL, connections=AT_ONCE)
    variants = KnownVariants()

    def open_store(key: OrderKey, deadline: Deadline) -> Store:
        calls = StoreCalls(
            send, credentials, key.store, key.correlation_id, deadline, pacing.observe
        )
        return BigCommerceStore(calls, variants)

    service = Service(ledger, open_store, journal, settings.SETTLE_SECONDS)
    return Desk(service, ledger, queue, events, pacing, clock)
