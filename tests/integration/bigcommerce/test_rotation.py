"""A token that is rotated while an order is under way: no deployment, one order."""

from collections.abc import Callable

import pytest

from bigcommerce_emulator.http.faults import Drawn, FaultPlan
from order_service.ledger.entry import Phase
from tests.integration.doors import Doors

pytestmark = pytest.mark.enable_socket

CALLS = ("create_cart", "billing_address", "consignments", "shipping_option", "create_order")


class Before(FaultPlan):
    """No fault, but something that is done just before the first call of one kind."""

    def __init__(self, operation: str, act: Callable[[], None]) -> None:
        super().__init__()
        self._acts = {operation: act}

    def draw(self, operation: str, cart_id: str | None, now: float) -> Drawn:
        self._acts.pop(operation, lambda: None)()
        return super().draw(operation, cart_id, now)


def rotate(doors: Doors, secret: str = "newer-token") -> Callable[[], None]:
    """The merchant ends the old token; the operator has put the new one, or another, there."""

    def act() -> None:
        doors.store.merchant.rotate_token("newer-token")
        doors.put_secret(access_token=secret)

    return act


@pytest.mark.parametrize("call", CALLS)
def test_an_order_by_http_goes_on_with_the_new_token(doors: Doors, call: str) -> None:
    doors.running.edge.plan = Before(call, rotate(doors))
    status, body, _ = doors.post()
    assert status == 201
    assert [order.id for order in doors.store.orders] == [body["order_id"]]
    # One call was rejected and repeated; nothing else was.
    assert (doors.calls, len(doors.store.carts)) == (6, 1)
    assert doors.running.edge.answers["401"] == 1


@pytest.mark.parametrize("call", CALLS)
def test_an_order_of_the_queue_goes_on_with_the_new_token(doors: Doors, call: str) -> None:
    doors.running.edge.plan = Before(call, rotate(doors))
    doors.queue()
    assert doors.deliver() == []
    assert [order.id for order in doors.store.orders] == [doors.entry().order_id]
    assert doors.calls == 6


def test_the_next_order_begins_with_the_new_token(doors: Doors) -> None:
    doors.post("before")
    rotate(doors)()
    assert doors.post("during")[0] == 201
    assert doors.post("after")[0] == 201
    assert doors.running.edge.answers["401"] == 1


def test_a_secret_that_is_late_puts_the_order_off_and_loses_nothing(doors: Doors) -> None:
    doors.running.edge.plan = Before("create_order", rotate(doors, secret="sandbox-token"))
    status, body, _ = doors.post()
    assert (status, body["code"]) == (503, "credentials_unusable")
    assert (doors.entry().phase, doors.entry().attempts) == (Phase.CART, 0)
    doors.put_secret(access_token="newer-token")
    status, body, _ = doors.post()
    assert (status, len(doors.store.orders), len(doors.store.carts)) == (201, 1, 1)
