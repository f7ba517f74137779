"""The API, and all behind it in memory: moto's ledger takes ten times as long as the rest."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from botocore.exceptions import ClientError

from bigcommerce_emulator.api.application import Store
from order_service.bigcommerce.credentials import SecretCredentials
from order_service.bigcommerce.stores import Stores
from order_service.clock import SystemClock
from order_service.handlers import api, wiring
from order_service.handlers.wiring import Services
from order_service.ledger.ledger import Ledger
from order_service.ledger.pause import Pause
from order_service.placing.ports import Service
from order_service.placing.sending_again import Retries
from order_service.queueing.order_queue import OrderQueue
from order_service.queueing.pace_ledger import PaceLedger
from order_service.queueing.pacing import Pacing
from order_service.telemetry.telemetry import LogJournal
from tests.fakes.dynamodb import FakeAttentionTable, FakeDynamoDB, listing
from tests.fakes.neighbours import SETTLE_SECONDS, FakeSqs
from tests.fakes.shop import as_client
from tests.fakes.store import send_to

SECRET = json.dumps({"store_hash": "sandbox", "access_token": "sandbox-token"})


class OneSecret:
    """A client of Secrets Manager that has the secret of one store."""

    def __init__(self, name: str) -> None:
        self._name = name

    def get_secret_value(self, **call: Any) -> dict[str, str]:
        if call["SecretId"] == self._name:
            return {"SecretString": SECRET}
        raise ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "GetSecretValue")


def handler_of(store: str) -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    """Return the API's handler as a stack has it that serves this store alone."""
    services = _services(store)

    def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
        # Each connection has a thread of its own, and with it another context.
        wiring.given.set(services)
        return api.handler(event, context)

    return handler


def _services(store: str) -> Services:
    clock, table, journal = SystemClock(), as_client(FakeDynamoDB()), LogJournal()
    ledger = Ledger(table, "ledger", clock, 90)
    pacing = Pacing(PaceLedger(table, "ledger"), clock, journal)
    queue = OrderQueue(cast("Any", FakeSqs()), "orders", "dead")
    secrets = cast("Any", OneSecret(f"bigcommerce/{store}"))
    credentials = SecretCredentials(secrets, "bigcommerce/", journal, clock)
    stores = Stores(send_to(Store()), credentials, pacing.observe)
    come_back = partial(queue.send, begun=True)
    attention = listing(FakeAttentionTable(), clock)
    service = Service(
        ledger, stores.order, journal, SETTLE_SECONDS, queue.park, come_back, attention
    )
    return Services(
        service,
        stores.checkouts,
        stores.calls,
        ledger,
        queue,
        pacing,
        clock,
        pause=Pause(table, "ledger", clock),
        attention=attention,
        retries=Retries(ledger, attention, queue.send, clock),
        slow_to_make=(),
        self_test=dict,
    )
