"""Coupons on a checkout: one is added or taken away at each call."""

from dataclasses import replace
from decimal import Decimal

from bigcommerce_emulator.bodies import fields
from bigcommerce_emulator.bodies.errors import coupon_refused, invalid, v3
from bigcommerce_emulator.checkouts import discounts, shipping
from bigcommerce_emulator.state.amounts import NOTHING
from bigcommerce_emulator.state.carts import Cart
from bigcommerce_emulator.state.catalog import Coupon, Seed
from bigcommerce_emulator.state.state import State

_LONGEST_CODE = 50


def add(state: State, cart: Cart, value: object) -> Cart:
    """The checkout with the coupon; refuses a code that is unknown, used already or too early."""
    body = fields.mapping(value)
    state.check_checkout(cart, fields.whole(body, "version"))
    code = fields.required_text(body, "coupon_code")
    if len(code) > _LONGEST_CODE:
        raise invalid("coupon_code", f"coupon_code is longer than {_LONGEST_CODE}.")
    coupon = state.seed.coupons.get(code.upper())
    if coupon is None:
        raise invalid("coupon_code", "The coupon code is not valid.")
    coupon = _converted(state.seed, coupon, cart.currency)
    if coupon in cart.coupons:
        raise invalid("coupon_code", "The coupon is already applied.")
    if cart.coupons and state.settings.several_coupons == "no":
        raise invalid("coupon_code", "Only one coupon can be applied to an order.")
    if worth(cart) < coupon.minimum:
        raise coupon_refused("min_purchase", f"The coupon needs an order of {coupon.minimum}.")
    # A new list, because orders made from the checkout keep the old one.
    cart.coupons = [*cart.coupons, coupon]
    discounts.give_way(state, cart)
    return _repriced(state, cart, coupon)


def delete(state: State, cart: Cart, code: str, value: object) -> Cart:
    """The checkout without the coupon of this code."""
    body = fields.mapping({} if value is None else value)
    state.check_checkout(cart, fields.whole(body, "version"))
    coupon = next((row for row in cart.coupons if row.code.upper() == code.upper()), None)
    if coupon is None:
        raise v3(404, "The coupon is not applied to this checkout.")
    cart.coupons = [row for row in cart.coupons if row is not coupon]
    return _repriced(state, cart, coupon)


def worth(cart: Cart) -> Decimal:
    """What the lines cost before every discount, which is what a coupon's minimum is held to."""
    return sum((line.list_price * line.quantity for line in cart.line_items), NOTHING)


def drop_too_dear(cart: Cart) -> None:
    """Takes away the coupons that the cart, after a change, is no longer worth enough for."""
    if cart.coupons:
        due = worth(cart)
        cart.coupons = [coupon for coupon in cart.coupons if coupon.minimum <= due]


def _converted(seed: Seed, coupon: Coupon, currency: str) -> Coupon:
    if currency not in seed.rates:
        return coupon
    amount = coupon.amount
    if coupon.type != "percentage_discount":
        amount = seed.converted(amount, currency)
    return replace(coupon, amount=amount, minimum=seed.converted(coupon.minimum, currency))


def _repriced(state: State, cart: Cart, coupon: Coupon) -> Cart:
    # Recorded of free shipping; what other coupons do is not known.
    if state.settings.coupons_clear_option == "yes" or coupon.type == "free_shipping":
        shipping.clear(cart)
    return state.changed_checkout(cart)
