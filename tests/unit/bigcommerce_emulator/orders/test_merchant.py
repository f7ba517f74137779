import pytest

from tests.unit.bigcommerce_emulator.shopper import MUG, Shopper


def test_the_merchant_can_move_an_order() -> None:
    shopper = Shopper()
    _, order_id = shopper.placed_order()
    shopper.store.merchant.move_order(order_id, 5)

    assert shopper.body(shopper.ask("GET", f"/v2/orders/{order_id}"))["status"] == "Cancelled"
    with pytest.raises(ValueError, match="15 is not an order status"):
        shopper.store.merchant.move_order(order_id, 15)


def test_the_merchant_can_archive_an_order() -> None:
    shopper = Shopper()
    _, order_id = shopper.placed_order()
    shopper.store.merchant.archive_order(order_id)

    assert shopper.store.orders[0].is_deleted


def test_a_paid_order_awaits_fulfillment_and_its_cart_is_gone() -> None:
    shopper = Shopper()
    cart_id, order_id = shopper.placed_order()
    shopper.store.merchant.pay_order(order_id)
    order = shopper.body(shopper.ask("GET", f"/v2/orders/{order_id}"))

    assert (order["status"], order["payment_status"]) == ("Awaiting Fulfillment", "captured")
    assert shopper.ask("GET", f"/v3/carts/{cart_id}").status == 404


def test_a_shopper_at_the_payment_page_makes_an_order_of_the_same_cart() -> None:
    shopper = Shopper()
    cart_id, order_id = shopper.placed_order()
    begun = shopper.store.merchant.begin_payment(cart_id)
    orders = shopper.orders(cart_id=cart_id)

    assert [(row["id"], row["status"], row["order_source"]) for row in orders] == [
        (order_id, "Incomplete", "checkout_api"),
        (begun, "Incomplete", "www"),
    ]


def test_the_merchant_can_delete_a_cart_twice() -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(MUG)["id"]
    shopper.store.merchant.delete_cart(cart_id)
    shopper.store.merchant.delete_cart(cart_id)

    assert cart_id not in shopper.store.carts


def test_a_rotated_token_is_the_only_one_that_opens_the_store() -> None:
    shopper = Shopper()
    shopper.store.merchant.rotate_token("new-token")

    assert shopper.ask("GET", "/v2/orders").status == 401
    assert shopper.ask("GET", "/v2/orders", x_auth_token="new-token").status == 204


def test_stock_can_be_made_endless_again() -> None:
    shopper = Shopper()
    shopper.store.merchant.set_stock(118, 0)
    refused = shopper.ask("POST", "/v3/carts", {"line_items": [MUG]}).status
    shopper.store.merchant.set_stock(118, None)

    assert refused == 422
    assert shopper.open_cart(MUG)["base_amount"] == 30
