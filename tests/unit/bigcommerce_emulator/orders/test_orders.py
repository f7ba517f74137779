from decimal import Decimal

import pytest

from bigcommerce_emulator.api.exchanges import unrecorded
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import (
    AUSTIN,
    ENGRAVED,
    GUIDE,
    MUG,
    TORONTO,
    Shopper,
    everything,
    some,
)


def test_an_order_starts_incomplete_and_names_its_cart() -> None:
    shopper = Shopper()
    cart_id, order_id = shopper.placed_order()
    order = shopper.body(shopper.ask("GET", f"/v2/orders/{order_id}"))

    assert (order["status_id"], order["status"]) == (0, "Incomplete")
    assert order["cart_id"] == cart_id
    assert order["is_deleted"] is False


def test_every_create_order_call_makes_another_order_and_leaves_the_cart() -> None:
    shopper = Shopper()
    cart_id, first = shopper.placed_order()
    second = shopper.body(shopper.order(cart_id))["data"]["id"]

    assert second != first
    assert [order.id for order in shopper.store.orders] == [first, second]
    assert cart_id in shopper.store.carts


def test_an_order_costs_what_its_checkout_showed() -> None:
    shopper = Shopper()
    cart_id, order_id = shopper.placed_order()
    order = shopper.body(shopper.ask("GET", f"/v2/orders/{order_id}"))

    assert order["total_inc_tax"] == f"{shopper.checkout(cart_id)['grand_total']:.4f}"
    assert order["subtotal_ex_tax"] == "30.0000"
    assert order["total_tax"] == "2.4800"
    assert order["shipping_cost_inc_tax"] == "5.0000"


def test_an_order_stays_as_it_was_when_its_cart_changes() -> None:
    shopper = Shopper()
    cart_id, order_id = shopper.placed_order()
    path = f"/v2/orders/{order_id}"
    before = shopper.body(shopper.ask("GET", path))
    consignment_id = shopper.checkout(cart_id)["consignments"][0]["id"]
    shopper.change(cart_id, consignment_id, address=TORONTO)
    shopper.bill(cart_id, TORONTO)

    assert shopper.body(shopper.ask("GET", path)) == before


def test_the_checkout_shows_the_last_order_made_from_it() -> None:
    shopper = Shopper()
    cart_id, _ = shopper.placed_order()
    second = shopper.body(shopper.order(cart_id))["data"]["id"]

    assert shopper.checkout(cart_id)["order_id"] == str(second)


def test_a_checkout_can_be_made_never_to_show_its_order() -> None:
    shopper = Shopper(Settings(checkout_order_id="never"))
    cart_id, _ = shopper.placed_order()

    assert shopper.checkout(cart_id)["order_id"] is None


def test_a_cart_of_digital_items_needs_no_consignment() -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(GUIDE)["id"]
    shopper.bill(cart_id)
    order_id = shopper.body(shopper.order(cart_id))["data"]["id"]

    assert shopper.body(shopper.ask("GET", f"/v2/orders/{order_id}"))["order_is_digital"] is True


def test_a_custom_item_needs_a_consignment() -> None:
    shopper = Shopper()
    cart = shopper.open_cart(custom_items=[ENGRAVED])
    shopper.bill(cart["id"])

    assert shopper.order(cart["id"]).status == 422


def test_an_order_needs_a_billing_address() -> None:
    shopper = Shopper()
    cart = shopper.open_cart(MUG)
    shopper.consign(cart["id"], everything(cart))

    assert "billing address" in shopper.body(shopper.order(cart["id"]), 422)["title"]
    assert shopper.store.orders == []


def test_an_order_needs_an_option_for_every_consignment() -> None:
    shopper = Shopper()
    cart_id = shopper.consigned_cart()["id"]

    assert "shipping method" in shopper.body(shopper.order(cart_id), 422)["title"]


def test_an_order_needs_every_piece_of_every_line_consigned() -> None:
    shopper = Shopper(Settings(split_lines="same_id"))
    cart = shopper.open_cart(MUG)
    shopper.bill(cart["id"])
    mug = cart["line_items"]["physical_items"][0]["id"]
    shopper.consign(cart["id"], some(mug, 1))

    assert "needs a consignment" in shopper.body(shopper.order(cart["id"]), 422)["title"]


