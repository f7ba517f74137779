"""What the documentation says of the lines of a cart, and of whose cart it is."""

from typing import Any

from bigcommerce_emulator.verify.checks.check import Check, expect, expect_conflict, expect_status
from bigcommerce_emulator.verify.shopping.shopping import CUSTOM, Shopping, stale

_OTHER = CUSTOM | {"sku": "sample-2"}


def a_cart_is_given_to_a_customer_with_a_201(shopping: Shopping) -> None:
    """The one PUT that is documented with a 201."""
    cart = shopping.cart()
    answer = shopping.ask("PUT", f"/v3/carts/{cart['id']}", {"customer_id": 0})
    expect_status(answer, 201)
    expect(answer.data["id"] == cart["id"], "the answer is another cart")


def a_stale_version_keeps_a_cart_from_changing_hands(shopping: Shopping) -> None:
    """The 409 of PUT."""
    cart = shopping.cart()
    body = {"customer_id": 0} | stale(cart)
    expect_conflict(shopping.ask("PUT", f"/v3/carts/{cart['id']}", body))


def a_line_is_added_with_a_201(shopping: Shopping) -> None:
    """Another line, and the amount of both."""
    cart = shopping.cart(line_items=[], custom_items=[CUSTOM])
    answer = shopping.ask("POST", f"/v3/carts/{cart['id']}/items", {"custom_items": [_OTHER]})
    expect_status(answer, 201)
    expect(len(_custom(answer.data)) == 2, f"{len(_custom(answer.data))} lines are in the cart")
    expect(answer.data["base_amount"] == 40, f"two lines of 20 are {answer.data['base_amount']}")


def a_line_changes_its_quantity_with_a_200(shopping: Shopping) -> None:
    """Only lines of the catalog can be changed."""
    path, line = _line(shopping)
    answer = shopping.ask("PUT", path, {"line_item": line | {"quantity": 3}})
    expect_status(answer, 200)
    expect(_products(answer.data)[0]["quantity"] == 3, "the quantity did not change")


def a_stale_version_keeps_a_line_as_it_is(shopping: Shopping) -> None:
    """The 409 of changing and of deleting a line."""
    cart = shopping.cart(line_items=[shopping.product])
    row = _products(cart)[0]
    path = f"/v3/carts/{cart['id']}/items/{row['id']}"
    line = {"product_id": row["product_id"], "quantity": 3}
    expect_conflict(shopping.ask("PUT", path, {"line_item": line} | stale(cart)))
    expect_conflict(shopping.ask("DELETE", path, stale(cart)))
    now = shopping.ask("GET", f"/v3/carts/{cart['id']}").data
    expect(_products(now)[0]["quantity"] == row["quantity"], "the refused change was made")


def a_line_is_deleted_with_a_200(shopping: Shopping) -> None:
    """The cart stays while something is in it."""
    cart = shopping.cart(line_items=[], custom_items=[CUSTOM, _OTHER])
    first = _custom(cart)[0]["id"]
    answer = shopping.ask("DELETE", f"/v3/carts/{cart['id']}/items/{first}")
    expect_status(answer, 200)
    expect([row["id"] for row in _custom(answer.data)] == [_custom(cart)[1]["id"]], "it is there")


def the_last_line_takes_its_cart_with_it(shopping: Shopping) -> None:
    """A 204, and no cart afterwards."""
    cart = shopping.cart(line_items=[], custom_items=[CUSTOM])
    path = f"/v3/carts/{cart['id']}"
    expect_status(shopping.ask("DELETE", f"{path}/items/{_custom(cart)[0]['id']}"), 204)
    expect_status(shopping.ask("GET", path), 404)


def options_of_a_line_come_only_when_asked_for(shopping: Shopping) -> None:
    """The include of the options, absent and present."""
    cart_id = shopping.cart(line_items=[shopping.product])["id"]
    query = {"include": "line_items.physical_items.options,line_items.digital_items.options"}
    plain = shopping.ask("GET", f"/v3/carts/{cart_id}").data
    asked = shopping.ask("GET", f"/v3/carts/{cart_id}", None, query).data
    expect("options" not in _products(plain)[0], "options come unasked")
    expect("options" in _products(asked)[0], "options do not come when asked for")


def _line(shopping: Shopping) -> tuple[str, dict[str, object]]:
    cart = shopping.cart(line_items=[shopping.product])
    row = _products(cart)[0]
    return f"/v3/carts/{cart['id']}/items/{row['id']}", {"product_id": row["product_id"]}


def _products(cart: Any) -> Any:
    return cart["line_items"]["physical_items"]


def _custom(cart: Any) -> Any:
    return cart["line_items"]["custom_items"]


CHECKS: tuple[Check, ...] = (
    a_cart_is_given_to_a_customer_with_a_201,
    a_stale_version_keeps_a_cart_from_changing_hands,
    a_line_is_added_with_a_201,
    a_line_changes_its_quantity_with_a_200,
    a_stale_version_keeps_a_line_as_it_is,
    a_line_is_deleted_with_a_200,
    the_last_line_takes_its_cart_with_it,
    options_of_a_line_come_only_when_asked_for,
)
