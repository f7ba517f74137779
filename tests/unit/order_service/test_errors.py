"""Everything a caller can be told is a problem object that names no person."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from order_service import errors
from order_service.answers import Problem
from order_service.checkout.steps import AddMetafield, ApplyCoupon, named
from order_service.errors import (
    Curable,
    InvalidRequest,
    MalformedRequest,
    NotYet,
    OrderError,
    PriorRefusal,
    Refused,
    VersionMismatch,
)
from order_service.request.adjustments import Metafield
from order_service.store import signals
from order_service.store.refusal_causes import EVERY_CAUSE, explained
from order_service.store.signals import Signal
from tools.places import ROOT

SERVICE = ROOT / "functions" / "order_service"
FACTS: dict[str, Any] = {
    "order_id": 101,
    "step": "cart",
    "errors": [{"field": "a.b", "message": "is missing"}],
    "store": {"status": 422, "words": ["No."]},
    "cause": "coupon_invalid",
    "hint": "Leave it out.",
    "shortages": [{"variant_id": 118, "available_quantity": 1}],
    "coupon_code": "A",
    "metafield": "erp.batch",
    "offered": [
        {"type": "flat", "description": "Flat", "cost": "5.00", "transit_time": "", "left_out": "x"}
    ],
    "expected": "1.00",
    "actual": "2.00",
    "currency": "USD",
    "refusal": {"code": "store_refused", "step": "cart"},
}
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
    said = {"status": 422, "words": ["No."]}
    problem = errors.StoreRefused("No.", step="cart", store=said).problem()
    assert (problem["step"], problem["store"]) == ("cart", said)
    assert "hint" not in problem


def test_wrong_fields_are_listed_and_named() -> None:
    error = InvalidRequest([{"field": "a", "message": "x"}, {"field": "b[0]", "message": "y"}])
    assert error.detail == "Correct and send again: a, b[0]."
    assert error.problem()["errors"] == [
        {"field": "a", "message": "x"},
        {"field": "b[0]", "message": "y"},
    ]


KINDS = {kind.__name__ for kind in EVERY}


def facts_in(path: Path) -> Iterator[str]:
    """The names of the facts that errors are raised with in a file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS:
            yield from (fact.arg for fact in node.keywords if fact.arg)


def test_every_fact_that_an_error_is_raised_with_is_a_field_of_the_problem() -> None:
    found = {name for path in SERVICE.rglob("*.py") for name in facts_in(path)}
    assert {"offered", "expected", "actual", "currency"} <= found
    assert found - {"retry_after"} <= Problem.model_fields.keys()


def test_every_fact_that_is_added_to_a_refusal_is_a_field_of_the_problem() -> None:
    field = Metafield(namespace="erp", key="batch", value="B-77")
    added = [named(ApplyCoupon("A")), named(AddMetafield(field))]
    added += [explained(cause) for cause in EVERY_CAUSE]
    assert {name for facts in added for name in facts} == {
        *("coupon_code", "metafield", "cause", "fix", "hint")
    }
    assert {name for facts in added for name in facts} <= Problem.model_fields.keys()


@pytest.mark.parametrize("kind", EVERY)
def test_every_problem_has_fields_of_the_model_only(kind: type[OrderError]) -> None:
    error = made(kind)
    error.facts = {**error.facts, **FACTS}
    if kind is PriorRefusal:
        return
    problem = error.problem()
    assert problem | FACTS == problem
    assert problem.keys() | {"correlation_id"} == Problem.model_fields.keys()


def test_what_another_version_recorded_is_answered_with_all_that_it_said() -> None:
    problem = errors.StoreRefused("No.", step="cart").problem() | {"of_tomorrow": 5}
    assert Problem.model_validate(problem).model_dump(mode="json") == problem


def test_a_signal_is_never_an_answer() -> None:
    found = [
        kind
        for _, kind in inspect.getmembers(signals, inspect.isclass)
        if issubclass(kind, Signal) and kind is not Signal
    ]
    assert len(found) == 5
    assert not any(issubclass(kind, OrderError) for kind in found)


def test_what_only_another_version_can_read_comes_back_later_each_time() -> None:
    """Its message may be a stranger's, which no version will ever read."""
    assert VersionMismatch("Unread.").backs_off
