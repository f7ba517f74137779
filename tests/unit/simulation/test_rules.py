"""One spoiled world for each rule: a rule that is taken away leaves one of them unnoticed."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bigcommerce_emulator.api.messages import Request
from order_service.ledger.entry import Phase
from tests.simulation.callers import Said
from tests.simulation.executions import Execution
from tests.simulation.plan import START, Draws
from tests.simulation.rules.bounds import NEXT_TRY
from tests.simulation.rules.kept import idle
from tests.simulation.watch import Call
from tests.simulation.world import World, message_of
from tests.unit.simulation.calm import CALM, calm_world, judged, run

ID = "acme#order-1"
Spoil = Callable[[World], object]


def writes(world: World, **attributes: dict[str, str]) -> None:
    """Put attributes into the key's item that no write of the service has put there."""
    world.table.items[ID] = world.table.items[ID] | attributes


def refused(world: World) -> None:
    writes(world, phase={"S": "rejected"}, problem={"S": json.dumps({"code": "store_refused"})})


def in_doubt(world: World) -> None:
    refused(world)
    world.watch.attempts[0].conclusive = False


def parked(world: World) -> None:
    writes(world, phase={"S": "parked"})
    world.table.written.append((world.scheduler.now + 61, Phase.PARKED))


def unknown_order_of_the_cart(world: World) -> None:
    path = f"/stores/sandbox/v3/checkouts/{world.watch.attempts[0].cart_id}/orders"
    token = {"x-auth-token": "sandbox-token", "accept": "application/json"}
    world.store.handle(Request("POST", path, {}, token, None))


def letter(world: World, order: Any, code: str, phase: str) -> None:
    writes(world, phase={"S": phase})
    world.queues.bury(message_of(order), {"code": {"StringValue": code}})
    writes(world, phase={"S": "placed"})


def another(world: World) -> dict[str, Any]:
    return {**world.order, "customer_message": "Another order."}


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (in_doubt, "refused while an attempt was in doubt"),
        (parked, "parked although an order lives and was shown"),
        (parked, "parked, and no letter with that code had been written"),
        (parked, "parked, and listed as []"),
        (refused, "rejected, and listed as []"),
        (lambda world: world.watch.archived.update({101: "queue 1"}), "that the service archived"),
        (lambda world: writes(world, look_at={"N": "5"}), "the second look was never taken"),
        (lambda world: world.table.records.clear(), "events of a placed key: []"),
        (lambda world: world.table.records.extend(2 * world.table.records), "events of a placed"),
        (refused, "events of a refused key"),
        (refused, "an event says placed, and it is not"),
        (lambda world: writes(world, phase={"S": "cancelled"}), "events of a cancelled key"),
        (unknown_order_of_the_cart, "live orders of the cart that nobody knows: [102]"),
        (lambda world: world.watch.wrong.append("seen"), "seen"),
        (lambda world: world.broken.append("broken"), "broken"),
        (lambda world: world.surprises.append("KeyError"), "unexpected error: KeyError"),
        (lambda world: world.table.items.clear(), "the key is in no ledger"),
        (
            lambda world: letter(world, another(world), "key_reused", "submitting"),
            "a message of another order became a letter (key_reused) at submitting",
        ),
    ],
)
def test_what_breaks_a_rule_is_said(spoil: Spoil, said: str) -> None:
    world = calm_world()
    assert judged(world) == []
    spoil(world)
    assert any(said in wrong for wrong in judged(world))


@pytest.mark.parametrize(
    ("code", "phase"), [("key_reused", "placed"), ("parked", "cart"), ("waited_too_long", "cart")]
)
def test_a_letter_of_another_order_is_right_when_the_key_has_ended_or_nobody_has_worked_on_it(
    code: str, phase: str
) -> None:
    world = calm_world()
    letter(world, another(world), code, phase)
    assert judged(world) == []


def heard(world: World, status: int, **body: object) -> None:
    said = Said(world.scheduler.now, "POST", status, body, world.order)
    world.heard.append(said)


