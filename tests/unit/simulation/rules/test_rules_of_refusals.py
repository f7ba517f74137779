"""Spoiled worlds for the rules of keys that were refused or parked."""

import json
from dataclasses import replace
from typing import Any

import pytest

from order_service.ledger.entry import CancelWish, Phase
from tests.fakes.features import mugs
from tests.simulation.plan import START, Unkind
from tests.simulation.rules.invariants import LOOK_SECONDS
from tests.simulation.world import World
from tests.unit.simulation.spoiled import (
    CALM,
    FIRST,
    ID,
    SECOND,
    Spoil,
    calm_world,
    ended,
    heard,
    judged,
    order_of_the_cart,
    parked,
    refused,
    says,
    writes,
)

IN_DOUBT = "refused while an attempt was in doubt"


def cancelled(world: World) -> None:
    writes(world, phase={"S": "cancelled"})
    world.table.wishes.append((CancelWish.KEY, Phase.CART))


@pytest.mark.parametrize("refuse", [refused, cancelled])
@pytest.mark.parametrize(
    ("disputed", "touched", "kept", "wrong"),
    [(0, 0, 0, True), (1, 0, 0, True), (0, 1, 0, True), (1, 1, 0, False), (1, 0, 1, False)],
)
def test_an_order_of_a_refused_key_is_said_unless_it_was_left_to_a_person(
    refuse: Spoil, *, disputed: int, touched: int, kept: int, wrong: bool
) -> None:
    world = calm_world()
    refuse(world)
    writes(world, disputed={"N": str(disputed)})
    world.watch.touched |= {FIRST: 1.0} if touched else {}
    world.watch.not_archived |= {FIRST} if kept else set()
    assert says(world, "although an order lives") is wrong


def test_a_refused_key_whose_order_was_archived_is_right() -> None:
    world = calm_world()
    refused(world)
    world.store.orders[0].is_deleted = True
    assert not says(world, "although an order lives")


@pytest.mark.parametrize(("by", "wrong"), [("queue 1", True), ("merchant", False)])
def test_a_key_that_is_parked_and_whose_own_order_was_archived_is_said(
    by: str, *, wrong: bool
) -> None:
    world = calm_world()
    parked(world)
    world.watch.archived[FIRST] = by
    order_of_the_cart(world)
    said = "parked for a shopper's order, for which its own was archived by the service"
    assert not says(world, said)
    world.store.orders[0].is_deleted = True
    assert not says(world, said)
    world.watch.shoppers[SECOND] = world.watch.attempts[0].cart_id
    assert says(world, said) is wrong
    world.watch.ends(SECOND)
    assert not says(world, said)


@pytest.mark.parametrize(("after", "wrong"), [(LOOK_SECONDS - 1, False), (LOOK_SECONDS + 1, True)])
@pytest.mark.parametrize("shown_after", [0.0, 100.0])
def test_a_key_that_is_parked_although_its_order_was_shown_is_said(
    shown_after: float, after: float, *, wrong: bool
) -> None:
    world = calm_world()
    world.plan = replace(world.plan, shown_after=shown_after)
    parked(world)
    made_at = world.watch.attempts[0].made_at
    world.table.written[-1:] = [(made_at + shown_after + after, Phase.PARKED)]
    shown = "parked although an order lives and was shown"
    assert says(world, shown) is wrong
    # Of an order that was ended and one of a shopper, it is parked for the latter.
    world.watch.ends(FIRST)
    assert says(world, shown) is wrong
    world.watch.shoppers[SECOND] = world.watch.attempts[0].cart_id
    assert not says(world, shown)


def test_a_key_that_is_parked_and_whose_order_was_archived_is_right() -> None:
    world = calm_world()
    parked(world)
    world.store.orders[0].is_deleted = True
    assert not says(world, "was shown")


