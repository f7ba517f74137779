"""Spoiled worlds for the rules of what is said of a placed order, and to whom."""

import json
from dataclasses import replace
from typing import Any

import pytest

from order_service.ledger.packing import unpacked
from tests.simulation.world import World
from tests.unit.simulation.spoiled import (
    FIRST,
    ID,
    SECOND,
    calm_world,
    cancelled_too,
    judged,
    says,
    second_order,
    writes,
)

BESIDE = f"orders [{SECOND}] live beside the one that is placed, and nobody was notified"
ANOTHER_TOTAL = "placed as an order of another total than its answer says"
ANOTHER_CUSTOMER = "placed for another customer"
CART_THERE = "its cart is said to be deleted, and is there"
NO_EXTRA_FIELDS = "extra fields are said to be written, and are not"


@pytest.mark.parametrize(
    ("disputed", "archived", "wrong"), [(0, False, True), (1, False, False), (0, True, False)]
)
def test_a_second_order_that_lives_and_that_no_person_was_notified_of_is_said(
    disputed: int, *, archived: bool, wrong: bool
) -> None:
    world = calm_world()
    second_order(world).is_deleted = archived
    writes(world, disputed={"N": str(disputed)})
    assert (BESIDE in judged(world)) is wrong


def finished(world: World, **said: Any) -> None:
    writes(world, finishing={"S": json.dumps(said)})


@pytest.mark.parametrize("there", [True, False])
def test_a_cart_that_is_said_to_be_deleted_and_is_there_is_said(*, there: bool) -> None:
    world = calm_world()
    finished(world, cart_deleted=True)
    if not there:
        world.store.merchant.delete_cart(world.watch.attempts[0].cart_id)
    assert (CART_THERE in judged(world)) is there


def costs_more(world: World) -> None:
    """Let the answer say another total than the order's."""
    draft = json.loads(unpacked(world.table.items[ID]["draft"]["B"]))
    draft["totals"]["grand_total"] = "1.00"
    writes(world, draft={"S": json.dumps(draft)})


def of_another(world: World) -> None:
    world.order = {**world.order, "customer_id": 7}


@pytest.mark.parametrize(
    ("spoil", "wrong"), [(costs_more, ANOTHER_TOTAL), (of_another, ANOTHER_CUSTOMER)]
)
@pytest.mark.parametrize("excused", ["no", "cancelled", "made of a cart that changed unseen"])
def test_an_order_that_is_not_what_its_answer_says_is_said(
    spoil: Any, wrong: str, excused: str
) -> None:
    world = calm_world()
    spoil(world)
    if excused == "cancelled":
        cancelled_too(world)
    elif excused != "no":
        world.watch.attempts[0].fresh_content = False
    assert (wrong in judged(world)) is (excused == "no")


@pytest.mark.parametrize(("applied", "wrong"), [(["b2b.extra_fields"], True), ([], False)])
def test_extra_fields_that_are_said_to_be_written_and_are_not_are_said(
    applied: list[str], *, wrong: bool
) -> None:
    world = calm_world()
    finished(world, applied=applied)
    assert (NO_EXTRA_FIELDS in judged(world)) is wrong


@pytest.mark.parametrize(
    ("conclusive", "said_yes", "wrong"),
    [(True, False, False), (True, True, True), (False, False, True)],
)
def test_a_create_order_that_is_sent_again_is_excused_by_a_no_alone(
    *, conclusive: bool, said_yes: bool, wrong: bool
) -> None:
    world = calm_world()
    (made,) = world.watch.attempts
    made.conclusive, made.said_yes = conclusive, said_yes
    world.watch.attempts.append(replace(made, order_id=0, sent_at=made.made_at + 1))
    said = f"create-order was sent again although order {FIRST} had been made"
    assert says(world, said) is wrong


@pytest.mark.parametrize(("later", "wrong"), [(2, True), (3, False)])
def test_of_many_create_orders_the_totals_of_the_last_three_are_known(
    later: int, *, wrong: bool
) -> None:
    world = calm_world()
    costs_more(world)
    (first,) = world.watch.attempts
    again = [replace(first, order_id=0), replace(first, order_id=0)]
    more = [replace(first, order_id=0, sent_at=first.sent_at + n + 1) for n in range(later)]
    world.watch.attempts += [*again, *more]
    assert says(world, ANOTHER_TOTAL) is wrong
