"""Spoiled worlds for the rules of which orders there may be, and whose they are."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bigcommerce_emulator.state.amounts import Cost
from tests.simulation.world import World
from tests.unit.simulation.spoiled import (
    FIRST,
    SECOND,
    Spoil,
    calm_world,
    cancelled_too,
    heard,
    judged,
    of_a_shopper,
    order_of_the_cart,
    says,
    second_order,
    writes,
)

REPORTED = "duplicate reported"
OF_ARCHIVED = "placed as an order that the service archived"


def test_a_second_order_that_lives_is_said() -> None:
    world = calm_world()
    second_order(world)
    assert says(world, "2 live orders")


def test_a_second_order_that_was_archived_is_right() -> None:
    world = calm_world()
    second_order(world).is_deleted = True
    assert judged(world) == []


def note(what: str, order_id: int, kept: int) -> Spoil:
    return lambda world: world.notes.append((what, {"order_id": order_id, "kept": kept}))


def acted(world: World) -> None:
    world.watch.touched[SECOND] = 1.0


def not_archived(world: World) -> None:
    world.watch.not_archived.add(SECOND)


def kept_one_ended(world: World) -> None:
    world.watch.ends(FIRST)


def kept_one_ended_and_opened_again(world: World) -> None:
    world.watch.ends(FIRST)
    world.watch.opens_again(FIRST)


def kept_one_cancelled_unseen(world: World) -> None:
    world.watch.cancelled.add(FIRST)


def another_one_ended(world: World) -> None:
    world.watch.ends(7)


@pytest.mark.parametrize(
    ("noted", "why", "wrong"),
    [
        (note(REPORTED, SECOND, FIRST), acted, False),
        (note(REPORTED, SECOND, FIRST), not_archived, False),
        (note(REPORTED, SECOND, FIRST), kept_one_ended, False),
        (note(REPORTED, SECOND, FIRST), kept_one_ended_and_opened_again, False),
        (note(REPORTED, SECOND, FIRST), kept_one_cancelled_unseen, False),
        (note(REPORTED, SECOND, FIRST), another_one_ended, True),
        (note(REPORTED, SECOND, FIRST), str, True),
        (note(REPORTED, 7, FIRST), acted, True),
        (note("duplicate archived", SECOND, FIRST), acted, True),
        (str, acted, True),
    ],
)
def test_a_second_order_may_stay_if_it_was_reported_and_could_not_be_archived(
    *, noted: Spoil, why: Spoil, wrong: bool
) -> None:
    world = calm_world()
    second_order(world)
    noted(world)
    why(world)
    assert says(world, "2 live orders") is wrong


def test_an_order_of_the_cart_that_nobody_knows_is_said() -> None:
    world = calm_world()
    order_of_the_cart(world)
    assert judged(world) == [f"live orders of the cart that nobody knows: [{SECOND}]"]


def archived(world: World) -> None:
    world.store.orders[-1].is_deleted = True


def of_another_cart(world: World) -> None:
    world.store.orders[-1].cart_id = "another"


def made_by_a_shopper(world: World) -> None:
    world.watch.shoppers[SECOND] = world.watch.attempts[0].cart_id


@pytest.mark.parametrize("known", [archived, of_another_cart, made_by_a_shopper])
def test_an_order_that_is_archived_or_a_shopper_s_or_of_another_cart_is_right(known: Spoil) -> None:
    world = calm_world()
    order_of_the_cart(world)
    known(world)
    assert judged(world) == []


def test_a_key_that_is_placed_as_the_order_of_its_cart_s_shopper_is_right() -> None:
    world = calm_world()
    of_a_shopper(world)
    # What the shopper ordered is what the shopper wanted.
    order = world.store.orders[0]
    order.billing_address = {**order.billing_address, "city": "Elsewhere"}
    assert judged(world) == []


def test_a_key_that_is_placed_as_a_shopper_s_order_of_another_total_is_said() -> None:
    world = calm_world()
    of_a_shopper(world)
    orders = world.store._state.orders
    other = replace(orders[FIRST], id=7, is_deleted=True, cart_id="another")
    orders |= {FIRST: other, 7: orders[FIRST]}
    orders[FIRST].id, orders[7].id = 7, FIRST
    assert judged(world) == []
    price = orders[7].price
    orders[7].price = replace(price, fixed_total=price.total + Cost(Decimal(50)))
    assert judged(world) == ["placed as a shopper's order of another total than its answer says"]


def test_a_key_that_is_placed_as_the_order_of_another_cart_s_shopper_is_said() -> None:
    world = calm_world()
    of_a_shopper(world, "another cart")
    assert says(world, f"placed as {FIRST}, which is no order of this key")


@pytest.mark.parametrize(
    ("by", "paid", "wrong"),
    [("queue 1", False, True), ("queue 1", True, False), ("merchant", False, False)],
)
def test_an_order_of_ours_that_was_archived_for_one_that_a_shopper_has_not_paid_is_said(
    by: str, *, paid: bool, wrong: bool
) -> None:
    world = calm_world()
    second_order(world).is_deleted = True
    of_a_shopper(world)
    world.watch.archived[SECOND] = by
    world.watch.touched = {FIRST: 1.0} if paid else {}
    said = f"orders [{SECOND}] archived for that of a shopper who has not paid it"
    assert says(world, said) is wrong
    # It was archived for another one of ours, which a merchant ended.
    world.watch.ends(SECOND)
    assert not says(world, said)
    world.watch.once_ended.clear()
    # An earlier cart's order was archived as its key was refused.
    world.watch.attempts[-1].cart_id = "an earlier cart"
    assert not says(world, said)


def test_a_key_that_is_placed_as_no_order_of_its_own_is_said() -> None:
    world = calm_world()
    writes(world, order_id={"N": "7"})
    assert says(world, "placed as 7, which is no order of this key")


@pytest.mark.parametrize(("by", "wrong"), [("queue 1", True), ("merchant", False)])
def test_a_key_that_is_placed_as_an_order_that_we_archived_is_said(by: str, *, wrong: bool) -> None:
    world = calm_world()
    world.watch.archived[FIRST] = by
    assert judged(world) == ([OF_ARCHIVED] if wrong else [])


@pytest.mark.parametrize(("ended_too", "wrong"), [({FIRST: 1.0}, False), ({}, True)])
def test_an_order_that_we_archived_for_one_that_a_merchant_then_archived_may_be_answered(
    ended_too: dict[int, float], *, wrong: bool
) -> None:
    world = calm_world()
    second = second_order(world)
    # One more was sent, of which nothing came.
    world.watch.attempts.append(replace(world.watch.attempts[0], order_id=0))
    world.store.orders[0].is_deleted = second.is_deleted = True
    writes(world, order_id={"N": str(second.id)})
    world.watch.archived |= {FIRST: "merchant", second.id: "queue 1"}
    world.watch.ended |= ended_too
    assert (OF_ARCHIVED in judged(world)) is wrong


@pytest.mark.parametrize(("ended", "wrong"), [({FIRST: 1.0}, False), ({}, True)])
def test_so_may_one_that_we_archived_for_a_shopper_s_order_that_a_merchant_then_archived(
    ended: dict[int, float], *, wrong: bool
) -> None:
    world = calm_world()
    second = second_order(world)
    of_a_shopper(world)
    world.store.orders[0].is_deleted = second.is_deleted = True
    writes(world, order_id={"N": str(second.id)})
    world.watch.archived |= {FIRST: "merchant", second.id: "queue 1"}
    world.watch.ended |= ended
    assert (OF_ARCHIVED in judged(world)) is wrong


BLIND = "archived for the sake of none"


@pytest.mark.parametrize(
    ("spoil", "wrong"),
    [
        (str, True),
        (cancelled_too, False),
        (lambda world: setattr(world.table, "begun_anew", 1), True),
        (lambda world: world.watch.blind.update({BLIND: "the cart before a retry"}), False),
        (lambda world: writes(world, phase={"S": "submitting"}), False),
    ],
)
def test_an_order_that_was_archived_for_the_sake_of_none_is_said_of_a_placed_key(
    spoil: Spoil, *, wrong: bool
) -> None:
    world = calm_world()
    world.watch.blind[BLIND] = world.watch.attempts[0].cart_id
    spoil(world)
    assert (BLIND in judged(world)) is wrong


def test_an_order_of_another_key_is_none_of_this_one() -> None:
    world = calm_world()
    second_order(world).cart_id = "another"
    world.watch.attempts[-1].correlation_id = "another key's"
    assert judged(world) == []


STRANGER = {"7", "theirs"}
ANSWERED = "an answer names an order of another cart"
WRITTEN = "an order of another cart was written to the ledger"
NOTED = "an order of another cart is noted: duplicate reported"


def answered_with(**body: Any) -> Spoil:
    return lambda world: heard(world, 409, **body)


def written(name: str, value: dict[str, str]) -> Spoil:
    record = {"dynamodb": {"NewImage": {name: value}}}
    return lambda world: world.table.records.append(record)


@pytest.mark.parametrize(
    ("spoil", "wrong"),
    [
        (answered_with(order_id=7), ANSWERED),
        (answered_with(order={"order_id": 7}), ANSWERED),
        (answered_with(orders=[{"cart_id": "theirs"}]), ANSWERED),
        (answered_with(product_id=7), ""),
        (answered_with(order_id=FIRST), ""),
        (written("order_id", {"N": "7"}), WRITTEN),
        (written("cart_id", {"S": "theirs"}), WRITTEN),
        (written("deliveries", {"N": "7"}), ""),
        (note(REPORTED, 7, FIRST), NOTED),
        (note(REPORTED, SECOND, 7), NOTED),
        (note(REPORTED, SECOND, FIRST), ""),
    ],
)
def test_an_order_of_another_cart_that_is_taken_for_the_key_s_is_said(
    spoil: Spoil, wrong: str
) -> None:
    world = calm_world()
    spoil(world)
    before = judged(world)
    world.watch.others |= STRANGER
    assert [one for one in judged(world) if one not in before] == ([wrong] if wrong else [])
