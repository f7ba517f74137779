"""Manual discounts on a checkout: each call replaces all that earlier ones gave."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from bigcommerce_emulator.bodies import fields
from bigcommerce_emulator.bodies.errors import invalid
from bigcommerce_emulator.checkouts import shipping
from bigcommerce_emulator.pricing.price import price
from bigcommerce_emulator.state.amounts import NOTHING
from bigcommerce_emulator.state.carts import Cart, LineItem
from bigcommerce_emulator.state.state import State


def discount(state: State, cart: Cart, value: object) -> Cart:
    """The checkout with these manual discounts and no earlier ones."""
    body = fields.mapping(value)
    inner = fields.mapping(body.get("cart"), "cart")
    # The specification has the version inside of cart, its example outside.
    state.check_checkout(cart, fields.whole(inner, "version", "cart."))
    state.check_checkout(cart, fields.whole(body, "version"))
    whole = _of_cart(inner)
    of_lines = _of_lines(state, cart, inner)
    if whole is None and not of_lines:
        raise invalid("cart.discounts", "A discounted_amount is required.")
    if state.settings.manual_discounts == "ignored":
        whole, of_lines = None, {}
    _give(cart, whole or NOTHING, of_lines)
    if state.settings.discounts_remove_coupons == "yes":
        cart.coupons = []
    if state.settings.discounts_clear_option == "yes":
        shipping.clear(cart)
    return state.changed_checkout(cart)


def give_way(state: State, cart: Cart) -> None:
    """Takes manual discounts away for a coupon, in a store that has only one of them."""
    if state.settings.manual_discounts == "until_coupon":
        _give(cart, NOTHING, {})


def _give(cart: Cart, whole: Decimal, of_lines: Mapping[str, Decimal]) -> None:
    cart.manual_discount = whole
    # New records, because orders made from the checkout keep the ones they were made with.
    cart.line_items = [
        replace(line, manual_discount=of_lines.get(line.id, NOTHING)) for line in cart.line_items
    ]


def _of_cart(body: Mapping[str, object]) -> Decimal | None:
    rows = fields.listing(body, "discounts", "cart.")
    if not rows:
        return None
    return sum(
        (_amount(fields.mapping(row), f"cart.discounts.{i}.") for i, row in enumerate(rows)),
        NOTHING,
    )


def _of_lines(state: State, cart: Cart, body: Mapping[str, object]) -> dict[str, Decimal]:
    found = {}
    for index, value in enumerate(fields.listing(body, "line_items", "cart.")):
        path = f"cart.line_items.{index}."
        row = fields.mapping(value, path.rstrip("."))
        line = cart.line_item(fields.required_text(row, "id", path))
        if line is None:
            raise invalid(f"{path}id", "The line item is not in the cart.")
        if line.added_by_promotion or line.discount or _has_coupon(state, cart, line):
            message = "The line item already has a coupon or an automatic promotion."
            raise invalid(f"{path}id", message)
        found[line.id] = _amount(row, path)
    return found


def _has_coupon(state: State, cart: Cart, line: LineItem) -> bool:
    if not cart.coupons:
        return False
    return any(part.coupon for part in price(cart, state.seed, state.settings).of_line(line))


def _amount(row: Mapping[str, object], path: str) -> Decimal:
    amount = fields.money(row, "discounted_amount", path)
    if amount is None:
        raise invalid(f"{path}discounted_amount", f"{path}discounted_amount is required.")
    return amount
