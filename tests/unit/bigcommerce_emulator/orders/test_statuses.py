from typing import Any

import pytest

from bigcommerce_emulator.api.exchanges import unrecorded
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import MUG, Shopper

TEAPOT = {"product_id": 123, "quantity": 2}
COMPLETED_ONLY = Settings(update_stock_behavior="order_completed_or_shipped")


def can_buy(shopper: Shopper, quantity: int) -> bool:
    line = {"product_id": 123, "quantity": quantity}
    return shopper.ask("POST", "/v3/carts", {"line_items": [line]}).status == 201


def put(shopper: Shopper, order_id: int, status_id: int) -> None:
    answer = shopper.ask("PUT", f"/v2/orders/{order_id}", {"status_id": status_id})
    assert shopper.body(answer)["status_id"] == status_id


def test_stock_falls_when_an_order_leaves_incomplete_and_not_before() -> None:
    shopper = Shopper()
    _, order_id = shopper.placed_order(TEAPOT)
    before = can_buy(shopper, 2)
    put(shopper, order_id, 11)

    assert before
    assert not can_buy(shopper, 2)
    assert can_buy(shopper, 1)


def test_stock_falls_only_once_however_far_the_order_moves() -> None:
    shopper = Shopper()
    _, order_id = shopper.placed_order(TEAPOT)
    for status_id in (1, 11, 2, 10):
        put(shopper, order_id, status_id)

    assert can_buy(shopper, 1)


@pytest.mark.parametrize(("status_id", "left"), [(11, True), (2, False), (10, False)])
def test_stock_can_fall_when_an_order_is_shipped_or_completed(status_id: int, left: bool) -> None:
    shopper = Shopper(COMPLETED_ONLY)
    _, order_id = shopper.placed_order(TEAPOT)
    put(shopper, order_id, status_id)

    assert can_buy(shopper, 2) is left


@pytest.mark.parametrize(("word", "left"), [("yes", True), ("no", False)])
def test_a_cancelled_order_returns_its_stock_if_settings_say_so(word: Any, left: bool) -> None:
    shopper = Shopper(Settings(cancel_returns_stock=word))
    _, order_id = shopper.placed_order(TEAPOT)
    put(shopper, order_id, 11)
    put(shopper, order_id, 5)

    assert can_buy(shopper, 2) is left


def test_a_cancelled_order_that_is_taken_up_again_takes_its_stock_again() -> None:
    shopper = Shopper()
    _, order_id = shopper.placed_order(TEAPOT)
    for status_id in (11, 5, 11):
        put(shopper, order_id, status_id)

    assert not can_buy(shopper, 2)


def test_an_order_that_was_never_paid_gives_nothing_back() -> None:
    shopper = Shopper()
    _, order_id = shopper.placed_order(TEAPOT)
    put(shopper, order_id, 5)

    assert can_buy(shopper, 2)
    shopper.store.merchant.set_stock(150, 1)
    put(shopper, order_id, 0)
    assert not can_buy(shopper, 2)


def test_orders_that_want_more_than_is_left_take_what_is_left_and_return_no_more() -> None:
    shopper = Shopper()
    cart_id, first = shopper.placed_order(TEAPOT)
    second = shopper.body(shopper.order(cart_id))["data"]["id"]
    put(shopper, first, 11)
    put(shopper, second, 11)
    sold_out = can_buy(shopper, 1)
    put(shopper, second, 5)

    assert not sold_out
    assert can_buy(shopper, 1)
    assert not can_buy(shopper, 2)


def test_an_order_for_which_nothing_is_left_can_be_cancelled_and_not_be_paid() -> None:
    shopper = Shopper(Settings(backorders="beta"))
    (_, first), (_, second) = shopper.placed_order(TEAPOT), shopper.placed_order(TEAPOT)
    put(shopper, first, 11)

    refused = shopper.ask("PUT", f"/v2/orders/{second}", {"status_id": 11})
    assert refused.status == 409
    put(shopper, second, 5)


def test_what_there_is_no_end_of_is_not_counted() -> None:
    shopper = Shopper()
    _, order_id = shopper.placed_order(MUG)
    put(shopper, order_id, 11)

    assert shopper.open_cart(MUG | {"quantity": 500})["base_amount"] == 7500


def test_the_merchant_moves_stock_too() -> None:
    shopper = Shopper()
    _, order_id = shopper.placed_order(TEAPOT)
    shopper.store.merchant.pay_order(order_id)

    assert not can_buy(shopper, 2)


def test_writing_the_same_status_changes_nothing_else() -> None:
    shopper = Shopper()
    _, order_id = shopper.placed_order(TEAPOT)
    put(shopper, order_id, 0)

    assert can_buy(shopper, 2)
    assert shopper.store.orders[0].taken == {}


def test_every_status_is_listed_with_its_name() -> None:
    shopper = Shopper(recorder=unrecorded)
    rows = shopper.body(shopper.ask("GET", "/v2/order_statuses"))

    assert [row["id"] for row in rows] == list(range(15))
    assert rows[0]["name"] == rows[0]["custom_label"] == "Incomplete"
    assert sorted(row["order"] for row in rows) == list(range(15))
    assert shopper.body(shopper.ask("GET", "/v2/order_statuses/11")) == rows[11]
    assert shopper.ask("GET", "/v2/order_statuses/15").status == 404
    assert shopper.ask("GET", "/v2/order_statuses/none").status == 404


def test_orders_are_counted_by_status() -> None:
    shopper = Shopper()
    cart_id, order_id = shopper.placed_order()
    shopper.order(cart_id)
    put(shopper, order_id, 11)
    answer = shopper.body(shopper.ask("GET", "/v2/orders/count"))
    counts = {row["id"]: row["count"] for row in answer["statuses"]}

    assert answer["count"] == 2
    assert (counts[0], counts[11], counts[5]) == (1, 1, 0)
    assert [row["sort_order"] for row in answer["statuses"]] == list(range(15))


def test_incomplete_orders_can_be_left_out_of_the_count() -> None:
    shopper = Shopper(Settings(count_incomplete="no"))
    shopper.placed_order()

    assert shopper.body(shopper.ask("GET", "/v2/orders/count"))["count"] == 0


def test_orders_that_lists_leave_out_are_counted_all_the_same() -> None:
    shopper = Shopper(Settings(order_list="only_status_0"))
    shopper.placed_order()

    assert shopper.orders() == []
    assert shopper.body(shopper.ask("GET", "/v2/orders/count"))["count"] == 1


def test_a_count_takes_the_filters_of_the_list() -> None:
    # The specification shows the filter in an example and names no parameter: not recorded.
    shopper = Shopper(recorder=unrecorded)
    cart_id, _ = shopper.placed_order()
    shopper.placed_order()
    answer = shopper.ask("GET", "/v2/orders/count", query={"cart_id": cart_id})

    assert shopper.body(answer)["count"] == 1
