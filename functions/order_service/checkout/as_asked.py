"""Pure: in what a cart and its checkout are not the order that was asked for.

Each field of the request names what shows it in the answers that are read anyway, or says why
nothing does. What a step of ours puts right is left to that step; what remains can only be put
right by a new cart. Automatic promotions, and the lines that they add, are the store's business; a
coupon code, a fee, a gift certificate, a discount or a message that nobody asked for is not.
"""

from collections import Counter
from collections.abc import Iterator

from order_service.checkout.cart_contents import (
    certificate_differences,
    line_differences,
    price_differences,
    wrapping_differences,
)
from order_service.checkout.lines.matching import CartMatch
from order_service.checkout.price_steps import spread
from order_service.checkout.shown_fields import PARTS, NotShown, Shown, Witnesses, same_fee
from order_service.request.field_types import Strict
from order_service.request.iso_codes import rounded, smallest
from order_service.request.line_names import FieldError
from order_service.request.order import OrderRequest
from order_service.request.spelling import loose
from order_service.store.cart_view import ZERO
from order_service.store.checkout_parts import FeeView
from order_service.store.checkout_view import CheckoutView

MOST_DIFFERENCES = 20
"""Differences that are named; a refusal must fit in a ledger item."""


def differences(checkout: CheckoutView, order: OrderRequest, match: CartMatch) -> list[FieldError]:
    """Return each field that the checkout has otherwise than asked, and that no step puts right."""
    found = [error for by in _COMPARED for error in by(checkout, order, match)]
    return found[:MOST_DIFFERENCES]


def foreign_fees(checkout: CheckoutView, order: OrderRequest) -> list[FeeView]:
    """Return the fees that nobody asked for; one that was asked for may be there twice."""
    currency = checkout.currency
    return [
        shown
        for shown in checkout.fees
        if not any(same_fee(fee, shown, currency) for fee in order.fees)
    ]


def _lines(checkout: CheckoutView, _: OrderRequest, match: CartMatch) -> Iterator[FieldError]:
    yield from line_differences(match)
    pieces = Counter(one for row in checkout.consignments for one in row.line_item_ids)
    yield from price_differences(match, pieces, checkout.currency)
    yield from wrapping_differences(match, unpaid=_charges_no_wrapping(checkout))


def _charges_no_wrapping(checkout: CheckoutView) -> bool:
    """Return whether the total covers goods, shipping and fees alone: no wrapping is paid for."""
    if checkout.grand_total is None:
        return False
    rounding = smallest(checkout.currency) * len(checkout.cart.line_items.every)
    return (checkout.totals().other_total or ZERO) <= rounding


def _certificates(
    checkout: CheckoutView, order: OrderRequest, _: CartMatch
) -> Iterator[FieldError]:
    there = checkout.cart.line_items.gift_certificates
    yield from certificate_differences(order.gift_certificates, there, checkout.currency)


def _customer_id(checkout: CheckoutView, order: OrderRequest, _: CartMatch) -> Iterator[FieldError]:
    shown = checkout.cart.customer_id
    if shown is not None and shown != order.customer_id and order.customer is None:
        yield _other("customer_id", "is another in the store's cart")


def _customer(checkout: CheckoutView, order: OrderRequest, _: CartMatch) -> Iterator[FieldError]:
    """A new cart's order has the number that was looked up in its place."""
    wanted = order.customer is not None and order.customer.match == "existing"
    if wanted and checkout.cart.customer_id == 0:
        yield _other("customer", "is not the customer of the store's cart")


def _channel_id(checkout: CheckoutView, order: OrderRequest, _: CartMatch) -> Iterator[FieldError]:
    shown = checkout.cart.channel_id
    if shown is not None and shown != order.channel_id:
        yield _other("channel_id", f"is {shown} in the store's cart")


def _currency(checkout: CheckoutView, order: OrderRequest, _: CartMatch) -> Iterator[FieldError]:
    if order.currency is not None and checkout.currency.upper() != order.currency:
        yield _other("currency", f"is {checkout.currency or 'missing'} in the store's cart")


def _coupons(checkout: CheckoutView, order: OrderRequest, _: CartMatch) -> Iterator[FieldError]:
    asked = {code.casefold() for code in order.coupon_codes}
    if any(coupon.code and coupon.code.casefold() not in asked for coupon in checkout.coupons):
        yield _other("coupon_codes", "are not all that the checkout has: one was added to it")


def _discounts(
    checkout: CheckoutView, order: OrderRequest, match: CartMatch
) -> Iterator[FieldError]:
    currency = checkout.currency
    asked = sum((discount.amount for discount in order.discounts), ZERO)
    given = rounded(checkout.cart.manual_discount, currency)
    asked = asked + spread(order, match, currency) if asked else match.from_the_start
    if given > rounded(asked, currency):
        yield _other("discounts", f"are {given} in the store's cart")


def _fees(checkout: CheckoutView, order: OrderRequest, _: CartMatch) -> Iterator[FieldError]:
    if foreign_fees(checkout, order):
        yield _other("fees", "are not all that the checkout has: one was added or changed")


def _message(checkout: CheckoutView, order: OrderRequest, _: CartMatch) -> Iterator[FieldError]:
    if order.customer_message is None and loose(checkout.customer_message):
        yield _other("customer_message", "was added to the checkout")


def _other(field: str, message: str) -> FieldError:
    return {"field": field, "message": message}


_AFTERWARDS = NotShown("written to the order and read from it, after it is made: see finishing")
ORDER: Witnesses = {
    "billing_address": Shown("billing_address", steps=("billing_address",)),
    "line_items": Shown("cart.line_items.physical_items", _lines),
    "custom_items": Shown("cart.line_items.custom_items", steps=("cart",)),
    "gift_certificates": Shown("cart.line_items.gift_certificates", _certificates),
    "customer_id": Shown("cart.customer_id", _customer_id),
    "customer": Shown("cart.customer_id", _customer),
    "channel_id": Shown("cart.channel_id", _channel_id),
    "currency": Shown("cart.currency", _currency),
    "locale": NotShown("the language of pages and mails; a store without it uses its own"),
    "shipping": Shown("consignments.selected_shipping_option", steps=("shipping_option",)),
    "consignments": Shown("consignments", steps=("consignments", "consignment_address")),
    "coupon_codes": Shown("coupons", _coupons, ("coupon",)),
    "discounts": Shown("cart.line_items.physical_items.discounts", _discounts, ("discounts",)),
    "fees": Shown("fees", _fees, ("fees",)),
    "customer_message": Shown("customer_message", _message, ("customer_message",)),
    "metafields": NotShown("no checkout lists them; the answer to each of them is all there is"),
    "expected_total": Shown("grand_total", steps=("expected_total",)),
    "status": _AFTERWARDS,
    "external_order_id": _AFTERWARDS,
    "external_source": _AFTERWARDS,
    "staff_notes": _AFTERWARDS,
    "payment_method": _AFTERWARDS,
    "b2b": NotShown("written to B2B Edition's record of the order and read from it: see company"),
    "after_order": NotShown("what becomes of the cart when the order is made"),
    "payment_token": NotShown("asked for when the order is made"),
}
WITNESSES: dict[type[Strict], Witnesses] = {OrderRequest: ORDER, **PARTS}
_COMPARED = [one.by for one in ORDER.values() if isinstance(one, Shown) and one.by]
