"""What an order consists of, changed after it exists: products, places and amounts."""

from decimal import Decimal
from typing import Any

import pytest

from bigcommerce_emulator.api.exchanges import unrecorded
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import AUSTIN, GUIDE, MUG, Shopper, everything

TEAPOT = {"product_id": 123, "quantity": 2}


@pytest.fixture
def shopper() -> Shopper:
    # The specification writes prices as numbers and amounts as text; both are sent here.
    return Shopper(recorder=unrecorded)


def change(shopper: Shopper, order_id: int, body: object) -> Any:
    return shopper.body(shopper.ask("PUT", f"/v2/orders/{order_id}", body))


def products(shopper: Shopper, order_id: int) -> Any:
    return shopper.body(shopper.ask("GET", f"/v2/orders/{order_id}/products"))


def adds_up(shopper: Shopper, order_id: int) -> None:
    order = shopper.body(shopper.ask("GET", f"/v2/orders/{order_id}"))
    rows = products(shopper, order_id)
    listed = sum(Decimal(row["base_total"]) for row in rows)
    due = sum(Decimal(row["discounted_total_inc_tax"]) for row in rows)

    assert Decimal(order["subtotal_ex_tax"]) == listed
    assert Decimal(order["total_inc_tax"]) == due + Decimal(order["shipping_cost_inc_tax"])
    assert order["items_total"] == sum(row["quantity"] for row in rows)


def test_a_quantity_of_0_takes_a_product_away_and_the_others_keep_their_ids(
    shopper: Shopper,
) -> None:
    _, order_id = shopper.placed_order(MUG, GUIDE)
    mug, guide = products(shopper, order_id)
    change(shopper, order_id, {"products": [{"id": mug["id"], "quantity": 0}]})

    assert [row["id"] for row in products(shopper, order_id)] == [guide["id"]]
    adds_up(shopper, order_id)


def test_a_changed_product_loses_its_discounts_and_the_others_keep_theirs(
    shopper: Shopper,
) -> None:
    cart_id = shopper.ready_cart(MUG, GUIDE)
    coupon = {"coupon_code": "TENOFF"}
    shopper.body(shopper.ask("POST", f"/v3/checkouts/{cart_id}/coupons", coupon))
    order_id = shopper.body(shopper.order(cart_id))["data"]["id"]
    mug = products(shopper, order_id)[0]
    order = change(shopper, order_id, {"products": [{"id": mug["id"], "quantity": 3}]})
    rows = products(shopper, order_id)
    coupons = shopper.body(shopper.ask("GET", f"/v2/orders/{order_id}/coupons"))

    assert [bool(row["applied_discounts"]) for row in rows] == [False, True]
    assert (rows[0]["quantity"], rows[0]["base_total"]) == (3, "45.0000")
    assert Decimal(order["coupon_discount"]) == coupons[0]["discount"] == 1
    adds_up(shopper, order_id)


def test_a_product_of_the_catalog_is_added_with_its_options(shopper: Shopper) -> None:
    _, order_id = shopper.placed_order(MUG)
    row = {"product_id": 121, "quantity": 2, "product_options": [{"id": 31, "value": "303"}]}
    change(shopper, order_id, {"products": [row]})
    added = products(shopper, order_id)[1]

    assert (added["sku"], added["quantity"], added["base_total"]) == ("TS-L", 2, "45.0000")
    assert added["product_options"][0]["display_value"] == "Large"
    adds_up(shopper, order_id)


def test_a_product_that_is_in_no_catalog_is_added_at_the_prices_it_comes_with(
    shopper: Shopper,
) -> None:
    _, order_id = shopper.placed_order(MUG)
    row = {"name": "Mug, grey", "quantity": 2, "sku": "G", "price_ex_tax": 10, "price_inc_tax": 11}
    change(shopper, order_id, {"products": [row]})
    added = products(shopper, order_id)[1]

    assert (added["name"], added["total_ex_tax"], added["total_inc_tax"]) == (
        "Mug, grey",
        "20.0000",
        "22.0000",
    )
    adds_up(shopper, order_id)


def test_changed_products_leave_the_cart_and_its_other_orders_as_they_are(
    shopper: Shopper,
) -> None:
    cart_id, first = shopper.placed_order(MUG)
    second = shopper.body(shopper.order(cart_id))["data"]["id"]
    before = products(shopper, second), shopper.checkout(cart_id)
    row = products(shopper, first)[0]
    change(shopper, first, {"products": [{"id": row["id"], "quantity": 7, "name": "Cup"}]})

    assert (products(shopper, second), shopper.checkout(cart_id)) == before