OTHER = "or another order"


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (201, {"order_id": 7}, OTHER),
        (200, {"state": "placed", "order": {"order_id": 7}}, OTHER),
        (409, {"code": "already_placed", "order_id": 7}, OTHER),
        (409, {"code": "key_reused"}, "key_reused said to the caller whose order it is"),
        (422, {"code": "store_refused"}, "refused said, and the key is placed"),
        (200, {"state": "rejected"}, "refused said, and the key is placed"),
        (409, {"code": "cancelled"}, "cancelled said, and the key is placed"),
        (200, {"state": "cancelled"}, "cancelled said, and the key is placed"),
        (200, {"order": {"order_cancelled": True}}, "said to be cancelled, and it is not"),
        (403, {"code": "key_of_another_caller"}, "said to the key's own caller"),
        (500, {"code": "internal_error"}, "answered 500 internal_error"),
    ],
)
def test_an_answer_that_is_not_true_is_said(status: int, body: dict[str, Any], said: str) -> None:
    world = calm_world()
    heard(world, status, **body)
    assert any(said in wrong for wrong in judged(world))


def test_an_order_that_another_order_s_caller_got_is_said() -> None:
    world = calm_world()
    order_id = world.watch.attempts[0].order_id
    heard(world, 201, order_id=order_id)
    assert judged(world) == []
    world.heard[-1] = replace(world.heard[-1], asked=another(world))
    assert judged(world) == ["an order said to the caller of another one"]


def test_what_another_caller_learned_of_a_key_that_is_kept_apart_is_said() -> None:
    world = calm_world()
    writes(world, belongs_to={"S": "iam:OWNER"})
    heard(world, 409, code="cancel_pending")
    world.heard[-1] = replace(world.heard[-1], principal="STRANGER", apart=True)
    assert judged(world) == ["another caller's key answered 409 cancel_pending"]


@pytest.mark.parametrize(
    ("kind", "part", "spoil"),
    [
        ("mugs with a coupon and a fee", "fees", lambda order: order.price.fees.clear()),
        ("mugs with a coupon and a fee", "coupons", lambda order: order.coupons.clear()),
        ("mugs", "gift certificates", lambda order: order.gift_certificates.append({})),
        ("mugs", "billing address", lambda order: order.billing_address.update(city="Elsewhere")),
        ("mugs", "shipping addresses", lambda order: order.shipments.clear()),
    ],
)
def test_each_part_of_an_order_that_is_not_as_asked_is_said(
    kind: str, part: str, spoil: Callable[[Any], object]
) -> None:
    world = calm_world(kind)
    assert judged(world) == []
    spoil(world.store.orders[0])
    assert f"not as asked: {part}" in judged(world)


def sends(world: World, name: str, looked_at: float = 0.0) -> list[str]:
    looked = {101: looked_at} if looked_at else {}
    execution = Execution("queue 9", START + 60, Draws("execution"), looked_at=looked)
    path = "/stores/sandbox/v2/orders/101"
    world.watch.sent(Call(name, "PUT", path, {}, {}, execution))
    return world.watch.wrong


@pytest.mark.parametrize("name", ["archive_order", "update_order"])
def test_a_write_to_an_order_that_was_touched_since_it_was_read_is_said(name: str) -> None:
    world = calm_world()
    world.watch.touched[101] = world.scheduler.now - 1
    assert sends(world, name) == [f"{name} without a look at order 101, touched before"]


def test_an_order_that_was_seen_to_be_touched_and_is_archived_is_said() -> None:
    world, said = calm_world(), ["order 101 archived although it was seen to be touched"]
    world.watch.touched[101] = world.scheduler.now - 1
    assert sends(world, "update_order", world.scheduler.now) == []
    assert sends(world, "archive_order", world.scheduler.now) == said


