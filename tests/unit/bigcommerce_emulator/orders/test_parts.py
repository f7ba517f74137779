from decimal import Decimal
from typing import Any

import pytest

from bigcommerce_emulator.api.exchanges import unrecorded
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import (
    AUSTIN,
    GUIDE,
    MUG,
    TORONTO,
    Shopper,
    deliveries,
    some,
)

FEE = {"type": "custom_fee", "name": "f", "display_name": "Fee", "cost": 4, "source": "AA"}


def read(shopper: Shopper, path: str, **query: str) -> Any:
    return shopper.body(shopper.ask("GET", f"/v2/orders/{path}", query=query))


def offered_order(shopper: Shopper) -> int:
    """An order with a coupon and a fee."""
    cart_id = shopper.ready_cart(MUG, GUIDE)
    shopper.body(shopper.ask("POST", f"/v3/checkouts/{cart_id}/fees", {"fees": [FEE]}))
    coupon = {"coupon_code": "TENOFF"}
    shopper.body(shopper.ask("POST", f"/v3/checkouts/{cart_id}/coupons", coupon))
    return int(shopper.body(shopper.order(cart_id))["data"]["id"])


BEANS = {"product_id": 125, "quantity": 1}


def split_order(shopper: Shopper) -> int:
    """An order of mugs to Toronto and beans to Austin."""
    cart = shopper.open_cart(MUG, BEANS)
    mug, beans = (row["id"] for row in cart["line_items"]["physical_items"])
    shopper.bill(cart["id"])
    answer = shopper.consign(cart["id"], some(mug, 2, TORONTO), some(beans, 1))
    for sent in shopper.body(answer)["data"]["consignments"]:
        option_id = deliveries(sent)[0]["id"]
        shopper.body(shopper.change(cart["id"], sent["id"], shipping_option_id=option_id))
    return int(shopper.body(shopper.order(cart["id"]))["data"]["id"])


def fetched_order(shopper: Shopper) -> int:
    """An order of beans that are picked up."""
    cart = shopper.open_cart(BEANS)
    (beans,) = (row["id"] for row in cart["line_items"]["physical_items"])
    shopper.bill(cart["id"])
    items = [{"item_id": beans, "quantity": 1}]
    row = {"line_items": items, "pickup_option": {"pickup_method_id": 1}}
    shopper.body(shopper.consign(cart["id"], row))
    return int(shopper.body(shopper.order(cart["id"]))["data"]["id"])


def test_each_place_goods_go_to_is_a_shipping_address() -> None:
    shopper = Shopper()
    order_id = split_order(shopper)
    rows = read(shopper, f"{order_id}/shipping_addresses")

    assert [(row["city"], row["shipping_method"], row["items_total"]) for row in rows] == [
        ("Toronto", "Flat Rate", 2),
        ("Austin", "Flat Rate", 1),
    ]
    assert (rows[0]["base_cost"], rows[0]["cost_inc_tax"]) == ("12.0000", "12.0000")
    assert read(shopper, f"{order_id}/shipping_addresses/{rows[0]['id']}") == rows[0]
    assert shopper.ask("GET", f"/v2/orders/{order_id}/shipping_addresses/7").status == 404


def test_products_name_the_address_or_pickup_they_go_to() -> None:
    shopper = Shopper()
    order_id = split_order(shopper)
    addresses = read(shopper, f"{order_id}/shipping_addresses")
    mug, beans = read(shopper, f"{order_id}/products")
    (fetched,) = read(shopper, f"{fetched_order(shopper)}/products")

    assert [mug["order_address_id"], beans["order_address_id"]] == [row["id"] for row in addresses]
    assert fetched["order_address_id"] == 0
    assert fetched["order_pickup_method_id"] > 0
    assert read(shopper, f"{order_id}/products/{mug['id']}") == mug
    assert shopper.ask("GET", f"/v2/orders/{order_id}/products/7").status == 404


def test_products_come_in_pages() -> None:
    shopper = Shopper()
    order_id = split_order(shopper)
    second = read(shopper, f"{order_id}/products", limit="1", page="2")

    assert [row["sku"] for row in second] == ["CB-1000"]
    assert shopper.ask("GET", f"/v2/orders/{order_id}/products", query={"page": "3"}).status == 204


def test_consignments_are_told_apart_by_kind() -> None:
    shopper = Shopper()
    sent = read(shopper, f"{split_order(shopper)}/consignments")
    order_id = fetched_order(shopper)
    found = read(shopper, f"{order_id}/consignments")
    (pickup,) = found["pickups"]

    assert [row["city"] for row in sent["shipping"]] == ["Toronto", "Austin"]
    assert (sent["pickups"], found["shipping"]) == ([], [])
    assert (pickup["pickup_method_id"], pickup["pickup_method_display_name"]) == (
        1,
        "Austin Counter",
    )
    assert pickup["line_items"][0]["resource"] == f"/orders/{order_id}/products"
    assert read(shopper, str(order_id))["shipping_address_count"] == 0


