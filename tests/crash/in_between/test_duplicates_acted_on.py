"""One act of a person or of a shopper, between two looks or between a look and what follows it."""

from collections.abc import Callable

import pytest

from order_service.bigcommerce.verdicts import Answer
from order_service.placing.ending import Outcome
from tests.crash.test_duplicates import two_orders
from tests.crash.test_second_looks import twice
from tests.crash.world import KEY, World
from tests.fakes.shop import SETTLED


def both_shown() -> World:
    """Return a world whose next delivery makes a second order, and then sees both."""
    world = two_orders()
    world.seams["after create_order"] = lambda: world.clock.sleep(SETTLED)
    return world


@pytest.mark.parametrize("refuses", [False, True])
def test_a_duplicate_that_is_paid_right_before_it_is_archived_is_left_to_a_person(
    *, refuses: bool
) -> None:
    """A proxy may answer that a call was refused that has come through."""
    world = twice()
    first, _ = world.store.orders

    def refused(name: str, effect: Callable[[], Answer]) -> Answer:
        answer = effect()
        return Answer(413, {}, None) if name.startswith("DELETE") else answer

    world.odd = refused if refuses else None
    world.seams["before archive_order"] = lambda: world.store.merchant.pay_order(first.id)
    world.look_again()
    assert first.is_deleted
    assert (world.notified, world.entry().disputed) == ([KEY], 1)


def test_a_duplicate_that_is_cancelled_right_before_it_is_archived_is_nobody_s_concern() -> None:
    world = twice()
    first, _ = world.store.orders
    world.seams["before archive_order"] = lambda: world.store.merchant.move_order(first.id, 5)
    world.look_again()
    assert (first.is_deleted, world.notified) == (True, [])


def test_an_order_that_is_archived_while_its_duplicate_is_archived_is_not_answered_as_live() -> (
    None
):
    world = both_shown()
    world.seams["before archive_order"] = lambda: world.store.merchant.archive_order(
        world.store.orders[0].id
    )
    settled = world.settle()
    assert isinstance(settled, Outcome)
    assert world.live_orders() == []
    assert [lacking.field for lacking in settled.order.not_applied or ()] == ["order"]


@pytest.mark.parametrize("archives", [True, False])
def test_of_two_orders_that_were_read_the_one_that_is_then_ended_is_not_the_one_that_stays(
    archives: bool,
) -> None:
    world = both_shown()

    def ends_the_first() -> None:
        first = world.store.orders[0].id
        if archives:
            world.store.merchant.archive_order(first)
        else:
            world.store.merchant.move_order(first, 5)

    world.seams["after read_order 3"] = ends_the_first
    settled = world.settle()
    world.look_again()
    assert isinstance(settled, Outcome)
    first, second = world.store.orders
    assert (settled.order.order_id, second.is_deleted) == (second.id, False)
    assert first.is_deleted is archives


def test_of_two_orders_that_were_read_the_one_that_is_then_paid_stays() -> None:
    world = both_shown()
    world.seams["after read_order 3"] = lambda: world.store.merchant.pay_order(
        world.store.orders[1].id
    )
    settled = world.settle()
    world.look_again()
    assert isinstance(settled, Outcome)
    assert settled.order.order_id == world.store.orders[1].id
    assert [order.is_deleted for order in world.store.orders] == [True, False]
