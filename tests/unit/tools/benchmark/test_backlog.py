"""The model of a backlog: it keeps to SQS's limit, and shows who is delayed by it."""

import pytest

from tools.benchmark.backlog import costs
from tools.benchmark.backlog_model import Size, beside, hidden_only, sent_again

SMALL = Size(orders=3_000, stores=5, executions=10, most_in_flight=500, seconds=120)


def test_orders_that_are_only_hidden_stop_all_other_stores() -> None:
    found, alone = beside(SMALL, hidden_only)
    assert found.in_flight == SMALL.most_in_flight
    assert found.unplaced == len(found.waits) > 100
    assert alone.unplaced == 0


def test_orders_that_are_sent_again_delay_nobody() -> None:
    found, alone = beside(SMALL, sent_again)
    assert found.unplaced == 0
    assert found.mean <= 1.05 * alone.mean
    assert 0 < found.in_flight < SMALL.most_in_flight


@pytest.mark.parametrize("tickets", [hidden_only, sent_again])
def test_no_order_is_lost_and_none_is_placed_twice(tickets: object) -> None:
    size = Size(orders=500, stores=1, executions=5, most_in_flight=600, seconds=700)
    found, _ = beside(size, sent_again if tickets is sent_again else hidden_only)
    assert 480 <= found.placed <= 500


def test_waiting_costs_more_than_in_proportion_to_the_backlog() -> None:
    found, _ = beside(SMALL, sent_again)
    ten, hundred, _ = costs(found)
    dollars = [float(row[4].lstrip("$").replace(",", "")) for row in (ten, hundred)]
    assert dollars[1] == pytest.approx(100 * dollars[0], rel=0.3)
