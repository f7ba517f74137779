from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from bigcommerce_emulator.http.faults import FaultPlan, FaultPlanError, read_plan


def drawn(document: dict[str, Any], operation: str = "create_order", times: int = 2000) -> Any:
    plan = read_plan(document)
    draws = [plan.draw(operation, None, 0).fault for _ in range(times)]
    return Counter(draw.kind if draw else "none" for draw in draws)


def test_an_empty_plan_lets_everything_through() -> None:
    draw = FaultPlan().draw("create_order", "cart", 0)

    assert (draw.fault, draw.delay_before, draw.delay_after) == (None, 0, 0)


def test_faults_come_as_often_as_they_should() -> None:
    counts = drawn(
        {
            "faults": [
                {"operation": "create_order", "kind": "cut", "probability": 0.2},
                {"kind": "status", "status": 500, "probability": 0.1},
            ]
        }
    )

    assert counts["cut"] == pytest.approx(400, abs=80)
    assert counts["status"] == pytest.approx(200, abs=60)


def test_a_fault_strikes_only_its_operation() -> None:
    rule = {"operation": "create_order", "kind": "cut"}

    assert drawn({"faults": [rule]}, "create_order", 5) == {"cut": 5}
    assert drawn({"faults": [rule]}, "create_cart", 5) == {"none": 5}


def test_the_same_seed_draws_the_same_faults_and_another_does_not() -> None:
    def kinds(seed: int) -> list[bool]:
        plan = read_plan({"seed": seed, "faults": [{"kind": "cut", "probability": 0.5}]})
        return [plan.draw("create_cart", None, 0).fault is None for _ in range(64)]

    assert kinds(1) == kinds(1)
    assert kinds(1) != kinds(2)


def test_a_cart_is_spared_after_its_first_seconds() -> None:
    plan = read_plan({"only_first_seconds": 10, "faults": [{"kind": "cut"}]})
    struck = [plan.draw("billing_address", "old", now).fault for now in (100, 109.9, 110, 500)]

    assert [fault is not None for fault in struck] == [True, True, False, False]
    assert plan.draw("billing_address", "young", 500).fault is not None
    assert plan.draw("create_cart", None, 500).fault is not None


def test_delays_are_fixed_or_drawn_between_two_bounds() -> None:
    plan = read_plan({"faults": [{"kind": "delay", "ms": 50}, SPREAD]})
    draws = [plan.draw("create_cart", None, 0) for _ in range(50)]

    assert {draw.delay_before for draw in draws} == {0.05}
    assert all(0.1 <= draw.delay_after < 0.2 for draw in draws)
    assert any(first != second for first, second in pairwise(d.delay_after for d in draws))
    assert all(draw.fault is None for draw in draws)


def struck(plan: FaultPlan, carts: str) -> list[bool]:
    return [plan.draw("create_order", cart, 0).fault is not None for cart in carts]


def test_a_fault_can_let_calls_pass_and_strike_only_so_often() -> None:
    plan = read_plan({"faults": [{"kind": "cut", "skip": 1, "times": 2}]})

    assert struck(plan, "aaaaa") == [False, True, True, False, False]


def test_a_fault_can_be_counted_for_each_cart_by_itself() -> None:
    plan = read_plan({"faults": [{"kind": "cut", "skip": 1, "times": 1, "per": "cart"}]})

    assert struck(plan, "aabbab") == [False, True, False, True, False, False]


def test_a_fault_can_be_meant_for_one_cart() -> None:
    plan = read_plan({"faults": [{"kind": "cut", "cart_id": "b"}, {"kind": "cut", "times": 1}]})

    assert struck(plan, "aaba") == [True, False, True, False]


@pytest.mark.parametrize(
    ("shape", "ms", "median", "p99"),
    [
        ("even", [100, 300], 200, 298),
        ("log_normal", [100, 1000], 100, 1000),
        ("exponential", [50, 150], 50 + 69.3, 50 + 460.5),
    ],
)
def test_delays_have_the_shape_that_is_asked_for(
    shape: str, ms: list[int], median: float, p99: float
) -> None:
    plan = read_plan({"faults": [{"kind": "delay", "shape": shape, "ms": ms}]})
    rows = sorted(plan.draw("create_order", None, 0).delay_before * 1000 for _ in range(5000))

    assert rows[2500] == pytest.approx(median, rel=0.1)
    assert rows[4950] == pytest.approx(p99, rel=0.2)


def test_no_delay_is_longer_than_a_minute() -> None:
    plan = read_plan({"faults": [{"kind": "delay", "ms": 1_000_000}]})

    assert plan.draw("create_order", None, 0).delay_before == 60


def test_a_plan_reads_back_as_it_was_written() -> None:
    document = read_plan({"seed": 9, "only_first_seconds": 5, "faults": [SPREAD]}).as_document()

    assert read_plan(document).as_document() == document
    assert document["faults"][0]["ms"] == [100.0, 200.0]


def test_what_spoils_an_answer_happens_after_the_effect() -> None:
    plan = read_plan({"faults": [{"kind": "truncated"}]})
    fault = plan.draw("create_order", None, 0).fault

    assert fault is not None
    assert fault.when == "after"


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "an object with a list of faults"),
        ({"fault": []}, "a fault plan has no fault"),
        ({"faults": {}}, "faults is a list"),
        ({"seed": "x"}, "are numbers"),
        ({"faults": ["cut"]}, r"faults\[0\]"),
        ({"faults": [{"operation": "create_order"}]}, r"faults\[0\]: a fault needs kind$"),
        ({"faults": [{"knd": "cut"}]}, "a fault has no knd; did you mean 'kind'"),
        ({"faults": ["cut"]}, r"faults\[0\]: a fault is an object$"),
        ({"faults": [{"kind": "fire"}]}, "kind is one of status, cut"),
        ({"faults": [{"kind": "cut", "operation": "lunch"}]}, "operation is one of"),
        ({"faults": [{"kind": "cut", "when": "later"}]}, "when is one of before, after"),
        ({"faults": [{"kind": "status", "status": 418}]}, "status is one of 403, 423, 429, 500"),
        ({"faults": [{"kind": "cut", "probability": 1.5}]}, "between 0 and 1"),
        ({"faults": [{"kind": "status", "reset_ms": -1}]}, "reset_ms is not negative"),
        ({"faults": [{"kind": "delay", "ms": [5, 1]}]}, "lowest, highest"),
        ({"faults": [{"kind": "not_json", "when": "before"}]}, "never before the effect"),
        ({"faults": [{"kind": "cut"}, {"kind": "not_json"}]}, "add up to 2.00, over 1"),
        ({"faults": [{"kind": "cut", "times": -1}]}, "times is a whole number from 0"),
        ({"faults": [{"kind": "cut", "skip": 0.5}]}, "skip is a whole number from 0"),
        ({"faults": [{"kind": "cut", "per": "day"}]}, "per is one of store, cart"),
        ({"faults": [{"kind": "delay", "shape": "flat"}]}, "shape is one of even"),
        ({"faults": [{"kind": "delay", "shape": "log_normal"}]}, "a median above 0"),
    ],
)
def test_a_plan_that_cannot_be_used_is_explained(document: object, words: str) -> None:
    with pytest.raises(FaultPlanError, match=words):
        read_plan(document)


SPREAD = {"kind": "delay", "ms": [100, 200], "when": "after"}
