"""The two entry points as they are deployed: real wiring, moto for AWS, a store over HTTP."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from bigcommerce_emulator.api.application import Store
from bigcommerce_emulator.http.faults import Fault, FaultPlan
from bigcommerce_emulator.server import Running
from cart_to_order.operations.pausing import set_pause
from cart_to_order.operations.place import Place
from order_service.handlers import api, queue, stream, wiring
from order_service.handlers.wiring import Services
from order_service.keys import OrderKey
from order_service.ledger.entry import Entry
from order_service.ledger.lease import Lease
from order_service.ledger.ledger import Ledger
from tests.fakes.lambda_events import api_event, context, sqs_event
from tests.fakes.orders import order_body
from tests.integration.aws import aws, aws_client, one_session, put_table, there
from tests.integration.queues import Queues

STORE = "acme"
STREAMS = "https://streams.dynamodb.us-east-1.amazonaws.com"
"""The only address of streams that moto knows."""
_USED: list[Services] = []
"""Kept until the end, since nobody closes their connections."""
_BEFORE_WRITING = "provide-client-params.dynamodb.UpdateItem"
_CLIENTS: dict[str, Any] = {}
"""Those that the service made for itself first: to make them took as long as a whole request."""
_OPEN: list["EntryPoints"] = []
"""The stack of now, which those clients write to."""


class EntryPoints:
    """A stack of one store, used through its handlers."""

    def __init__(
        self, store: Store, running: Running, queues: Queues, patch: pytest.MonkeyPatch
    ) -> None:
        self.store = store
        self.running = running
        self.queues = queues
        self._meanwhile: dict[int, Callable[[], object]] = {}
        self.writes = 0
        self.caller = ""
        """The principal that signs requests."""
        self._patch = patch

    def deploy(self, **environment: str) -> None:
        """Start anew with these settings changed, and nothing remembered."""
        for name, value in environment.items():
            self._patch.setenv(name, value)
        wiring.own_services.cache_clear()
        _USED.append(wiring.services())

    def pause(self, on: bool = True) -> None:
        """Pause or resume as an operator does; what was read before is forgotten."""
        set_pause(self.place, on)
        self.deploy()

    @property
    def place(self) -> Place:
        """The stack as an operator's commands see it."""
        session = one_session()
        return Place(
            session, None, "ledger", self.queues.url, self.queues.dead_letter_url,
            self.running.url, "bigcommerce/",
        )  # fmt: skip

    @property
    def services(self) -> Services:
        return wiring.services()

    @property
    def ledger(self) -> Ledger:
        return self.services.ledger

    @property
    def calls(self) -> int:
        """How many requests have reached the store."""
        return self.running.edge.requests.total()

    def before_write(self, nth: int, happens: Callable[[], object]) -> None:
        """Let something happen just before the ledger is written for the nth time from now."""
        self._meanwhile[self.writes + nth] = happens

    def writing(self, **call: Any) -> None:
        """Count a write to the ledger; botocore calls this before each."""
        if call["params"]["Key"]["id"]["S"].startswith("#"):
            return  # a store's pace
        self.writes += 1
        self._meanwhile.pop(self.writes, int)()

    def put_secret(self, store: str = STORE, **changes: Any) -> None:
        """Give a store this secret, in place of one that it has."""
        content = {"store_hash": "sandbox", "access_token": "sandbox-token"} | changes
        secrets, name, text = there("secretsmanager"), f"bigcommerce/{store}", json.dumps(content)
        if secrets.secrets.get(name):
            aws_client("secretsmanager").put_secret_value(SecretId=name, SecretString=text)
        else:
            secrets.create_secret(name, text, None, "", [], None, None, [], False)

    def fail(self, *faults: Fault) -> None:
        self.running.edge.plan = FaultPlan(faults)

    def send(self, event: dict[str, Any], seconds: float = 29) -> tuple[int, Any, dict[str, str]]:
        """The status, body and headers of the API's answer."""
        if self.caller:
            event["requestContext"]["identity"] = {"caller": self.caller}
        answer = api.handler(event, context(seconds))
        headers = {name: values[0] for name, values in answer["multiValueHeaders"].items()}
        return answer["statusCode"], json.loads(answer["body"]), headers

    def post(
        self, key: str = "order-1", body: Any = None, seconds: float = 29, **headers: str
    ) -> tuple[int, Any, dict[str, str]]:
        sent = {"Idempotency_Key": key, "Content_Type": "application/json"} | headers
        order = order_body() if body is None else body
        return self.send(api_event("POST", f"/stores/{STORE}/orders", order, **sent), seconds)

    def quote(
        self, body: Any = None, seconds: float = 29, **headers: str
    ) -> tuple[int, Any, dict[str, str]]:
        order = order_body() if body is None else body
        return self.send(api_event("POST", f"/stores/{STORE}/quotes", order, **headers), seconds)

    def get(self, key: str = "order-1") -> tuple[int, Any, dict[str, str]]:
        return self.send(api_event("GET", f"/stores/{STORE}/orders/{key}"))

    def cancel(
        self, key: str = "order-1", body: Any = None, seconds: float = 29
    ) -> tuple[int, Any, dict[str, str]]:
        event = api_event("DELETE", f"/stores/{STORE}/orders/{key}", body)
        return self.send(event | {"body": event["body"] if body is not None else None}, seconds)

    def queue(self, key: str = "order-1", order: Any = None, store: str = STORE) -> None:
        """Put one order into the queue."""
        body = order_body() if order is None else order
        self.queues.send(json.dumps({"store": store, "idempotency_key": key, "order": body}))

    def deliver(
        self, seconds: float = 60, times: int = 1, sent_seconds_ago: float = 0, sender: str = ""
    ) -> list[str]:
        """Hand all waiting messages over in one batch; the bodies of those that come back."""
        messages = self.queues.received()
        sent = self.services.clock.now() - sent_seconds_ago
        for message in messages:
            message["Attributes"]["ApproximateReceiveCount"] = str(times)
            message["Attributes"]["SentTimestamp"] = str(round(sent * 1000))
            if sender:
                message["Attributes"]["SenderId"] = sender
        answer = queue.handler(sqs_event(*messages), context(seconds))
        bodies = {message["MessageId"]: message["Body"] for message in messages}
        return [bodies[failure["itemIdentifier"]] for failure in answer["batchItemFailures"]]

    def changes(self) -> list[Any]:
        """Each change of the ledger so far, as Lambda hands it to a function."""
        streams: Any = aws_client("dynamodbstreams", url=STREAMS)
        (found,) = streams.list_streams(TableName="ledger")["Streams"]
        arn = found["StreamArn"]
        (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        iterator = streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )
        records = streams.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
        for record in records:
            change = record["dynamodb"]
            made = change["ApproximateCreationDateTime"].timestamp()
            change["ApproximateCreationDateTime"] = made
        return list(records)

    def tell(self, records: list[Any] | None = None) -> None:
        """Hand all changes so far, or these, to the stream's function in batches of ten."""
        changed = self.changes() if records is None else records
        for first in range(0, len(changed), 10):
            answer = stream.handler({"Records": changed[first : first + 10]}, context(60))
            assert answer == {"batchItemFailures": []}

    def entry(self, key: str = "order-1") -> Entry:
        entry = self.ledger.read(OrderKey(STORE, key))
        assert entry is not None
        return entry

    def claim(self, fingerprint: str, until: float, key: str = "order-1") -> Lease:
        return self.ledger.claim(OrderKey(STORE, key), fingerprint, until)


