"""What each write of a lease leaves in the ledger, to the last attribute."""

import pytest
from botocore.exceptions import ClientError

from order_service.errors import LedgerUnavailable
from order_service.keys import OrderKey
from order_service.ledger.lease import Lease
from order_service.ledger.ledger import Ledger
from tests.fakes.clock import FakeClock
from tests.fakes.drafts import DRAFT
from tests.fakes.dynamodb import FakeDynamoDB
from tests.fakes.shop import as_client

KEY = OrderKey("acme", "order-1")
PROBLEM = {"code": "store_refused", "detail": "No.", "status": 422}


class Throttled(FakeDynamoDB):
    """A table that takes no more."""

    def get_item(self, **_: object) -> dict[str, object]:
        raise ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "GetItem")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def table() -> FakeDynamoDB:
    return FakeDynamoDB()


@pytest.fixture
def lease(table: FakeDynamoDB, clock: FakeClock) -> Lease:
    """A lease whose execution is about to send its first create-order."""
    ledger = Ledger(as_client(table), "ledger", clock, 90)
    lease = ledger.claim(KEY, "a" * 64, clock.now() + 70)
    lease.cart_opened("c-1", {})
    return lease


def test_a_create_order_that_the_token_may_not_make_counts_once(
    lease: Lease, clock: FakeClock
) -> None:
    before = lease.entry
    lease.submitting(DRAFT, clock.now())
    lease.denied(before)
    assert (lease.entry.attempts, lease.entry.concluded, lease.entry.creates) == (0, 1, 1)


def test_no_further_create_order_begins_a_settle_time_of_its_own(
    lease: Lease, clock: FakeClock
) -> None:
    lease.submitting(DRAFT, clock.now())
    clock.sleep(30)
    lease.exhausted(2, PROBLEM, clock.now())
    assert lease.entry.submitted_at == clock.now()
    assert lease.entry.sends_until == lease.entry.lease_until


def test_a_refusal_that_needs_no_second_look_leaves_none_in_the_item(
    lease: Lease, table: FakeDynamoDB
) -> None:
    lease.rejected(PROBLEM)
    assert "look_at" not in table.items[str(KEY)]


def test_a_table_that_does_not_answer_is_named_with_what_it_said(clock: FakeClock) -> None:
    ledger = Ledger(as_client(Throttled()), "ledger", clock, 90)
    with pytest.raises(LedgerUnavailable) as caught:
        ledger.read(KEY)
    assert caught.value.detail == "The table answered ClientError."
    assert caught.value.retry_after == 5
