"""The exchanges that the documentation shows, name for name and kind for kind."""

from bigcommerce_emulator.verify.checks.check import Check, expect, expect_status
from bigcommerce_emulator.verify.documented.examples import EXAMPLES, kinds, lacking
from bigcommerce_emulator.verify.shopping.asking import Answer
from bigcommerce_emulator.verify.shopping.shopping import Shopping, expected


def a_cart_looks_like_the_example(shopping: Shopping) -> None:
    """Opening one of a product."""
    body = {"line_items": [shopping.product], "customer_id": 0, "locale": "en"}
    _expect_like("create_cart", shopping.open_cart(None, **body))


def a_billing_address_looks_like_the_example(shopping: Shopping) -> None:
    """The whole checkout that answers it."""
    _expect_like("billing_address", shopping.bill(_cart(shopping)))


def a_consignment_looks_like_the_example(shopping: Shopping) -> None:
    """The whole checkout that answers it, with its options."""
    cart = shopping.cart(line_items=[shopping.product])
    expected(shopping.bill(cart["id"]), 200, "billing")
    rows = cart["line_items"]["physical_items"]
    items = [{"item_id": row["id"], "quantity": int(row["quantity"])} for row in rows]
    _expect_like("add_consignment", shopping.consign(cart["id"], items))


def the_address_of_a_consignment_may_be_called_shipping_address(shopping: Shopping) -> None:
    """As the example has it, against the specification."""
    cart = shopping.cart(line_items=[shopping.product])
    row = cart["line_items"]["physical_items"][0]
    items = [{"item_id": row["id"], "quantity": int(row["quantity"])}]
    body = [{"shipping_address": shopping.address, "line_items": items}]
    answer = shopping.ask("POST", f"/v3/checkouts/{cart['id']}/consignments", body)
    expect_status(answer, 200)


def an_order_is_answered_like_the_example(shopping: Shopping) -> None:
    """Its number alone."""
    _expect_like("create_order", shopping.story.ordered)


def links_look_like_the_example(shopping: Shopping) -> None:
    """All three of them."""
    answer = shopping.ask("POST", f"/v3/carts/{_cart(shopping)}/redirect_urls", {})
    _expect_like("redirect_urls", answer)


def _cart(shopping: Shopping) -> str:
    return str(shopping.cart(line_items=[shopping.product])["id"])


def _expect_like(name: str, answer: Answer) -> None:
    example = EXAMPLES[name]
    expect_status(answer, example["status"])
    missing = list(lacking(example["response"], kinds(answer.body)))
    expect(not missing, "; ".join(missing[:3]))


CHECKS: tuple[Check, ...] = (
    a_cart_looks_like_the_example,
    a_billing_address_looks_like_the_example,
    a_consignment_looks_like_the_example,
    the_address_of_a_consignment_may_be_called_shipping_address,
    an_order_is_answered_like_the_example,
    links_look_like_the_example,
)
