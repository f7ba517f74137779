"""Works out tax: on top of prices or inside them, rounded for each line or once for all."""

from collections.abc import Mapping
from decimal import Decimal

from bigcommerce_emulator.state.amounts import CENT, EXACT, NOTHING, Cost, rounded
from bigcommerce_emulator.state.carts import Cart
from bigcommerce_emulator.state.catalog import Seed, Tax
from bigcommerce_emulator.state.settings import Settings


class Taxes:
    """The taxes of one cart as they add up, by name."""

    def __init__(self, settings: Settings, minor: Decimal = CENT) -> None:
        self.inclusive = settings.prices == "inc_tax"
        self.unit = minor if settings.amounts == "rounded" else EXACT
        self.amounts: dict[str, Decimal] = {}
        self._exact: dict[str, Decimal] | None = {} if settings.tax_rounding == "total" else None

    def cost(self, amount: Decimal, tax: Tax | None) -> Cost:
        """An amount as it is entered, told apart into what is without tax and the tax."""
        if tax is None:
            return Cost(amount)
        due = self._due(amount, tax)
        self.amounts[tax.name] = self.amounts.get(tax.name, NOTHING) + due
        return Cost(amount - due, due) if self.inclusive else Cost(amount, due)

    def _due(self, amount: Decimal, tax: Tax) -> Decimal:
        exact = amount * tax.rate
        if self.inclusive:
            exact /= 1 + tax.rate
        if self._exact is None:
            return rounded(exact, self.unit)
        # The cents by which the rounded total grows: so the parts add up to it.
        before = self._exact.get(tax.name, NOTHING)
        self._exact[tax.name] = before + exact
        return rounded(before + exact, self.unit) - rounded(before, self.unit)


def tax_at(seed: Seed, address: Mapping[str, object]) -> Tax | None:
    """The tax of an address, or the store's own while there is none."""
    if not address:
        return seed.tax_at(*seed.origin)
    return seed.tax_at(str(address["country_code"]), str(address["state_or_province_code"]))


def tax_of_checkout(seed: Seed, cart: Cart) -> Tax | None:
    """The tax on what belongs to no line: that of the first address goods go to, or of the bill."""
    for consignment in cart.consignments:
        return tax_at(seed, consignment.address)
    return tax_at(seed, cart.billing_address)
