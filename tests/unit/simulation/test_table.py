"""What a world's table notes of the service's writes."""

from typing import Any

import pytest

from order_service.ledger.entry import CancelWish, Phase
from tests.simulation.scheduler import Scheduler
from tests.simulation.table import WatchedTable


@pytest.fixture
def table() -> WatchedTable:
    history: list[str] = []
    watched = WatchedTable(Scheduler(0.0), history.append)
    write(watched, phase="cart", attempts=0, fingerprint="f")
    return watched


def write(table: WatchedTable, known: str = "", **attributes: Any) -> None:
    typed = {f":{name}": _typed(value) for name, value in attributes.items()}
    table.update_item(
        Key={"id": {"S": "acme#order-1"}},
        UpdateExpression="SET " + ", ".join(f"{name} = :{name}" for name in attributes),
        ConditionExpression="attribute_not_exists(nothing)",
        ExpressionAttributeValues=typed | ({":known": _typed(known)} if known else {}),
    )


def _typed(value: Any) -> dict[str, str]:
    return {"N": str(value)} if isinstance(value, int) else {"S": str(value)}


def test_an_intent_after_a_wish_to_cancel_is_counted(table: WatchedTable) -> None:
    write(table, cancel_asked=CancelWish.KEY)
    write(table, phase=Phase.SUBMITTING, attempts=1)
    assert table.intents_after_wishes == 1


@pytest.mark.parametrize("attempts", [1, 2])
def test_an_intent_that_is_taken_back_after_a_wish_is_none(
    table: WatchedTable, attempts: int
) -> None:
    write(table, phase=Phase.SUBMITTING, attempts=attempts)
    write(table, cancel_asked=CancelWish.KEY)
    write(table, phase=Phase.SUBMITTING, attempts=1)
    write(table, phase=Phase.CANCELLED, attempts=1)
    assert table.intents_after_wishes == 0
    assert table.wishes == [("key", "submitting")]


@pytest.mark.parametrize(
    ("before", "after", "wrong"),
    [
        ({"phase": Phase.SUBMITTING, "attempts": 1}, {}, True),
        ({"phase": Phase.SUBMITTING, "concluded": 1}, {}, True),
        ({"phase": Phase.PARKED, "attempts": 2}, {"attempts": 0}, True),
        ({"attempts": 1}, {}, True),
        ({"order_id": 101}, {}, True),
        ({"concluded": 1}, {}, False),
        ({}, {}, False),
    ],
)
def test_a_refusal_while_an_attempt_is_in_doubt_is_wrong_at_any_moment(
    table: WatchedTable, before: dict[str, Any], after: dict[str, Any], wrong: bool
) -> None:
    write(table, **{"phase": Phase.CART, **before})
    write(table, phase=Phase.REJECTED, **after)
    assert bool(table.wrong) is wrong


def test_an_intent_before_any_wish_is_not_counted(table: WatchedTable) -> None:
    write(table, phase=Phase.SUBMITTING, attempts=1)
    write(table, cancel_asked=CancelWish.KEY)
    assert table.intents_after_wishes == 0


def test_a_write_that_keeps_the_phase_after_a_wish_declares_nothing(table: WatchedTable) -> None:
    write(table, phase=Phase.SUBMITTING, attempts=1)
    write(table, cancel_asked=CancelWish.KEY)
    write(table, attempts=2)
    assert table.intents_after_wishes == 0


def test_another_write_after_a_wish_declares_nothing(table: WatchedTable) -> None:
    write(table, cancel_asked=CancelWish.KEY)
    write(table, attempts=1)
    write(table, phase=Phase.CART, attempts=2)
    write(table, phase=Phase.SUBMITTING)
    assert table.intents_after_wishes == 0


def test_each_write_is_kept_with_the_phase_that_it_left(table: WatchedTable) -> None:
    write(table, attempts=1)
    write(table, phase=Phase.SUBMITTING)
    assert table.written == [(0.0, "cart"), (0.0, "cart"), (0.0, "submitting")]


def test_what_is_no_key_is_not_kept_as_one() -> None:
    table = WatchedTable(Scheduler(0.0), lambda _: None)
    write(table, quota=5)
    assert table.written == []


@pytest.mark.parametrize(
    ("history", "known", "begun"),
    [
        ("rejected@1.0 retried@2.0", "f", 1),
        ("rejected@1.0 retried@2.0", "", 0),
        ("retried@2.0 cart@3.0", "f", 0),
        ("rejected@1.0 corrected@2.0", "f", 0),
        ("", "f", 0),
    ],
)
def test_a_key_begins_anew_with_the_write_that_keeps_its_retry(
    table: WatchedTable, history: str, known: str, begun: int
) -> None:
    """What else is written after that has the same history, and lets nothing begin."""
    write(table, known, history=history)
    assert table.begun_anew == begun


@pytest.mark.parametrize(
    ("phase", "before", "after", "looks"),
    [
        (Phase.PLACED, 5, 0, [(5.0, 0.0)]),
        (Phase.REJECTED, 5, 0, [(5.0, 0.0)]),
        (Phase.CANCELLED, 5, 0, [(5.0, 0.0)]),
        (Phase.SUBMITTING, 5, 0, []),
        (Phase.PLACED, 5, 6, []),
        (Phase.PLACED, 0, 0, []),
    ],
)
def test_a_second_look_is_taken_with_the_write_that_ends_it(
    table: WatchedTable, phase: Phase, before: int, after: int, looks: list[tuple[float, float]]
) -> None:
    write(table, phase=phase, look_at=before)
    write(table, look_at=after)
    assert table.looks == looks