@pytest.mark.parametrize(
    ("first", "later", "wrong"),
    [
        ({"conclusive": True}, 0.0, False),
        ({"conclusive": False}, 0.0, True),
        ({"conclusive": False, "denied": True}, -1.0, True),
        ({"conclusive": False, "denied": True}, 1.0, False),
        ({"conclusive": False}, 1.0, True),
        ({"conclusive": False, "correlation_id": "another key's"}, 0.0, False),
    ],
)
def test_a_refusal_while_a_create_order_was_in_doubt_is_said(
    first: dict[str, Any], later: float, *, wrong: bool
) -> None:
    """One that was denied is settled by one that was sent a settle time later."""
    world = ended("rejected")
    (last,) = world.watch.attempts
    sent_at = last.sent_at - world.plan.settle_seconds - later
    world.watch.attempts.append(replace(last, sent_at=sent_at, **first))
    assert judged(world) == ([IN_DOUBT] if wrong else [])


def test_a_placed_key_may_have_a_create_order_in_doubt() -> None:
    world = calm_world()
    world.watch.attempts[0].conclusive = False
    assert judged(world) == []


BY_A_LIST = "refused because of a list of orders"


@pytest.mark.parametrize(("step", "wrong"), [("orders", True), ("order", False)])
def test_a_key_that_is_refused_because_of_a_list_of_orders_is_said(
    step: str, *, wrong: bool
) -> None:
    world = ended("rejected")
    world.watch.others |= {"7"}
    problem = json.loads(world.table.items[ID]["problem"]["S"]) | {"step": step}
    writes(world, problem={"S": json.dumps(problem)})
    assert says(world, BY_A_LIST) is wrong
    world = calm_world()
    world.watch.others |= {"7"}
    heard(world, 422, code="store_refused", step=step)
    assert says(world, BY_A_LIST) is wrong


@pytest.mark.parametrize(
    ("kinds", "wrong"),
    [
        ({Unkind.REFUSALS}, False),
        ({Unkind.FOREIGN}, False),
        ({Unkind.CARTS}, False),
        (CALM - {Unkind.REFUSALS, Unkind.FOREIGN, Unkind.CARTS}, True),
    ],
)
@pytest.mark.parametrize("since", ["it is", "it was, and began anew"])
def test_a_key_that_is_refused_in_a_world_that_refuses_nothing_is_said(
    kinds: frozenset[Unkind], since: str, *, wrong: bool
) -> None:
    world = ended("rejected" if since == "it is" else "placed")
    world.table.written.insert(0, (START, Phase.REJECTED))
    world.plan = replace(world.plan, unkind=frozenset(kinds))
    assert says(world, "refused, and nothing in this world refuses an order") is wrong


@pytest.mark.parametrize(
    ("lasts", "code", "wrong"),
    [
        (86_401.0, "store_keeps_failing", False),
        (86_400.0, "store_keeps_failing", True),
        (86_401.0, "store_refused", True),
    ],
)
def test_a_store_that_fails_for_longer_than_a_day_is_a_reason_to_give_an_order_up(
    lasts: float, code: str, *, wrong: bool
) -> None:
    world = ended("rejected")
    problem = json.loads(world.table.items[ID]["problem"]["S"]) | {"code": code}
    writes(world, problem={"S": json.dumps(problem)})
    world.plan = replace(world.plan, unkind=frozenset({Unkind.LASTING}), lasts=lasts)
    assert says(world, "refused, and nothing") is wrong


@pytest.mark.parametrize(
    ("kinds", "said_no", "changed", "wrong"),
    [
        ({Unkind.REFUSALS}, False, {}, True),
        ({Unkind.REFUSALS}, True, {}, False),
        ({Unkind.REFUSALS}, False, {"a cart": 1.0}, False),
        ({Unkind.REFUSALS, Unkind.SWITCHES}, False, {}, True),
    ],
)
def test_a_key_that_is_refused_although_nothing_has_said_no_is_said(
    kinds: set[Unkind], changed: dict[str, float], *, said_no: bool, wrong: bool
) -> None:
    world = ended("rejected")
    world.plan = replace(world.plan, unkind=frozenset(kinds))
    world.watch.said_no, world.watch.cart_changed = said_no, changed
    assert says(world, "refused, and nothing has said no") is wrong
    world.watch.cart_written_late["a cart"] = {"queue 1": 1.0}
    assert not says(world, "refused, and nothing has said no")