@pytest.mark.parametrize("field", ["first_name", "address1", "city", "postal_code"])
def test_an_order_needs_whole_addresses(field: str) -> None:
    shopper = Shopper()
    cart_id = shopper.ready_cart()
    shopper.bill(cart_id, AUSTIN | {field: ""})
    answer = shopper.body(shopper.order(cart_id), 400)

    assert answer["detail"] == f"Missing: {field}."


def test_an_order_needs_a_whole_shipping_address() -> None:
    shopper = Shopper()
    cart_id = shopper.ready_cart()
    consignment_id = shopper.checkout(cart_id)["consignments"][0]["id"]
    shopper.change(cart_id, consignment_id, address=AUSTIN | {"last_name": " "})

    assert "shipping address" in shopper.body(shopper.order(cart_id), 400)["title"]


def test_a_country_without_postal_codes_needs_none() -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(GUIDE)["id"]
    nowhere = {"state_or_province": "", "state_or_province_code": "", "postal_code": ""}
    shopper.bill(cart_id, AUSTIN | nowhere | {"country_code": "HK"})

    assert shopper.order(cart_id).status == 200


def test_stock_can_run_out_between_cart_and_order() -> None:
    shopper = Shopper()
    cart_id = shopper.ready_cart()
    shopper.store.merchant.set_stock(118, 1)

    assert "out of stock" in shopper.body(shopper.order(cart_id), 422)["title"]


def test_orders_of_a_cart_that_is_gone_are_refused_with_404() -> None:
    shopper = Shopper()
    cart_id = shopper.ready_cart()
    shopper.store.merchant.delete_cart(cart_id)

    assert shopper.order(cart_id).status == 404


def test_the_products_of_an_order_add_up_to_its_subtotal() -> None:
    shopper = Shopper()
    _, order_id = shopper.placed_order(MUG, GUIDE, {"product_id": 121, "variant_id": 133} | QTY)
    order = shopper.body(shopper.ask("GET", f"/v2/orders/{order_id}"))
    rows = shopper.body(shopper.ask("GET", f"/v2/orders/{order_id}/products"))

    assert sum(Decimal(row["total_inc_tax"]) for row in rows) == Decimal(order["subtotal_inc_tax"])
    assert {row["sku"]: row["type"] for row in rows}["EB-01"] == "digital"
    assert rows[2]["product_options"][0]["display_value"] == "Large"


def test_products_point_to_the_address_they_go_to() -> None:
    shopper = Shopper()
    _, order_id = shopper.placed_order(MUG, GUIDE)
    rows = shopper.body(shopper.ask("GET", f"/v2/orders/{order_id}/products"))
    addresses = {row["sku"]: row["order_address_id"] for row in rows}

    assert addresses["SM-13"] > 0
    assert addresses["EB-01"] == 0


def test_gift_certificates_are_products_of_the_order() -> None:
    shopper = Shopper()
    bought = {
        "name": "Birthday",
        "theme": "General",
        "amount": 25,
        "quantity": 2,
        "sender": {"name": "A", "email": "a@example.com"},
        "recipient": {"name": "B", "email": "b@example.com"},
    }
    cart_id = shopper.open_cart(gift_certificates=[bought])["id"]
    shopper.bill(cart_id)
    order_id = shopper.body(shopper.order(cart_id))["data"]["id"]
    rows = shopper.body(shopper.ask("GET", f"/v2/orders/{order_id}/products"))

    assert [(row["type"], row["total_inc_tax"]) for row in rows] == [("giftcertificate", "50.0000")]


def test_an_archived_order_stays_readable_and_leaves_the_list() -> None:
    # is_deleted is a filter of the real API that its specification forgets: not recorded.
    shopper = Shopper(recorder=unrecorded)
    cart_id, order_id = shopper.placed_order()
    path = f"/v2/orders/{order_id}"

    assert shopper.ask("DELETE", path).status == 204
    assert shopper.body(shopper.ask("GET", path))["is_deleted"] is True
    assert shopper.orders(cart_id=cart_id) == []
    assert [row["id"] for row in shopper.orders(is_deleted="true")] == [order_id]


def test_an_order_that_is_not_there_is_a_404_in_the_v2_shape() -> None:
    shopper = Shopper()

    for path in ("/v2/orders/7", "/v2/orders/seven", f"/v2/orders/{'9' * 5000}"):
        assert shopper.body(shopper.ask("GET", path), 404) == [
            {"status": 404, "message": "The requested resource was not found."}
        ]


QTY = {"quantity": 1}
