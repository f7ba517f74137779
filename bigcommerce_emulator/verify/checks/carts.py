"""What the documentation says of carts."""

from bigcommerce_emulator.verify.checks.check import (
    NOWHERE,
    Check,
    expect,
    expect_fields,
    expect_status,
    expect_v3_error,
)
from bigcommerce_emulator.verify.documented import shapes
from bigcommerce_emulator.verify.shopping.shopping import CUSTOM, Shopping, expected


def a_new_cart_is_a_201_with_the_documented_fields(shopping: Shopping) -> None:
    """The answer to opening a cart."""
    answer = shopping.open_cart()
    expect_status(answer, 201)
    expect_fields(answer.body, shapes.ENVELOPE, "the answer")
    expect_fields(answer.data, shapes.CART - {"version"}, "the cart")
    expect_fields(answer.data["line_items"], shapes.LINE_ITEMS, "line_items")


def a_product_in_a_cart_has_the_documented_fields(shopping: Shopping) -> None:
    """A catalog line of a cart."""
    rows = shopping.cart(line_items=[shopping.product])["line_items"]["physical_items"]
    expect_fields(rows[0], shapes.PHYSICAL_ITEM | {"taxable"}, "the line")


def a_custom_item_in_a_cart_has_the_documented_fields(shopping: Shopping) -> None:
    """A line that is not of the catalog."""
    cart = shopping.cart(line_items=[], custom_items=[CUSTOM])
    expect_fields(cart["line_items"]["custom_items"][0], shapes.CUSTOM_ITEM, "the line")


def redirect_urls_come_only_when_asked_for(shopping: Shopping) -> None:
    """The include of the links, and its absence."""
    with_links = expected(shopping.open_cart({"include": "redirect_urls"}), 201, "opening a cart")
    expect_fields(with_links.data.get("redirect_urls"), shapes.REDIRECT_URLS, "redirect_urls")
    expect("redirect_urls" not in shopping.story.cart.data, "redirect_urls come unasked")


def redirect_urls_are_made_with_a_201(shopping: Shopping) -> None:
    """The call for the links."""
    answer = shopping.ask("POST", f"/v3/carts/{shopping.cart()['id']}/redirect_urls", {})
    expect_status(answer, 201)
    expect_fields(answer.data, shapes.REDIRECT_URLS, "the links")


def a_cart_reads_as_it_was_answered(shopping: Shopping) -> None:
    """Reading after opening."""
    cart = shopping.cart()
    answer = shopping.ask("GET", f"/v3/carts/{cart['id']}")
    expect_status(answer, 200)
    for name in ("id", "cart_amount", "currency", "customer_id", "channel_id"):
        expect(answer.data.get(name) == cart.get(name), f"{name} reads otherwise")


def a_cart_that_is_not_there_is_a_404(shopping: Shopping) -> None:
    """Reading nothing."""
    expect_status(shopping.ask("GET", f"/v3/carts/{NOWHERE}"), 404)


def a_deleted_cart_is_gone(shopping: Shopping) -> None:
    """Deleting, with its 204."""
    path = f"/v3/carts/{shopping.cart()['id']}"
    expect_status(shopping.ask("DELETE", path), 204)
    expect_status(shopping.ask("GET", path), 404)


def a_line_without_a_quantity_is_a_422_that_changes_nothing(shopping: Shopping) -> None:
    """A body that is refused, in the general shape."""
    line = {name: value for name, value in CUSTOM.items() if name != "quantity"}
    expect_v3_error(shopping.open_cart(None, custom_items=[line]), 422)


def two_lines_add_up(shopping: Shopping) -> None:
    """The amount of a cart is that of its lines."""
    cart = shopping.cart(line_items=[], custom_items=[CUSTOM, CUSTOM | {"sku": "sample-2"}])
    expect(cart["base_amount"] == 40, f"two lines of 20 are {cart['base_amount']}")


CHECKS: tuple[Check, ...] = (
    a_new_cart_is_a_201_with_the_documented_fields,
    a_product_in_a_cart_has_the_documented_fields,
    a_custom_item_in_a_cart_has_the_documented_fields,
    redirect_urls_come_only_when_asked_for,
    redirect_urls_are_made_with_a_201,
    a_cart_reads_as_it_was_answered,
    a_cart_that_is_not_there_is_a_404,
    a_deleted_cart_is_gone,
    a_line_without_a_quantity_is_a_422_that_changes_nothing,
    two_lines_add_up,
)
