"""A token that is rotated while an order is under way: no deployment, one order."""

from collections.abc import Callable

import pytest

from bigcommerce_emulator.http.faults import Drawn, FaultPlan
from order_service.ledger.entry import Phase
from tests.integration.entry_points import EntryPoints

pytestmark = pytest.mark.enable_socket

CALLS = ("create_cart", "billing_address", "consignments", "shipping_option")


class Before(FaultPlan):
    """No fault, but something that is done just before the first call of one kind."""

    def __init__(self, operation: str, act: Callable[[], None]) -> None:
        super().__init__()
        self._acts = {operation: act}

    @property
    def is_idle(self) -> bool:
        return False

    def draw(self, operation: str, cart_id: str | None, now: float) -> Drawn:
        self._acts.pop(operation, lambda: None)()
        return super().draw(operation, cart_id, now)


def rotate(entry_points: EntryPoints, secret: str = "newer-token") -> Callable[[], None]:
    """The merchant ends the old token; the operator has put the new one, or another, there."""

    def act() -> None:
        entry_points.store.merchant.rotate_token("newer-token")
        entry_points.put_secret(access_token=secret)

    return act


@pytest.mark.parametrize("call", CALLS)
def test_an_order_by_http_goes_on_with_the_new_token(entry_points: EntryPoints, call: str) -> None:
    entry_points.running.edge.plan = Before(call, rotate(entry_points))
    status, body, _ = entry_points.post()
    assert status == 201
    assert [order.id for order in entry_points.store.orders] == [body["order_id"]]
    # One call was rejected and repeated; nothing else was.
    assert (entry_points.calls, len(entry_points.store.carts)) == (6, 1)
    assert entry_points.running.edge.answers["401"] == 1


@pytest.mark.parametrize("call", CALLS)
def test_an_order_of_the_queue_goes_on_with_the_new_token(
    entry_points: EntryPoints, call: str
) -> None:
    entry_points.running.edge.plan = Before(call, rotate(entry_points))
    entry_points.queue()
    assert entry_points.deliver() == []
    assert [order.id for order in entry_points.store.orders] == [entry_points.entry().order_id]
    assert entry_points.calls == 6


def test_the_next_order_begins_with_the_new_token(entry_points: EntryPoints) -> None:
    entry_points.post("before")
    rotate(entry_points)()
    assert entry_points.post("during")[0] == 201
    assert entry_points.post("after")[0] == 201
    assert entry_points.running.edge.answers["401"] == 1


def test_a_token_that_is_rejected_at_create_order_leaves_the_question_open(
    entry_points: EntryPoints,
) -> None:
    """Whether the order was made is known after the settle time, whatever the secret holds."""
    entry_points.running.edge.plan = Before("create_order", rotate(entry_points))
    status, body, _ = entry_points.post()
    assert (status, body["state"]) == (202, "submitting")
    entry = entry_points.entry()
    assert (entry.phase, entry.attempts, entry.concluded) == (Phase.SUBMITTING, 0, 1)
    assert entry_points.post()[0] == 202
    assert entry_points.store.orders == []


def test_a_secret_that_is_late_puts_the_order_off_and_loses_nothing(
    entry_points: EntryPoints,
) -> None:
    entry_points.running.edge.plan = Before(
        "shipping_option", rotate(entry_points, secret="sandbox-token")
    )
    status, body, _ = entry_points.post()
    assert (status, body["code"]) == (503, "credentials_unusable")
    assert (entry_points.entry().phase, entry_points.entry().attempts) == (Phase.CART, 0)
    entry_points.put_secret(access_token="newer-token")
    status, body, _ = entry_points.post()
    assert (status, len(entry_points.store.orders), len(entry_points.store.carts)) == (201, 1, 1)
