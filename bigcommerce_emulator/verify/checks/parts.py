"""What the documentation says of the parts of an order, and of the statuses it may have."""

from bigcommerce_emulator.verify.checks.check import (
    Check,
    expect,
    expect_fields,
    expect_status,
    expect_v2_error,
)
from bigcommerce_emulator.verify.checks.orders import listed, patiently, read
from bigcommerce_emulator.verify.documented import shapes
from bigcommerce_emulator.verify.shopping.shopping import Shopping, deliveries, expected

_NO_ORDER = 999_999_999
_STATUSES = 15


def every_status_is_listed_and_read_by_its_number(shopping: Shopping) -> None:
    """Fifteen of them, Incomplete is 0."""
    answer = shopping.ask("GET", "/v2/order_statuses")
    expect_status(answer, 200)
    expect(len(answer.body) == _STATUSES, f"{len(answer.body)} are listed")
    expect_fields(answer.body[0], shapes.STATUS, "a status")
    names = {row["id"]: row["name"] for row in answer.body}
    expect(names.get(0) == "Incomplete", f"0 is {names.get(0)}")
    expect_status(shopping.ask("GET", "/v2/order_statuses/7"), 200)


def orders_are_counted_by_status(shopping: Shopping) -> None:
    """The count, and the statuses it is made of."""
    answer = shopping.ask("GET", "/v2/orders/count")
    expect_status(answer, 200)
    expect_fields(answer.body, ("count", "statuses"), "the count")


def a_product_of_an_order_is_read_by_its_number(shopping: Shopping) -> None:
    """One of the list."""
    path = f"{_order(shopping)}/products"
    rows = expected(shopping.ask("GET", path), 200, "listing products").body
    expect_fields(rows[0], shapes.ORDER_PRODUCT, "a product of the order")
    answer = shopping.ask("GET", f"{path}/{rows[0]['id']}")
    expect_status(answer, 200)
    expect(answer.body["quantity"] == rows[0]["quantity"], "the list says otherwise")


def shipping_addresses_of_an_order_are_listed_and_read(shopping: Shopping) -> None:
    """A bare array, one of it, and no quotes of what was not bought in the storefront."""
    path = f"{_order(shopping)}/shipping_addresses"
    answer = shopping.ask("GET", path)
    expect_status(answer, 200)
    row = answer.body[0]
    expect_fields(row, shapes.ORDER_ADDRESS | {"id", "shipping_method"}, "the address")
    expect_status(shopping.ask("GET", f"{path}/{row['id']}"), 200)
    expect_status(shopping.ask("GET", f"{path}/{row['id']}/shipping_quotes"), 204, 200)


def consignments_of_an_order_are_known_by_kind(shopping: Shopping) -> None:
    """With their lines by the documented include, as links without it."""
    path = f"{_order(shopping)}/consignments"
    plain = shopping.ask("GET", path)
    expect_status(plain, 200)
    expect_fields(plain.body, ("pickups", "shipping", "downloads", "email"), "the consignments")
    query = {"include": "consignments.line_items"}
    full = expected(shopping.ask("GET", path, None, query), 200, "consignments with lines").body
    expect("quantity" in full["shipping"][0]["line_items"][0], "the lines do not come")
    missing = shopping.ask("GET", f"/v2/orders/{_NO_ORDER}/consignments")
    expect_status(missing, 404)


def fees_and_coupons_of_an_order_are_listed(shopping: Shopping) -> None:
    """Nothing, where the order has none."""
    path = _order(shopping)
    expect_status(shopping.ask("GET", f"{path}/fees"), 200, 204)
    expect_status(shopping.ask("GET", f"{path}/coupons"), 200, 204)
    expect_status(shopping.ask("GET", f"/v2/orders/{_NO_ORDER}/fees"), 404)


