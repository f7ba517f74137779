"""Spoiled worlds for the rule that every answer is true at the end."""

from dataclasses import replace
from typing import Any

import pytest

from order_service.ledger.entry import Phase
from tests.simulation.plan import START, Unkind
from tests.simulation.world import World
from tests.unit.simulation.spoiled import (
    FIRST,
    another,
    calm_world,
    cancelled_too,
    ended,
    heard,
    judged,
    says,
    writes,
)

OTHER = "the key is placed, or another order"
APART = "another caller's key answered"


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (201, {"order_id": 7}, f"order said, and {OTHER}"),
        (200, {"state": "placed", "order": {"order_id": 7}}, f"placed said, and {OTHER}"),
        (409, {"code": "already_placed", "order_id": 7}, f"already placed said, and {OTHER}"),
        (409, {"code": "key_reused"}, "key_reused said to the caller whose order it is"),
        (422, {"code": "store_refused"}, "refused said, and the key is placed"),
        (200, {"state": "rejected"}, "refused said, and the key is placed"),
        (409, {"code": "cancelled"}, "cancelled said, and the key is placed"),
        (200, {"state": "cancelled"}, "cancelled said, and the key is placed"),
        (200, {"order": {"order_cancelled": True}}, "an order said to be cancelled, and it is not"),
        (200, {"order_cancelled": True}, "an order said to be cancelled, and it is not"),
        (403, {"code": "key_of_another_caller"}, "key_of_another_caller said to the key's own"),
        (500, {"code": "internal_error"}, "answered 500 internal_error"),
    ],
)
def test_an_answer_that_is_not_true_is_said(status: int, body: dict[str, Any], said: str) -> None:
    world = calm_world()
    heard(world, status, **body)
    (wrong,) = judged(world)
    assert wrong.startswith(said)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (201, {"order_id": FIRST}),
        (200, {"state": "placed", "order": {"order_id": FIRST}}),
        (409, {"code": "already_placed", "order_id": FIRST}),
        (503, {"code": "store_unavailable"}),
        (422, {"code": "key_of_another_caller"}),
    ],
)
def test_an_answer_that_is_true_is_right(status: int, body: dict[str, Any]) -> None:
    world = calm_world()
    # Only whose key it is decides whether it may be said to be another caller's.
    writes(world, belongs_to={"S": "iam:OWNER"})
    heard(world, status, **body)
    assert judged(world) == []


def test_a_key_that_is_said_to_be_reused_for_another_order_is_right() -> None:
    world = calm_world()
    heard(world, 422, code="key_reused")
    world.heard[-1] = replace(world.heard[-1], asked=another(world))
    assert judged(world) == []


@pytest.mark.parametrize(
    ("phase", "status", "body"),
    [
        ("rejected", 422, {"code": "store_refused"}),
        ("rejected", 200, {"state": "rejected"}),
        ("cancelled", 409, {"code": "cancelled"}),
        ("cancelled", 200, {"state": "cancelled"}),
    ],
)
def test_a_refusal_of_a_key_that_ended_so_is_right(
    phase: str, status: int, body: dict[str, Any]
) -> None:
    world = ended(phase)
    heard(world, status, **body)
    assert judged(world) == []


def test_an_order_said_to_be_cancelled_that_is_so_is_right() -> None:
    world = calm_world()
    cancelled_too(world)
    heard(world, 201, order_id=FIRST, order_cancelled=True)
    assert not says(world, "an order said to be cancelled")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (201, {"order_id": FIRST}),
        (200, {"state": "placed", "order": {"order_id": FIRST}}),
        (409, {"code": "already_placed", "order_id": FIRST}),
    ],
)
def test_an_order_that_is_said_of_a_key_that_ended_without_it_is_said(
    status: int, body: dict[str, Any]
) -> None:
    world = ended("rejected")
    writes(world, order_id={"N": str(FIRST)})
    heard(world, status, **body)
    assert len(judged(world)) == 1


def test_a_refusal_was_true_if_an_operator_let_the_key_begin_anew() -> None:
    world = calm_world()
    heard(world, 422, code="store_refused")
    heard(world, 201, order_id=7)
    world.table.begun_anew = 1
    world.table.written.insert(0, (START, Phase.REJECTED))
    world.plan = replace(world.plan, unkind=frozenset({Unkind.REFUSALS}))
    world.watch.said_no = True
    assert judged(world) == [f"order said, and {OTHER}"]


def test_an_order_that_another_order_s_caller_got_is_said() -> None:
    world = calm_world()
    heard(world, 201, order_id=FIRST)
    assert judged(world) == []
    world.heard[-1] = replace(world.heard[-1], asked=another(world))
    assert judged(world) == ["an order said to the caller of another one"]


def strangers(world: World, principal: str, *, apart: bool, code: str) -> World:
    """Let a caller be answered with this code about a key that belongs to another one."""
    writes(world, belongs_to={"S": "iam:OWNER"})
    heard(world, 409, code=code)
    world.heard[-1] = replace(world.heard[-1], principal=principal, apart=apart)
    return world


@pytest.mark.parametrize(
    ("principal", "apart", "code", "wrong"),
    [
        ("STRANGER", True, "cancel_pending", [f"{APART} 409 cancel_pending"]),
        ("STRANGER", False, "cancel_pending", []),
        ("OWNER", True, "cancel_pending", []),
        ("STRANGER", True, "key_of_another_caller", []),
        ("STRANGER", True, "unknown_order", []),
        ("OWNER", True, "key_of_another_caller", ["key_of_another_caller said to the key's own"]),
    ],
)
def test_what_another_caller_learned_of_a_key_that_is_kept_apart_is_said(
    principal: str, code: str, wrong: list[str], *, apart: bool
) -> None:
    found = judged(strangers(calm_world(), principal, apart=apart, code=code))
    assert [one.removesuffix(" caller") for one in found] == wrong
