"""The ledger's promises, on moto's DynamoDB and on the fake that the crash tests use."""

from dataclasses import asdict
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from order_service.errors import InProgress, KeyReused, LedgerUnavailable, StoreThrottled
from order_service.keys import OrderKey
from order_service.ledger.entry import Entry, Phase
from order_service.ledger.lease import Lease
from order_service.ledger.ledger import Ledger
from tests.fakes.clock import FakeClock
from tests.fakes.drafts import DRAFT
from tests.integration.aws import aws, aws_client

KEY = OrderKey("acme", "order-1")
ORDER, OTHER = "a" * 64, "b" * 64
LEASE = 70.0
PROBLEM = {"code": "store_refused", "detail": "No.", "status": 422}


def claimed(ledger: Ledger, clock: FakeClock, fingerprint: str = ORDER) -> Lease:
    return ledger.claim(KEY, fingerprint, clock.now() + LEASE)


def test_a_key_that_was_never_seen_is_unknown(ledger: Ledger) -> None:
    assert ledger.read(KEY) is None


def test_a_new_key_is_claimed(ledger: Ledger, clock: FakeClock) -> None:
    entry = claimed(ledger, clock).entry
    assert (entry.phase, entry.fingerprint, entry.deliveries) == (Phase.CLAIMED, ORDER, 1)
    assert entry.lease_until == clock.now() + LEASE
    assert entry.created_at == entry.updated_at == clock.now()
    assert ledger.read(KEY) == entry


def test_a_key_is_forgotten_after_its_days(ledger: Ledger, clock: FakeClock, client: Any) -> None:
    claimed(ledger, clock)
    item = client.get_item(
        TableName="ledger", Key={"id": {"S": "acme#order-1"}}, ConsistentRead=True
    )["Item"]
    assert item["expires_at"] == {"N": str(int(clock.now()) + 90 * 86_400)}


def test_keys_of_stores_do_not_meet(ledger: Ledger, clock: FakeClock) -> None:
    claimed(ledger, clock)
    elsewhere = ledger.claim(OrderKey("other", "order-1"), OTHER, clock.now() + LEASE)
    assert elsewhere.entry.deliveries == 1


def test_a_key_that_is_being_worked_on_is_in_progress(ledger: Ledger, clock: FakeClock) -> None:
    claimed(ledger, clock)
    clock.sleep(LEASE - 20)
    with pytest.raises(InProgress) as caught:
        claimed(ledger, clock)
    assert caught.value.retry_after == 20


@pytest.mark.parametrize("seconds", [0, LEASE + 1])
def test_a_key_with_another_body_is_refused(
    ledger: Ledger, clock: FakeClock, seconds: float
) -> None:
    mine = claimed(ledger, clock)
    clock.sleep(seconds)
    with pytest.raises(KeyReused):
        claimed(ledger, clock, OTHER)
    mine.placed(101)
    with pytest.raises(KeyReused):
        claimed(ledger, clock, OTHER)


def test_a_key_is_taken_over_after_the_lease(ledger: Ledger, clock: FakeClock) -> None:
    mine = claimed(ledger, clock)
    mine.cart_opened("c-1", {"cart_url": "https://shop.example/"})
    began = mine.entry.created_at
    clock.sleep(LEASE)
    theirs = claimed(ledger, clock)
    assert (theirs.entry.phase, theirs.entry.cart_id) == (Phase.CART, "c-1")
    assert theirs.entry.urls().cart_url == "https://shop.example/"
    assert (theirs.entry.deliveries, theirs.entry.created_at) == (2, began)
    assert theirs.entry.lease_owner != mine.entry.lease_owner


@pytest.mark.parametrize(
    "write",
    [
        lambda lease: lease.cart_opened("c-2", {}),
        lambda lease: lease.submitting(DRAFT, 5.0),
        lambda lease: lease.not_submitted(lease.entry),
        lambda lease: lease.placed(1),
        lambda lease: lease.rejected(PROBLEM),
        lambda lease: lease.parked(),
        lambda lease: lease.released(StoreThrottled("Later.", retry_after=1)),
    ],
)
def test_who_lost_the_lease_writes_nothing(ledger: Ledger, clock: FakeClock, write: Any) -> None:
    mine = claimed(ledger, clock)
    clock.sleep(LEASE)
    theirs = claimed(ledger, clock)
    with pytest.raises(InProgress):
        write(mine)
    assert ledger.read(KEY) == theirs.entry


