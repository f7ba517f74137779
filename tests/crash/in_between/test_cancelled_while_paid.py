"""A cancellation, and a customer who pays in the moment between the look and the write."""

from collections.abc import Callable

import pytest

from order_service.bigcommerce.verdicts import Answer, NoAnswer
from order_service.ledger.entry import CancelWish, Entry
from order_service.placing.ending import Outcome
from order_service.store.order_view import CANCELLED
from tests.crash.world import Asked, World

SAID = (
    "The order is cancelled, and was paid (payment_status: captured): "
    "refund or void it in the store unless that is done."
)


def reasons(answer: Asked) -> list[tuple[str, str]]:
    assert isinstance(answer, Entry)
    assert answer.order_cancelled
    return [(one.field, one.reason) for one in answer.order().not_applied or []]


@pytest.mark.parametrize("lost", [False, True])
def test_an_order_that_is_paid_right_before_it_is_cancelled_is_said_to_be_both(lost: bool) -> None:
    world = World()
    world.settle()
    (order,) = world.store.orders
    world.seams["before update_order"] = lambda: world.store.merchant.pay_order(order.id)

    def unanswered(name: str, effect: Callable[[], Answer]) -> Answer:
        answer = effect()
        if name.startswith("PUT") and lost:
            raise NoAnswer("ReadTimeout")
        return answer

    world.odd = unanswered
    first, again = world.cancel(CancelWish.ORDER), world.cancel(CancelWish.ORDER)
    assert order.status_id == CANCELLED
    assert reasons(first) == reasons(again) == [("order", SAID)]
    noted = [facts for event, facts in world.journal.notes if event == "cancelled order paid"]
    assert noted == [{"order_id": world.store.orders[0].id}]


def test_a_queue_that_cancels_an_order_that_is_paid_says_so_too() -> None:
    world = World()
    # Somebody asks to cancel right before the key is placed.
    world.seams["before ledger 4"] = lambda: world.cancel(CancelWish.ORDER)
    world.seams["before update_order"] = lambda: world.store.merchant.pay_order(
        world.store.orders[0].id
    )
    placed = world.settle()
    assert isinstance(placed, Outcome)
    assert [one.reason for one in placed.order.not_applied or []] == [SAID]
    assert reasons(world.cancel(CancelWish.ORDER)) == [("order", SAID)]
    noted = [facts for event, facts in world.journal.notes if event == "cancelled order paid"]
    assert noted == [{"order_id": world.store.orders[0].id}]


@pytest.mark.parametrize("status", ["", "void", "refunded"])
def test_a_cancelled_order_whose_payment_is_not_held_is_not_said_to_be_paid(status: str) -> None:
    world = World()
    world.settle()
    (order,) = world.store.orders
    order.status_id, order.payment_status = CANCELLED, status
    assert reasons(world.cancel(CancelWish.ORDER)) == []
    assert world.journal.count("cancelled order paid") == 0
