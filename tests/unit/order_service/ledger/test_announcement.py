"""A change of the ledger is an event only when an order's phase became one that is told."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from local_cloud.canary import leaks
from order_service.answers import Finishing
from order_service.errors import CancelPending, StoreRefused, StoreThrottled
from order_service.keys import OrderKey
from order_service.ledger.announcement import Announcement, announced
from order_service.ledger.entry import RETRIED, CancelWish, Phase
from order_service.ledger.lease import CancelAsked, Lease
from order_service.ledger.ledger import Ledger
from tests.fakes.changes import StreamedDynamoDB
from tests.fakes.clock import FakeClock
from tests.fakes.drafts import DRAFT
from tests.fakes.orders import AUSTIN, order_body
from tests.fakes.shop import Shop, as_client

KEY = OrderKey("acme", "order-1")
REFUSAL = StoreRefused(
    "No.", step="cart", store={"status": 422, "words": [AUSTIN["last_name"]]}
).problem()
PUBLISHED = {Phase.PLACED, Phase.REJECTED, Phase.PARKED, Phase.CANCELLED}
Write = Callable[[Lease], None]


class Table:
    """A ledger whose changes are read as they come."""

    def __init__(self) -> None:
        self.dynamodb = StreamedDynamoDB()
        self.clock = FakeClock()
        self.ledger = Ledger(as_client(self.dynamodb), "ledger", self.clock, 90)

    def claim(self) -> Lease:
        return self.ledger.claim(KEY, "f" * 64, self.clock.now() + 60)

    def walk(self, *writes: Write) -> list[Announcement]:
        """Each event of one delivery that writes this down."""
        began = len(self.dynamodb.records)
        lease = self.claim()
        for write in writes:
            write(lease)
        return events(self.dynamodb.records[began:])


def events(records: list[Any]) -> list[Announcement]:
    changes = [record["dynamodb"] for record in records]
    found = [announced(change.get("OldImage"), change.get("NewImage")) for change in changes]
    return [announcement for announcement in found if announcement]


def image(phase: str, **more: Any) -> dict[str, Any]:
    return {"id": {"S": "acme#order-1"}, "fingerprint": {"S": "f"}, "phase": {"S": phase}, **more}


def submit(lease: Lease) -> None:
    lease.submitting(DRAFT, 1.0)


def test_a_placed_order_is_told_once_with_its_ids_and_totals() -> None:
    shop = Shop()
    order = shop.place(order_body()).order
    (event,) = events(shop.dynamodb.records)
    assert (event.event, event.key, event.happened_at) == ("OrderPlaced", KEY, shop.clock.now())
    assert next(iter(event.detail())) == "order_id"
    assert event.detail() == {
        "version": "1",
        "store": "acme",
        "idempotency_key": "order-1",
        "correlation_id": KEY.correlation_id,
        "order_id": order.order_id,
        "cart_id": order.cart_id,
        "totals": {
            "currency": "USD",
            "base_amount": "10.00",
            "discount_amount": "0.00",
            "cart_amount": "10.83",
            "tax_total": "0.83",
            "shipping_total": "5.00",
            "grand_total": "15.83",
        },
    }


def test_an_answer_that_is_replayed_changes_nothing_and_is_not_told() -> None:
    shop = Shop()
    shop.place(order_body())
    shop.dynamodb.records.clear()
    assert shop.place(order_body()).replayed
    assert shop.dynamodb.records == []


def test_a_refusal_is_told_by_its_code_its_step_and_who_mends_it() -> None:
    (event,) = Table().walk(lambda lease: lease.rejected(REFUSAL))
    assert event.event == "OrderRejected"
    assert event.facts == {"code": "store_refused", "step": "cart", "fix": "merchant"}


def test_a_refusal_before_the_flow_names_no_step() -> None:
    refusal = {name: value for name, value in REFUSAL.items() if name != "step"}
    (event,) = Table().walk(lambda lease: lease.rejected(refusal))
    assert event.facts == {"code": "store_refused", "fix": "merchant"}


def test_a_parked_order_is_told_by_its_key_alone() -> None:
    (event,) = Table().walk(submit, lambda lease: lease.parked())
    assert (event.event, event.facts) == ("OrderParked", {})


def test_neither_customer_nor_redirect_url_nor_the_store_s_words_are_told() -> None:
    shop = Shop()
    shop.place(order_body())
    refused = Table().walk(lambda lease: lease.rejected(REFUSAL))
    published = json.dumps([event.detail() for event in [*events(shop.dynamodb.records), *refused]])
    assert leaks(json.dumps(REFUSAL))
    assert leaks(published) == []
    for secret in ("http", "token=", "@"):
        assert secret not in published


@pytest.mark.parametrize(
    "writes",
    [
        (),
        (lambda lease: lease.cart_opened("c-1", {}),),
        (submit,),
        (submit, lambda lease: lease.made(101)),
        (submit, lambda lease: lease.finishing(101)),
        (lambda lease: lease.released(StoreThrottled("Later.", retry_after=9)),),
    ],
    ids=["claimed", "cart", "submitting", "made", "finishing", "released"],
)
def test_an_order_on_its_way_is_not_told(writes: tuple[Write, ...]) -> None:
    assert Table().walk(*writes) == []


def test_a_parked_key_that_is_taken_up_and_parked_again_is_told_once() -> None:
    table = Table()
    assert len(table.walk(submit, lambda lease: lease.parked())) == 1
    assert table.walk(lambda lease: lease.parked()) == []


def test_a_parked_order_that_turns_up_is_told_to_be_placed() -> None:
    table = Table()
    table.walk(submit, lambda lease: lease.parked())
    (event,) = table.walk(lambda lease: lease.placed(101))
    assert (event.event, event.facts["order_id"]) == ("OrderPlaced", 101)


def sent_by_hand(table: Table) -> tuple[str, float]:
    """The type and the time of the event that an operator sends from the ledger."""
    event = announced(None, table.dynamodb.items[str(KEY)])
    assert event is not None
    return event.event, event.happened_at


def given_back(table: Table) -> None:
    lease = table.ledger.cancel(KEY, CancelWish.ORDER, table.clock.now() + 60)
    assert isinstance(lease, Lease)
    lease.given_back()


def looked_again(table: Table) -> None:
    table.claim().looked_again()


def parked_again(table: Table) -> None:
    table.claim().parked()


@pytest.mark.parametrize(
    ("end", "later"),
    [
        (lambda lease: lease.placed(101), given_back),
        (lambda lease: lease.placed(101), looked_again),
        (lambda lease: lease.rejected(REFUSAL), looked_again),
        (lambda lease: lease.cancelled(), looked_again),
        (lambda lease: lease.parked(), parked_again),
    ],
)
def test_an_event_that_is_sent_by_hand_has_the_time_of_the_first_one(
    end: Write, later: Callable[[Table], None]
) -> None:
    table = Table()
    (event,) = table.walk(submit, end)
    for _ in range(2):
        table.clock.sleep(100)
        later(table)
    assert sent_by_hand(table) == (event.event, event.happened_at)


def test_a_key_that_nobody_sent_was_cancelled_when_it_was_first_written() -> None:
    table = Table()
    table.ledger.cancel(KEY, CancelWish.KEY, table.clock.now() + 60)
    cancelled = table.clock.now()
    table.clock.sleep(100)
    (event,) = events(table.dynamodb.records)
    assert sent_by_hand(table) == (event.event, event.happened_at) == ("OrderCancelled", cancelled)


def test_an_end_after_another_beginning_has_a_time_of_its_own() -> None:
    table = Table()
    (first,) = table.walk(submit, lambda lease: lease.parked())
    table.clock.sleep(100)
    (second,) = table.walk(submit, lambda lease: lease.parked())
    assert second.happened_at - first.happened_at == 100
    table = Table()
    (first,) = table.walk(lambda lease: lease.rejected(REFUSAL))
    table.clock.sleep(100)
    refused = table.ledger.read(KEY)
    assert refused is not None
    table.ledger.reopen(refused, refused.fingerprint, RETRIED)
    (second,) = table.walk(lambda lease: lease.rejected(REFUSAL))
    assert second.happened_at - first.happened_at == 100


def test_an_item_without_a_history_is_told_at_its_last_write() -> None:
    event = announced(None, image("parked", updated_at={"N": "5"}, created_at={"N": "3"}))
    assert event is not None
    assert event.happened_at == 5


ORDER_CANCELLED = Finishing(status="Cancelled", order_cancelled=True)


@pytest.mark.parametrize("before", [(), (submit, lambda lease: lease.finishing(101))])
def test_an_order_that_is_cancelled_before_it_was_told_is_told_as_cancelled_alone(
    before: tuple[Write, ...],
) -> None:
    (event,) = Table().walk(*before, lambda lease: lease.placed(101, ORDER_CANCELLED))
    assert (event.event, event.facts["order_id"]) == ("OrderCancelled", 101)


def test_a_placed_order_that_is_cancelled_is_told_once_more_and_only_once() -> None:
    table = Table()
    table.walk(submit, lambda lease: lease.placed(101))
    for published in (["OrderCancelled"], []):
        lease = table.ledger.cancel(KEY, CancelWish.ORDER, table.clock.now() + 60)
        assert isinstance(lease, Lease)
        began = len(table.dynamodb.records)
        lease.placed(101, ORDER_CANCELLED)
        assert [event.event for event in events(table.dynamodb.records[began:])] == published


def test_the_cancellation_of_a_placed_order_has_a_time_of_its_own_that_stays() -> None:
    table = Table()
    (placed,) = table.walk(submit, lambda lease: lease.placed(101))
    table.clock.sleep(100)
    lease = table.ledger.cancel(KEY, CancelWish.ORDER, table.clock.now() + 60)
    assert isinstance(lease, Lease)
    lease.placed(101, ORDER_CANCELLED)
    cancelled = table.clock.now()
    table.clock.sleep(100)
    given_back(table)
    assert cancelled - placed.happened_at == 100
    assert sent_by_hand(table) == ("OrderCancelled", cancelled)


def test_a_cancellation_that_came_too_late_is_told_with_the_order() -> None:
    table = Table()
    lease = table.claim()
    submit(lease)
    with pytest.raises(CancelPending):
        table.ledger.cancel(KEY, CancelWish.KEY, table.clock.now() + 60)
    with pytest.raises(CancelAsked):
        lease.placed(101)
    lease.placed(101)
    (event,) = events(table.dynamodb.records)
    assert (event.event, event.facts["cancel_asked"]) == ("OrderPlaced", True)


def test_a_key_that_was_cancelled_with_an_open_question_says_so() -> None:
    (event,) = Table().walk(lambda lease: lease.cancelled(disputed=True))
    assert (event.event, event.facts) == ("OrderCancelled", {"may_live": True})


def test_a_cancelled_key_is_told_by_its_key_alone() -> None:
    (event,) = Table().walk(lambda lease: lease.cancelled())
    assert (event.event, event.facts) == ("OrderCancelled", {})


@pytest.mark.parametrize("before", [None, *Phase])
@pytest.mark.parametrize("after", Phase)
def test_exactly_a_change_to_a_told_phase_is_an_event(before: Phase | None, after: Phase) -> None:
    more = {
        "order_id": {"N": "101"},
        "draft": {"S": DRAFT.model_dump_json()},
        "problem": {"S": json.dumps(REFUSAL)},
    }
    event = announced(image(before) if before else None, image(after, **more))
    assert (event is not None) is (after in PUBLISHED and before != after)


@pytest.mark.parametrize("before", Phase)
def test_an_entry_that_goes_is_not_told(before: Phase) -> None:
    assert announced(image(before), None) is None


def test_an_item_that_is_no_entry_is_not_told() -> None:
    assert announced(None, {"id": {"S": "acme#order-1"}}) is None


def test_a_phase_of_a_later_version_is_not_told() -> None:
    assert announced(image("cart"), image("delivered")) is None
