"""Spoiled worlds for the rule that an answer says what was written to its order, and what not."""

import json
from dataclasses import replace
from typing import Any

import pytest

from order_service.ledger.entry import CancelWish, Phase
from order_service.placing.company import MAY_BE_THERE, RECORD_SECONDS
from order_service.store.order_view import CANCELLED
from tests.simulation.plan import Unkind
from tests.simulation.seen import B2B
from tests.simulation.world import World
from tests.unit.simulation.spoiled import FIRST, calm_world, judged, writes

NUMBER = "b2b.po_number"
OTHERWISE = "the purchase order number is otherwise than the answer says"
NO_NUMBER = "no purchase order number"


def answers(world: World, *, applied: str = "", lacks: str = "", why: str = "No.") -> None:
    """Let the key's answer say that this was written, and that was not."""
    lacking = [{"field": lacks, "reason": why}] if lacks else None
    said = json.dumps(
        {"status": "Incomplete"}
        | ({"applied": [applied]} if applied else {})
        | ({"not_applied": lacking} if lacking else {})
    )
    writes(world, finishing={"S": said})


@pytest.mark.parametrize(
    ("kind", "change", "said"),
    [
        ("mugs, then a status", {"status_id": 0}, "status"),
        ("mugs, then a status", {"staff_notes": "Later."}, "staff_notes"),
        ("mugs, then no cart", {"external_order_id": None}, "external_order_id"),
    ],
)
def test_an_order_that_shows_another_thing_than_its_answer_is_said(
    kind: str, change: dict[str, object], said: str
) -> None:
    world = calm_world(kind)
    assert judged(world) == []
    for name, value in change.items():
        setattr(world.store.orders[0], name, value)
    assert judged(world) == [f"{said} is otherwise than the answer says"]
    world.watch.touched[FIRST] = 1.0
    # Who moves an order writes nothing else to it.
    assert bool(judged(world)) is (said != "status")


def test_a_status_that_nobody_of_us_wrote_and_that_is_said_to_be_applied_is_said() -> None:
    world = calm_world("mugs, then a status")
    world.watch.status_sent.clear()
    assert judged(world) == []
    world.watch.seen_moved.add(FIRST)
    assert judged(world) == ["a status said to be applied that somebody else gave the order"]
    answers(world, applied="staff_notes")
    assert judged(world) == []


def test_an_order_that_has_what_its_answer_says_it_lacks_is_said() -> None:
    world = calm_world("mugs, then a status")
    answers(world, lacks="staff_notes")
    assert judged(world) == ["staff_notes is otherwise than the answer says"]
    world.store.orders[0].staff_notes = ""
    assert judged(world) == []


@pytest.mark.parametrize(
    ("wish", "change", "wrong"),
    [
        (CancelWish.ORDER, {"status_id": CANCELLED}, None),
        (CancelWish.KEY, {"status_id": CANCELLED}, "status"),
        (CancelWish.ORDER, {"status_id": 7}, "status"),
        (CancelWish.ORDER, {"status_id": CANCELLED, "staff_notes": "Later."}, "staff_notes"),
    ],
)
def test_an_order_whose_cancellation_got_no_answer_is_no_untruth_of_its_answer(
    wish: CancelWish, change: dict[str, object], wrong: str | None
) -> None:
    world = calm_world("mugs, then a status")
    for name, value in change.items():
        setattr(world.store.orders[0], name, value)
    world.table.wishes.append((wish, Phase.PLACED))
    assert judged(world) == ([f"{wrong} is otherwise than the answer says"] if wrong else [])


def test_what_another_order_shows_is_no_untruth_of_the_answer() -> None:
    world = calm_world("mugs, then a status")
    orders = world.store._state.orders
    other = replace(orders[FIRST], id=7, is_deleted=True, staff_notes="Later.")
    orders |= {FIRST: other, 7: orders[FIRST]}
    orders[FIRST].id, orders[7].id = 7, FIRST
    assert [order.id for order in world.store.orders] == [7, FIRST]
    assert judged(world) == []


def another_number(world: World) -> None:
    world.store._state.company_orders[FIRST].po_number = "by hand"


def no_record(world: World) -> None:
    world.store._state.company_orders.clear()


