"""The observer of the ledger gets each write, and what it left behind."""

from typing import Any, cast

import pytest
from botocore.exceptions import EndpointConnectionError

from order_service.errors import InProgress, KeyReused, LedgerUnavailable
from order_service.keys import OrderKey
from order_service.ledger.ledger import Ledger
from order_service.telemetry.observation import LedgerWrite
from tests.fakes.clock import FakeClock
from tests.fakes.drafts import DRAFT

KEY = OrderKey("acme", "order-1")
ORDER, OTHER = "a" * 64, "b" * 64


@pytest.fixture
def seen() -> list[LedgerWrite]:
    return []


@pytest.fixture
def ledger(client: Any, clock: FakeClock, seen: list[LedgerWrite]) -> Ledger:
    return Ledger(client, "ledger", clock, 90, seen.append)


def test_each_write_is_told_with_what_is_known_by_then(
    ledger: Ledger, clock: FakeClock, seen: list[LedgerWrite]
) -> None:
    lease = ledger.claim(KEY, ORDER, clock.now() + 70)
    lease.cart_opened("c-1", {})
    lease.submitting(DRAFT, clock.now())
    lease.placed(101)
    assert [(write.phase, write.cart_id, write.order_id) for write in seen] == [
        ("claimed", "", 0),
        ("cart", "c-1", 0),
        ("submitting", "c-1", 0),
        ("placed", "c-1", 101),
    ]
    assert {(write.store, write.deliveries, write.error) for write in seen} == {("acme", 1, None)}


def test_a_claim_that_meets_another_is_told_with_what_it_met(
    ledger: Ledger, clock: FakeClock, seen: list[LedgerWrite]
) -> None:
    ledger.claim(KEY, ORDER, clock.now() + 70).cart_opened("c-1", {})
    for fingerprint, error in ((ORDER, InProgress), (OTHER, KeyReused)):
        with pytest.raises(error):
            ledger.claim(KEY, fingerprint, clock.now() + 70)
    assert [(write.phase, write.cart_id, write.error) for write in seen[2:]] == [
        ("cart", "c-1", "condition_failed"),
        ("cart", "c-1", "condition_failed"),
    ]


def test_a_write_that_reaches_no_table_is_told_by_its_error(
    clock: FakeClock, seen: list[LedgerWrite]
) -> None:
    class Slow:
        def update_item(self, **_: Any) -> None:
            clock.sleep(3)
            raise EndpointConnectionError(endpoint_url="https://dynamodb")

    began = clock.now()
    with pytest.raises(LedgerUnavailable):
        Ledger(cast("Any", Slow()), "ledger", clock, 90, seen.append).claim(KEY, ORDER, 0)
    assert seen == [LedgerWrite("acme", began, 3, error="ledger_unavailable")]
