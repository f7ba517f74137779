"""A duplicate is archived only when its last look shows that nobody touched it, and it is said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import pytest

from order_service.clock import Deadline
from order_service.errors import StoreRefused, StoreUnavailable
from order_service.keys import OrderKey
from order_service.ledger.entry import Entry, Phase
from order_service.ledger.lease import Lease, Write
from order_service.placing.cart_orders import MOST_LOOKS, CartOrders, of_a_changed_cart
from order_service.placing.witnesses import COME_BACK
from order_service.store.checkout_view import CheckoutView
from order_service.store.order_view import OrderRow
from order_service.store.signals import CartGone, Interrupted
from tests.fakes.clock import FakeClock
from tests.fakes.drafts import DRAFT
from tests.fakes.journal import FakeJournal

KEPT = 101
UNREADABLE = StoreUnavailable("No.", step="orders", retry_after=5)
REPORTED = [("duplicate reported", {"order_id": 102, "kept": KEPT})]
ARCHIVED = [("duplicate archived", {"order_id": 102, "kept": KEPT})]


def row(order_id: int = 102, **fields: Any) -> OrderRow:
    return OrderRow(**{"id": order_id, "cart_id": "c-1", "status_id": 0} | fields)


@dataclass
class Orders:
    """A store that lists two orders of one cart, and shows the second as it becomes."""

    shows: Sequence[OrderRow | StoreUnavailable] = field(default_factory=lambda: [row()])
    archiving: list[BaseException | None] = field(default_factory=lambda: [None])
    read: list[int] = field(default_factory=list)
    done: set[int] = field(default_factory=set)
    kept: OrderRow | StoreUnavailable | list[OrderRow | StoreUnavailable] = field(
        default_factory=lambda: row(KEPT)
    )

    def orders_of(self, _: str, *, whole: bool = False) -> list[OrderRow]:
        return [row(KEPT), row()]

    def read_order(self, order_id: int) -> OrderRow:
        self.read.append(order_id)
        if order_id == KEPT:
            kept = self.kept.pop(0) if isinstance(self.kept, list) else self.kept
            if isinstance(kept, StoreUnavailable):
                raise kept
            return self.as_it_is(kept)
        shown, *later = self.shows
        self.shows = later or self.shows
        if isinstance(shown, StoreUnavailable):
            raise shown
        return self.as_it_is(shown)

    def as_it_is(self, order: OrderRow) -> OrderRow:
        return order.model_copy(update={"is_deleted": True}) if order.id in self.done else order

    def archive_order(self, order_id: int) -> None:
        said = self.archiving.pop(0) if len(self.archiving) > 1 else self.archiving[0]
        if said is not None:
            raise said
        self.done.add(order_id)


class NothingListed(Orders):
    """A store that lists no order, and whose checkout is gone."""

    def orders_of(self, _: str, *, whole: bool = False) -> list[OrderRow]:
        return []

    def read_checkout(self, _: str) -> CheckoutView:
        raise CartGone("No such cart.")


def written(entry: Entry, changes: Mapping[str, Any], **_: Any) -> Entry:
    return replace(entry, **changes)


def cart_orders(
    store: Any, order_id: int = KEPT, write: Write = written, **changes: Any
) -> CartOrders:
    key = OrderKey("acme", "order-1")
    entry = Entry(key, "f", Phase.PLACED, cart_id="c-1", order_id=order_id)
    clock = FakeClock()
    lease, deadline = Lease(replace(entry, **changes), write), Deadline(clock, clock.now() + 50)
    return CartOrders(lease, store, FakeJournal(), deadline)


def settled(store: Orders) -> tuple[bool, list[Any]]:
    """Return whether a person must look, and what was noted."""
    found = cart_orders(store)
    reported = found.settle_duplicates()
    journal: Any = found.journal
    return reported, journal.notes


def test_an_untouched_duplicate_is_archived() -> None:
    assert settled(Orders()) == (False, ARCHIVED)


def test_a_duplicate_that_was_archived_meanwhile_needs_nobody() -> None:
    store = Orders([row(is_deleted=True)], [AssertionError("archived twice")])
    assert settled(store) == (False, ARCHIVED)


@pytest.mark.parametrize("source", [None, "", "checkout_api"])
def test_an_untouched_duplicate_of_a_create_order_is_archived(source: str | None) -> None:
    assert settled(Orders([row(order_source=source)])) == (False, ARCHIVED)


@pytest.mark.parametrize("source", ["www", "iphone", "manual", "buybutton"])
def test_an_order_that_no_create_order_made_is_reported(source: str) -> None:
    assert settled(Orders([row(order_source=source)])) == (True, REPORTED)


GONE: list[dict[str, Any]] = [
    {"is_deleted": True},
    {"status_id": 5},
    {"status_id": 4},
    {"status_id": 6},
    {"cart_id": "another"},
]


@pytest.mark.parametrize("gone", GONE)
def test_where_the_kept_order_does_not_live_the_other_one_is_reported(gone: dict[str, Any]) -> None:
    assert settled(Orders(kept=row(KEPT, **gone))) == (True, REPORTED)


@pytest.mark.parametrize("gone", GONE)
@pytest.mark.parametrize("archiving", [None, Interrupted("archive")])
def test_where_the_kept_order_is_ended_while_the_other_one_is_archived_a_person_hears_of_it(
    gone: dict[str, Any], archiving: Interrupted | None
) -> None:
    ended: list[OrderRow | StoreUnavailable] = [row(KEPT), row(KEPT, **gone)]
    shows = [row(), row(is_deleted=True)]
    assert settled(Orders(shows, [archiving], kept=ended)) == (True, REPORTED)


@pytest.mark.parametrize(
    ("archiving", "kept", "person"),
    [
        ([None], [row(KEPT), UNREADABLE, row(KEPT)], True),
        ([Interrupted("archive"), StoreRefused("No.", step="archive")], [row(KEPT)] * 3, False),
        (
            [Interrupted("archive"), StoreRefused("No.", step="archive")],
            [row(KEPT), row(KEPT), row(KEPT, status_id=5)],
            True,
        ),
    ],
)
def test_what_became_of_the_kept_order_is_asked_however_the_archiving_was_answered(
    archiving: list[BaseException | None], kept: list[OrderRow | StoreUnavailable], *, person: bool
) -> None:
    shows = [row(), row(), row(is_deleted=True)]
    assert settled(Orders(shows, archiving, kept=kept)) == (
        person,
        REPORTED if person else ARCHIVED,
    )


def test_a_duplicate_that_cannot_be_read_once_it_is_archived_is_reported() -> None:
    assert settled(Orders([row(), UNREADABLE])) == (True, REPORTED)


def test_only_what_a_shopper_made_is_known_by_its_total_to_be_of_a_changed_cart() -> None:
    lease = cart_orders(Orders(), draft=DRAFT.model_dump_json()).lease
    other, asked = Decimal(99), DRAFT.totals.grand_total
    shoppers: dict[str, Any] = {"order_source": "www"}
    assert of_a_changed_cart(row(total_inc_tax=other, **shoppers), lease)
    assert not of_a_changed_cart(row(total_inc_tax=asked, **shoppers), lease)
    assert not of_a_changed_cart(row(total_inc_tax=None, **shoppers), lease)
    assert not of_a_changed_cart(row(total_inc_tax=other), lease)


def test_where_the_merchant_archived_both_nobody_is_needed() -> None:
    store = Orders([row(is_deleted=True)], kept=row(KEPT, is_deleted=True))
    assert settled(store) == (False, ARCHIVED)


def test_a_kept_order_without_its_cart_s_id_is_believed_to_live() -> None:
    assert settled(Orders(kept=row(KEPT, cart_id=None))) == (False, ARCHIVED)


def test_while_the_kept_order_cannot_be_read_nothing_is_archived() -> None:
    store = Orders(
        archiving=[AssertionError("archived")],
        kept=StoreUnavailable("No.", step="orders", retry_after=5),
    )
    with pytest.raises(StoreUnavailable):
        settled(store)


@pytest.mark.parametrize("touched", [{"status_id": 11}, {"payment_status": "captured"}])
def test_a_duplicate_that_somebody_touched_is_reported(touched: dict[str, Any]) -> None:
    assert settled(Orders([row(**touched)])) == (True, REPORTED)


def test_an_order_that_turns_out_to_be_of_another_cart_is_reported() -> None:
    assert settled(Orders([row(cart_id="another")])) == (True, REPORTED)


def test_a_duplicate_that_may_not_be_archived_is_reported() -> None:
    store = Orders(archiving=[StoreRefused("No.", step="archive")])
    assert settled(store) == (True, REPORTED)
    assert store.read == [KEPT, 102, 102, 102, KEPT]


def test_a_duplicate_that_was_archived_before_it_was_refused_needs_nobody() -> None:
    store = Orders([row(), row(is_deleted=True)], [StoreRefused("No.", step="archive")])
    assert settled(store) == (False, ARCHIVED)


def test_a_lost_answer_is_looked_up_before_archiving_is_tried_again() -> None:
    store = Orders([row(), row(status_id=11)], [Interrupted("archive")])
    found = cart_orders(store)
    with pytest.raises(StoreUnavailable):
        found.settle_duplicates()
    assert store.read[:4] == [KEPT, 102] * 2
    assert found.entry.archive_calls() == {102: found.deadline.at}


def test_an_archiving_that_is_never_confirmed_comes_back_later() -> None:
    store = Orders(archiving=[Interrupted("archive")])
    with pytest.raises(StoreUnavailable) as caught:
        settled(store)
    assert caught.value.detail == "The store does not confirm that an order is archived."
    assert (caught.value.step, caught.value.retry_after) == ("archive", COME_BACK)
    assert store.read == [KEPT, 102] * MOST_LOOKS


def test_the_whole_list_is_read_where_no_later_look_would_find_what_it_lacks() -> None:
    wholes = list[bool]()

    class Long(Orders):
        def orders_of(self, _: str, *, whole: bool = False) -> list[OrderRow]:
            wholes.append(whole)
            return [row(KEPT)]

    settled(Long())
    assert cart_orders(Long()).order() == row(KEPT)
    assert wholes == [True, False]


def test_the_only_order_that_lives_is_not_read_anew() -> None:
    class One(Orders):
        def orders_of(self, _: str, *, whole: bool = False) -> list[OrderRow]:
            return [row(KEPT), row(is_deleted=True)]

    store = One()
    assert cart_orders(store).order() == row(KEPT)
    assert store.read == []


def test_an_order_that_is_read_as_another_cart_s_does_not_take_the_place_of_the_key_s() -> None:
    store = Orders([row(cart_id="another", status_id=11)])
    assert cart_orders(store).order() == row(KEPT)


def test_a_checkout_that_is_gone_leaves_nothing_to_settle() -> None:
    assert not cart_orders(NothingListed(), 0, phase=Phase.REJECTED).settle_duplicates()


@pytest.mark.parametrize(("cart_id", "reported"), [("c-2", True), ("c-1", False), (None, False)])
def test_that_the_order_which_callers_were_given_is_another_cart_s_is_reported(
    cart_id: str | None, *, reported: bool
) -> None:
    assert settled(NothingListed(kept=row(KEPT, cart_id=cart_id))) == (reported, [])


def test_a_checkout_that_names_another_carts_order_is_asked_again_later() -> None:
    class Naming(Orders):
        def orders_of(self, _: str, *, whole: bool = False) -> list[OrderRow]:
            return []

        def read_checkout(self, _: str) -> Any:
            return type("Checkout", (), {"order_hint": 7})

    with pytest.raises(StoreUnavailable) as caught:
        settled(Naming([row(7, cart_id="another")], kept=row(KEPT, cart_id="another")))
    assert caught.value.detail == "The checkout names an order of another cart."
    assert (caught.value.step, caught.value.retry_after) == ("orders", COME_BACK)