def test_stock_follows_the_products_of_an_order_that_has_taken_it(shopper: Shopper) -> None:
    _, order_id = shopper.placed_order(TEAPOT)
    change(shopper, order_id, {"status_id": 11})
    variant = shopper.store.seed.products[123].variants[0]
    taken = shopper.store.stock_left(variant)
    row = products(shopper, order_id)[0]
    change(shopper, order_id, {"products": [{"id": row["id"], "quantity": 1}]})

    assert (taken, shopper.store.stock_left(variant)) == (1, 2)


@pytest.mark.parametrize("prices", ["ex_tax", "inc_tax"])
def test_a_price_that_is_changed_is_told_with_and_without_tax(prices: Any) -> None:
    shopper = Shopper(Settings(prices=prices), recorder=unrecorded)
    _, order_id = shopper.placed_order(MUG)
    row = products(shopper, order_id)[0]
    change(shopper, order_id, {"products": [
        {"id": row["id"], "price_ex_tax": 10, "price_inc_tax": 12}
    ]})  # fmt: skip
    changed = products(shopper, order_id)[0]

    assert (changed["total_ex_tax"], changed["total_inc_tax"]) == ("20.0000", "24.0000")


@pytest.mark.parametrize(
    "row",
    [
        {"id": 7, "quantity": 1},
        {"name": "No price", "quantity": 1},
        {"name": "", "quantity": 1, "price_ex_tax": 1, "price_inc_tax": 1},
        {"name": "Half", "quantity": 1, "price_ex_tax": 1},
        {"name": "Odd", "quantity": 1, "price_ex_tax": 2, "price_inc_tax": 1},
        {"name": "None", "quantity": 0, "price_ex_tax": 1, "price_inc_tax": 1},
        {"product_id": 9, "quantity": 1},
        {"product_id": 121, "quantity": 1},
        {"product_id": 121, "quantity": 1, "product_options": "303"},
        "mug",
    ],
)
def test_products_that_cannot_be_are_refused_and_change_nothing(
    shopper: Shopper, row: object
) -> None:
    _, order_id = shopper.placed_order(MUG)
    before = products(shopper, order_id)
    answer = shopper.ask("PUT", f"/v2/orders/{order_id}", {"staff_notes": "x", "products": [row]})

    assert shopper.body(answer, 400)[0]["message"] == "The field 'products' is invalid."
    assert products(shopper, order_id) == before


def test_an_order_keeps_at_least_one_product(shopper: Shopper) -> None:
    _, order_id = shopper.placed_order(MUG)
    row = products(shopper, order_id)[0]
    body = {"products": [{"id": row["id"], "quantity": 0}]}

    assert shopper.ask("PUT", f"/v2/orders/{order_id}", body).status == 400


def test_a_shipping_address_is_changed_in_the_fields_that_are_given(shopper: Shopper) -> None:
    _, order_id = shopper.placed_order(MUG)
    path = f"/v2/orders/{order_id}/shipping_addresses"
    before = shopper.body(shopper.ask("GET", path))[0]
    field = {"name": "field_25", "value": "a friend"}
    row = {"city": "Houston", "shipping_method": "Van", "form_fields": [field]}
    change(shopper, order_id, {"shipping_addresses": [row | {"id": before["id"]}]})
    change(shopper, order_id, {"shipping_addresses": [{"zip": "77002"}]})
    after = shopper.body(shopper.ask("GET", path))[0]

    changes = row | {"zip": "77002"}
    assert after == before | changes


def test_a_pickup_is_changed_in_the_fields_that_are_given(shopper: Shopper) -> None:
    cart = shopper.open_cart(MUG)
    shopper.bill(cart["id"])
    items = everything(cart)["line_items"]
    shopper.consign(cart["id"], {"line_items": items, "pickup_option": {"pickup_method_id": 1}})
    order_id = shopper.body(shopper.order(cart["id"]))["data"]["id"]
    path = f"/v2/orders/{order_id}/consignments"
    pickup = shopper.body(shopper.ask("GET", path))["pickups"][0]
    line = {"id": products(shopper, order_id)[0]["id"], "quantity": 5}
    changes = {"collection_instructions": "Knock.", "location": {"city": "Houston"}}
    row = {"id": pickup["id"], "line_items": [line], **changes}
    change(shopper, order_id, {"consignments": {"pickups": [row]}})
    after = shopper.body(shopper.ask("GET", path))["pickups"][0]

    assert after["collection_instructions"] == "Knock."
    assert after["location"] == pickup["location"] | {"city": "Houston"}
    assert products(shopper, order_id)[0]["quantity"] == 5


