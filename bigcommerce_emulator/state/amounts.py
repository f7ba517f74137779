"""Amounts of money: cents, costs with their tax, and a cart's price as the sum of its parts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from bigcommerce_emulator.state.carts import Fee, LineItem
from bigcommerce_emulator.state.catalog import Tax

CENT = Decimal("0.01")
EXACT = Decimal("0.000000000001")
"""What amounts are rounded to where they are not rounded to cents: twelve decimals."""
NOTHING = Decimal(0)


def rounded(amount: Decimal, unit: Decimal) -> Decimal:
    """The amount rounded to this unit, half of one upwards, and without zeros at its end."""
    if unit == CENT:
        return amount.quantize(CENT, ROUND_HALF_UP)
    return amount.quantize(unit, ROUND_HALF_UP).normalize() + 0


def shares(amount: Decimal, weights: Sequence[Decimal], unit: Decimal = CENT) -> list[Decimal]:
    """The amount split by weight in this unit: the shares add up to it, or to all the weights."""
    total = sum(weights, NOTHING)
    amount = min(rounded(amount, unit), total)
    given, seen, result = NOTHING, NOTHING, []
    for weight in weights:
        seen += weight
        upto = rounded(amount * seen / total, unit) if total else NOTHING
        result.append(upto - given)
        given = upto
    return result


@dataclass(frozen=True, slots=True)
class Cost:
    """An amount without tax and the tax on it."""

    ex_tax: Decimal = NOTHING
    tax: Decimal = NOTHING

    @property
    def inc_tax(self) -> Decimal:
        """The amount with its tax."""
        return self.ex_tax + self.tax

    def __add__(self, other: "Cost") -> "Cost":
        """Both amounts together."""
        return Cost(self.ex_tax + other.ex_tax, self.tax + other.tax)


FREE = Cost()


@dataclass(slots=True)
class Part:
    """The quantity of a line that goes to one place, and so is taxed alike."""

    line: LineItem
    quantity: int
    consignment_id: str | None
    rule: Tax | None
    listed: Decimal
    sold: Decimal
    coupon: Decimal = NOTHING
    shared: Decimal = NOTHING
    cost: Cost = FREE
    wrapping: Cost = FREE
    number: int = 0

    @property
    def due(self) -> Decimal:
        """What is left to pay after every discount, as prices are entered."""
        return self.sold - self.coupon - self.shared


@dataclass(slots=True)
class Freight:
    """What one consignment costs to ship and handle, after what coupons take off."""

    consignment_id: str
    shipping: Cost
    handling: Cost
    coupons: dict[str, Decimal]


@dataclass(slots=True)
class Price:
    """The amounts of a cart; `base` is before discounts and as prices are entered."""

    inclusive: bool = False
    unit: Decimal = CENT
    minor: Decimal = CENT
    parts: list[Part] = field(default_factory=list)
    freights: list[Freight] = field(default_factory=list)
    fees: list[tuple[Fee, Cost]] = field(default_factory=list)
    taxes: dict[str, Decimal] = field(default_factory=dict)
    coupons: dict[str, Decimal] = field(default_factory=dict)
    base: Decimal = NOTHING
    discount: Decimal = NOTHING
    coupon: Decimal = NOTHING
    manual: Decimal = NOTHING
    item_tax: Decimal = NOTHING
    shipping: Cost = FREE
    handling: Cost = FREE
    wrapping: Cost = FREE
    fixed_subtotal: Cost | None = None
    fixed_total: Cost | None = None

    @property
    def ex_tax(self) -> Decimal:
        """The items, less every discount."""
        due = self.base - self.discount - self.coupon - self.manual
        return due - self.item_tax if self.inclusive else due

    @property
    def inc_tax(self) -> Decimal:
        """The items, less every discount, with tax."""
        return self.ex_tax + self.item_tax

    @property
    def subtotal(self) -> Cost:
        """The items before their discounts; the tax is the one that is due."""
        if self.fixed_subtotal is not None:
            return self.fixed_subtotal
        ex_tax = self.base - self.item_tax if self.inclusive else self.base
        return Cost(ex_tax, self.item_tax)

    @property
    def extras(self) -> Cost:
        """All that is paid beside the items."""
        total = self.shipping
        if self.handling is not FREE:
            total += self.handling
        if self.wrapping is not FREE:
            total += self.wrapping
        for _, cost in self.fees:
            total += cost
        return total

    @property
    def total(self) -> Cost:
        """All that is to be paid, and the tax in it."""
        if self.fixed_total is not None:
            return self.fixed_total
        total = Cost(self.ex_tax, self.item_tax) + self.extras
        if self.unit == self.minor:
            return total
        # Whatever it is made of, nobody can pay a part of a minor unit.
        tax = rounded(total.tax, self.minor)
        return Cost(rounded(total.inc_tax, self.minor) - tax, tax)

    @property
    def grand_total(self) -> Decimal:
        """All that is to be paid."""
        return self.total.inc_tax

    def of_line(self, line: LineItem) -> list[Part]:
        """The parts of the line."""
        return [part for part in self.parts if part.line is line]
