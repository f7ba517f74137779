"""The table of growth is reckoned from what is kept, and the page has it."""

from math import exp

import pytest

from tools.benchmark.places import DOCUMENT, kept
from tools.benchmark.reckoning.daily import DEPLOYED, STEPS
from tools.benchmark.reckoning.scans import Measured, Night
from tools.benchmark.scale import growth, ledger_size

FOUND = growth.growth(kept())


def test_the_page_has_what_the_code_reckons() -> None:
    page = DOCUMENT.read_text()
    assert growth.section(FOUND) in page
    assert ledger_size.section(Measured(**kept()["ledger_size"])) in page


def test_a_months_orders_are_placed_kept_and_audited() -> None:
    night = Night(FOUND.audit, 90 * 100_000)
    placing = 30 * 100_000 * FOUND.order.by_queue(DEPLOYED, 0)
    assert FOUND.variable(100_000) == pytest.approx(placing + night.storage + 30 * night.dollars)
    by_api = FOUND.variable(100_000, by_api=True) - FOUND.variable(100_000)
    assert by_api == pytest.approx(3_000_000 * (3.50e-6 - 3 * 0.40e-6))


def test_what_is_fixed_is_the_stack_its_secrets_and_its_metrics() -> None:
    assert FOUND.fixed(0) == FOUND.stack.idle_month + 0.40
    metrics = 0.30 * 32 * (1 - exp(-1))
    assert FOUND.fixed(24) == pytest.approx(FOUND.stack.idle_month + 0.40 + metrics)
    ten_stores = FOUND.stack.idle_month + 10 * 0.40 + 0.30 * 50
    assert FOUND.fixed(864_000) == pytest.approx(ten_stores)


def test_few_orders_meet_no_limit_and_many_meet_the_stores_first() -> None:
    assert FOUND.met(10_000) == []
    assert [limit.name for limit in FOUND.met(100_000)] == ["one store's quota, Standard or Plus"]
    assert FOUND.met(STEPS[-1])[0].change(10_000_000 / 86_400) == "116 stores, or 39 on Pro"


def test_every_limit_that_is_met_names_what_to_change() -> None:
    for limit in FOUND.limits():
        assert limit.change(2 * limit.rate)
        assert limit.source


def test_enough_executions_are_named_for_the_orders() -> None:
    (limit,) = [one for one in FOUND.limits() if "QueueConcurrency" in one.name]
    least = int("".join(filter(str.isdigit, limit.change(100.0))))
    assert (least - 1) * FOUND.batches() < 100 <= least * FOUND.batches()
