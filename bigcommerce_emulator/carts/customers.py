"""Whose cart it is: the customer, who may change, and what that changes with it."""

from collections.abc import Mapping
from dataclasses import replace

from bigcommerce_emulator.bodies import fields
from bigcommerce_emulator.bodies.errors import invalid
from bigcommerce_emulator.checkouts import consignments, shipping
from bigcommerce_emulator.state.carts import Buyer, Cart, LineItem
from bigcommerce_emulator.state.state import State


def read_id(state: State, body: Mapping[str, object]) -> int:
    """The `customer_id` of a request, 0 for a guest; settings say if it has to be a known one."""
    customer_id = fields.whole(body, "customer_id") or 0
    if customer_id < 0:
        raise invalid("customer_id", "customer_id must not be negative.")
    known = not customer_id or customer_id in state.seed.customers
    if not known and state.settings.unknown_customer == "refuse":
        raise invalid("customer_id", f"Customer {customer_id} was not found.")
    return customer_id


def change_customer(state: State, cart: Cart, value: object) -> Cart:
    """Gives the cart to another customer, without its promotions and its shipping options."""
    body = fields.mapping(value)
    state.check_version(cart, fields.whole(body, "version"))
    if body.get("customer_id") is None:
        raise invalid("customer_id", "customer_id is required.")
    customer_id = read_id(state, body)
    if customer_id != cart.customer_id:
        cart.customer_id = customer_id
        _forget_offers(state, cart)
    return state.changed(cart)


def _forget_offers(state: State, cart: Cart) -> None:
    held = {line.id: line.quantity for line in cart.line_items}
    buyer = cart.buyer
    cart.line_items = [
        _repriced(state, buyer, line) for line in cart.line_items if not line.added_by_promotion
    ]
    cart.coupons = []
    cart.manual_discount = fields.NOTHING
    consignments.follow(cart, held)
    shipping.clear(cart)


def _repriced(state: State, buyer: Buyer, line: LineItem) -> LineItem:
    # A new record, because orders made from the cart keep the one they were made with.
    line = replace(line, manual_discount=fields.NOTHING)
    if line.variant is not None and not line.overridden:
        price = state.seed.unit_price(line.variant, buyer.customer_id, buyer.currency)
        line.list_price = line.original_price = price
    return line
