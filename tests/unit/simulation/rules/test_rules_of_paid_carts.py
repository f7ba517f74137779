"""Spoiled worlds for the rule that no cart is replaced after a shopper has paid it."""

import pytest

from order_service.ledger.entry import Phase
from tests.simulation.world import World
from tests.unit.simulation.spoiled import SECOND, Spoil, calm_world, judged, writes

DOUBLED = f"a shopper's order {SECOND} lives, and another cart has replaced its one"


def replaced() -> World:
    """Return a world whose first cart a shopper had paid before another one was opened."""
    world = calm_world()
    watch = world.watch
    opened = next(iter(watch.opened_at.values()))
    watch.opened_at["the first"] = opened - 9
    watch.shoppers[SECOND] = "the first"
    watch.shopped_at[SECOND] = watch.touched[SECOND] = opened - 5
    return world


def test_a_cart_that_was_replaced_after_a_shopper_had_paid_it_is_said() -> None:
    assert judged(replaced()) == [DOUBLED]


def test_a_cart_that_was_changed_before_it_was_paid_is_no_excuse() -> None:
    world = replaced()
    world.watch.cart_changed["the first"] = 1.0
    assert judged(world) == [DOUBLED]


def paid_later(world: World) -> None:
    world.watch.shopped_at[SECOND] = world.scheduler.now


def not_paid(world: World) -> None:
    world.watch.touched.clear()


def then_ended(world: World) -> None:
    world.watch.ends(SECOND)


def not_replaced(world: World) -> None:
    world.watch.shoppers[SECOND] = world.watch.attempts[0].cart_id


def of_another_cart(world: World) -> None:
    world.watch.shoppers[SECOND] = "another"


def begun_anew(world: World) -> None:
    world.table.begun_anew = 1


@pytest.mark.parametrize(
    "excuse", [paid_later, not_paid, then_ended, not_replaced, of_another_cart, begun_anew]
)
def test_what_comes_later_or_is_of_no_earlier_cart_or_does_not_live_is_right(
    excuse: Spoil,
) -> None:
    world = replaced()
    excuse(world)
    assert judged(world) == []


def test_a_key_without_an_order_doubles_none() -> None:
    world = replaced()
    world.store.orders[0].is_deleted = True
    writes(world, phase={"S": Phase.PARKED})
    assert DOUBLED not in judged(world)
