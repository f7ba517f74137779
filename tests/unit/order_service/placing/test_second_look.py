"""The second look at a finished key: not before it is due, not for ever, and never too thorough."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from order_service.clock import Deadline
from order_service.errors import (
    InProgress,
    LedgerUnavailable,
    NotYet,
    Parked,
    QueueUnavailable,
    StoreRefused,
    StoreUnavailable,
    Unfinished,
)
from order_service.keys import OrderKey
from order_service.ledger.attention_row import row_of
from order_service.ledger.entry import CancelWish, Entry, Phase
from order_service.ledger.lease import Lease
from order_service.ledger.ledger import Ledger
from order_service.placing.second_look import GIVEN_UP_AFTER, ask_again, is_due, look_again
from order_service.request.intake import Job, read_order
from order_service.store.order_view import OrderRow
from tests.fakes.clock import FakeClock
from tests.fakes.drafts import DRAFT
from tests.fakes.dynamodb import FakeAttentionTable, listing
from tests.fakes.journal import FakeJournal
from tests.fakes.orders import order_body
from tests.fakes.shop import CountingDynamoDB, as_client
from tests.fakes.store import deadline_in

JOB = Job(OrderKey("acme", "order-1"), read_order(order_body()))
DUE_IN = 300.0
DAY = 86_400.0


@dataclass
class Looked:
    """What a second look needs, and what it did."""

    orders: Callable[[], list[OrderRow]] = list
    clock: FakeClock = field(default_factory=FakeClock)
    journal: FakeJournal = field(default_factory=FakeJournal)
    parked: list[Parked] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    queued: list[tuple[Job, float]] = field(default_factory=list)
    refusal: QueueUnavailable | None = None

    def __post_init__(self) -> None:
        self.table = CountingDynamoDB()
        self.ledger = Ledger(as_client(self.table), "ledger", self.clock, 90)
        self.rows = FakeAttentionTable()
        self.attention = listing(self.rows, self.clock)
        self.lease: Lease = self.ledger.claim(JOB.key, "a" * 64, self.clock.now() + 70)
        self.lease.cart_opened(DRAFT.cart_id, {})
        self.lease.submitting(DRAFT, self.clock.now())

    def come_back(self, job: Job, seconds: float) -> None:
        if self.refusal:
            raise self.refusal
        self.queued.append((job, seconds))

    def open_store(self, _: OrderKey, __: Deadline) -> Any:
        return self

    def park(self, job: Job, reason: Parked) -> None:
        assert job is JOB
        self.parked.append(reason)

    def orders_of(self, _: str, *, whole: bool = False) -> list[OrderRow]:
        return self.orders()

    def read_checkout(self, _: str) -> Any:
        return type("Checkout", (), {"order_hint": 0})

    def read_order(self, order_id: int) -> OrderRow:
        own = OrderRow(id=order_id, cart_id=DRAFT.cart_id, status_id=0)
        return next((one for one in self.orders() if one.id == order_id), own)

    def delete_cart(self, cart_id: str) -> None:
        self.deleted.append(cart_id)

    def ends(self, *, placed: bool) -> None:
        due = self.clock.now() + DUE_IN
        if placed:
            self.lease.placed(101, look_at=due)
        else:
            self.lease.rejected({"code": "store_refused"}, look_at=due)

    def look(self, after: float = DUE_IN) -> None:
        self.clock.sleep(after)
        look_again(JOB, self.lease, self, deadline_in(60, self.clock))


def paid(order_id: int = 102) -> OrderRow:
    return OrderRow(id=order_id, cart_id=DRAFT.cart_id, status_id=11)


def unreachable() -> list[OrderRow]:
    raise StoreUnavailable("No.", step="orders", retry_after=5)


@pytest.mark.parametrize(
    ("fields", "due", "if_sent_back"),
    [
        ({"look_at": 300.0, "disputed": 0}, True, True),
        ({"disputed": 0, "attempts": 1}, False, False),
        ({"disputed": 1, "attempts": 1}, False, True),
        ({"disputed": -1, "attempts": 1}, True, True),
        ({"disputed": -1}, False, False),
    ],
)
def test_a_refused_key_is_looked_at_when_it_is_due_or_its_question_is_open(
    fields: dict[str, Any], due: bool, if_sent_back: bool
) -> None:
    entry = Entry(JOB.key, "f" * 64, Phase.REJECTED, **fields)
    assert is_due(entry, sent_back=False) is due
    assert is_due(entry, sent_back=True) is if_sent_back


@pytest.mark.parametrize("early", [299.0, 0.5])
def test_a_look_that_is_not_due_waits_for_its_time(early: float) -> None:
    looked = Looked()
    looked.ends(placed=True)
    with pytest.raises(Unfinished) as caught:
        looked.look(DUE_IN - early)
    assert (caught.value.detail, caught.value.step) == (
        "A second look is due later.",
        "second_look",
    )
    assert caught.value.retry_after == early


def test_a_look_that_finds_nothing_leaves_a_placed_keys_cart_alone() -> None:
    looked = Looked()
    looked.ends(placed=True)
    looked.look()
    assert (looked.deleted, looked.parked, looked.lease.entry.look_at) == ([], [], 0)


def test_a_look_that_finds_nothing_ends_the_cart_of_a_refused_key() -> None:
    looked = Looked()
    looked.ends(placed=False)
    looked.look()
    assert (looked.deleted, looked.parked) == ([DRAFT.cart_id], [])
    assert looked.lease.entry.phase is Phase.REJECTED


@pytest.mark.parametrize("placed", [True, False])
def test_an_order_that_somebody_acted_on_is_for_a_person(placed: bool) -> None:
    looked = Looked(lambda: [paid()])
    looked.ends(placed=placed)
    looked.look()
    (reason,) = looked.parked
    assert (reason.detail, reason.step) == ("Another order may live, or none.", "second_look")
    assert looked.deleted == []
    assert looked.journal.notes == [
        ("duplicate reported", {"order_id": 102, "kept": 101 if placed else 0})
    ]


def test_a_store_that_cannot_be_asked_is_asked_again_for_a_day_and_then_a_person_is() -> None:
    looked = Looked(unreachable)
    looked.ends(placed=False)
    with pytest.raises(NotYet):
        looked.look(DUE_IN + DAY - 1)
    looked.look(1)
    assert [reason.step for reason in looked.parked] == ["second_look"]
    assert (looked.deleted, looked.lease.entry.look_at) == ([], 0)


def asks(looked: Looked) -> None:
    """Ask to cancel the key, as the queue then finds it; it is listed as a refused one."""
    now = looked.clock.now()
    row = row_of(JOB.key, StoreRefused("No.", step="order"), now, "{}", JOB.fingerprint)
    assert row is not None
    looked.lease.listed(now)
    looked.attention.put(row)
    looked.ends(placed=False)
    looked.ledger.cancel(JOB.key, CancelWish.KEY, now)
    looked.lease = looked.ledger.claim(JOB.key, "a" * 64, now + 70)


def test_a_refused_key_that_is_to_be_cancelled_is_after_a_look_that_finds_nothing() -> None:
    looked = Looked()
    asks(looked)
    looked.look()
    entry = looked.lease.entry
    assert (entry.phase, entry.look_at, looked.rows.items) == (Phase.CANCELLED, 0, {})
    assert looked.deleted == [DRAFT.cart_id]


def test_a_look_whose_write_is_lost_is_taken_again_and_the_wish_is_not() -> None:
    looked = Looked()
    asks(looked)
    looked.table.down_for = ["cancelled"]
    with pytest.raises(LedgerUnavailable):
        looked.look()
    looked.lease = looked.ledger.claim(JOB.key, "a" * 64, looked.clock.now() + 70)
    assert looked.lease.entry.look_at
    looked.look()
    assert looked.lease.entry.phase is Phase.CANCELLED


def test_a_wish_that_comes_during_the_look_is_carried_out_by_another_one() -> None:
    looked = Looked()

    def asked_meanwhile() -> list[OrderRow]:
        looked.orders = list
        looked.ledger.cancel(JOB.key, CancelWish.KEY, looked.clock.now())
        return []

    looked.orders = asked_meanwhile
    looked.ends(placed=False)
    looked.lease = looked.ledger.claim(JOB.key, "a" * 64, looked.clock.now() + 70)
    with pytest.raises(InProgress):
        looked.look()
    looked.lease = looked.ledger.claim(JOB.key, "a" * 64, looked.clock.now() + 70)
    looked.look()
    assert looked.lease.entry.phase is Phase.CANCELLED


def test_a_refused_key_whose_order_may_live_is_not_cancelled() -> None:
    looked = Looked(lambda: [paid()])
    asks(looked)
    looked.look()
    entry = looked.lease.entry
    assert (entry.phase, entry.disputed, len(looked.rows.items)) == (Phase.REJECTED, 1, 1)
    assert looked.deleted == []


def test_a_cancelled_key_is_looked_at_and_its_cart_ends() -> None:
    looked = Looked()
    looked.lease.cancelled(looked.clock.now() + DUE_IN)
    looked.look()
    entry = looked.lease.entry
    assert (entry.phase, entry.look_at, looked.deleted) == (Phase.CANCELLED, 0, [DRAFT.cart_id])
    assert entry.history.endswith(f"looked-again@{looked.clock.now()}")


@pytest.mark.parametrize(
    ("look_at", "late", "sent"),
    [(5.0, GIVEN_UP_AFTER + 1, [(JOB, 0)]), (5.0, GIVEN_UP_AFTER, []), (0, 9 * DAY, [])],
)
def test_a_message_is_sent_for_a_look_that_is_more_than_a_day_late(
    look_at: float, late: float, sent: list[tuple[Job, float]]
) -> None:
    looked = Looked()
    entry = Entry(JOB.key, "f" * 64, Phase.PLACED, look_at=look_at)
    ask_again(JOB, entry, looked, look_at + late)
    assert looked.queued == sent


def test_a_queue_that_takes_no_message_for_a_late_look_keeps_nobody_from_the_answer() -> None:
    looked = Looked(refusal=QueueUnavailable("No.", retry_after=5))
    entry = Entry(JOB.key, "f" * 64, Phase.PLACED, look_at=5.0)
    ask_again(JOB, entry, looked, 2 * DAY)
    assert looked.queued == []
