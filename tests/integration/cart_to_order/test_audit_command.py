"""The operators' audit of one store: every key that the ledger remembers, and its orders."""

import pytest

from bigcommerce_emulator.http.faults import Fault
from cart_to_order.operations.audit import audit
from cart_to_order.operations.store_calls import store_calls
from order_service.bigcommerce.calls import StoreCalls
from order_service.errors import StoreUnavailable
from order_service.keys import OrderKey
from tests.fakes.store import deadline_in
from tests.integration.aws import aws_client
from tests.integration.entry_points import STORE, EntryPoints

pytestmark = pytest.mark.enable_socket

_USED: list[StoreCalls] = []
"""Kept until the end, since nobody closes their connections."""


def second_order(entry_points: EntryPoints, key: str = "order-1") -> int:
    deadline = deadline_in(60, entry_points.services.clock)
    store = entry_points.services.service.open_store(OrderKey(STORE, key), deadline)
    return store.create_order(entry_points.entry(key).cart_id)


def written(entry_points: EntryPoints, key: str, **numbers: float) -> None:
    """Write numbers to the key's item, as other times and other answers would have."""
    aws_client("dynamodb").update_item(
        TableName="ledger",
        Key={"id": {"S": str(OrderKey(STORE, key))}},
        UpdateExpression="SET " + ", ".join(f"{name} = :{name}" for name in numbers),
        ExpressionAttributeValues={f":{name}": {"N": repr(n)} for name, n in numbers.items()},
    )


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
    written(entry_points, "old", created_at=created_at)
    assert kinds(entry_points) == ["duplicate"]


def test_a_duplicate_that_is_older_than_the_key_s_own_order_is_found(
    entry_points: EntryPoints,
) -> None:
    entry_points.post()
    written(entry_points, "order-1", order_id=second_order(entry_points))
    assert kinds(entry_points) == ["duplicate"]


def test_a_store_that_knows_no_list_of_orders_ends_the_audit_with_its_answer(
    entry_points: EntryPoints,
) -> None:
    entry_points.post()
    entry_points.fail(Fault("status", status=404, operation="list_orders"))
    with pytest.raises(StoreUnavailable, match="no list of orders"):
        kinds(entry_points)
