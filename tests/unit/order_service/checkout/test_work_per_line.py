"""What an answer of the store costs is proportional to its lines and consignments."""

import sys
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

import pytest

from order_service.checkout.next_step import next_step
from tests.fakes.large_orders import KINDS, Kind, its_checkout, large_order

FEW, MANY = 40, 160
MORE = 1.1
"""How much more than its share the larger order may take: sorting, and growing tables."""


def instructions(work: Callable[[], object]) -> int:
    """Count the bytecode instructions that the work takes, with no clock."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes = True
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def work_of(lines: int, kind: Kind, *, spelled: bool) -> int:
    order, checkout = large_order(lines, kind), its_checkout(lines, kind, spelled=spelled)
    assert next_step(checkout, order) is None
    return instructions(lambda: next_step(checkout, order))


@pytest.mark.parametrize("kind", KINDS)
def test_four_times_the_lines_take_four_times_the_work(kind: Kind) -> None:
    few, many = (work_of(lines, kind, spelled=False) for lines in (FEW, MANY))
    assert few > 100 * FEW
    assert many < few * (MANY / FEW) * MORE


@pytest.mark.parametrize("kind", ["prices", "texts", "products"])
def test_a_store_that_spells_every_address_its_way_costs_no_more_for_each(kind: Kind) -> None:
    few, many = (work_of(lines, kind, spelled=True) for lines in (FEW, MANY))
    assert many < few * (MANY / FEW) * MORE


def test_reading_an_order_takes_work_for_each_of_its_lines() -> None:
    few, many = (instructions(partial(large_order, lines, "identical")) for lines in (FEW, MANY))
    assert many < few * (MANY / FEW) * MORE


def test_work_for_each_pair_would_be_seen() -> None:
    def pairs(count: int) -> int:
        return instructions(lambda: [None for _ in range(count) for _ in range(count)])

    assert pairs(MANY) > pairs(FEW) * (MANY / FEW) * 2
