"""Start times fill the quota, make room for others, and are corrected by what the store tells."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_service.bigcommerce.quota import Quota
from order_service.queueing.pace import (
    GO_ON,
    LONGEST_HIDDEN,
    MIN_DELAY,
    MOST_HIDDEN,
    SECOND_TICKET_FACTOR,
    SLOWEST,
    TARGET_UTILISATION,
    WINDOWS_TO_FORGET,
    Pace,
    Turn,
    Wait,
    calls_of,
    corrected,
    is_newer,
    is_news,
    starts,
    waiting,
    waits,
)
from order_service.request.intake import read_order
from tests.fakes.orders import AUSTIN, order_body

NOW = 1_000.0
MOST_IN_FLIGHT = 120_000
FIRST, SECOND, THIRD = Turn(5, 1), Turn(5, 2), Turn(5, 3)
USED_UP = Pace(left=3, resets_at=NOW + 12, seen_at=NOW)


def seen(left: int, ends_in: float, limit: int = 150, at: float = NOW) -> Quota:
    return Quota(limit, 30.0, left, at + ends_in, at)


def test_tickets_of_a_whole_window_take_the_quota_and_hardly_less() -> None:
    assert Pace().seconds_for(150 * TARGET_UTILISATION, NOW) == pytest.approx(30)


def test_a_large_plan_is_three_times_as_fast() -> None:
    assert Pace(limit=450).seconds_for(15, NOW) == pytest.approx(Pace().seconds_for(5, NOW))


def test_a_huge_quota_needs_no_pace() -> None:
    assert Pace(limit=1_000_000).boundless
    assert not Pace(limit=450).boundless


def test_orders_start_one_after_the_other_behind_those_that_wait() -> None:
    pace = Pace(next_at=NOW + 20)
    each = pace.seconds_for(5, NOW)
    expected = [NOW + 20, NOW + 20 + each, NOW + 20 + 2 * each]
    assert starts(pace, NOW + 20, [5, 5, 5], NOW) == pytest.approx(expected)


def test_a_batch_that_finds_nobody_waiting_starts_at_once() -> None:
    assert starts(Pace(), NOW, [5] * 10, NOW) == [NOW] * 10


def test_while_the_line_is_short_nobody_waits_in_it() -> None:
    assert starts(Pace(), NOW + 9, [5], NOW) == [NOW]
    assert starts(Pace(), NOW + 11, [5], NOW) == [NOW + 11]


def test_nobody_starts_ahead_of_a_ticket_where_nothing_is_left() -> None:
    assert starts(USED_UP, NOW + 9, [5], NOW) == [NOW + 9]


def test_of_a_huge_batch_only_a_part_starts_at_once() -> None:
    times = starts(Pace(), NOW, [5] * 100, NOW)
    assert times[9] == NOW
    assert times[10] > NOW + 10
    assert times[99] == pytest.approx(NOW + Pace().seconds_for(495, NOW))


def test_nobody_to_start_needs_no_start() -> None:
    assert starts(Pace(), NOW, [], NOW) == []


def test_the_first_receive_takes_a_ticket_and_later_ones_have_it() -> None:
    assert waits(Pace(), [FIRST, SECOND, THIRD], NOW) == [None, 0.0, 0.0]


def test_where_nothing_is_left_the_second_receive_takes_another_ticket() -> None:
    assert waits(USED_UP, [SECOND], NOW) == [None]


def test_an_order_that_had_both_tickets_waits_only_for_the_window_to_end() -> None:
    assert waits(USED_UP, [THIRD], NOW) == [12.0]


def test_nobody_is_sent_away_for_less_than_is_worth_it() -> None:
    assert waits(replace(USED_UP, resets_at=NOW + 0.1), [THIRD], NOW) == [MIN_DELAY]


def test_the_orders_of_one_batch_share_what_is_left() -> None:
    pace = Pace(left=19, resets_at=NOW + 12, seen_at=NOW)
    assert waits(pace, [THIRD, THIRD, THIRD], NOW) == [0.0, 0.0, 12.0]


def test_an_order_that_fits_in_no_window_begins_where_half_of_one_is_left() -> None:
    huge = Turn(400, 3)
    fresh = Pace(left=150, resets_at=NOW + 12, seen_at=NOW)
    assert waits(fresh, [huge], NOW) == [0.0]
    assert waits(replace(fresh, left=70), [huge], NOW) == [12.0]


def test_a_second_ticket_is_wider() -> None:
    assert Turn(5, 1).width == 5
    assert Turn(5, 2).width == pytest.approx(5 * SECOND_TICKET_FACTOR)


def test_some_calls_are_kept_for_orders_that_somebody_waits_for_until_the_window_ends() -> None:
    left_over = Pace(left=8, resets_at=NOW + 12, seen_at=NOW)
    assert not left_over.lets_in(5, NOW)
    assert replace(left_over, resets_at=NOW + 2).lets_in(5, NOW)
    assert not replace(left_over, left=5, resets_at=NOW + 2).lets_in(5, NOW)


def test_a_window_that_has_ended_is_no_obstacle() -> None:
    assert USED_UP.lets_in(5, USED_UP.resets_at)
    assert USED_UP.opens_at(NOW) == NOW + 12
    assert USED_UP.opens_at(NOW + 12) == NOW + 12


def test_what_other_apps_have_used_since_is_counted_as_gone() -> None:
    pace = Pace(left=20, resets_at=NOW + 20, seen_at=NOW, slower=2.0, slowed_at=NOW)
    assert pace.lets_in(5, NOW)
    assert not pace.lets_in(5, NOW + 3)


def test_a_wait_is_none_when_short_and_a_new_message_when_long() -> None:
    assert waiting(Pace(), MIN_DELAY - 0.01, NOW) == GO_ON
    assert waiting(Pace(), MIN_DELAY, NOW) == Wait(MIN_DELAY)
    assert waiting(Pace(), LONGEST_HIDDEN, NOW) == Wait(LONGEST_HIDDEN)
    assert waiting(Pace(), LONGEST_HIDDEN + 1, NOW) == Wait(LONGEST_HIDDEN + 1, again=True)


@pytest.mark.parametrize("calls_a_window", [150, 450, 5_000, 29_000])
def test_a_hundred_stores_with_backlogs_hide_less_than_sqs_holds(calls_a_window: int) -> None:
    pace = Pace(limit=calls_a_window)
    each = pace.seconds_for(5, NOW)
    waits = [waiting(pace, number * each, NOW) for number in range(10_000)]
    hidden = sum(not wait.again for wait in waits)
    assert min(MOST_HIDDEN, LONGEST_HIDDEN / each) - 1 <= hidden <= MOST_HIDDEN + 6
    assert hidden * 100 <= MOST_IN_FLIGHT / 2


def test_a_quota_used_up_early_makes_tickets_slower_by_as_much() -> None:
    pace = corrected(Pace(next_at=5.0), seen(0, ends_in=10))
    assert pace.slower == pytest.approx(1.5)
    assert pace.slowed_just_now
    assert (pace.left, pace.resets_at, pace.next_at) == (0, NOW + 10, 5.0)


def test_a_quota_used_up_at_once_does_not_stop_the_queue_for_long() -> None:
    assert corrected(Pace(), seen(0, ends_in=30)).slower == pytest.approx(SLOWEST)


def test_a_quota_that_lasts_slows_nothing() -> None:
    pace = corrected(Pace(), seen(100, ends_in=20))
    assert pace.slower == 1
    assert not pace.slowed_just_now


def test_what_was_slower_before_stays_so() -> None:
    before = Pace(slower=2.0, slowed_at=NOW)
    assert corrected(before, seen(0, ends_in=3)).slower == 2.0


def test_the_slowing_down_fades() -> None:
    pace = Pace(slower=2.0, slowed_at=NOW)
    assert pace.slowness(NOW) == 2
    assert pace.slowness(NOW + 15 * WINDOWS_TO_FORGET) == pytest.approx(1.5)
    assert pace.slowness(NOW + 30 * WINDOWS_TO_FORGET) == 1
    assert pace.slowness(NOW - 99) == 2


@pytest.mark.parametrize(
    ("left", "ends_in", "newer"),
    [(99, 29.0, True), (2, 12.2, True), (4, 12.2, False), (0, -18.0, False)],
    ids=["a later window", "further on", "not as far", "an earlier window"],
)
def test_only_what_is_newer_counts(left: int, ends_in: float, newer: bool) -> None:
    assert is_newer(USED_UP, seen(left, ends_in)) is newer


def test_news_is_another_quota_or_that_little_is_left() -> None:
    assert is_news(Pace(), seen(400, 20, limit=450))
    assert is_news(Pace(), seen(30, 20))
    assert not is_news(Pace(), seen(100, 20))
    assert not is_news(USED_UP, seen(3, 12))


ITEM = {"product_id": 120, "quantity": 1}


@pytest.mark.parametrize(
    ("asked", "calls"),
    [
        ({}, 5),
        ({"consignments": None}, 5),
        ({"coupon_codes": ["A", "B"], "customer_message": "Thanks"}, 8),
        ({"fees": [{"name": "Box", "cost": 1}], "customer": {"email": "jane@example.com"}}, 7),
        ({"line_items": [{"sku": "A", "quantity": 1}, {"sku": "B", "quantity": 1}]}, 7),
        ({"line_items": [ITEM]}, 5),
        ({"staff_notes": "Ring twice"}, 7),
        ({"status": "Awaiting Fulfillment"}, 8),
        ({"after_order": "delete"}, 6),
    ],
)
def test_an_order_takes_five_calls_and_those_of_what_it_asks_besides(
    asked: dict[str, Any], calls: int
) -> None:
    assert calls_of(read_order(order_body(**asked))) == calls


def test_each_further_consignment_takes_a_call() -> None:
    lines = [{"sku": "abc-123"}, {"product_id": 120}]
    two = [{"line_items": [line], "address": AUSTIN} for line in lines]
    body = order_body(line_items=[ITEM], consignments=two)
    assert calls_of(read_order(body)) == 6


@given(
    st.lists(st.integers(5, 60), max_size=20),
    st.floats(0, 5_000),
    st.integers(10, 500),
)
def test_no_order_starts_before_its_batch_may_and_none_overtakes(
    widths: list[int], ahead: float, limit: int
) -> None:
    pace = Pace(next_at=NOW + ahead, limit=limit)
    first = max(pace.next_at, NOW)
    times = starts(pace, first, widths, NOW)
    assert times == sorted(times)
    assert all(time >= NOW for time in times)
    assert all(time <= first + pace.seconds_for(sum(widths), NOW) for time in times)