@pytest.mark.parametrize(
    ("touched", "refused", "reported", "wrong"),
    [(1, 0, 1, False), (0, 1, 1, False), (1, 0, 0, True), (0, 0, 1, True)],
)
def test_a_second_order_may_stay_if_it_was_reported_and_could_not_be_archived(
    *, touched: bool, refused: bool, reported: bool, wrong: bool
) -> None:
    world = calm_world()
    unknown_order_of_the_cart(world)
    second = world.store.orders[-1].id
    world.watch.attempts.append(replace(world.watch.attempts[0], order_id=second))
    world.watch.touched |= {second: 1.0} if touched else {}
    world.watch.not_archived |= {second} if refused else set()
    world.notes += [("duplicate reported", {"order_id": second, "kept": 101})] if reported else []
    assert ("2 live orders" in judged(world)) is wrong


def open_key(world: World) -> World:
    """Return the world as if its key were still open, and its caller had heard that it goes on."""
    writes(world, phase={"S": "cart"})
    world.table.written.clear()
    heard(world, 202, goes_on=True)
    return world


@pytest.mark.parametrize("status", [200, 202])
def test_a_key_that_is_said_to_go_on_while_nothing_does_is_said(status: int) -> None:
    world = open_key(calm_world())
    heard(world, status, goes_on=True)
    assert [*idle(world)] == ["said to go on, and nothing does: cart"]


@pytest.mark.parametrize(
    "ends",
    [
        lambda world: world.queues.send(world.message, {}, "a sender"),
        lambda world: writes(world, phase={"S": "placed"}),
        lambda world: writes(world, queued={"N": "-1"}),
        lambda world: world.table.written.append((world.scheduler.now, Phase.REJECTED)),
        lambda world: heard(world, 202, goes_on=False),
    ],
)
def test_a_key_with_a_message_or_that_ended_or_is_said_not_to_go_on_is_right(ends: Spoil) -> None:
    world = open_key(calm_world())
    ends(world)
    assert [*idle(world)] == []


def test_a_key_that_an_execution_works_on_goes_on() -> None:
    world = open_key(calm_world())
    found: list[str] = []
    world.scheduler.at(world.scheduler.now + 1, lambda: found.extend(idle(world)))
    world.scheduler.start(lambda: world.scheduler.pause(2), object())
    world.scheduler.run(world.scheduler.now + 10)
    assert found == []


def test_the_calm_worlds_of_these_tests_hold() -> None:
    assert [judged(run(number, CALM)) for number in range(3)] == [[]] * 3


def stays(world: World, phase: Phase, seconds: float) -> list[str]:
    """Judge a world in which the key was in this phase for so long after the trouble."""
    began = world.plan.calm_at + 10
    world.table.written[:] = [(began, phase), (began + seconds, Phase.PLACED)]
    return judged(world)


SETTLED = 3 * (70 + 300)


@pytest.mark.parametrize(
    ("phase", "bound"), [(Phase.FINISHING, NEXT_TRY), (Phase.SUBMITTING, SETTLED + NEXT_TRY)]
)
def test_a_state_that_lasts_for_longer_than_it_may_is_said(phase: Phase, bound: float) -> None:
    world = calm_world()
    world.plan = replace(world.plan, settle_seconds=300.0)
    assert stays(world, phase, bound - 20) == []
    assert f"{phase} for {bound + 20:.0f} s" in stays(world, phase, bound + 20)


def test_a_second_look_that_comes_too_late_is_said() -> None:
    world, due = calm_world(), START + 5000.0
    world.table.looks.append((due, due + NEXT_TRY - 1))
    assert judged(world) == []
    world.table.looks.append((due, due + NEXT_TRY + 1))
    assert judged(world) == [f"a second look {NEXT_TRY + 1:.0f} s late"]


@pytest.mark.parametrize(("ended", "wrong"), [({101: 1.0}, False), ({}, True)])
def test_an_order_that_we_archived_for_one_that_a_merchant_then_archived_may_be_answered(
    ended: dict[int, float], *, wrong: bool
) -> None:
    world = calm_world()
    unknown_order_of_the_cart(world)
    first, second = world.store.orders
    world.watch.attempts.append(replace(world.watch.attempts[0], order_id=second.id))
    first.is_deleted = second.is_deleted = True
    writes(world, order_id={"N": str(second.id)})
    world.watch.archived |= {101: "merchant", second.id: "queue 1"}
    world.watch.ended |= ended
    assert ("placed as an order that the service archived" in judged(world)) is wrong