def test_consignments_are_included_in_an_order_whole_only_in_the_object_structure() -> None:
    # The specification's two forms of consignments cannot be told apart: not recorded.
    shopper = Shopper(recorder=unrecorded)
    order_id = split_order(shopper)
    plain = read(shopper, str(order_id), include="consignments")
    full = read(
        shopper,
        str(order_id),
        include="consignments.line_items,fees",
        consignment_structure="object",
    )

    assert "consignments" not in read(shopper, str(order_id))
    assert plain["consignments"]["resource"] == f"/orders/{order_id}/consignments"
    assert [row["sku"] for row in full["consignments"]["shipping"][0]["line_items"]] == ["SM-13"]
    assert full["fees"] == []


def test_what_is_downloaded_is_a_consignment_of_its_own() -> None:
    shopper = Shopper()
    _, order_id = shopper.placed_order(MUG, GUIDE)
    query = {"include": "consignments.line_items", "consignment_structure": "object"}
    found = read(shopper, str(order_id), **query)["consignments"]["downloads"]

    assert [row["sku"] for row in found[0]["line_items"]] == ["EB-01"]
    assert found[0]["recipient_email"] == AUSTIN["email"]


def test_an_orders_fees_and_coupons_are_read_beside_it() -> None:
    shopper = Shopper()
    order_id = offered_order(shopper)
    fees = read(shopper, f"{order_id}/fees")["fees"]
    coupons = read(shopper, f"{order_id}/coupons")
    order = shopper.orders(include="fees")[0]

    assert order["fees"] == fees
    assert (fees[0]["display_name_customer"], fees[0]["cost_inc_tax"]) == ("Fee", "4.0000")
    assert (coupons[0]["code"], coupons[0]["type"], coupons[0]["amount"]) == (
        "TENOFF",
        1,
        "10.0000",
    )
    assert coupons[0]["discount"] == Decimal(order["coupon_discount"]) == 4


def test_products_show_their_share_of_discounts() -> None:
    shopper = Shopper()
    row = read(shopper, f"{offered_order(shopper)}/products")[0]

    assert row["applied_discounts"] == [
        {
            "id": "coupon",
            "amount": "3.0000",
            "name": "coupon",
            "code": "TENOFF",
            "target": "order",
        }
    ]
    assert row["total_ex_tax"] == "30.0000"
    assert Decimal(row["discounted_total_inc_tax"]) == 27 + Decimal(row["total_tax"])


@pytest.mark.parametrize("part", ["products", "shipping_addresses", "coupons", "fees"])
def test_parts_of_an_order_that_is_not_there_are_a_404(part: str) -> None:
    assert Shopper().ask("GET", f"/v2/orders/7/{part}").status == 404


def test_an_order_without_coupons_has_an_empty_list_or_none() -> None:
    for settings, status in ((Settings(), 204), (Settings(empty_list="[]"), 200)):
        shopper = Shopper(settings)
        _, order_id = shopper.placed_order()
        assert shopper.ask("GET", f"/v2/orders/{order_id}/coupons").status == status


def test_lines_come_in_consignments_only_by_the_documented_name_of_the_include() -> None:
    shopper = Shopper()
    order_id = split_order(shopper)
    path = f"{order_id}/consignments"
    full = read(shopper, path, include="consignments.line_items")
    bare = read(shopper, path, include="line_items")

    assert [row["sku"] for row in full["shipping"][0]["line_items"]] == ["SM-13"]
    assert set(bare["shipping"][0]["line_items"][0]) == {"url", "resource"}


def test_the_links_of_an_order_lead_somewhere() -> None:
    shopper = Shopper()
    order_id = split_order(shopper)
    order = read(shopper, str(order_id))
    rows = read(shopper, order["shipping_addresses"]["resource"].removeprefix("/orders/"))
    quotes = f"/v2{rows[0]['shipping_quotes']['resource']}"
    named = quotes.replace("shippingaddresses", "shipping_addresses")

    assert rows == read(shopper, f"{order_id}/shipping_addresses")
    assert shopper.ask("GET", quotes).status == 204
    assert shopper.ask("GET", named.replace("shippingquotes", "shipping_quotes")).status == 204
    assert shopper.ask("GET", quotes.replace(str(rows[0]["id"]), "7")).status == 404


def test_an_order_in_another_currency_says_at_which_rate() -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(GUIDE, currency={"code": "CAD"})["id"]
    shopper.bill(cart_id)
    order = read(shopper, str(shopper.body(shopper.order(cart_id))["data"]["id"]))

    assert order["store_default_to_transactional_exchange_rate"] == "1.3500000000"
