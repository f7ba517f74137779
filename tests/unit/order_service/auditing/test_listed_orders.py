"""Which of a store's orders a night looks at: those of its days, and those of keys that waited."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from order_service.auditing.findings import CLOCKS
from order_service.ledger.entry import Phase
from tests.fakes.orders import order_body
from tests.fakes.shop import Shop
from tests.unit.order_service.auditing.nights import (
    DAY,
    audited,
    cart_only,
    kinds,
    known,
    second_order,
)


def test_a_duplicate_is_found_beside_an_older_key_whose_order_came_later() -> None:
    shop = Shop()
    cart_only(shop, "old")
    shop.clock.sleep(3600)
    shop.place(order_body(), "new")
    second_order(shop, "new")
    shop.clock.sleep(600)
    shop.place(order_body(), "old")
    old, new = known(shop, "old"), known(shop, "new")
    assert old.created_at < new.created_at
    assert old.order_id > new.order_id
    (one,) = audited(shop, old, new)
    assert kinds(one) == ["duplicate"]


def test_a_duplicate_that_is_older_than_the_key_s_own_order_is_found() -> None:
    shop = Shop()
    shop.place(order_body())
    shown_late = replace(known(shop), order_id=second_order(shop), attempts=2)
    (one,) = audited(shop, shown_late)
    assert kinds(one) == ["duplicate"]


def test_a_duplicate_from_before_the_days_is_found_by_its_cart() -> None:
    shop = Shop()
    shop.place(order_body())
    shop.clock.sleep(4 * DAY)
    tried_twice = replace(known(shop), order_id=second_order(shop), attempts=2)
    (one,) = audited(shop, tried_twice)
    assert kinds(one) == ["duplicate"]


def test_an_order_of_the_hour_before_the_days_is_in_the_list_and_asked_for_no_further() -> None:
    shop = Shop()
    shop.place(order_body())
    second_order(shop)
    shop.clock.sleep(3 * DAY + 1800)
    began = len(shop.calls.sent)
    (one,) = audited(shop, known(shop))
    assert kinds(one) == ["duplicate"]
    assert len(shop.calls.sent) - began == 4


@pytest.mark.parametrize(("after_they_begin", "found"), [(1800, []), (2 * 3600, ["no entry"])])
def test_an_order_of_the_first_hour_may_have_a_key_that_was_not_read(
    after_they_begin: float, found: list[str]
) -> None:
    shop = Shop()
    shop.place(order_body(), "not read")
    shop.clock.sleep(3 * DAY - after_they_begin)
    shop.place(order_body(), "read")
    (one,) = audited(shop, known(shop, "read"))
    assert kinds(one) == found


def test_an_order_from_before_the_days_is_found_although_its_key_was_refused() -> None:
    shop = Shop()
    shop.place(order_body())
    shop.clock.sleep(9 * DAY)
    refused = replace(known(shop), phase=Phase.REJECTED, order_id=0)
    (one,) = audited(shop, refused)
    assert kinds(one) == ["refused yet ordered"]


def test_a_key_that_waited_for_days_and_got_its_order_now_is_asked_for_no_further() -> None:
    shop = Shop()
    cart_only(shop, "order-1")
    shop.clock.sleep(4 * DAY)
    shop.place(order_body())
    began = len(shop.calls.sent)
    (one,) = audited(shop, known(shop))
    assert one.found == ()
    # The last page of each list is an empty one.
    assert len(shop.calls.sent) - began == 4


def test_keys_without_a_create_order_are_not_asked_for_however_old() -> None:
    shop = Shop()
    cart_only(shop, "order-1")
    shop.clock.sleep(4 * DAY)
    began = len(shop.calls.sent)
    audited(shop, known(shop))
    assert len(shop.calls.sent) - began == 2


def test_an_old_key_makes_the_list_of_orders_no_longer() -> None:
    shop = Shop()
    shop.place(order_body(), "old")
    for _ in range(3):
        shop.clock.sleep(10 * DAY)
        shop.place(order_body(), f"at-{shop.clock.now():.0f}")
    newest = known(shop, f"at-{shop.clock.now():.0f}")
    began, since = len(shop.calls.sent), datetime.fromtimestamp(shop.clock.now() - 3 * DAY, UTC)
    (one,) = audited(shop, newest, replace(known(shop, "old"), phase=Phase.PARKED))
    asked = [parse_qs(line.partition("?")[2]) for line in shop.calls.lines[began:]]
    lists = [query for query in asked if "cart_id" not in query]
    assert lists
    first = f"{since - timedelta(hours=1):%Y-%m-%dT%H:%M:%S.000Z}"
    assert [query["min_date_created"] for query in lists] == [[first]] * len(lists)
    # Orders of the days between have keys that are not read, and are not listed either.
    assert kinds(one) == ["unfinished"]


def test_an_order_without_a_key_is_reported_if_it_was_made_in_these_days() -> None:
    shop = Shop()
    shop.place(order_body(), "before")
    # Its key was last written before the days, and may not have been read.
    shop.clock.sleep(3 * DAY + 600)
    shop.place(order_body(), "lost")
    shop.clock.sleep(CLOCKS + 1)
    shop.place(order_body())
    (one,) = audited(shop, known(shop))
    assert kinds(one) == ["no entry"]
    assert f"order {known(shop, 'lost').order_id} " in one.found[0].about
