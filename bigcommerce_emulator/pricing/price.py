"""What a cart costs: every amount in cents or exact, every total the sum of its parts."""

from decimal import Decimal

from bigcommerce_emulator.pricing import coupons as coupon_pricing
from bigcommerce_emulator.pricing.tax import Taxes, tax_at, tax_of_checkout
from bigcommerce_emulator.state.amounts import (
    FREE,
    NOTHING,
    Freight,
    Part,
    Price,
    rounded,
    shares,
)
from bigcommerce_emulator.state.carts import Cart, Consignment, LineItem
from bigcommerce_emulator.state.catalog import Seed, Tax, minor_unit
from bigcommerce_emulator.state.settings import Settings


def price(cart: Cart, seed: Seed, settings: Settings) -> Price:
    """The price of the cart as it stands."""
    minor = minor_unit(cart.currency)
    taxes = Taxes(settings, minor)
    result = Price(inclusive=taxes.inclusive, unit=taxes.unit, minor=minor, taxes=taxes.amounts)
    _add_parts(result, cart, seed)
    _take_discounts(result, cart)
    for part in result.parts:
        part.cost = taxes.cost(part.due, part.rule)
        result.item_tax += part.cost.tax
    for certificate in cart.gift_certificates:
        result.base += rounded(certificate.amount * certificate.quantity, minor)
    _add_wrapping(result, cart, taxes)
    taxed_shipping = settings.taxed_shipping == "yes"
    for consignment in cart.consignments:
        tax = tax_at(seed, consignment.address) if taxed_shipping else None
        _add_freight(result, cart, consignment, taxes, tax)
    if cart.fees:
        tax = tax_of_checkout(seed, cart) if settings.taxed_fees == "yes" else None
        result.fees = [(fee, taxes.cost(rounded(fee.cost, minor), tax)) for fee in cart.fees]
    return result


def _add_parts(result: Price, cart: Cart, seed: Seed) -> None:
    home = seed.tax_at(*seed.origin)
    for line in cart.line_items:
        unplaced = line.quantity
        for consignment in cart.consignments:
            # A line can be in consignments twice over; it is still sold and taxed only once.
            quantity = min(consignment.items.get(line.id, 0), unplaced)
            if quantity:
                tax = tax_at(seed, consignment.address)
                _add_part(result, line, quantity, consignment.id, tax)
                unplaced -= quantity
        if unplaced:
            tax = home if line.shippable else tax_at(seed, cart.billing_address)
            _add_part(result, line, unplaced, None, tax)


def _add_part(
    result: Price, line: LineItem, quantity: int, consignment_id: str | None, tax: Tax | None
) -> None:
    listed = sold = rounded(line.list_price * quantity, result.unit)
    if line.discount:
        sold = rounded((line.list_price - line.discount) * quantity, result.unit)
    rule = tax if line.taxable else None
    number = len(result.parts) + 1
    result.parts.append(Part(line, quantity, consignment_id, rule, listed, sold, number=number))
    result.base += listed


def _take_discounts(result: Price, cart: Cart) -> None:
    for line in cart.line_items:
        if line.manual_discount:
            parts = result.of_line(line)
            for part, share in _shared(line.manual_discount, parts, result.unit):
                part.sold -= share
    result.discount = result.base - sum((part.sold for part in result.parts), NOTHING)
    for coupon in cart.coupons:
        taken = coupon_pricing.take_off_items(coupon, result.parts, result.unit)
        result.coupons[coupon.code] = taken
        result.coupon += taken
    if cart.manual_discount:
        for part, share in _shared(cart.manual_discount, result.parts, result.unit):
            part.shared = share
            result.manual += share


def _shared(amount: Decimal, parts: list[Part], unit: Decimal) -> list[tuple[Part, Decimal]]:
    return list(zip(parts, shares(amount, [part.due for part in parts], unit), strict=True))


def _add_wrapping(result: Price, cart: Cart, taxes: Taxes) -> None:
    for line in cart.line_items:
        if line.wrapping is not None:
            part = result.of_line(line)[0]
            part.wrapping = taxes.cost(rounded(line.wrapping.amount, result.minor), part.rule)
            result.wrapping += part.wrapping


def _add_freight(
    result: Price, cart: Cart, consignment: Consignment, taxes: Taxes, tax: Tax | None
) -> None:
    if consignment.selected is None:
        result.freights.append(Freight(consignment.id, FREE, FREE, {}))
        return
    method = consignment.selected[1]
    off = coupon_pricing.off_shipping(cart.coupons, method, result) if cart.coupons else {}
    cost = rounded(method.cost, result.minor) - sum(off.values(), NOTHING)
    shipping = taxes.cost(cost, tax)
    handling = taxes.cost(rounded(method.handling, result.minor), tax) if method.handling else FREE
    result.freights.append(Freight(consignment.id, shipping, handling, off))
    result.shipping += shipping
    if handling is not FREE:
        result.handling += handling
