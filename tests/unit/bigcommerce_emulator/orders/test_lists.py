import pytest

from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import Shopper


def ids(shopper: Shopper, **query: str) -> list[int]:
    return [row["id"] for row in shopper.orders(**query)]


@pytest.fixture
def shopper() -> Shopper:
    """A store with five orders of one cart, 101 to 105, and one of another, 106."""
    shopper = Shopper()
    cart_id, _ = shopper.placed_order()
    for _ in range(4):
        shopper.clock.now += 1
        shopper.order(cart_id)
    shopper.placed_order()
    return shopper


def test_orders_are_listed_by_id(shopper: Shopper) -> None:
    assert ids(shopper) == [101, 102, 103, 104, 105, 106]


def test_a_list_can_be_sorted_and_turned_around(shopper: Shopper) -> None:
    shopper.store.merchant.move_order(103, 11)

    assert ids(shopper, sort="id:desc")[:2] == [106, 105]
    assert ids(shopper, sort="status_id:desc")[0] == 103
    assert ids(shopper, sort="date_created:asc")[0] == 101


def test_a_list_comes_in_pages(shopper: Shopper) -> None:
    assert ids(shopper, limit="4") == [101, 102, 103, 104]
    assert ids(shopper, limit="4", page="2") == [105, 106]
    assert ids(shopper, limit="4", page="3") == []


def test_a_list_has_fifty_rows_unless_asked() -> None:
    shopper = Shopper()
    cart_id = shopper.ready_cart()
    for _ in range(51):
        shopper.order(cart_id)

    assert len(ids(shopper)) == 50
    assert len(ids(shopper, limit="300")) == 51


def test_orders_are_found_by_cart_and_no_strangers_with_them(shopper: Shopper) -> None:
    cart_id = shopper.store.orders[-1].cart_id

    assert ids(shopper, cart_id=cart_id) == [106]
    assert ids(shopper, cart_id="another") == []


def test_a_store_may_ignore_by_which_cart_orders_are_asked_for() -> None:
    shopper = Shopper(Settings(order_filter="ignored"))
    cart_id, first = shopper.placed_order()
    _, second = shopper.placed_order()
    shopper.store.merchant.move_order(first, 11)

    assert ids(shopper, cart_id=cart_id) == [first, second]
    assert ids(shopper, cart_id=cart_id, status_id="0") == [second]
    assert ids(shopper, cart_id="another", max_id=str(first)) == [first]
    answer = shopper.ask("GET", "/v2/orders/count", None, {"cart_id": cart_id})
    assert isinstance(answer.body, dict)
    assert answer.body["count"] == 2


def test_orders_are_found_by_numbers(shopper: Shopper) -> None:
    shopper.store.merchant.move_order(102, 11)

    assert ids(shopper, min_id="103", max_id="104") == [103, 104]
    assert ids(shopper, status_id="11") == [102]
    assert ids(shopper, status_id="0", max_id="102") == [101]


def test_orders_are_found_by_the_callers_own_number(shopper: Shopper) -> None:
    shopper.ask("PUT", "/v2/orders/104", {"external_order_id": "A-7"})

    assert ids(shopper, external_order_id="A-7") == [104]


def test_orders_are_found_by_total(shopper: Shopper) -> None:
    _, dearer = shopper.placed_order({"product_id": 127, "quantity": 1})

    assert ids(shopper, min_total="50") == [dearer]
    assert dearer not in ids(shopper, max_total="37.48")
    assert len(ids(shopper, max_total="37.48")) == 6


def test_orders_are_found_by_time_in_both_notations(shopper: Shopper) -> None:
    assert ids(shopper, min_date_created="2023-11-14T22:13:24+00:00") == [105, 106]
    assert ids(shopper, min_date_created="2023-11-14T22:13:24") == [105, 106]
    assert ids(shopper, max_date_created="Tue, 14 Nov 2023 17:13:20 -0500") == [101]
    shopper.clock.now += 60
    shopper.store.merchant.move_order(102, 11)
    assert ids(shopper, min_date_modified="2023-11-14T22:14:00.000+00:00") == [102]
    assert 102 not in ids(shopper, max_date_modified="2023-11-14T22:14:00.000+00:00")


def test_an_order_is_found_by_the_second_of_its_date_and_by_no_fraction_of_it() -> None:
    shopper = Shopper()
    shopper.clock.now += 0.7
    shopper.placed_order()

    assert ids(shopper, min_date_created="2023-11-14T22:13:20.500Z") == []
    assert ids(shopper, max_date_created="2023-11-14T22:13:20.500Z") == [101]


def test_orders_can_be_sorted_by_a_number_that_none_of_them_has(shopper: Shopper) -> None:
    assert ids(shopper, sort="external_id") == [101, 102, 103, 104, 105, 106]


@pytest.mark.parametrize(
    "query",
    [
        {"min_total": "much"},
        {"max_total": "NaN"},
        {"min_date_created": "yesterday"},
        {"status_id": "open"},
        {"limit": "0"},
        {"page": "-1"},
        {"sort": "size"},
        {"sort": "id:up"},
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_with_400(query: dict[str, str]) -> None:
    answer = Shopper().ask("GET", "/v2/orders", query=query)

    assert Shopper().body(answer, 400)[0]["status"] == 400


def test_no_orders_is_204_with_no_body_by_default() -> None:
    answer = Shopper().ask("GET", "/v2/orders", query={"cart_id": "none"})

    assert (answer.status, answer.body) == (204, None)


def test_no_orders_can_be_an_empty_list() -> None:
    shopper = Shopper(Settings(empty_list="[]"))

    assert shopper.body(shopper.ask("GET", "/v2/orders")) == []


def test_new_orders_can_be_late_in_lists() -> None:
    shopper = Shopper(Settings(order_list="late", order_list_delay_seconds=3))
    cart_id, order_id = shopper.placed_order()
    at_once = ids(shopper, cart_id=cart_id)
    shopper.clock.now += 3

    assert at_once == []
    assert ids(shopper, cart_id=cart_id) == [order_id]
    assert shopper.ask("GET", f"/v2/orders/{order_id}").status == 200


def test_incomplete_orders_can_be_listed_only_when_asked_for() -> None:
    shopper = Shopper(Settings(order_list="only_status_0"))
    cart_id, order_id = shopper.placed_order()

    assert ids(shopper, cart_id=cart_id) == []
    assert ids(shopper, cart_id=cart_id, status_id="0") == [order_id]
    shopper.store.merchant.move_order(order_id, 11)
    assert ids(shopper, cart_id=cart_id) == [order_id]


def test_new_orders_can_be_late_to_be_read() -> None:
    shopper = Shopper(Settings(order_reads="late", order_list_delay_seconds=3))
    _, order_id = shopper.placed_order()
    at_once = shopper.ask("GET", f"/v2/orders/{order_id}").status
    shopper.clock.now += 3

    assert at_once == 404
    assert shopper.ask("GET", f"/v2/orders/{order_id}").status == 200