def test_a_key_that_is_used_again_lives_longer(
    client: Any, ledger: Ledger, clock: FakeClock
) -> None:
    for _ in range(2):
        claimed(ledger, clock)
        item = client.get_item(
            TableName="ledger", Key={"id": {"S": str(KEY)}}, ConsistentRead=True
        )["Item"]
        assert item["expires_at"] == {"N": str(int(clock.now()) + 90 * 86_400)}
        clock.sleep(LEASE + 1)


def test_a_key_is_read_as_it_was_written_last(ledger: Ledger, clock: FakeClock) -> None:
    lease = claimed(ledger, clock)
    lease.cart_opened("c-1", {})
    assert ledger.read(KEY) == lease.entry


def test_who_holds_the_lease_writes_even_after_it_ended(ledger: Ledger, clock: FakeClock) -> None:
    mine = claimed(ledger, clock)
    clock.sleep(LEASE + 1)
    mine.cart_opened("c-1", {})
    assert mine.entry.updated_at == clock.now()


def test_an_expected_key_can_be_claimed_at_once(ledger: Ledger, clock: FakeClock) -> None:
    assert ledger.expect(KEY, ORDER).phase is Phase.CLAIMED
    assert claimed(ledger, clock).entry.lease_until == clock.now() + LEASE


def test_an_expected_key_may_be_in_progress_or_finished(ledger: Ledger, clock: FakeClock) -> None:
    lease = claimed(ledger, clock)
    assert ledger.expect(KEY, ORDER) == lease.entry
    lease.rejected(PROBLEM)
    assert ledger.expect(KEY, ORDER).finished
    with pytest.raises(KeyReused):
        ledger.expect(KEY, OTHER)


class RepeatingClient:
    """An SDK that lost the first answer: every write is made twice, the second is answered."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def update_item(self, **call: Any) -> Any:
        self._client.update_item(**call)
        return self._client.update_item(**call)


def test_a_claim_whose_answer_was_lost_meets_itself(client: Any, clock: FakeClock) -> None:
    ledger = Ledger(cast("Any", RepeatingClient(client)), "ledger", clock, 90)
    lease = claimed(ledger, clock)
    assert (lease.entry.phase, lease.entry.deliveries) == (Phase.CLAIMED, 1)
    lease.cart_opened("c-1", {})
    assert lease.entry.carts == 1


def test_an_expectation_never_takes_a_lease_away(ledger: Ledger, clock: FakeClock) -> None:
    lease = claimed(ledger, clock)
    ledger.expect(KEY, ORDER)
    lease.cart_opened("c-1", {})
    assert lease.entry.lease_until == clock.now() + LEASE


def test_an_item_holds_no_more_than_the_answer_needs(client: Any, clock: FakeClock) -> None:
    ledger = Ledger(client, "ledger", clock, 90)
    lease = claimed(ledger, clock)
    lease.submitting(DRAFT, clock.now())
    lease.placed(101)
    item = client.get_item(
        TableName="ledger", Key={"id": {"S": "acme#order-1"}}, ConsistentRead=True
    )["Item"]
    assert set(item) <= {*Entry.__annotations__, "id", "expires_at"} - {"key"}
    held = asdict(Entry.from_item(item))
    del held["history"]  # its notes are ``phase@time``
    assert "@" not in str(held)


class Throttled:
    def update_item(self, **call: Any) -> Any:
        error: Any = {"Error": {"Code": "ThrottlingException", "Message": "acme#order-1"}}
        raise ClientError(error, "UpdateItem")

    get_item = update_item


def test_a_table_that_cannot_be_reached_is_told(clock: FakeClock) -> None:
    ledger = Ledger(cast("Any", Throttled()), "ledger", clock, 90)
    with pytest.raises(LedgerUnavailable) as caught:
        claimed(ledger, clock)
    assert "order-1" not in str(caught.value)
    with pytest.raises(LedgerUnavailable):
        ledger.read(KEY)


def test_a_table_that_does_not_exist_is_told(clock: FakeClock) -> None:
    with aws():
        ledger = Ledger(aws_client("dynamodb"), "other", clock, 90)
        with pytest.raises(LedgerUnavailable):
            claimed(ledger, clock)
        with pytest.raises(LedgerUnavailable):
            ledger.read(KEY)
