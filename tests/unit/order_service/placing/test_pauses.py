"""A store that is paused is left alone at once, and its orders go on where they were."""

from dataclasses import replace

import pytest

from order_service.bigcommerce.verdicts import NoAnswer
from order_service.errors import (
    InProgress,
    LedgerUnavailable,
    OutcomeUnknown,
    Parked,
    ScopeMissing,
    StorePaused,
    Unfinished,
)
from order_service.keys import OrderKey
from order_service.ledger.attention_row import AttentionRow
from order_service.ledger.entry import Entry, Phase
from tests.fakes.orders import order_body
from tests.fakes.sends import failing
from tests.fakes.shop import SETTLED, Shop

KEY = OrderKey("acme", "order-1")
LOST = NoAnswer("ReadTimeout")
CALLS = ("create_cart", "billing_address", "consignments", "shipping_option")


def entry(shop: Shop) -> Entry:
    found = shop.ledger.read(KEY)
    assert found is not None
    return found


def put_off(shop: Shop, error: type[Exception] = StorePaused) -> int:
    """Deliver once during a pause; the calls that it took."""
    before = len(shop.calls.sent)
    with pytest.raises(error):
        shop.place(order_body())
    return len(shop.calls.sent) - before


def resume(shop: Shop) -> None:
    shop.credentials.pause(False)
    shop.place(order_body())
    assert len(shop.store.orders) == 1
    assert entry(shop).phase is Phase.PLACED


def test_an_order_waits_and_is_placed_when_the_pause_ends() -> None:
    shop = Shop()
    shop.credentials.pause()
    for _ in range(3):
        assert put_off(shop) == 0
    assert entry(shop).phase is Phase.CLAIMED
    assert (entry(shop).trouble() or {})["code"] == "store_paused"
    resume(shop)
    assert len(shop.calls.sent) == 5


def test_what_is_finished_is_answered_during_a_pause() -> None:
    shop = Shop()
    first = shop.place(order_body())
    shop.credentials.pause()
    again = shop.place(order_body())
    assert (again.replayed, again.order) == (True, first.order)


@pytest.mark.parametrize(("made", "last"), [*enumerate(CALLS, start=1)])
def test_a_pause_takes_effect_at_the_next_call_and_leaves_no_intent(made: int, last: str) -> None:
    shop = Shop()
    shop.meddling.before[last] = shop.credentials.pause
    assert put_off(shop) == made
    assert (entry(shop).phase, entry(shop).attempts, entry(shop).submitted_at) == (Phase.CART, 0, 0)
    assert put_off(shop) == 0
    resume(shop)
    assert len(shop.store.carts) == 1


def test_a_pause_is_seen_when_a_rejected_token_is_read_again() -> None:
    shop = Shop()
    shop.meddling.instead["create_order"] = [failing(401)]
    shop.meddling.before["create_order"] = shop.credentials.pause_at_refresh
    assert put_off(shop, OutcomeUnknown) == 5
    assert (entry(shop).phase, entry(shop).attempts) == (Phase.SUBMITTING, 0)
    shop.clock.sleep(SETTLED)
    assert put_off(shop, OutcomeUnknown) == 0
    resume(shop)


def test_doubt_lasts_as_long_as_the_pause_and_is_looked_into_before_anything_else() -> None:
    shop = Shop(checkout_order_id="never")
    shop.meddling.after["create_order"] = [LOST]
    shop.meddling.before["create_order"] = shop.credentials.pause
    assert put_off(shop, OutcomeUnknown) == 5
    for _ in range(3):
        shop.clock.sleep(SETTLED)
        assert put_off(shop, OutcomeUnknown) == 0
        assert (entry(shop).phase, entry(shop).attempts) == (Phase.SUBMITTING, 1)
    shop.calls.sent.clear()
    resume(shop)
    assert {sent.method for sent in shop.calls.sent} == {"GET"}


def test_what_follows_the_order_waits_for_the_end_of_the_pause() -> None:
    shop = Shop()
    body = order_body(external_order_id="po-1001")
    shop.meddling.before["create_order"] = shop.credentials.pause
    with pytest.raises(Unfinished):
        shop.place(body)
    assert entry(shop).phase is Phase.FINISHING
    shop.credentials.pause(False)
    assert shop.place(body).order.applied == ["external_order_id"]
    assert len(shop.store.orders) == 1


def test_nothing_is_parked_during_a_pause() -> None:
    shop = Shop()
    shop.meddling.instead["create_order"] = [LOST, LOST]
    for _ in range(2):
        with pytest.raises(OutcomeUnknown):
            shop.place(order_body())
        shop.clock.sleep(SETTLED)
    shop.credentials.pause()
    assert put_off(shop, OutcomeUnknown) == 0
    shop.credentials.pause(False)
    with pytest.raises(Parked):
        shop.place(order_body())


@pytest.mark.parametrize(
    ("left", "listed", "written"),
    [(30.0, ["put"], 1), (0.5, ["put"], 1), (0.0, [], 0), (-1.0, [], 0)],
)
def test_a_key_that_has_to_wait_is_listed_and_given_back_while_time_is_left(
    left: float, listed: list[str], written: int
) -> None:
    shop = Shop()
    writes: list[int] = []

    def takes_time() -> None:
        shop.clock.sleep(60 - left)
        writes.append(shop.dynamodb.writes)

    shop.meddling.before["consignments"] = takes_time
    shop.meddling.instead["consignments"] = [failing(403)]
    with pytest.raises(ScopeMissing):
        shop.place(order_body())
    assert shop.attention.calls == listed
    assert shop.dynamodb.writes - writes[0] == written


class ListDown:
    """A list that cannot be written."""

    def put(self, _: AttentionRow) -> None:
        raise LedgerUnavailable("No.", retry_after=5)

    def remove(self, _: OrderKey) -> None:
        raise AssertionError("nothing is placed here")


def test_what_a_caller_is_answered_needs_neither_the_list_nor_the_ledger() -> None:
    shop = Shop()
    shop.service = replace(shop.service, attention=ListDown())
    shop.dynamodb.down_for = ["given-back"]
    shop.meddling.instead["consignments"] = [failing(403)]
    with pytest.raises(ScopeMissing):
        shop.place(order_body())
    assert shop.dynamodb.down_for == []
    assert entry(shop).phase is Phase.CART


def test_a_key_that_another_execution_has_taken_over_is_not_listed() -> None:
    shop = Shop()
    item = shop.dynamodb.items
    shop.meddling.before["consignments"] = lambda: item[str(KEY)].update(lease_owner={"S": "two"})
    with pytest.raises(InProgress):
        shop.place(order_body())
    assert (shop.attention.calls, entry(shop).lease_owner) == ([], "two")
