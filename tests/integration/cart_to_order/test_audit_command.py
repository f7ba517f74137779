"""The operators' audit of one store: every key that the ledger remembers, and its orders."""

from collections.abc import Callable
from typing import Any

import pytest

from bigcommerce_emulator.http.faults import Fault
from cart_to_order.operations.audit import audit
from cart_to_order.operations.store_calls import store_calls
from order_service.bigcommerce.calls import StoreCalls
from order_service.errors import StoreUnavailable
from tests.integration.auditing.nights import forgotten, second_order, written
from tests.integration.entry_points import STORE, EntryPoints

pytestmark = pytest.mark.enable_socket

_USED: list[StoreCalls] = []
"""Kept until the end, since nobody closes their connections."""


def kinds(entry_points: EntryPoints) -> list[str]:
    _USED.append(store_calls(entry_points.place, STORE))
    return [found.kind for found in audit(entry_points.place, _USED[-1])]


def test_a_duplicate_is_found_beside_an_older_key_whose_order_came_later(
    entry_points: EntryPoints,
) -> None:
    entry_points.post("new")
    second_order(entry_points, "new")
    entry_points.post("old")
    assert kinds(entry_points) == ["duplicate"]
    created_at = entry_points.entry("new").created_at - 3600
    written("old", created_at=created_at)
    assert kinds(entry_points) == ["duplicate"]


def test_a_duplicate_that_is_older_than_the_key_s_own_order_is_found(
    entry_points: EntryPoints,
) -> None:
    entry_points.post()
    written("order-1", order_id=second_order(entry_points))
    assert kinds(entry_points) == ["duplicate"]


def test_orders_are_looked_at_since_the_oldest_cart_and_not_only_the_newest(
    entry_points: EntryPoints,
) -> None:
    for key, hours in (("old", 4), ("lost", 2), ("new", 0)):
        entry_points.post(key)
        entry = entry_points.entry(key)
        written(key, created_at=entry.created_at - hours * 3600)
        entry_points.store.orders[-1].created -= hours * 3600
    forgotten("lost")
    assert kinds(entry_points) == ["no entry"]


def test_a_key_in_a_state_of_another_version_is_named_and_its_order_is_not_without_a_key(
    entry_points: EntryPoints,
) -> None:
    entry_points.post()
    entry_points.post("newer")
    written("newer", phase="of-tomorrow")
    assert kinds(entry_points) == ["not audited"]


class Meanwhile(StoreCalls):
    """Calls a store before whose first answer something happens."""

    def __init__(self, calls: StoreCalls, happens: Callable[[], object]) -> None:
        vars(self).update(vars(calls))
        self._left = [happens]

    def make(self, *asked: Any) -> Any:
        while self._left:
            self._left.pop()()
        return super().make(*asked)


def test_an_order_that_is_placed_between_ledger_and_store_is_left_to_the_next_audit(
    entry_points: EntryPoints,
) -> None:
    entry_points.post()
    _USED.append(store_calls(entry_points.place, STORE))
    calls = Meanwhile(_USED[-1], lambda: entry_points.post("order-2"))
    assert audit(entry_points.place, calls) == []
    assert len(entry_points.store.orders) == 2


def test_a_store_that_knows_no_list_of_orders_ends_the_audit_with_its_answer(
    entry_points: EntryPoints,
) -> None:
    entry_points.post()
    entry_points.fail(Fault("status", status=404, operation="list_orders"))
    with pytest.raises(StoreUnavailable, match="no list of orders"):
        kinds(entry_points)
