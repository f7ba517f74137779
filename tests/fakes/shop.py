"""A whole service over an emulator and a ledger in memory, with every call counted."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.exceptions import EndpointConnectionError

from bigcommerce_emulator.api.application import Store
from bigcommerce_emulator.state.catalog import Promotion, Seed
from bigcommerce_emulator.state.seed import default_seed
from bigcommerce_emulator.state.settings import Settings
from order_service.clock import Deadline
from order_service.errors import Parked, StoreUnavailable
from order_service.keys import OrderKey
from order_service.ledger.ledger import Ledger
from order_service.ledger.status import status_of
from order_service.placing.ending import Outcome
from order_service.placing.flow import LEASE_MARGIN, place_order
from order_service.placing.ports import Service
from order_service.quoted import QuotedOrder
from order_service.quoting.quotes import Enquiry, quoted
from order_service.request.intake import Job, read_order
from tests.fakes.changes import StreamedDynamoDB
from tests.fakes.clock import FakeClock
from tests.fakes.dynamodb import FakeAttentionTable, FakeDynamoDB, listing
from tests.fakes.journal import FakeJournal
from tests.fakes.sends import Meddling, Recording
from tests.fakes.store import FakeCredentials, OpenFakeStore, deadline_in, send_to

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SETTLE_SECONDS = 300.0
INVOCATION_SECONDS = 60.0
SETTLED = SETTLE_SECONDS + INVOCATION_SECONDS + LEASE_MARGIN
"""Seconds after its beginning when an execution's create-order has shown, if it made an order."""


class CountingDynamoDB(StreamedDynamoDB):
    """Counts reads and writes, and keeps each change.

    ``down_for`` has the words that the history gets by writes for which it cannot be reached, each
    once; ``lost`` those of writes that land, and whose answer does not arrive.
    """

    def __init__(self) -> None:
        super().__init__()
        self.writes = 0
        self.reads = 0
        self.down_for: list[str] = []
        self.lost: list[str] = []

    def update_item(self, **call: Any) -> dict[str, Any]:
        self.writes += 1
        notes = call["ExpressionAttributeValues"].get(":history", {}).get("S", "")
        word = notes.rpartition(" ")[2].partition("@")[0]
        if word in self.down_for:
            self.down_for.remove(word)
            raise EndpointConnectionError(endpoint_url="table")
        written = super().update_item(**call)
        if word in self.lost:
            self.lost.remove(word)
            raise EndpointConnectionError(endpoint_url="table")
        return written

    def get_item(self, **call: Any) -> dict[str, Any]:
        self.reads += 1
        return super().get_item(**call)


def as_client(fake: FakeDynamoDB) -> "DynamoDBClient":
    return cast("DynamoDBClient", fake)


class Shop:
    """One store, one ledger, one clock."""

    def __init__(
        self, promotion: Promotion | None = None, seed: Seed | None = None, **settings: Any
    ) -> None:
        self.clock = FakeClock()
        self.dynamodb = CountingDynamoDB()
        self.ledger = Ledger(as_client(self.dynamodb), "orders", self.clock, 90)
        chosen = seed or replace(default_seed(), promotion=promotion)
        self.store = Store(Settings(**settings), chosen, self.clock.now)
        self.meddling = Meddling(send_to(self.store))
        self.calls = Recording(self.meddling)
        self.credentials = FakeCredentials()
        self.journal = FakeJournal()
        self.open_store = OpenFakeStore(self.calls, self.credentials)
        self.attention = FakeAttentionTable()
        self.parked: list[OrderKey] = []
        self.coming_back: list[float] = []
        self.service = Service(
            self.ledger,
            self.open_store,
            self.journal,
            SETTLE_SECONDS,
            self._note_parked,
            lambda _, seconds: self.coming_back.append(seconds),
            listing(self.attention, self.clock),
        )

    def _note_parked(self, job: Job, _: Parked) -> None:
        self.parked.append(job.key)

    def place(
        self, body: dict[str, Any], key: str = "order-1", seconds: float = INVOCATION_SECONDS
    ) -> Outcome:
        return place_order(self.job(body, key), self.service, self.deadline(seconds))

    def place_in_another_cart(self, body: dict[str, Any], key: str = "order-1") -> Outcome:
        """Place an order whose cart turns out to be gone: it is replaced once that is settled."""
        with pytest.raises(StoreUnavailable):
            self.place(body, key)
        self.clock.sleep(SETTLED)
        return self.place(body, key)

    def look_again(self, body: dict[str, Any], key: str = "order-1") -> Outcome:
        """Deliver the key as the queue does, which takes a second look that is due."""
        job = self.job(body, key)
        return place_order(job, self.service, self.deadline(), looks_again=True)

    def status(self, key: str) -> dict[str, Any]:
        """What a caller is answered who asks about the key."""
        entry = self.ledger.read(OrderKey("acme", key))
        assert entry is not None
        return status_of(entry)

    def quote(self, body: dict[str, Any], seconds: float = 60) -> QuotedOrder:
        enquiry = Enquiry("acme", "quote-1", read_order(body))
        return quoted(enquiry, self.open_store.checkouts, self.deadline(seconds))

    def job(self, body: dict[str, Any], key: str = "order-1") -> Job:
        return Job(OrderKey("acme", key), read_order(body))

    def deadline(self, seconds: float = INVOCATION_SECONDS) -> Deadline:
        return deadline_in(seconds, self.clock)
