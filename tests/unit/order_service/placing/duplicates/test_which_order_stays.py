"""Of several orders of one cart one stays: which, and what becomes of the others."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from order_service.errors import StoreUnavailable
from order_service.ledger.entry import Phase
from order_service.placing.cart_orders import CartOrders
from order_service.store.order_view import OrderRow
from tests.unit.order_service.placing.duplicates.test_cart_orders import KEPT, cart_orders, row


@dataclass
class Cart:
    """A store with these orders of one cart: its list may lag, and its checkout may name one."""

    orders: list[OrderRow]
    listed: tuple[int, ...] | None = None
    hint: int = 0
    archived: list[int] = field(default_factory=list)
    stale: list[OrderRow] = field(default_factory=list)
    """What the list shows in place of the orders as they are."""
    unread: tuple[int, ...] = ()

    def orders_of(self, cart_id: str, *, whole: bool = False) -> list[OrderRow]:
        assert cart_id == "c-1"
        if self.stale:
            return self.stale
        return [one for one in self.orders if self.listed is None or one.id in self.listed]

    def read_checkout(self, cart_id: str) -> Any:
        assert cart_id == "c-1"
        return type("Checkout", (), {"order_hint": self.hint})

    def read_order(self, order_id: int) -> OrderRow:
        if order_id in self.unread:
            raise StoreUnavailable("No.", step="orders", retry_after=5)
        (found,) = (one for one in self.orders if one.id == order_id)
        return found

    def archive_order(self, order_id: int) -> None:
        self.archived.append(order_id)
        self.orders = [
            one.model_copy(update={"is_deleted": True}) if one.id == order_id else one
            for one in self.orders
        ]


def kept_of(found: CartOrders) -> int | None:
    """Return the order that stays."""
    order = found.order()
    return order.id if order else None


MOVED, CANCELLED, DELETED = {"status_id": 11}, {"status_id": 5}, {"is_deleted": True}
DECLINED, REFUNDED = {"status_id": 6}, {"status_id": 4}
AS_ASKED = '{"order_cancelled": true}'
SHOPPERS = {"order_source": "www"}


@pytest.mark.parametrize(
    ("orders", "chosen", "archived", "reported"),
    [
        ([], None, [], []),
        ([row(101)], 101, [], []),
        ([row(101), row(102), row(103)], 101, [102, 103], []),
        ([row(101), row(102, **MOVED)], 102, [101], []),
        ([row(101, **MOVED), row(102, **MOVED)], 101, [], [102]),
        ([row(101, **CANCELLED), row(102)], 102, [], [101]),
        ([row(101, **DECLINED), row(102)], 102, [], [101]),
        ([row(101, **REFUNDED), row(102)], 102, [], [101]),
        ([row(101, **SHOPPERS), row(102)], 102, [], [101]),
        ([row(101), row(102, **SHOPPERS, **MOVED)], 102, [101], []),
        ([row(101, **DELETED), row(102)], 102, [], []),
        ([row(101, **DELETED)], 101, [], []),
        ([row(101, **DELETED), row(102, **DELETED)], 101, [], []),
    ],
)
def test_of_a_cart_s_orders_one_stays_and_each_other_is_noted(
    orders: list[OrderRow], chosen: int | None, archived: list[int], reported: list[int]
) -> None:
    store = Cart(orders)
    found = cart_orders(store, order_id=0)
    assert kept_of(found) == chosen
    assert store.archived == archived
    journal: Any = found.journal
    assert journal.notes == [
        *(("duplicate archived", {"order_id": one, "kept": chosen}) for one in archived),
        *(("duplicate reported", {"order_id": one, "kept": chosen}) for one in reported),
    ]


@pytest.mark.parametrize(
    ("orders", "known", "chosen", "archived"),
    [
        ([row(101), row(102)], 101, 101, [102]),
        ([row(102), row(103)], 103, 102, [103]),
        ([row(101, **DELETED), row(102, **DELETED)], 101, 101, []),
        ([row(101, cart_id="another"), row(102)], 101, 102, []),
    ],
)
def test_an_order_whose_id_was_answered_counts_although_the_list_lacks_it(
    orders: list[OrderRow], known: int, chosen: int, archived: list[int]
) -> None:
    store = Cart(orders, listed=(102,))
    assert kept_of(cart_orders(store, known)) == chosen
    assert store.archived == archived


def test_an_order_that_only_the_checkout_names_is_the_cart_s() -> None:
    store = Cart([row(101)], listed=(), hint=101)
    assert kept_of(cart_orders(store, order_id=0)) == 101


def test_a_duplicate_that_the_list_shows_as_archived_needs_nobody_and_no_note() -> None:
    found = cart_orders(Cart([row(KEPT), row(102, **DELETED)]))
    assert not found.settle_duplicates()
    journal: Any = found.journal
    assert journal.notes == []


@pytest.mark.parametrize("gone", [CANCELLED, DELETED])
def test_of_two_orders_the_one_that_stays_is_chosen_as_they_are_now(gone: dict[str, Any]) -> None:
    store = Cart([row(101, **gone), row(102)], stale=[row(101), row(102)])
    assert kept_of(cart_orders(store, order_id=0)) == 102
    assert store.archived == []


def test_of_two_orders_the_one_that_was_moved_since_stays_and_the_other_one_is_archived() -> None:
    store = Cart([row(101), row(102, status_id=11)], stale=[row(101), row(102)])
    assert kept_of(cart_orders(store, order_id=0)) == 102
    assert store.archived == [101]


def test_where_both_were_archived_since_they_were_listed_the_first_one_is_the_key_s() -> None:
    store = Cart([row(101, **DELETED), row(102, **DELETED)], stale=[row(101), row(102)])
    assert kept_of(cart_orders(store, order_id=0)) == 101
    assert store.archived == []


def test_an_order_that_reads_as_another_cart_s_is_chosen_as_it_is_listed() -> None:
    store = Cart([row(101, cart_id="another"), row(102)], stale=[row(101), row(102)])
    assert kept_of(cart_orders(store, order_id=0)) == 101
    assert store.archived == []


@pytest.mark.parametrize("creates", [1, 2])
@pytest.mark.parametrize("unread", [101, 102])
def test_a_duplicate_that_cannot_be_settled_keeps_nobody_from_the_order(
    creates: int, unread: int
) -> None:
    store = Cart([row(101), row(102)], unread=(unread,))
    found = cart_orders(store, order_id=0, phase=Phase.SUBMITTING, attempts=creates)
    assert kept_of(found) == 101
    assert store.archived == []
    journal: Any = found.journal
    assert journal.notes == []


@pytest.mark.parametrize("ended", [{"phase": Phase.REJECTED}, {"phase": Phase.CANCELLED}])
def test_of_a_key_without_an_order_every_one_is_archived(ended: dict[str, Any]) -> None:
    store = Cart([row(101), row(102)])
    assert not cart_orders(store, 0, **ended).settle_duplicates()
    assert store.archived == [101, 102]


@pytest.mark.parametrize(
    "known",
    [
        {"finishing": AS_ASKED},
        {"cancel_asked": "order", "phase": Phase.FINISHING},
    ],
)
def test_of_a_key_whose_order_is_cancelled_as_asked_the_other_one_is_archived(
    known: dict[str, Any],
) -> None:
    store = Cart([row(101, **CANCELLED), row(102)])
    found = cart_orders(store, 101, **known)
    assert not found.settle_duplicates()
    assert store.archived == [102]


def test_an_order_that_was_cancelled_as_asked_and_then_archived_is_nobody_s_concern() -> None:
    gone = row(101, **{**CANCELLED, **DELETED})
    assert not cart_orders(Cart([gone]), 101, finishing=AS_ASKED).settle_duplicates()
    assert cart_orders(Cart([gone]), 101).settle_duplicates()


@pytest.mark.parametrize("ended", [DELETED, DECLINED, REFUNDED])
def test_no_write_of_ours_ends_an_order_that_is_to_be_cancelled_like_that(
    ended: dict[str, Any],
) -> None:
    store = Cart([row(101, **ended), row(102)])
    found = cart_orders(store, 101, cancel_asked="order", phase=Phase.FINISHING)
    assert found.settle_duplicates()
    assert store.archived == []


@pytest.mark.parametrize("ended", [DELETED, CANCELLED, DECLINED, REFUNDED])
def test_a_placed_key_whose_cancellation_was_answered_with_no_keeps_its_duplicate(
    ended: dict[str, Any],
) -> None:
    store = Cart([row(101, **ended), row(102)])
    found = cart_orders(store, 101, cancel_asked="order")
    assert found.settle_duplicates()
    assert store.archived == []
