"""Everything a caller can be told is a problem object that names no person."""

import inspect
from typing import Any

import pytest

from order_service import errors
from order_service.errors import (
    Curable,
    InvalidRequest,
    MalformedRequest,
    NotYet,
    OrderError,
    PriorRefusal,
    Refused,
)
from order_service.store import signals
from order_service.store.signals import Signal

ABSTRACT = {OrderError, Refused, NotYet, Curable}
EVERY = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, OrderError) and kind not in ABSTRACT
]


def made(kind: type[OrderError]) -> OrderError:
    if issubclass(kind, InvalidRequest):
        return kind([{"field": "a.b", "message": "is missing"}])
    if issubclass(kind, PriorRefusal):
        return kind({"code": "store_refused", "detail": "No.", "status": 422, "title": "T"})
    facts: dict[str, Any] = {"retry_after": 5} if issubclass(kind, NotYet) else {}
    return kind("What happened.", step="order", **facts)


@pytest.mark.parametrize("kind", EVERY)
def test_every_error_is_a_problem_object(kind: type[OrderError]) -> None:
    problem = made(kind).problem()
    if kind is PriorRefusal:
        return
    assert problem["type"] == f"urn:cart-to-order:problem:{kind.code}"
    assert problem["status"] == kind.status
    assert problem["code"] == kind.code
    assert problem["fix"] in ("caller", "merchant", "operator", "nobody")
    assert problem["retryable"] is issubclass(kind, NotYet)
    assert problem["title"]
    assert problem["detail"]


@pytest.mark.parametrize("kind", EVERY)
def test_every_error_says_its_cause_and_its_place_in_the_tree(kind: type[OrderError]) -> None:
    assert kind.cause
    assert kind.__doc__
    assert kind.__name__ in str(errors.__doc__)


def test_every_code_is_used_once() -> None:
    codes = [kind.code for kind in EVERY if kind is not PriorRefusal]
    assert len(codes) == len(set(codes))


def test_a_step_and_facts_are_told_only_where_there_are_any() -> None:
    assert "step" not in MalformedRequest([]).problem()
    problem = errors.StoreRefused("No.", step="cart", store={"status": 422}).problem()
    assert (problem["step"], problem["store"]) == ("cart", {"status": 422})


def test_wrong_fields_are_listed_and_named() -> None:
    error = InvalidRequest([{"field": "a", "message": "x"}, {"field": "b[0]", "message": "y"}])
    assert error.detail == "Correct and send again: a, b[0]."
    assert error.problem()["errors"] == [
        {"field": "a", "message": "x"},
        {"field": "b[0]", "message": "y"},
    ]


def test_a_signal_is_never_an_answer() -> None:
    found = [
        kind
        for _, kind in inspect.getmembers(signals, inspect.isclass)
        if issubclass(kind, Signal) and kind is not Signal
    ]
    assert len(found) == 4
    assert not any(issubclass(kind, OrderError) for kind in found)