def a_coupon_of_an_order_is_listed_with_what_it_took_off(shopping: Shopping) -> None:
    """The list of coupons."""
    cart_id, body = shopping.chosen_cart()["id"], {"coupon_code": shopping.coupon}
    expected(shopping.ask("POST", f"/v3/checkouts/{cart_id}/coupons", body), 200, "adding a coupon")
    for row in shopping.checkout(cart_id, shapes.WITH_OPTIONS)["consignments"]:
        # Where a coupon takes the chosen option away, it is chosen once more.
        path = f"/v3/checkouts/{cart_id}/consignments/{row['id']}"
        option = deliveries(row)[0]["id"]
        shopping.ask("PUT", path, {"shipping_option_id": option})
    number = expected(shopping.order(cart_id), 200, "making an order").data["id"]
    read(shopping, number)
    answer = shopping.ask("GET", f"/v2/orders/{number}/coupons")
    expect_status(answer, 200)
    expect_fields(answer.body[0], ("code", "amount", "type", "discount"), "the coupon")


def a_page_of_orders_is_as_long_as_asked_for(shopping: Shopping) -> None:
    """Paging and sorting, newest first."""
    for _ in range(2):
        listed(shopping, shopping.go_through().cart.data["id"])
    query = {"limit": "1", "sort": "id:desc", "status_id": "0"}
    first, second = (
        shopping.ask("GET", "/v2/orders", None, query | {"page": page}) for page in ("1", "2")
    )
    expect_status(first, 200)
    expect_status(second, 200)
    expect(len(first.body) == len(second.body) == 1, "a page of one has another length")
    expect(first.body[0]["id"] > second.body[0]["id"], "the newest is not first")


def an_order_that_has_moved_on_is_found_by_its_external_number(shopping: Shopping) -> None:
    """The filter by what was written."""
    number = shopping.go_through().ordered.data["id"]
    read(shopping, number)
    name = f"verify-{number}"
    fields = {"external_order_id": name, "status_id": 1}
    expected(shopping.ask("PUT", f"/v2/orders/{number}", fields), 200, "writing an order")
    rows = patiently(
        shopping,
        lambda: shopping.ask("GET", "/v2/orders", None, {"external_order_id": name}).body or [],
    )
    expect([row["id"] for row in rows] == [number], f"{len(rows)} orders are found")


def a_product_of_an_order_changes_its_quantity(shopping: Shopping) -> None:
    """Writing an order's products by their numbers."""
    number = shopping.go_through().ordered.data["id"]
    read(shopping, number)
    row = expected(shopping.ask("GET", f"/v2/orders/{number}/products"), 200, "listing").body[0]
    change = {"id": row["id"], "quantity": row["quantity"] + 1, "name": row["name"]}
    answer = shopping.ask("PUT", f"/v2/orders/{number}", {"products": [change]})
    expect_status(answer, 200)
    rows = expected(shopping.ask("GET", f"/v2/orders/{number}/products"), 200, "listing").body
    expect(rows[0]["quantity"] == row["quantity"] + 1, "the quantity did not change")


def a_limit_that_is_no_number_is_a_400(shopping: Shopping) -> None:
    """A query that makes no sense."""
    expect_v2_error(shopping.ask("GET", "/v2/orders", None, {"limit": "lunch"}), 400)


def _order(shopping: Shopping) -> str:
    number = shopping.story.ordered.data["id"]
    read(shopping, number)
    return f"/v2/orders/{number}"


CHECKS: tuple[Check, ...] = (
    every_status_is_listed_and_read_by_its_number,
    orders_are_counted_by_status,
    a_product_of_an_order_is_read_by_its_number,
    shipping_addresses_of_an_order_are_listed_and_read,
    consignments_of_an_order_are_known_by_kind,
    fees_and_coupons_of_an_order_are_listed,
    a_coupon_of_an_order_is_listed_with_what_it_took_off,
    a_page_of_orders_is_as_long_as_asked_for,
    an_order_that_has_moved_on_is_found_by_its_external_number,
    a_product_of_an_order_changes_its_quantity,
    a_limit_that_is_no_number_is_a_400,
)
