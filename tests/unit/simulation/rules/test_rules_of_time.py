"""Spoiled worlds for the rule that each state ends within its own bound."""

from dataclasses import replace

import pytest

from order_service.ledger.entry import Phase
from tests.simulation.plan import START
from tests.simulation.rules.bounds import NEXT_TRY, late
from tests.simulation.world import World
from tests.unit.simulation.spoiled import calm_world, judged

MINUTE, SETTLE = 60.0, 300.0
SETTLED = 3 * (70 + SETTLE)
BOUNDS = [(Phase.FINISHING, 0.0), (Phase.SUBMITTING, SETTLED)]


def was_in(phase: str, began: float, *seconds: float) -> World:
    """Return a world whose key was in this phase, written once more after each of these."""
    world = calm_world()
    world.plan = replace(world.plan, settle_seconds=SETTLE)
    ends = [(began + some, phase) for some in seconds[:-1]]
    world.table.written[:] = [(began, phase), *ends, (began + seconds[-1], Phase.PLACED)]
    return world


def after_the_trouble() -> float:
    return calm_world().plan.calm_at + 10


def test_the_longest_wait_is_of_22_minutes() -> None:
    assert NEXT_TRY == 22 * MINUTE


@pytest.mark.parametrize(("phase", "bound"), BOUNDS)
def test_a_state_that_lasts_for_longer_than_it_may_is_said(phase: Phase, bound: float) -> None:
    most, began = bound + NEXT_TRY, after_the_trouble()
    assert judged(was_in(phase, began, most - 20)) == []
    too_long = was_in(phase, began, 100, most + 20)
    assert judged(too_long) == [f"{phase} for {most + 20:.0f} s"]
    # What has not ended at all is said in its own words.
    assert f"{phase} for" not in str(judged(too_long, ended=False))


@pytest.mark.parametrize(("phase", "bound"), BOUNDS)
def test_a_state_that_has_not_ended_lasts_until_now(phase: Phase, bound: float) -> None:
    world = was_in(phase, after_the_trouble(), 1)
    world.table.written.pop()
    world.scheduler.now = after_the_trouble() + bound + NEXT_TRY + 20
    assert [*late(world)] == [f"{phase} for {bound + NEXT_TRY + 20:.0f} s"]


@pytest.mark.parametrize(
    ("before", "wrong"), [(1.0, False), (69 + SETTLE, False), (71 + SETTLE, True)]
)
def test_a_create_order_that_is_sent_after_the_trouble_settles_too(
    before: float, *, wrong: bool
) -> None:
    began, lasts = after_the_trouble(), SETTLED + 2 * NEXT_TRY
    world = was_in(Phase.SUBMITTING, began, lasts)
    second = replace(world.watch.attempts[0], sent_at=began + lasts - NEXT_TRY - before)
    world.watch.attempts.append(second)
    assert (f"submitting for {lasts:.0f} s" in judged(world)) is wrong


def test_nothing_has_to_end_while_there_is_trouble() -> None:
    calm_at = calm_world().plan.calm_at
    assert judged(was_in(Phase.FINISHING, START, calm_at - START + NEXT_TRY - 1)) == []
    assert len(judged(was_in(Phase.FINISHING, START, calm_at - START + NEXT_TRY + 1))) == 1


def test_a_state_without_a_bound_may_last() -> None:
    assert judged(was_in(Phase.CART, after_the_trouble(), SETTLED + 2 * NEXT_TRY)) == []


def test_a_second_look_that_comes_too_late_is_said() -> None:
    world, due = calm_world(), START + 5000.0
    world.table.looks.append((due, due + NEXT_TRY - 1))
    assert judged(world) == []
    world.table.looks.append((due, due + NEXT_TRY + 1))
    assert judged(world) == [f"a second look {NEXT_TRY + 1:.0f} s late"]
