"""What a cart costs: every amount in cents, every total the sum of its parts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from sandbox.store.carts import Cart, LineItem
from sandbox.store.catalog import Seed, Tax

_CENT = Decimal("0.01")
_NOTHING = Decimal(0)


def cents(amount: Decimal) -> Decimal:
    """The amount rounded to cents, half a cent upwards."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Part:
    """The quantity of a line that goes to one place, and so is taxed alike."""

    line: LineItem
    quantity: int
    consignment_id: str | None
    listed: Decimal
    sold: Decimal
    tax: Decimal


@dataclass(slots=True)
class Price:
    """The amounts of a cart; `base` is before discounts and tax."""

    parts: list[Part] = field(default_factory=list)
    taxes: dict[str, Decimal] = field(default_factory=dict)
    base: Decimal = _NOTHING
    discount: Decimal = _NOTHING
    tax: Decimal = _NOTHING
    shipping: Decimal = _NOTHING
    handling: Decimal = _NOTHING

    @property
    def ex_tax(self) -> Decimal:
        """The items, less their discounts."""
        return self.base - self.discount

    @property
    def inc_tax(self) -> Decimal:
        """The items, less their discounts, with tax."""
        return self.ex_tax + self.tax

    @property
    def grand_total(self) -> Decimal:
        """All that is to be paid."""
        return self.inc_tax + self.shipping + self.handling

    def of_line(self, line: LineItem) -> tuple[Decimal, Decimal]:
        """The line's extended list price and extended sale price."""
        mine = [part for part in self.parts if part.line is line]
        if len(mine) == 1:
            return mine[0].listed, mine[0].sold
        zero = _NOTHING
        return sum((p.listed for p in mine), zero), sum((p.sold for p in mine), zero)


def price(cart: Cart, seed: Seed) -> Price:
    """The price of the cart as it stands."""
    result = Price()
    for certificate in cart.gift_certificates:
        result.base += cents(certificate.amount * certificate.quantity)
    home = seed.tax_at(*seed.origin)
    for line in cart.line_items:
        unplaced = _add_consigned(result, line, cart, seed)
        if unplaced:
            tax = _tax_of_address(cart.billing_address, seed) if not line.shippable else home
            _add_part(result, line, unplaced, None, tax)
    for consignment in cart.consignments:
        if consignment.selected is not None:
            result.shipping += consignment.selected[1].cost
            result.handling += consignment.selected[1].handling
    return result


def _add_consigned(result: Price, line: LineItem, cart: Cart, seed: Seed) -> int:
    unplaced = line.quantity
    for consignment in cart.consignments:
        # A line can be in consignments twice over; it is still sold and taxed only once.
        quantity = min(consignment.items.get(line.id, 0), unplaced)
        if quantity:
            tax = _tax_of_address(consignment.address, seed)
            _add_part(result, line, quantity, consignment.id, tax)
            unplaced -= quantity
    return unplaced


def _tax_of_address(address: Mapping[str, object], seed: Seed) -> Tax | None:
    if not address:
        return seed.tax_at(*seed.origin)
    return seed.tax_at(str(address["country_code"]), str(address["state_or_province_code"]))


def _add_part(
    result: Price, line: LineItem, quantity: int, consignment_id: str | None, tax: Tax | None
) -> None:
    listed = cents(line.list_price * quantity)
    sold = cents((line.list_price - line.discount) * quantity) if line.discount else listed
    due = _NOTHING
    if tax is not None and line.taxable:
        due = cents(sold * tax.rate)
        result.taxes[tax.name] = result.taxes.get(tax.name, _NOTHING) + due
    result.parts.append(Part(line, quantity, consignment_id, listed, sold, due))
    result.base += listed
    result.discount += listed - sold
    result.tax += due
