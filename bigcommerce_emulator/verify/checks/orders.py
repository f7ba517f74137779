"""What the documentation says of orders."""

from collections.abc import Callable
from decimal import Decimal

from bigcommerce_emulator.verify.checks.check import (
    Check,
    expect,
    expect_fields,
    expect_status,
    expect_v2_error,
)
from bigcommerce_emulator.verify.documented import shapes
from bigcommerce_emulator.verify.shopping.asking import Answer
from bigcommerce_emulator.verify.shopping.shopping import Shopping, expected

Rows = list[dict[str, object]]
PATIENCE_SECONDS = 60.0
STEP_SECONDS = 0.5
_NO_ORDER = 999_999_999


def an_order_is_a_200_with_its_number_alone(shopping: Shopping) -> None:
    """The answer to making an order."""
    answer = shopping.story.ordered
    expect(set(answer.data) == {"id"}, f"data has {', '.join(sorted(answer.data))}")
    expect(isinstance(answer.data["id"], int), "the number is no integer")


def an_order_has_the_documented_fields(shopping: Shopping) -> None:
    """Reading an order in V2."""
    order = read(shopping, shopping.story.ordered.data["id"]).body
    expect_fields(order, shapes.ORDER, "the order")
    expect_fields(order["billing_address"], shapes.ORDER_ADDRESS, "its billing address")


def a_new_order_is_incomplete_and_knows_its_cart(shopping: Shopping) -> None:
    """Status 0, the cart's id and where it came from."""
    order = read(shopping, shopping.story.ordered.data["id"]).body
    expect(order["status_id"] == 0, f"status_id is {order['status_id']}")
    expect(order["cart_id"] == shopping.story.cart.data["id"], "cart_id is another one")
    expect(order["order_source"] == "checkout_api", f"order_source is {order['order_source']}")


def amounts_of_an_order_are_strings_equal_to_the_checkouts(shopping: Shopping) -> None:
    """The total that the caller saw is the total of the order."""
    order = read(shopping, shopping.story.ordered.data["id"]).body
    total = order["total_inc_tax"]
    expect(isinstance(total, str), "the total is no string")
    due = Decimal(shopping.story.checkout.data["grand_total"])
    expect(abs(Decimal(total) - due) < Decimal("0.01"), f"order {total}, checkout {due}")


def orders_of_a_cart_are_found_by_its_id(shopping: Shopping) -> None:
    """The natural key: what finds an order whose answer was lost."""
    cart_id, number = shopping.story.cart.data["id"], shopping.story.ordered.data["id"]
    rows = listed(shopping, cart_id)
    expect([row["id"] for row in rows] == [number], f"{len(rows)} orders are listed")
    expect(rows[0]["cart_id"] == cart_id, "another cart's order is listed")


def the_same_cart_makes_another_order_each_time(shopping: Shopping) -> None:
    """Create-order is not idempotent."""
    cart_id = shopping.chosen_cart()["id"]
    first, second = shopping.order(cart_id), shopping.order(cart_id)
    expect_status(first, 200)
    expect_status(second, 200)
    expect(first.data["id"] != second.data["id"], "the second call gave the first order")


def the_products_of_an_order_are_listed(shopping: Shopping) -> None:
    """A bare array."""
    number = shopping.story.ordered.data["id"]
    read(shopping, number)
    answer = shopping.ask("GET", f"/v2/orders/{number}/products")
    expect_status(answer, 200)
    expect(isinstance(answer.body, list) and bool(answer.body), "there are no products")


def an_order_takes_an_external_number_and_a_status(shopping: Shopping) -> None:
    """The writes that follow an order."""
    number = shopping.go_through().ordered.data["id"]
    read(shopping, number)
    change = {"external_order_id": f"sample-{number}", "status_id": 7}
    answer = shopping.ask("PUT", f"/v2/orders/{number}", change)
    expect_status(answer, 200)
    expect(answer.body["status_id"] == 7, f"status_id is {answer.body['status_id']}")
    expect(answer.body["status"] == "Awaiting Payment", f"status is {answer.body['status']}")


def a_read_only_field_of_an_order_is_a_400(shopping: Shopping) -> None:
    """Never PUT back a whole GET."""
    number = shopping.story.ordered.data["id"]
    read(shopping, number)
    answer = shopping.ask("PUT", f"/v2/orders/{number}", {"cart_id": "other"})
    expect_v2_error(answer, 400)


def an_order_that_is_not_there_is_a_404_in_an_array(shopping: Shopping) -> None:
    """The shape of V2."""
    expect_v2_error(shopping.ask("GET", f"/v2/orders/{_NO_ORDER}"), 404)


def an_archived_order_leaves_the_lists(shopping: Shopping) -> None:
    """What is done with a duplicate."""
    story = shopping.go_through()
    cart_id, number = story.cart.data["id"], story.ordered.data["id"]
    listed(shopping, cart_id)
    expect_status(shopping.archive(number), 204)
    answer = shopping.ask("GET", "/v2/orders", None, {"cart_id": cart_id})
    expect(not answer.body, "it is still listed")


def read(shopping: Shopping, number: int) -> Answer:
    """The answer to reading an order, as soon as the store shows it."""
    waited = 0.0
    while (answer := shopping.ask("GET", f"/v2/orders/{number}")).status == 404:
        if waited >= PATIENCE_SECONDS:
            break
        shopping.pause(STEP_SECONDS)
        waited += STEP_SECONDS
    return expected(answer, 200, "reading the order")


def listed(shopping: Shopping, cart_id: str) -> Rows:
    """The orders of a cart, as soon as the store lists any."""
    return patiently(shopping, lambda: rows_of(shopping, cart_id))


def patiently(shopping: Shopping, look: Callable[[], Rows]) -> Rows:
    """The rows as soon as there are any; none after a minute without."""
    waited = 0.0
    while not (rows := look()) and waited < PATIENCE_SECONDS:
        shopping.pause(STEP_SECONDS)
        waited += STEP_SECONDS
    return rows


def rows_of(shopping: Shopping, cart_id: str) -> Rows:
    """The orders of a cart that are listed now, in whichever way the store lists them."""
    for query in ({"cart_id": cart_id}, {"cart_id": cart_id, "status_id": "0"}):
        answer = shopping.ask("GET", "/v2/orders", None, query)
        if answer.status == 200 and answer.body:
            return list(answer.body)
    return []


CHECKS: tuple[Check, ...] = (
    an_order_is_a_200_with_its_number_alone,
    an_order_has_the_documented_fields,
    a_new_order_is_incomplete_and_knows_its_cart,
    amounts_of_an_order_are_strings_equal_to_the_checkouts,
    orders_of_a_cart_are_found_by_its_id,
    the_same_cart_makes_another_order_each_time,
    the_products_of_an_order_are_listed,
    an_order_takes_an_external_number_and_a_status,
    a_read_only_field_of_an_order_is_a_400,
    an_order_that_is_not_there_is_a_404_in_an_array,
    an_archived_order_leaves_the_lists,
)