@pytest.mark.parametrize(
    "body",
    [
        {"shipping_addresses": [{"id": 7, "city": "x"}]},
        {"shipping_addresses": [{"planet": "Mars"}]},
        {"shipping_addresses": ["x"]},
        {"shipping_addresses": [{"form_fields": [{}]}]},
        {"shipping_addresses": [{"shipping_method": 5}]},
        {"consignments": {"shipping": []}},
        {"consignments": {"pickups": [{"id": 7}]}},
        {"consignments": {"pickups": "x"}},
        {"consignments": {"pickups": [{"line_items": [5]}]}},
        {"billing_address": {"form_fields": "x"}},
        {"total_ex_tax": "5"},
        {"total_ex_tax": "5", "total_inc_tax": "4"},
        {"shipping_cost_inc_tax": -1, "shipping_cost_ex_tax": -1},
        {"discount_amount": "1000"},
        {"base_shipping_cost": "much"},
        {"date_created": "yesterday"},
        {"items_shipped": -1},
        {"order_source": ""},
        {"refunded_amount": True},
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(shopper: Shopper, body: Any) -> None:
    _, order_id = shopper.placed_order(MUG)
    path = f"/v2/orders/{order_id}"
    before = shopper.body(shopper.ask("GET", path))
    answer = shopper.body(shopper.ask("PUT", path, {"staff_notes": "x"} | body), 400)

    assert answer[0]["status"] == 400
    assert shopper.body(shopper.ask("GET", path)) == before


@pytest.mark.parametrize(
    "body",
    [
        {"subtotal_ex_tax": "20.0000", "subtotal_inc_tax": "22.0000"},
        {"total_ex_tax": "20.0000", "total_inc_tax": "22.0000"},
        {"shipping_cost_ex_tax": "3.0000", "shipping_cost_inc_tax": "3.3000"},
        {"handling_cost_ex_tax": "3.0000", "handling_cost_inc_tax": "3.3000"},
        {"wrapping_cost_ex_tax": "3.0000", "wrapping_cost_inc_tax": "3.3000"},
        {"base_shipping_cost": "4.0000", "base_handling_cost": "5.0000"},
        {"base_wrapping_cost": "6.0000"},
        {"discount_amount": "2.5000"},
        {"date_created": "Tue, 20 Nov 2012 00:00:00 +0000"},
        {"order_source": "manual", "items_total": 9, "items_shipped": 4},
        {"order_is_digital": True},
    ],
)
def test_an_amount_or_a_count_that_may_be_written_is_written(
    shopper: Shopper, body: dict[str, object]
) -> None:
    _, order_id = shopper.placed_order(MUG)
    answer = change(shopper, order_id, body)

    assert {name: answer[name] for name in body} == body
    assert shopper.body(shopper.ask("GET", f"/v2/orders/{order_id}")) == answer


def test_a_total_follows_what_it_is_made_of_until_it_is_written_itself(shopper: Shopper) -> None:
    _, order_id = shopper.placed_order(MUG)
    before = change(shopper, order_id, {"staff_notes": "x"})
    cheaper = change(shopper, order_id, {"discount_amount": 2, "shipping_cost_ex_tax": 1,
                                         "shipping_cost_inc_tax": 1})  # fmt: skip
    fixed = change(shopper, order_id, {"total_ex_tax": 9, "total_inc_tax": 10})
    later = change(shopper, order_id, {"discount_amount": 3, "refunded_amount": "8"})

    assert Decimal(before["total_inc_tax"]) - Decimal(cheaper["total_inc_tax"]) == 2 + 4
    assert fixed["total_tax"] == "1.0000"
    assert (later["total_inc_tax"], later["refunded_amount"]) == ("10.0000", "0.0000")
    assert shopper.orders(min_total="9.5", max_total="10")[0]["id"] == order_id


def test_a_billing_address_takes_form_fields(shopper: Shopper) -> None:
    _, order_id = shopper.placed_order(MUG)
    field = {"name": "field_25", "value": "a friend"}
    order = change(shopper, order_id, {"billing_address": {"zip": "1", "form_fields": [field]}})

    assert order["billing_address"]["form_fields"] == [field]
    assert order["billing_address"]["first_name"] == AUSTIN["first_name"]
