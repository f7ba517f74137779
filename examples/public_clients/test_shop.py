"""The shop's tests: each has a BigCommerce store of its own, from the fixture `bigcommerce`."""

from typing import Any

import pytest
from bigc import BigCommerceAPI
from bigc.exceptions import BigCommerceException
from bigcommerce.api import BigcommerceApi
from shop import OutcomeUnknownError, place_order, start_fulfilment

MUG = 120
ADDRESS = {
    "first_name": "Jane", "last_name": "Roe", "email": "jane@example.com",
    "address1": "1 Example Street", "city": "Austin", "state_or_province": "Texas",
    "state_or_province_code": "TX", "country_code": "US", "postal_code": "78701",
}  # fmt: skip


@pytest.fixture
def ordering(bigcommerce: Any) -> BigCommerceAPI:
    """`bigc` as it is, led to the emulator."""
    api = BigCommerceAPI(bigcommerce.store_hash, bigcommerce.token)
    # Its clients for V2 and V3 share this session.
    api.api_v3._session.mount("https://api.bigcommerce.com", bigcommerce.requests_adapter())
    return api


@pytest.fixture
def following(bigcommerce: Any) -> BigcommerceApi:
    """`bigcommerce` as it is, led to the emulator."""
    hash_, token = bigcommerce.store_hash, bigcommerce.token
    api = BigcommerceApi(client_id="ours", store_hash=hash_, access_token=token)
    adapter = bigcommerce.requests_adapter()
    api.connection._session.mount("https://api.bigcommerce.com", adapter)
    return api


def test_an_order_is_placed_and_moved_on(
    bigcommerce: Any, ordering: BigCommerceAPI, following: BigcommerceApi
) -> None:
    order_id = place_order(ordering, MUG, ADDRESS)

    assert start_fulfilment(following, order_id)
    (order,) = bigcommerce.orders()
    assert (order["id"], order["status"]) == (order_id, "Awaiting Fulfillment")
    assert following.connection.rate_limit["requests_remaining"] > 0


def test_a_lost_answer_makes_no_second_order(bigcommerce: Any, ordering: BigCommerceAPI) -> None:
    bigcommerce.faults({"operation": "create_order", "kind": "cut", "when": "after", "times": 1})
    order_id = place_order(ordering, MUG, ADDRESS)

    assert [order["id"] for order in bigcommerce.orders()] == [order_id]


def test_an_order_that_is_listed_late_is_not_ordered_again(
    bigcommerce: Any, ordering: BigCommerceAPI
) -> None:
    bigcommerce.set(order_list="late")
    bigcommerce.faults({"operation": "create_order", "kind": "cut", "when": "after"})
    with pytest.raises(OutcomeUnknownError):
        place_order(ordering, MUG, ADDRESS)

    assert len(bigcommerce.orders()) == 1


def test_an_order_that_was_paid_meanwhile_is_left_alone(
    bigcommerce: Any, ordering: BigCommerceAPI, following: BigcommerceApi
) -> None:
    order_id = place_order(ordering, MUG, ADDRESS)
    bigcommerce.merchant.pay_order(order_id)

    assert not start_fulfilment(following, order_id)


def test_what_is_sold_out_is_not_ordered(bigcommerce: Any, ordering: BigCommerceAPI) -> None:
    bigcommerce.merchant.set_stock(118, 0)
    with pytest.raises(BigCommerceException, match="out of stock"):
        place_order(ordering, MUG, ADDRESS)

    assert bigcommerce.orders() == []


def test_a_webhook_is_subscribed_to(bigcommerce: Any, ordering: BigCommerceAPI) -> None:
    hook = {"scope": "store/order/*", "destination": "https://shop.example.com/hooks"}
    created = ordering.webhooks_v3.create(hook)

    assert [row["id"] for row in ordering.webhooks_v3.all()] == [created["id"]]
    assert bigcommerce.store.hooks[0].is_active
