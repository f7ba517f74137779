from dataclasses import replace
from typing import Any

import pytest

from local_cloud.soak.report import Report, answered_otherwise, mismatched, parked_rightly

GOOD = Report(
    asked=10,
    must_be_refused=1,
    phases={"placed": 9, "rejected": 1},
    live=9,
    carts_with_duplicates=0,
    archived=2,
    wrong_order=0,
    without_answer=0,
    answered_otherwise=0,
    requests=60,
    throttled=3,
    faults=7,
    ledger_faults=5,
    kills=2,
    waiting=0,
)


PARKED: dict[str, Any] = {"live": 8, "phases": {"placed": 8, "rejected": 1, "parked": 1}}
PARKED_TWICE: dict[str, Any] = {
    "live": 7,
    "phases": {"placed": 7, "rejected": 1, "parked": 2},
    "parked_rightly": 2,
}


def test_a_soak_in_which_every_order_became_one_thing_is_good() -> None:
    assert GOOD.good
    assert GOOD.lost == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"live": 8},
        {"live": 10},
        {"carts_with_duplicates": 1},
        {"wrong_order": 1},
        {"without_answer": 1},
        {"answered_otherwise": 1},
        {"phases": {"placed": 10, "rejected": 1}},
        {"waiting": 1},
        {"must_be_refused": 0},
        PARKED,
        PARKED | {"parked_rightly": 1, "dead_letters": 2},
        PARKED_TWICE,
        {"dead_letters": 1},
    ],
)
def test_a_soak_with_anything_lost_doubled_parked_or_unanswered_is_not_good(
    wrong: dict[str, Any],
) -> None:
    assert not replace(GOOD, **wrong).good


@pytest.mark.parametrize("dead_letters", [0, 1])
def test_an_order_whose_attempts_both_came_to_nothing_may_be_parked(dead_letters: int) -> None:
    assert replace(GOOD, **PARKED, parked_rightly=1, dead_letters=dead_letters).good


def test_only_two_attempts_of_which_the_store_made_nothing_are_parked_rightly() -> None:
    orders = [
        {"id": 1, "cart_id": "a", "is_deleted": False},
        {"id": 2, "cart_id": "b", "is_deleted": True},
    ]
    entries = [
        {"phase": phase, "attempts": attempts, "cart_id": cart}
        for phase, attempts, cart in [
            ("parked", 2, "c"),
            ("parked", 2, "a"),
            ("parked", 2, "b"),
            ("parked", 1, "d"),
            ("submitting", 2, "e"),
        ]
    ]
    assert parked_rightly(entries, orders) == 1


@pytest.mark.parametrize(
    ("late", "unfinished"),
    [
        ({"live": 8, "phases": {"placed": 8, "rejected": 1, "submitting": 1}}, 1),
        ({"live": 7, "phases": {"placed": 7, "rejected": 1}, "waiting": 2}, 2),
    ],
)
def test_an_order_that_is_on_its_way_when_the_soak_ends_is_not_lost_and_not_good(
    late: dict[str, Any], unfinished: int
) -> None:
    report = replace(GOOD, **late)
    assert (report.unfinished, report.lost) == (unfinished, 0)
    assert not report.good
    assert report.verdict.startswith("NOT FINISHED")


@pytest.mark.parametrize(
    "gone",
    [
        {"live": 8, "phases": {"placed": 9, "rejected": 1}},
        {"live": 8, "phases": {"placed": 8, "rejected": 1}},
        {"live": 7, "phases": {"placed": 8, "rejected": 1, "submitting": 1}},
    ],
)
def test_an_order_that_nothing_carries_on_is_lost(gone: dict[str, Any]) -> None:
    report = replace(GOOD, **gone)
    assert report.lost == 1
    assert report.verdict == "NOT GOOD."


@pytest.mark.parametrize("calm", [{"faults": 0}, {"ledger_faults": 0}])
def test_a_soak_without_trouble_proves_nothing(calm: dict[str, Any]) -> None:
    many = replace(GOOD, asked=30, live=29, phases={"placed": 29, "rejected": 1})
    assert many.good
    assert not replace(many, **calm).good


def test_a_key_whose_order_belongs_to_another_cart_or_is_archived_counts_as_mismatched() -> None:
    orders = [
        {"id": 1, "cart_id": "a", "is_deleted": False},
        {"id": 2, "cart_id": "b", "is_deleted": True},
    ]
    entries = [
        {"phase": "placed", "order_id": 1, "cart_id": "a"},
        {"phase": "placed", "order_id": 1, "cart_id": "x"},
        {"phase": "placed", "order_id": 2, "cart_id": "b"},
        {"phase": "rejected", "order_id": 0, "cart_id": ""},
    ]
    assert mismatched(entries, orders) == 2


def test_a_caller_who_was_told_an_order_that_is_not_its_keys_counts() -> None:
    entries = [{"key": "a", "order_id": 1}, {"key": "b", "order_id": 2}]
    assert answered_otherwise(entries, {"a": 1, "b": 2}) == 0
    assert answered_otherwise(entries, {"a": 2, "b": 2, "c": 3}) == 2
