"""A duplicate that was sent to be archived is known by the ledger: no list has it afterwards."""

from collections.abc import Mapping
from typing import Any

import pytest

from order_service.clock import ARRIVES_WITHIN
from order_service.errors import LedgerUnavailable, StoreUnavailable
from order_service.ledger.entry import Entry
from order_service.placing.witnesses import COME_BACK
from order_service.store.order_view import OrderRow
from order_service.store.signals import CartGone, Interrupted
from tests.fakes.clock import FakeClock
from tests.unit.order_service.placing.duplicates.test_cart_orders import (
    KEPT,
    NothingListed,
    Orders,
    cart_orders,
    row,
)

NOW = FakeClock().now()
PENDING = f"102@{NOW:.1f}"
LANDED = f"102@{NOW - ARRIVES_WITHIN:.1f}"
PAID: dict[str, Any] = {"payment_status": "captured"}


class OneListed(Orders):
    """A store whose list has the order that stays alone."""

    def orders_of(self, _: str, *, whole: bool = False) -> list[OrderRow]:
        return [row(KEPT)]


def test_that_a_duplicate_is_archived_is_written_down_before_with_when_it_can_be_sent() -> None:
    found = cart_orders(Orders())
    found.settle_duplicates()
    assert found.entry.archive_calls() == {102: found.deadline.at}


def test_what_cannot_be_written_down_is_not_archived() -> None:
    def fails(entry: Entry, changes: Mapping[str, Any], **_: Any) -> Entry:
        raise LedgerUnavailable("No.", retry_after=5)

    store = Orders(archiving=[AssertionError("archived")])
    with pytest.raises(LedgerUnavailable):
        cart_orders(store, write=fails).settle_duplicates()


@pytest.mark.parametrize(
    ("shows", "reported"),
    [({}, False), ({"status_id": 5}, False), ({"status_id": 11}, True), (PAID, True)],
)
@pytest.mark.parametrize("noted", [PENDING, LANDED])
def test_an_archived_order_that_no_list_has_is_reported_if_somebody_acted_on_it(
    noted: str, shows: dict[str, Any], reported: bool
) -> None:
    store = OneListed([row(is_deleted=True, **shows)])
    assert cart_orders(store, archiving=noted).settle_duplicates() is reported


def test_an_order_that_was_acted_on_is_reported_once_it_can_no_longer_be_archived() -> None:
    with pytest.raises(StoreUnavailable) as caught:
        cart_orders(Orders([row(**PAID)]), archiving=PENDING).settle_duplicates()
    assert (caught.value.step, caught.value.retry_after) == ("archive", COME_BACK)
    assert cart_orders(Orders([row(**PAID)]), archiving=LANDED).settle_duplicates()


def test_an_untouched_order_is_archived_again_while_the_first_call_may_arrive() -> None:
    found = cart_orders(Orders(), archiving=PENDING)
    assert not found.settle_duplicates()
    assert found.entry.archive_calls() == {102: found.deadline.at}


def test_an_archived_order_is_known_although_no_list_has_it_and_its_checkout_is_gone() -> None:
    archived = row(is_deleted=True)
    assert cart_orders(NothingListed([archived]), 0, archiving=LANDED).order() == archived


@pytest.mark.parametrize("noted", ["", LANDED])
def test_that_the_checkout_is_gone_is_said_where_no_archived_order_is_the_cart_s(
    noted: str,
) -> None:
    store = NothingListed([row(is_deleted=True, cart_id="c-2")])
    with pytest.raises(CartGone):
        cart_orders(store, 0, archiving=noted).order()


def test_an_order_that_may_still_be_archived_is_not_the_key_s() -> None:
    paid = [row(**PAID)]
    store = Orders(paid, archiving=[AssertionError("archived")])
    with pytest.raises(StoreUnavailable) as caught:
        cart_orders(store, archiving=PENDING).order()
    assert (caught.value.step, caught.value.retry_after) == ("archive", ARRIVES_WITHIN)
    assert cart_orders(Orders(paid), archiving=LANDED).order() == paid[0]


def test_an_order_that_is_paid_after_its_archiving_got_no_answer_is_not_chosen_yet() -> None:
    shows = [row(), row(), row(**PAID)]
    with pytest.raises(StoreUnavailable) as caught:
        cart_orders(Orders(shows, [Interrupted("archive")])).order()
    assert (caught.value.step, caught.value.retry_after) == ("archive", 50 + ARRIVES_WITHIN)


def test_a_listed_order_that_may_have_been_archived_and_cannot_be_read_is_as_it_is_listed() -> None:
    class Unread(Orders):
        def read_order(self, order_id: int) -> OrderRow:
            if order_id != KEPT:
                raise StoreUnavailable("No.", retry_after=5)
            return row(KEPT)

    assert cart_orders(Unread(), archiving=PENDING).order() == row(KEPT)


class Empty(Orders):
    """A store whose list shows no order, and whose checkout names none."""

    def orders_of(self, _: str, *, whole: bool = False) -> list[OrderRow]:
        return []

    def read_checkout(self, _: str) -> Any:
        return type("Checkout", (), {"order_hint": None})


def test_the_only_order_of_a_cart_is_the_key_s_although_it_was_archived() -> None:
    archived = row(is_deleted=True)
    assert cart_orders(Empty([archived]), 0, archiving=LANDED).order() == archived


def test_an_order_that_was_archived_of_an_earlier_cart_is_not_the_key_s() -> None:
    archived = row(is_deleted=True, cart_id="c-0")
    assert cart_orders(Empty([archived]), 0, archiving=LANDED).order() is None
