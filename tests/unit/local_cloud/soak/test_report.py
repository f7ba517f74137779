from dataclasses import replace
from typing import Any

import pytest

from local_cloud.aws.entry_points import Answer
from local_cloud.soak.callers import End, end_in
from local_cloud.soak.report import (
    MOST_ATTEMPTS,
    Report,
    answered_otherwise,
    letters_astray,
    mismatched,
    parked_rightly,
)
from order_service.placing import submission

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
    parked_rightly=0,
    letters_astray=0,
)


PARKED: dict[str, Any] = {"live": 8, "phases": {"placed": 8, "rejected": 1, "parked": 1}}


def parked(asked: int, many: int) -> Report:
    """Return a soak of so many orders, of which so many were rightly parked."""
    phases = {"placed": asked - 1 - many, "rejected": 1, "parked": many}
    live = phases["placed"]
    return replace(GOOD, asked=asked, live=live, phases=phases, parked_rightly=many)


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
        PARKED | {"parked_rightly": 1, "letters_astray": 1},
        {"letters_astray": 1},
    ],
)
def test_a_soak_with_anything_lost_doubled_wrongly_parked_or_unanswered_is_not_good(
    wrong: dict[str, Any],
) -> None:
    assert not replace(GOOD, **wrong).good


@pytest.mark.parametrize(("asked", "most"), [(10, 1), (60, 1), (499, 1), (500, 2), (1000, 3)])
def test_few_orders_may_be_parked_though_rightly(asked: int, most: int) -> None:
    assert parked(asked, most).good
    assert not parked(asked, most + 1).good


def test_the_verdict_does_not_say_that_a_parked_order_is_there() -> None:
    assert parked(60, 0).verdict == "Every order exactly once."
    assert parked(60, 1).verdict == "No order lost or doubled; 1 rightly left to a person."


def test_only_two_attempts_of_which_the_store_made_nothing_are_parked_rightly() -> None:
    orders = [
        {"id": 1, "cart_id": "a", "is_deleted": False},
        {"id": 2, "cart_id": "b", "is_deleted": True},
    ]
    entries = [
        {"phase": phase, "attempts": attempts, "cart_id": cart, "refused": refused}
        for phase, attempts, cart, refused in [
            ("parked", 2, "c", False),
            ("parked", 2, "f", True),
            ("parked", 2, "", False),
            ("parked", 2, "a", False),
            ("parked", 2, "b", False),
            ("parked", 1, "d", False),
            ("submitting", 2, "e", False),
        ]
    ]
    assert parked_rightly(entries, orders) == 1


def test_a_soak_counts_as_many_attempts_as_the_service_makes() -> None:
    assert MOST_ATTEMPTS == submission.MOST_ATTEMPTS


@pytest.mark.parametrize(("letters", "astray"), [("ab", 0), ("a", 1), ("abc", 1), ("c", 3)])
def test_every_parked_key_has_a_dead_letter_and_no_other_has(letters: str, astray: int) -> None:
    phases = {"a": "parked", "b": "parked", "c": "placed"}
    entries = [{"key": key, "phase": phase} for key, phase in phases.items()]
    assert letters_astray(entries, set(letters)) == astray


@pytest.mark.parametrize(
    ("status", "body", "end"),
    [
        (201, {"order_id": 7}, ("placed", 7)),
        (422, {"code": "store_refused"}, ("rejected", 0)),
        (202, {"state": "parked"}, ("parked", 0)),
        (202, {"state": "submitting"}, None),
        (502, None, None),
        (502, "Bad Gateway", None),
    ],
)
def test_an_answer_has_the_end_of_its_key_or_says_that_it_goes_on(
    status: int, body: Any, end: End | None
) -> None:
    assert end_in(Answer(status, {}, body)) == end


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


def test_a_caller_who_was_answered_with_another_end_than_its_keys_counts() -> None:
    ends = {"a": ("placed", 1), "b": ("placed", 2), "c": ("rejected", 0), "d": ("parked", 0)}
    entries = [{"key": key, "phase": end, "order_id": id_} for key, (end, id_) in ends.items()]
    assert answered_otherwise(entries, ends) == 0
    wrong = {"a": ("placed", 2), "b": ("rejected", 0), "c": ("parked", 0), "e": ("placed", 5)}
    assert answered_otherwise(entries, ends | wrong) == 4
