"""The same key again: the same answer, one order, and no call too many."""

from typing import Any

import pytest

from order_service.errors import (
    InProgress,
    KeyReused,
    NoShippingOption,
    OutOfTime,
    PriorRefusal,
    Refused,
    StoreRefused,
    StoreUnavailable,
)
from order_service.keys import OrderKey
from order_service.ledger.entry import Phase
from order_service.ledger.ledger import Ledger
from tests.fakes.orders import AUSTIN, order_body
from tests.fakes.sends import failing
from tests.fakes.shop import Shop, as_client

KEY = OrderKey("acme", "order-1")
GUIDE = {"product_id": 122, "quantity": 1}


def catalog(*lines: dict[str, Any], **changes: Any) -> dict[str, Any]:
    start: dict[str, Any] = {"custom_items": None, "consignments": None, "line_items": list(lines)}
    return order_body(**start | changes)


def test_the_same_key_again_gives_the_same_answer_and_makes_no_call() -> None:
    shop = Shop()
    first = shop.place(order_body())
    calls = len(shop.calls.sent)
    again = shop.place(order_body())
    assert again.replayed
    assert again.order == first.order
    assert len(shop.calls.sent) == calls
    assert len(shop.store.orders) == 1


def test_a_key_with_another_body_is_refused() -> None:
    shop = Shop()
    shop.place(order_body())
    with pytest.raises(KeyReused):
        shop.place(order_body(customer_id=5))
    assert shop.place(order_body()).replayed


def test_two_keys_are_two_orders() -> None:
    shop = Shop()
    ids = {shop.place(order_body(), key).order.order_id for key in ("order-1", "order-2")}
    assert len(ids) == len(shop.store.orders) == 2


def refused(shop: Shop, body: dict[str, Any], kind: type[Refused]) -> None:
    """Refused for good: recorded, the cart deleted, and told again with no call."""
    with pytest.raises(kind) as first:
        shop.place(body)
    calls = len(shop.calls.sent)
    with pytest.raises(PriorRefusal) as again:
        shop.place(body)
    assert again.value.problem() == first.value.problem()
    assert len(shop.calls.sent) == calls
    assert shop.store.carts == {}
    assert shop.store.orders == []


def test_a_refusal_of_the_store_is_final_and_cheap() -> None:
    shop = Shop()
    refused(shop, catalog({"product_id": 123, "quantity": 3}), StoreRefused)
    assert len(shop.calls.sent) == 1


def test_no_shipping_option_under_the_limit_is_final_and_the_cart_is_deleted() -> None:
    shop = Shop()
    refused(shop, order_body(shipping={"max_cost": "4.99"}), NoShippingOption)
    assert shop.calls.lines[-1].startswith("DELETE /stores/sandbox/v3/carts/")


def test_a_country_that_the_store_does_not_ship_to_is_final() -> None:
    abroad = AUSTIN | {"country_code": "JP", "postal_code": "100-0001"}
    shop = Shop()
    refused(shop, order_body(consignments=[{"address": abroad}]), NoShippingOption)


def test_an_interrupted_order_goes_on_where_it_was() -> None:
    shop = Shop()
    with pytest.raises(OutOfTime):
        shop.place(order_body(), seconds=14)
    entry = shop.ledger.read(KEY)
    assert entry is not None
    assert entry.phase is Phase.CART
    before = len(shop.calls.sent)
    placed = shop.place(order_body()).order
    assert placed.cart_id == entry.cart_id
    assert [line.split("?")[0].split("/")[-1] for line in shop.calls.lines[before:]] == [
        placed.cart_id,
        "orders",
    ]
    assert placed.redirect_urls == entry.urls()


def test_a_cart_that_is_gone_is_opened_once_more() -> None:
    shop = Shop()
    with pytest.raises(OutOfTime):
        shop.place(order_body(), seconds=14)
    (first,) = shop.store.carts
    shop.store.merchant.delete_cart(first)
    placed = shop.place_in_another_cart(order_body()).order
    assert placed.cart_id != first
    assert len(shop.store.orders) == 1


def test_an_order_being_placed_elsewhere_is_left_alone() -> None:
    shop = Shop()
    other = Ledger(as_client(shop.dynamodb), "orders", shop.clock, 90)
    other.claim(KEY, shop.job(order_body()).order.fingerprint(), shop.clock.now() + 30)
    with pytest.raises(InProgress) as caught:
        shop.place(order_body())
    assert caught.value.retry_after == 30
    assert shop.calls.sent == []
    shop.clock.sleep(30)
    assert not shop.place(order_body()).replayed


def test_what_went_wrong_is_told_to_who_asks() -> None:
    shop = Shop()
    with pytest.raises(OutOfTime):
        shop.place(order_body(), seconds=2)
    entry = shop.ledger.read(KEY)
    assert entry is not None
    assert entry.trouble() == {
        "code": "out_of_time",
        "step": "cart",
        "detail": "The call was not started; it could have been cut off.",
    }


def test_a_cart_that_somebody_changed_meanwhile_is_not_ordered_but_made_anew() -> None:
    shop = Shop()
    shop.meddling.instead["billing_address"] = [failing(503)] * 5
    with pytest.raises(StoreUnavailable):
        shop.place(order_body())
    (changed,) = shop.store.carts
    more = {"line_items": [{"product_id": 120, "variant_id": 118, "quantity": 99}]}
    headers = {"x-auth-token": "sandbox-token", "content-type": "application/json"}
    path = f"/stores/sandbox/v3/carts/{changed}/items"
    assert shop.calls("POST", path, headers, more, 20).status == 201
    placed = shop.place(order_body()).order
    assert placed.cart_id != changed
    assert str(placed.totals.grand_total) == "15.83"
    assert len(shop.store.orders) == 1
    assert changed not in shop.store.carts