def test_a_record_of_a_company_that_shows_another_number_than_its_answer_is_said() -> None:
    world = calm_world("mugs for a company")
    assert judged(world) == []
    another_number(world)
    assert judged(world) == [OTHERWISE, NO_NUMBER]


@pytest.mark.parametrize(("applied", "lacks"), [("", ""), (NUMBER, NUMBER), ("", NUMBER)])
def test_an_answer_that_says_otherwise_than_the_record_of_a_company_is_said(
    applied: str, lacks: str
) -> None:
    world = calm_world("mugs for a company")
    answers(world, applied=applied, lacks=lacks)
    assert judged(world) == [OTHERWISE]


def test_a_number_that_is_there_perhaps_may_be_there_and_is_not_lost_without_trouble() -> None:
    world = calm_world("mugs for a company")
    answers(world, lacks=NUMBER, why=f"No. {MAY_BE_THERE}")
    assert judged(world) == []
    another_number(world)
    assert judged(world) == [NO_NUMBER]


@pytest.mark.parametrize("refused", [True, False])
@pytest.mark.parametrize(
    ("kind", "may"),
    [
        (Unkind.FOREIGN, True),
        (Unkind.REFUSALS, True),
        (Unkind.ROTATION, True),
        (Unkind.CREDENTIALS, True),
        (Unkind.OUTAGES, True),
        (Unkind.SLOW, False),
    ],
)
def test_a_record_of_a_company_may_be_missing_only_if_trouble_with_it_refused_it(
    kind: Unkind, *, may: bool, refused: bool
) -> None:
    world = calm_world("mugs for a company")
    no_record(world)
    answers(world, lacks=NUMBER)
    assert judged(world) == [NO_NUMBER]
    world.plan = replace(world.plan, unkind=frozenset({kind}))
    world.watch.record_refused = refused
    assert judged(world) == ([] if may and refused else [NO_NUMBER])


@pytest.mark.parametrize(
    ("change", "may"),
    [
        ({"b2b_edition": "off"}, True),
        ({"b2b_record": "never"}, True),
        ({"b2b_record_delay_seconds": RECORD_SECONDS + 1}, True),
        ({"b2b_record_delay_seconds": RECORD_SECONDS}, False),
    ],
)
def test_a_record_of_a_company_may_be_missing_where_the_store_makes_none_in_time(
    change: dict[str, Any], *, may: bool
) -> None:
    world = calm_world("mugs for a company")
    no_record(world)
    answers(world, lacks=NUMBER)
    world.plan = replace(world.plan, settings=replace(world.plan.settings, **change))
    assert judged(world) == ([] if may else [NO_NUMBER])


@pytest.mark.parametrize(("after_the_look", "untrue"), [(0.0, False), (-0.1, True)])
@pytest.mark.parametrize("looks", ["before its end", "before its end and after it", "never"])
def test_a_write_that_arrives_after_the_last_look_is_no_untruth_of_the_answer(
    looks: str, after_the_look: float, *, untrue: bool
) -> None:
    """Without a look the end of the key counts; what it looked at after that changed nothing."""
    world = calm_world("mugs for a company")
    another_number(world)
    placed_at = min(at for at, phase in world.table.written if phase == Phase.PLACED)
    last = placed_at if looks == "never" else world.watch.order_shown[B2B][-1]
    if looks == "never":
        world.watch.order_shown.clear()
    elif looks != "before its end":
        world.watch.order_shown[B2B].append(placed_at + 100)
    world.watch.written_late[B2B] = last + after_the_look
    assert bool(judged(world)) is untrue


@pytest.mark.parametrize(
    ("lacks", "change", "wrong"),
    [
        ("staff_notes", {}, None),
        ("", {"staff_notes": "Later."}, "staff_notes"),
        ("", {"status_id": 7}, None),
        ("status", {}, None),
    ],
)
def test_a_write_that_arrives_late_may_be_there_and_takes_away_nothing_but_the_status(
    lacks: str, change: dict[str, object], wrong: str | None
) -> None:
    world = calm_world("mugs, then a status")
    answers(world, lacks=lacks)
    for name, value in change.items():
        setattr(world.store.orders[0], name, value)
    assert judged(world)
    world.watch.written_late[B2B] = world.scheduler.now
    assert len(judged(world)) == 1
    world.watch.written_late[str(FIRST)] = world.scheduler.now
    assert judged(world) == ([f"{wrong} is otherwise than the answer says"] if wrong else [])
