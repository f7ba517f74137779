"""Several stores served by one stack, in memory: one ledger, one queue, an emulator each."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

from bigcommerce_emulator.api.application import Store as EmulatedStore
from bigcommerce_emulator.state.settings import Settings
from order_service.bigcommerce.calls import StoreCalls
from order_service.bigcommerce.https import Send
from order_service.bigcommerce.store import BigCommerceStore
from order_service.checkout.ports import Checkouts
from order_service.clock import Clock, Deadline
from order_service.handlers.queue import work_through
from order_service.handlers.wiring import Services
from order_service.keys import OrderKey
from order_service.ledger.ledger import Ledger
from order_service.ledger.pause import Pause
from order_service.placing.ports import Service, Store
from order_service.placing.sending_again import Retries
from order_service.queueing.order_queue import OrderQueue
from order_service.queueing.pace_ledger import PaceLedger
from order_service.queueing.pacing import Pacing
from order_service.queueing.queue_event import SQSRecord, sound_records
from order_service.telemetry.observation import Observe
from tests.fakes.dynamodb import FakeAttentionTable, FakeDynamoDB, listing
from tests.fakes.journal import FakeJournal
from tests.fakes.lambda_events import sqs_event
from tests.fakes.orders import order_body
from tests.fakes.sends import Recording
from tests.fakes.shop import as_client
from tests.fakes.store import FakeCredentials, send_to

SETTLE_SECONDS = 300.0


class FakeSqs:
    """Remembers for how many seconds each message was hidden, and what was sent."""

    def __init__(self) -> None:
        self.hidden: dict[str, int] = {}
        self.sent: list[Mapping[str, Any]] = []

    def change_message_visibility(self, **call: Any) -> None:
        self.hidden[call["ReceiptHandle"]] = call["VisibilityTimeout"]

    def send_message(self, **call: Any) -> None:
        self.sent.append(call)


class Neighbours:
    """One stack and the stores it serves."""

    def __init__(self, clock: Clock, stores: Mapping[str, Settings], sqs: Any = None) -> None:
        self.clock = clock
        self.stores = {name: EmulatedStore(each, now=clock.now) for name, each in stores.items()}
        self.calls = {name: Recording(send_to(store)) for name, store in self.stores.items()}
        self.sends: dict[str, Send] = dict(self.calls)
        self.dynamodb = FakeDynamoDB()
        self.attention = FakeAttentionTable()
        self.sqs: Any = sqs or FakeSqs()
        self.journal = FakeJournal()
        self.services = self.environment()

    def environment(self) -> Services:
        """Another execution environment of the same stack."""
        ledger = Ledger(as_client(self.dynamodb), "ledger", self.clock, 90)
        pacing = Pacing(PaceLedger(as_client(self.dynamodb), "ledger"), self.clock, self.journal)
        credentials = FakeCredentials()

        def open_store(key: OrderKey, deadline: Deadline) -> Store:
            send = self.sends[key.store]
            return BigCommerceStore(
                StoreCalls(
                    send, credentials, key.store, key.correlation_id, deadline, pacing.observe
                )
            )

        queue = OrderQueue(cast("Any", self.sqs), "orders", "dead")
        attention = listing(self.attention, self.clock)
        service = Service(
            ledger, open_store, self.journal, SETTLE_SECONDS, queue.park, queue.send, attention
        )

        def nobody_audits(
            store: str, correlation_id: str, deadline: Deadline, watch: Observe
        ) -> StoreCalls:
            raise AssertionError(f"nobody audits {store} here: {correlation_id}")

        def open_checkouts(store: str, correlation_id: str, deadline: Deadline) -> Checkouts:
            raise AssertionError(f"nobody asks {store} for a quote here: {correlation_id}")

        parts = (service, open_checkouts, nobody_audits, ledger, queue, pacing, self.clock)
        pause = Pause(as_client(self.dynamodb), "ledger", self.clock)
        retries = Retries(ledger, attention, queue.send, self.clock)
        made = Services(*parts, pause, attention, retries, slow_to_make=(), self_test=dict)
        return replace(made, own_id=getattr(self.sqs, "role", ""))

    def before_each_call(self, store: str, happens: Callable[[], object]) -> None:
        """Let something happen before each of a store's calls."""
        through = self.sends[store]

        def send(
            method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
        ) -> Any:
            happens()
            return through(method, path, headers, body, read_seconds)

        self.sends[store] = send

    def deliver(
        self,
        *keys: OrderKey,
        receives: int = 1,
        services: Services | None = None,
        seconds: float = 60,
    ) -> list[str]:
        """Deliver one batch; the keys that come back."""
        batch = [
            SQSRecord(each) for each in sqs_event(*(_message(k, receives) for k in keys))["Records"]
        ]
        deadline = Deadline(self.clock, self.clock.now() + seconds)
        answer = work_through(batch, services or self.services, deadline)
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    def poll(self, services: Services | None = None) -> int:
        """Receive a batch and work through it, as Lambda does; how many messages there were."""
        received = self.sqs.receive()
        if not received:
            return 0
        records, _ = sound_records(sqs_event(*received))
        deadline = Deadline(self.clock, self.clock.now() + 60)
        batch = [SQSRecord(record) for record in records]
        answer = work_through(batch, services or self.services, deadline)
        back = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
        self.sqs.delete([one["MessageId"] for one in received if one["MessageId"] not in back])
        return len(received)

    def placed(self, store: str) -> int:
        """How many orders a store has."""
        return len(self.stores[store].orders)


def _message(key: OrderKey, receives: int) -> dict[str, Any]:
    body = {"store": key.store, "idempotency_key": key.key, "order": order_body()}
    return {
        "MessageId": str(key),
        "ReceiptHandle": str(key),
        "Body": json.dumps(body),
        "MD5OfBody": "",
        "Attributes": {"ApproximateReceiveCount": str(receives)},
    }
