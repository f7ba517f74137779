"""What the ledger says when it does not do what was asked: the whole sentence, and the wait."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from order_service.answers import Finishing
from order_service.callers import Caller
from order_service.errors import (
    CancelPending,
    InProgress,
    KeyOfAnotherCaller,
    KeyReused,
    LedgerUnavailable,
    NotYet,
    OrderError,
    ServicePaused,
    StoreRefused,
    TooManyRequests,
    VersionMismatch,
)
from order_service.keys import OrderKey
from order_service.ledger.announcement import announced
from order_service.ledger.attention import AttentionTable
from order_service.ledger.entry import RETRIED, CancelWish, Entry, Phase
from order_service.ledger.lease import Lease
from order_service.ledger.ledger import Ledger
from order_service.ledger.ownership import Ownership
from order_service.ledger.packing import unpacked
from order_service.ledger.pause import ITEM, Pause
from order_service.ledger.usage import UsageTable
from order_service.telemetry.observation import LedgerWrite
from tests.fakes.changes import StreamedDynamoDB
from tests.fakes.clock import FakeClock
from tests.fakes.drafts import DRAFT
from tests.fakes.dynamodb import FakeDynamoDB
from tests.fakes.journal import FakeJournal
from tests.fakes.shop import as_client

KEY = OrderKey("acme", "order-1")
ONE, OTHER = "a" * 64, "b" * 64
AGAIN = "Ask again later with the same key."
UNREACHABLE = "EndpointConnectionError"
MINE, THEIRS = Caller("mine"), Caller("theirs")


class Down(FakeDynamoDB):
    """A table that cannot be reached."""

    def update_item(self, **_: Any) -> dict[str, Any]:
        raise EndpointConnectionError(endpoint_url="table")

    get_item = batch_get_item = put_item = delete_item = query = update_item


class Table:
    """A ledger, its clock, and what was observed of its writes."""

    def __init__(self, fake: FakeDynamoDB | None = None, *, apart: bool = False) -> None:
        self.fake, self.clock = fake or StreamedDynamoDB(), FakeClock()
        self.writes: list[LedgerWrite] = []
        self.ledger = Ledger(
            as_client(self.fake), "ledger", self.clock, 90, self.writes.append, Ownership(apart)
        )

    def claim(self, fingerprint: str = ONE, caller: Caller = MINE) -> Lease:
        return self.ledger.claim(KEY, fingerprint, self.clock.now() + 60, caller)

    def cancel(self, wish: CancelWish = CancelWish.KEY, caller: Caller = MINE) -> Lease | Entry:
        return self.ledger.cancel(KEY, wish, self.clock.now() + 60, caller)

    def refused(self) -> Entry:
        lease = self.claim()
        lease.rejected(StoreRefused("No.", step="cart").problem())
        return lease.entry


def said(ask: Callable[[], object], kind: type[OrderError]) -> tuple[str, float | None]:
    with pytest.raises(kind) as caught:
        ask()
    error = caught.value
    return error.detail, error.retry_after if isinstance(error, NotYet) else None


@pytest.mark.parametrize(
    "ask",
    [
        lambda table: table.claim(),
        lambda table: table.cancel(),
        lambda table: table.ledger.read(KEY),
        lambda table: table.ledger.read_many([KEY]),
        lambda table: table.ledger.expect(KEY, ONE),
        lambda table: table.ledger.queued_again(Entry(KEY, ONE, Phase.CART)),
    ],
)
def test_a_table_that_cannot_be_reached_is_said_to_be(ask: Callable[[Table], object]) -> None:
    table = Table(Down())
    expected = (f"The table answered {UNREACHABLE}.", 5)
    assert said(lambda: ask(table), LedgerUnavailable) == expected


def test_every_write_is_observed_with_what_it_left() -> None:
    table = Table()
    began = table.clock.now()
    table.claim().cart_opened("c-1", {})
    first, second = table.writes
    assert first == LedgerWrite("acme", began, 0, Phase.CLAIMED, 1, "", 0, None)
    assert second == LedgerWrite("acme", began, 0, Phase.CART, 1, "c-1", 0, None)
    with pytest.raises(InProgress):
        table.claim()
    assert table.writes[2:] == [
        LedgerWrite("acme", began, 0, Phase.CART, 1, "c-1", 0, "condition_failed")
    ]
    down = Table(Down())
    with pytest.raises(LedgerUnavailable):
        down.claim()
    assert down.writes == [LedgerWrite("acme", began, 0, error="ledger_unavailable")]


@pytest.mark.parametrize(("after", "wait"), [(0, 60), (58, 2), (59.5, 1)])
def test_a_key_that_is_worked_on_names_the_end_of_its_lease(after: float, wait: float) -> None:
    table = Table()
    table.claim()
    table.clock.sleep(after)
    assert said(table.claim, InProgress) == (AGAIN, wait)


def test_another_order_needs_a_key_of_its_own() -> None:
    table = Table()
    table.claim()
    expected = ("Use a new Idempotency-Key for a new order.", None)
    assert said(lambda: table.claim(OTHER), KeyReused) == expected


def test_another_caller_needs_a_key_of_its_own() -> None:
    table = Table(apart=True)
    table.claim()
    expected = ("Use an Idempotency-Key of your own.", None)
    assert said(lambda: table.claim(caller=THEIRS), KeyOfAnotherCaller) == expected
    expected = ("Use the Idempotency-Key of an order of your own.", None)
    assert said(lambda: table.cancel(caller=THEIRS), KeyOfAnotherCaller) == expected


@pytest.mark.parametrize(("after", "wait"), [(0, 5), (57, 3), (59.5, 1)])
def test_a_cancellation_of_a_key_that_is_worked_on_is_kept(after: float, wait: float) -> None:
    table = Table()
    table.claim()
    table.clock.sleep(after)
    words = "The order is being placed. It is cancelled if it has not been made; ask again."
    assert said(table.cancel, CancelPending) == (words, wait)
    known = table.ledger.read(KEY)
    assert known is not None
    assert known.cancel_asked == CancelWish.KEY


def test_a_cancellation_of_a_key_that_has_ended_and_is_held_is_tried_twice() -> None:
    table = Table()
    table.refused()
    tried = len(table.writes)
    # The clock of the host that is asked to cancel is behind.
    table.clock.time -= 1
    expected = ("Another request works on this key: send the same one again.", 1)
    assert said(table.cancel, InProgress) == expected
    assert len(table.writes) - tried == 4


def test_a_lease_that_another_took_over_is_said_to_be() -> None:
    table = Table()
    late = table.claim()
    table.clock.sleep(61)
    table.claim()
    expected = ("Another execution has taken this key over.", 5)
    assert said(late.parked, InProgress) == expected


def test_a_refused_key_that_changed_meanwhile_is_not_reopened() -> None:
    table = Table()
    read = table.refused()
    table.ledger.reopen(read, ONE, RETRIED)
    expected = ("The key has changed meanwhile: ask what became of it.", 1)
    assert said(lambda: table.ledger.reopen(read, ONE, RETRIED), InProgress) == expected


def test_a_refused_key_begins_anew_with_a_new_life_and_the_reason_in_its_history() -> None:
    table = Table()
    read = table.refused()
    table.clock.sleep(1000)
    anew = table.ledger.reopen(read, OTHER, RETRIED)
    assert (anew.phase, anew.fingerprint, anew.deliveries) == (Phase.CLAIMED, OTHER, 1)
    assert [what for what, _ in anew.moments()][-1] == RETRIED
    assert (anew.created_at, anew.attention) == (table.clock.now(), table.clock.now())
    expires = int(table.clock.now()) + 90 * 86_400
    assert table.fake.items[str(KEY)]["expires_at"] == {"N": str(expires)}


def test_an_item_whose_time_to_live_has_passed_cannot_be_written() -> None:
    table = Table()
    lease = table.claim()
    table.fake.items.clear()
    assert said(lease.parked, LedgerUnavailable) == ("The table answered LookupError.", 5)


def test_what_another_version_packed_is_said_to_be() -> None:
    expected = "Its answer is packed in a way that this version does not know."
    with pytest.raises(VersionMismatch) as caught:
        unpacked(b"\x07abc")
    assert caught.value.detail == expected


def test_a_pause_is_said_to_be_one() -> None:
    table = FakeDynamoDB()
    pause = Pause(as_client(table), "ledger", FakeClock())
    table.items[ITEM] = table.before[ITEM] = {"id": {"S": ITEM}, "paused": {"BOOL": True}}
    words = "Nothing was sent to the store. Send the same request again when the pause ends."
    assert said(pause.check, ServicePaused) == (words, 60)
    down = Pause(as_client(Down()), "ledger", FakeClock())
    assert said(down.check, LedgerUnavailable) == (f"DynamoDB answered {UNREACHABLE}.", 5)


def test_the_list_that_cannot_be_reached_is_said_to_be() -> None:
    listed = AttentionTable(as_client(Down()), "attention", FakeClock(), 14)
    words = f"The list of orders that need attention answered {UNREACHABLE}."
    for ask in (lambda: listed.read(KEY), lambda: listed.remove(KEY), lambda: listed.page("acme")):
        assert said(ask, LedgerUnavailable) == (words, 5)


@pytest.mark.parametrize(("second", "wait"), [(0, 60), (50, 10), (59.5, 1)])
def test_a_caller_that_asks_too_often_learns_the_limit(second: float, wait: float) -> None:
    clock, journal = FakeClock(), FakeJournal()
    clock.sleep(60 - clock.now() % 60 + second)
    usage = UsageTable(as_client(FakeDynamoDB()), "ledger", clock, 2, journal)
    usage.check(MINE)
    usage.check(MINE)
    words = "2 requests a minute are allowed for each caller."
    for _ in range(2):
        assert said(lambda: usage.check(MINE), TooManyRequests) == (words, wait)
    usage.check(THEIRS)
    clock.sleep(60)
    usage.check(MINE)


def test_requests_that_cannot_be_counted_are_noted_and_let_in() -> None:
    journal = FakeJournal()
    UsageTable(as_client(Down()), "ledger", FakeClock(), 1, journal).check(MINE)
    assert journal.notes == [("requests not counted", {"reason": UNREACHABLE})]


def test_the_event_of_a_cancelled_order_names_the_order_and_its_cart() -> None:
    table = Table()
    lease = table.claim()
    lease.cart_opened("c-1", {})
    lease.submitting(DRAFT, table.clock.now())
    lease.placed(101, Finishing(status="Cancelled", order_cancelled=True))
    event = announced(None, table.fake.items[str(KEY)])
    assert event is not None
    assert (event.event, event.facts) == ("OrderCancelled", {"order_id": 101, "cart_id": "c-1"})