@pytest.mark.parametrize("unseen", [True, False])
def test_a_cart_write_that_came_once_more_before_create_order_is_a_reason_to_refuse_it(
    *, unseen: bool
) -> None:
    world = ended("rejected")
    world.plan = replace(world.plan, unkind=frozenset({Unkind.LOST}))
    world.watch.refused_unseen = unseen
    assert says(world, "refused, and nothing") is not unseen


@pytest.mark.parametrize("kinds", [{Unkind.REFUSALS, Unkind.SWITCHES}, {Unkind.SWITCHES}])
@pytest.mark.parametrize(
    ("switches", "wrong"),
    [
        ({"carriers": "silent"}, False),
        ({"carriers": "silent_once"}, True),
        ({"shapes": "nulls", "custom_items_ship": "no"}, True),
        ({"shapes": "nulls", "currency_missing": "refuse"}, False),
        ({"manual_discounts": "ignored"}, True),
    ],
)
def test_a_key_that_is_refused_although_no_way_of_its_store_refuses_its_order_is_said(
    switches: dict[str, Any], kinds: set[Unkind], *, wrong: bool
) -> None:
    world = ended("rejected")
    settings = replace(world.plan.settings, **switches)
    world.plan = replace(world.plan, unkind=frozenset(kinds), settings=settings)
    world.watch.said_no = False
    world.order = mugs()
    assert says(world, "refused, and nothing") is wrong


@pytest.mark.parametrize(
    ("attempts", "concluded", "wrong"), [("0", "0", True), ("1", "0", False), ("0", "1", False)]
)
def test_a_key_that_is_parked_without_a_create_order_is_said(
    attempts: str, concluded: str, *, wrong: bool
) -> None:
    world = ended("parked")
    writes(world, attempts={"N": attempts}, concluded={"N": concluded})
    undeclared = "parked, and no create-order was declared"
    assert says(world, undeclared) is wrong
    world.watch.shoppers[SECOND] = world.watch.attempts[0].cart_id
    assert not says(world, undeclared)


@pytest.mark.parametrize(
    ("status", "code", "written", "wrong"),
    [
        (422, "store_refused", 1, True),
        (422, "store_refused", 0, False),
        (422, "key_reused", 1, False),
        (422, "key_of_another_caller", 1, False),
        (409, "store_refused", 1, False),
    ],
)
@pytest.mark.parametrize("anew", [False, True])
def test_a_refusal_that_was_said_before_any_was_written_is_said(
    *, status: int, code: str, written: int, wrong: bool, anew: bool
) -> None:
    world = ended("placed" if anew else "rejected")
    world.table.begun_anew = int(anew)
    heard(world, status, code=code)
    refused_at = world.heard[-1].at + written
    world.table.written = [(START, Phase.PLACED.value), (refused_at, Phase.REJECTED.value)]
    world.heard[:-1] = []
    assert says(world, "refused said, and no refusal had been written") is wrong


@pytest.mark.parametrize(
    ("kinds", "wrong"),
    [({Unkind.REUSE}, False), ({Unkind.RETRIES}, False), (set(), True)],
)
def test_a_store_s_way_is_a_reason_for_any_order_that_may_have_had_the_key(
    kinds: set[Unkind], *, wrong: bool
) -> None:
    world = ended("rejected")
    settings = replace(world.plan.settings, messages="passed_over")
    unkind = frozenset(kinds | {Unkind.REFUSALS})
    world.plan = replace(world.plan, unkind=unkind, settings=settings)
    world.watch.said_no = False
    assert says(world, "refused, and nothing") is wrong
