"""Execution environments: the real service over a network, a ledger and a queue that misbehave."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from aws_lambda_powertools.event_handler.api_gateway import BaseRouter

from order_service.bigcommerce.credentials import SecretCredentials
from order_service.bigcommerce.stores import Stores
from order_service.clock import Deadline
from order_service.handlers import api, wiring
from order_service.handlers.gateway_event import sanitised
from order_service.handlers.queue import work_through
from order_service.handlers.wiring import Services
from order_service.ledger.attention import AttentionTable
from order_service.ledger.ledger import Ledger
from order_service.ledger.ownership import Ownership
from order_service.ledger.pause import Pause
from order_service.placing.ports import Service
from order_service.placing.sending_again import Retries
from order_service.queueing.order_queue import OrderQueue
from order_service.queueing.pace_ledger import PaceLedger
from order_service.queueing.pacing import Pacing
from order_service.queueing.queue_event import SQSRecord, sound_records
from order_service.telemetry.observation import Journal
from order_service.telemetry.telemetry import one_request
from tests.fakes.dynamodb import FakeDynamoDB
from tests.fakes.lambda_events import sqs_event
from tests.fakes.shop import as_client
from tests.simulation.executions import RETURN_SECONDS, Execution, SkewedClock
from tests.simulation.messages import DEAD, ORDERS, QUEUE_ROLE, Message, QueueClient
from tests.simulation.scheduler import Process, Scheduler
from tests.simulation.table import AttentionClient, TableClient
from tests.simulation.versions import Version
from tests.simulation.wire import Wire

API_SECONDS, QUEUE_SECONDS = 29.0, 60.0


@dataclass(frozen=True)
class Environment:
    """What an execution environment keeps between its invocations."""

    services: Services
    clock: SkewedClock
    version: Version


@dataclass(frozen=True)
class Ways:
    """How an environment reaches what is outside of it."""

    wire: Wire
    table: TableClient
    attention: AttentionClient
    queue: QueueClient
    read_secret: Callable[[], str]
    journal: Journal
    pauses: FakeDynamoDB
    settle_seconds: float
    apart: bool = False
    """Whether keys belong to callers here."""


class Secrets:
    """A client of Secrets Manager with one secret."""

    def __init__(self, read: Callable[[], str]) -> None:
        self._read = read

    def get_secret_value(self, **_: Any) -> dict[str, str]:
        return {"SecretString": self._read()}


def environment(ways: Ways, clock: SkewedClock, version: Version) -> Environment:
    """Return a new environment, wired as the deployed one is."""
    table: Any = ways.table
    ownership = Ownership(ways.apart)
    ledger = Ledger(table, "ledger", clock, 90, ownership=ownership)
    pacing = Pacing(PaceLedger(table, "ledger"), clock, ways.journal)
    queue = OrderQueue(cast("Any", ways.queue), ORDERS, DEAD)
    secrets = cast("Any", Secrets(ways.read_secret))
    credentials = SecretCredentials(secrets, "bigcommerce/", ways.journal, clock)
    stores = Stores(ways.wire, credentials, pacing.observe)
    attention = AttentionTable(cast("Any", ways.attention), "attention", clock, 14)
    service = Service(
        ledger,
        stores.order,
        ways.journal,
        ways.settle_seconds,
        queue.park,
        partial(queue.send, begun=True),
        attention,
    )
    services = Services(
        service=service,
        open_checkouts=stores.checkouts,
        open_calls=stores.calls,
        ledger=ledger,
        queue=queue,
        pacing=pacing,
        clock=clock,
        pause=Pause(as_client(ways.pauses), "ledger", clock),
        attention=attention,
        retries=Retries(ledger, attention, queue.send, clock),
        slow_to_make=(),
        self_test=dict,
        ownership=ownership,
        own_id=QUEUE_ROLE,
    )
    return Environment(services, clock, version)


class TimeLeft:
    """The context of an invocation; Lambda's own clock is right."""

    function_name = "cart-to-order"
    aws_request_id = "52fdfc07-2182-154f-163f-5f0f9a621d72"

    def __init__(self, scheduler: Scheduler, execution: Execution) -> None:
        self._scheduler = scheduler
        self._execution = execution

    def get_remaining_time_in_millis(self) -> int:
        return int((self._execution.ends_at - self._scheduler.now) * 1000)


def answer(
    here: Environment, execution: Execution, event: dict[str, Any], scheduler: Scheduler
) -> dict[str, Any]:
    """Answer one request of API Gateway, as the API's handler does."""
    wiring.given.set(here.services)
    _keep_apart(scheduler.current)
    context: Any = TimeLeft(scheduler, execution)
    with one_request():
        return api.app.resolve(sanitised(event), context)


def work(here: Environment, execution: Execution, messages: list[Message]) -> list[str]:
    """Work through one batch as the queue's handler does; the ids that come back."""
    received = [{**one.as_received(), "Body": here.version.read(one.body)} for one in messages]
    # Through JSON, for this is how Lambda hands an event over.
    records, _ = sound_records(json.loads(json.dumps(sqs_event(*received))))
    seconds = execution.ends_at - here.clock.scheduler.now - RETURN_SECONDS
    deadline = Deadline(here.clock, here.clock.now() + seconds)
    batch = work_through([SQSRecord(record) for record in records], here.services, deadline)
    return [failure["itemIdentifier"] for failure in batch["batchItemFailures"]]


def _keep_apart(process: Process | None) -> None:
    """Powertools keeps the present request in its class: each environment has a process."""

    def keep() -> Callable[[], None]:
        event, context = BaseRouter.current_event, BaseRouter.lambda_context

        def restore() -> None:
            BaseRouter.current_event, BaseRouter.lambda_context = event, context

        return restore

    if process is not None:
        process.keep = keep
