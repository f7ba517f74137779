"""Where callers are kept apart a key belongs to who used it first; its item stays the same."""

from typing import Any

import pytest

from order_service.callers import UNKNOWN, Caller
from order_service.errors import InProgress, KeyOfAnotherCaller, KeyReused
from order_service.keys import OrderKey
from order_service.ledger.ledger import Ledger
from order_service.ledger.ownership import SHARED, Ownership
from tests.fakes.clock import FakeClock

KEY = OrderKey("acme", "order-1")
ORDER, OTHER = "a" * 64, "b" * 64
LEASE = 70.0
ERP, SHOP = Caller("iam:AROAERP"), Caller("iam:AROASHOP")
MESSAGE_OF_SHOP = Caller("iam:AROASHOP", by_message=True)
MESSAGE_OF_THE_STACK = Caller(by_message=True)
APART = Ownership(enforced=True)


@pytest.fixture
def apart(client: Any, clock: FakeClock) -> Ledger:
    return Ledger(client, "ledger", clock, 90, ownership=APART)


def until(clock: FakeClock) -> float:
    return clock.now() + LEASE


def test_a_key_belongs_to_the_caller_who_used_it_first(apart: Ledger, clock: FakeClock) -> None:
    assert apart.claim(KEY, ORDER, until(clock), ERP).entry.belongs_to == ERP.id
    clock.sleep(LEASE)
    again = apart.claim(KEY, ORDER, until(clock), ERP).entry
    assert (again.belongs_to, again.deliveries) == (ERP.id, 2)


@pytest.mark.parametrize("fingerprint", [ORDER, OTHER])
@pytest.mark.parametrize("stranger", [SHOP, UNKNOWN])
@pytest.mark.parametrize("seconds", [0, LEASE])
def test_nobody_else_can_use_it_or_learn_of_it(
    apart: Ledger, clock: FakeClock, stranger: Caller, fingerprint: str, seconds: float
) -> None:
    before = apart.claim(KEY, ORDER, until(clock), ERP).entry
    clock.sleep(seconds)
    with pytest.raises(KeyOfAnotherCaller) as caught:
        apart.claim(KEY, fingerprint, until(clock), stranger)
    assert ERP.id not in str(caught.value.problem())
    assert apart.read(KEY) == before


@pytest.mark.parametrize("end", ["placed", "rejected"])
def test_a_finished_key_is_replayed_to_its_caller_alone(
    apart: Ledger, clock: FakeClock, end: str
) -> None:
    lease = apart.claim(KEY, ORDER, until(clock), ERP)
    if end == "placed":
        lease.placed(101)
    else:
        lease.rejected({"code": "store_refused", "detail": "No.", "status": 422})
    assert apart.claim(KEY, ORDER, until(clock), ERP).entry.finished
    with pytest.raises(KeyOfAnotherCaller):
        apart.claim(KEY, ORDER, until(clock), SHOP)


def test_an_expected_key_belongs_to_its_caller(apart: Ledger, clock: FakeClock) -> None:
    assert apart.expect(KEY, ORDER, ERP).belongs_to == ERP.id
    with pytest.raises(KeyOfAnotherCaller):
        apart.expect(KEY, ORDER, SHOP)


def test_a_lease_is_held_against_its_own_caller_too(apart: Ledger, clock: FakeClock) -> None:
    apart.claim(KEY, ORDER, until(clock), ERP)
    with pytest.raises(InProgress):
        apart.claim(KEY, ORDER, until(clock), ERP)


@pytest.mark.parametrize("message", [MESSAGE_OF_THE_STACK, MESSAGE_OF_SHOP])
def test_a_message_with_the_key_s_own_order_goes_on_for_its_caller(
    apart: Ledger, clock: FakeClock, message: Caller
) -> None:
    """What the API handed over, and what an operator redrives, has another sender."""
    apart.claim(KEY, ORDER, until(clock), ERP)
    with pytest.raises(InProgress):
        apart.claim(KEY, ORDER, until(clock), message)
    clock.sleep(LEASE)
    assert apart.claim(KEY, ORDER, until(clock), message).entry.belongs_to == ERP.id


@pytest.mark.parametrize("message", [MESSAGE_OF_THE_STACK, MESSAGE_OF_SHOP])
def test_a_message_with_another_order_is_refused(
    apart: Ledger, clock: FakeClock, message: Caller
) -> None:
    apart.claim(KEY, ORDER, until(clock), ERP)
    with pytest.raises(KeyOfAnotherCaller):
        apart.claim(KEY, OTHER, until(clock), message)


def test_a_caller_s_own_second_order_is_told_as_ever(apart: Ledger, clock: FakeClock) -> None:
    apart.claim(KEY, ORDER, until(clock), SHOP)
    for caller in (SHOP, MESSAGE_OF_SHOP):
        with pytest.raises(KeyReused) as caught:
            apart.claim(KEY, OTHER, until(clock), caller)
        assert caught.value.code == "key_reused"


def test_a_message_by_nobody_leaves_a_new_key_to_all(apart: Ledger, clock: FakeClock) -> None:
    assert apart.claim(KEY, ORDER, until(clock), MESSAGE_OF_THE_STACK).entry.belongs_to == ""


def test_the_caller_is_noted_before_callers_are_kept_apart(
    ledger: Ledger, apart: Ledger, clock: FakeClock
) -> None:
    ledger.claim(KEY, ORDER, until(clock), ERP)
    with pytest.raises(InProgress):
        ledger.claim(KEY, ORDER, until(clock), SHOP)
    with pytest.raises(KeyOfAnotherCaller):
        apart.claim(KEY, ORDER, until(clock), SHOP)
    clock.sleep(LEASE)
    assert apart.claim(KEY, ORDER, until(clock), ERP).entry.deliveries == 2


@pytest.mark.parametrize("caller", [ERP, SHOP, UNKNOWN, MESSAGE_OF_SHOP])
def test_an_order_under_way_from_before_callers_were_noted_is_found(
    ledger: Ledger, apart: Ledger, clock: FakeClock, caller: Caller
) -> None:
    """The setting may change while orders are under way: none may get another item."""
    ledger.claim(KEY, ORDER, until(clock)).cart_opened("c-1", {})
    clock.sleep(LEASE)
    found = apart.claim(KEY, ORDER, until(clock), caller).entry
    assert (found.cart_id, found.deliveries) == ("c-1", 2)


def test_an_order_under_way_is_found_when_callers_share_keys_again(
    ledger: Ledger, apart: Ledger, clock: FakeClock
) -> None:
    apart.claim(KEY, ORDER, until(clock), ERP).cart_opened("c-1", {})
    clock.sleep(LEASE)
    found = ledger.claim(KEY, ORDER, until(clock), SHOP).entry
    assert (found.cart_id, found.belongs_to) == ("c-1", ERP.id)


def test_who_may_know_of_a_key(apart: Ledger, clock: FakeClock) -> None:
    owned = apart.claim(KEY, ORDER, until(clock), ERP).entry
    shared = apart.claim(OrderKey("acme", "order-2"), ORDER, until(clock)).entry
    rows = [(ERP, True, True, True), (SHOP, False, True, False), (UNKNOWN, False, True, False)]
    for caller, knows, knows_shared, placed in rows:
        assert APART.admits(caller, owned) is knows
        assert APART.admits(caller, shared) is knows_shared
        assert APART.placed(caller, owned) is placed
        assert APART.placed(caller, shared) is False
        assert SHARED.admits(caller, owned)
        assert SHARED.placed(caller, owned)
