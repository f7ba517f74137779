"""Pure: reads the quote off a checkout that is ready."""

from collections.abc import Iterable
from decimal import Decimal

from order_service.answers import ChosenShipping
from order_service.checkout.consignments import WantedConsignment, wanted_consignments
from order_service.checkout.lines.matching import CartMatch
from order_service.checkout.pairing import pair
from order_service.checkout.shipping import offered, why
from order_service.quoted import (
    AcceptedCustomShipping,
    AcceptedShipping,
    QuotedAmount,
    QuotedConsignment,
    QuotedCoupon,
    QuotedOrder,
)
from order_service.request.field_types import LONGEST_NAME
from order_service.request.iso_codes import rounded
from order_service.request.order import OrderRequest
from order_service.store.cart_view import ZERO
from order_service.store.checkout_view import CheckoutView
from order_service.store.consignment_view import ConsignmentView


def quote_of(checkout: CheckoutView, order: OrderRequest) -> QuotedOrder:
    """Return the quote that a ready checkout leads to."""
    currency = checkout.currency
    coupons = [(coupon.code, coupon.discounted_amount) for coupon in checkout.coupons]
    return QuotedOrder(
        totals=checkout.totals(),
        taxes=_amounts(((tax.name, tax.amount) for tax in checkout.taxes), currency),
        discounts=_amounts(
            (
                (line.name or line.sku, line.discount_amount)
                for line in checkout.cart.line_items.every
                if line.discount_amount
            ),
            currency,
        ),
        coupons=[
            QuotedCoupon(code=code or "", discounted_amount=rounded(off or ZERO, currency))
            for code, off in coupons
        ],
        fees=_amounts(((fee.name, fee.cost) for fee in checkout.fees), currency),
        consignments=_consignments(checkout, order),
    )


def _amounts(
    rows: Iterable[tuple[str | None, Decimal | None]], currency: str
) -> list[QuotedAmount]:
    return [
        QuotedAmount(name=name or "", amount=rounded(amount or ZERO, currency))
        for name, amount in rows
    ]


def _consignments(checkout: CheckoutView, order: OrderRequest) -> list[QuotedConsignment]:
    match = CartMatch(order, checkout.cart.line_items, checkout.currency)
    wanted = wanted_consignments(match)
    quoted = {
        one.index: _quoted(one, found, checkout.currency)
        for one, found in pair(wanted, checkout.consignments, match)
    }
    nothing = QuotedConsignment(why="nothing in it is shipped")
    return [quoted.get(index, nothing) for index in range(len(order.consignments or quoted))]


def _quoted(one: WantedConsignment, found: ConsignmentView, currency: str) -> QuotedConsignment:
    options = found.offers
    selected = found.selected_shipping_option
    chosen = selected.shown(currency) if selected else None
    if one.pickup_method_id is not None:
        return QuotedConsignment(why="picked up", pickup_method_id=one.pickup_method_id)
    if custom := one.rule.custom_shipping:
        sent = AcceptedCustomShipping.model_validate(custom.model_dump())
        return QuotedConsignment(
            why="the order's own price and description",
            shipping=AcceptedShipping(custom_shipping=sent),
            shipping_option=chosen,
            offered=offered(options, one.rule, currency),
        )
    listed = next((option for option in options if found.has_chosen(option)), selected)
    return QuotedConsignment(
        why=why(options, one.rule, currency),
        shipping=_accepted(listed.shown(currency), chosen) if listed and chosen else None,
        shipping_option=chosen,
        offered=offered(options, one.rule, currency),
    )


def _accepted(listed: ChosenShipping, chosen: ChosenShipping) -> AcceptedShipping:
    """Return the rule that takes the same option: it is held against what is listed, and chosen.

    A store may ask less for what is chosen than for what it lists, and leave its words out there.
    """
    return AcceptedShipping(
        type=_sendable(listed.type),
        description=_sendable(listed.description),
        max_cost=max(listed.cost, chosen.cost),
    )


def _sendable(text: str) -> str | None:
    """A rule takes no empty name and no very long one; without it, the others still say enough."""
    return text if 0 < len(text) <= LONGEST_NAME else None