def _once(create: Callable[..., Any], service: str, **settings: Any) -> Any:
    if service not in _CLIENTS:
        _CLIENTS[service] = create(service, **settings)
        _CLIENTS[service].meta.events.register(_BEFORE_WRITING, _writing)
    return _CLIENTS[service]


def _writing(**call: Any) -> None:
    for stack in _OPEN:
        stack.writing(**call)


@contextmanager
def open_entry_points(store: Store, running: Running) -> Iterator[EntryPoints]:
    """A fresh stack: tables, queues and secret on moto, and the store as it was at first."""
    store.reset()
    running.edge.forget()
    running.edge.plan = FaultPlan()
    with aws(), pytest.MonkeyPatch.context() as patch:
        queues = Queues(aws_client("sqs"))
        put_table("ledger", "id", stream="NEW_AND_OLD_IMAGES")
        put_table("attention", "store", "key")
        environment = {
            "LEDGER_TABLE": "ledger",
            "ATTENTION_TABLE": "attention",
            "QUEUE_URL": queues.url,
            "DEAD_LETTER_QUEUE_URL": queues.dead_letter_url,
            "BIGCOMMERCE_URL": running.url,
            "B2B_URL": running.url,
        }
        opened = EntryPoints(store, running, queues, patch)
        opened.put_secret()
        _OPEN[:] = [opened]
        session = wiring.session()
        patch.setattr(session, "create_client", partial(_once, session.create_client))
        opened.deploy(**environment)
        yield opened
    wiring.own_services.cache_clear()
