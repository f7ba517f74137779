"""What an order costs is reckoned from what was measured."""

from dataclasses import replace

import pytest

from tools.benchmark.reckoning.prices import Order, cold_share, slowness

ORDER = Order(wall_ms=450, cpu_ms=50, init_ms=500, first_ms=100, log_bytes=1000, write_units=8)


def test_only_the_processors_part_takes_longer_with_less_memory() -> None:
    assert ORDER.warm_ms(1769) == 450
    assert ORDER.warm_ms(1769 // 2) == pytest.approx(400 + 100, abs=0.1)


def test_more_memory_than_a_whole_processor_makes_nothing_faster() -> None:
    assert slowness(3000) == 1


def test_init_has_a_whole_processor_and_what_follows_has_not() -> None:
    assert ORDER.cold_ms(1769) == 600
    assert ORDER.cold_ms(1769 // 2) == pytest.approx(500 + 200, abs=0.2)


def test_lambda_bills_memory_for_time_and_each_request() -> None:
    gigabyte = replace(ORDER, wall_ms=1000, cpu_ms=0)
    assert gigabyte.compute(1024, 0) == pytest.approx(0.0000133334 + 0.20e-6)


def test_a_cold_start_is_paid_for_in_its_share() -> None:
    warm, all_cold = ORDER.compute(512, 0), ORDER.compute(512, 1)
    assert ORDER.compute(512, 0.25) == pytest.approx(warm + (all_cold - warm) / 4)


def test_write_units_and_logs_are_paid_for_through_either_entry_point() -> None:
    assert ORDER.around() == pytest.approx(8 * 0.625e-6 + 1600 / 1e9 * 0.50)


def test_the_entry_points_differ_by_their_requests() -> None:
    assert ORDER.by_api(512, 0) - ORDER.by_queue(512, 0) == pytest.approx(3.50e-6 - 3 * 0.40e-6)


def test_rare_orders_are_cold_and_frequent_ones_are_not() -> None:
    assert cold_share(1) > 0.99
    assert cold_share(240) == pytest.approx(0.368, abs=0.001)
    assert cold_share(100_000) < 1e-100
