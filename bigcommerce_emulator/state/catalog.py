"""What the store sells: products, their variants and the options that tell them apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from bigcommerce_emulator.state.companies import Company, ExtraField

_CENT, _THOUSANDTH = Decimal("0.01"), Decimal("0.001")
_WITHOUT_CENTS = frozenset(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split()
)
_IN_THOUSANDTHS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())


def minor_unit(currency: str) -> Decimal:
    """The smallest amount that can be paid in a currency, by ISO 4217: 1, 0.01 or 0.001."""
    if currency in _WITHOUT_CENTS:
        return Decimal(1)
    return _THOUSANDTH if currency in _IN_THOUSANDTHS else _CENT


@dataclass(frozen=True, slots=True)
class Option:
    """Something a shopper chooses or types; `values` is empty where anything may be typed."""

    id: int
    name: str
    type: Literal["choice", "text"] = "choice"
    required: bool = False
    values: Mapping[int, str] | None = None
    adds: Mapping[int, int] = field(default_factory=dict)
    """Of a pick list: the product that each value brings into the cart."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One thing on the shelf, chosen by the option values it stands for."""

    id: int
    sku: str
    price: Decimal
    stock: int | None = None
    values: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Product:
    """An entry of the catalog with at least one variant."""

    id: int
    name: str
    type: Literal["physical", "digital"]
    variants: tuple[Variant, ...]
    options: tuple[Option, ...] = ()
    modifiers: tuple[Option, ...] = ()
    taxable: bool = True
    weight: Decimal = Decimal(0)
    minimum: int = 1
    maximum: int | None = None
    url: str = ""
    image_url: str = ""
    sku: str = ""

    @property
    def base_variant(self) -> Variant | None:
        """The one variant of a product without options; its SKU is the product's."""
        return None if self.options else self.variants[0]

    def variant(self, variant_id: int) -> Variant | None:
        """The variant with this id."""
        return next((entry for entry in self.variants if entry.id == variant_id), None)

    def variant_of(self, value_ids: set[int]) -> Variant | None:
        """The variant that stands for these option values."""
        return next((entry for entry in self.variants if entry.values <= value_ids), None)


Step = tuple[Decimal, Decimal]
"""A limit, and what is paid up to and including it."""


@dataclass(frozen=True, slots=True)
class Method:
    """A way of shipping to a country, as the store quotes it."""

    type: str
    description: str
    cost: Decimal
    transit_time: str = ""
    handling: Decimal = Decimal(0)
    by_weight: tuple[Step, ...] = ()
    by_price: tuple[Step, ...] = ()
    free_over: Decimal | None = None
    fails: bool = False


@dataclass(frozen=True, slots=True)
class Tax:
    """A tax of one place, its rate a fraction."""

    name: str
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Promotion:
    """Adds one free product to a cart that holds enough of another."""

    product_id: int
    quantity: int
    adds_product_id: int
    banner: str = ""


CouponType = Literal[
    "per_item_discount",
    "percentage_discount",
    "per_total_discount",
    "shipping_discount",
    "free_shipping",
]


@dataclass(frozen=True, slots=True)
class Coupon:
    """A code that makes a checkout cheaper; `method` ties it to one way of shipping."""

    id: int
    code: str
    name: str
    type: CouponType
    amount: Decimal = Decimal(0)
    minimum: Decimal = Decimal(0)
    products: frozenset[int] = frozenset()
    method: str | None = None


@dataclass(frozen=True, slots=True)
class Wrap:
    """A kind of gift wrapping."""

    id: int
    name: str
    price: Decimal


@dataclass(frozen=True, slots=True)
class PickupMethod:
    """A place where shoppers fetch what they ordered."""

    id: int
    name: str
    instructions: str = ""
    collection_time: str = ""
    location: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A customer group: its discount is a fraction, its own prices are by variant."""

    id: int
    name: str
    discount: Decimal = Decimal(0)
    prices: Mapping[int, Decimal] | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody with an account; `channels` is None where it may sign in at every one."""

    id: int
    email: str
    group: Group | None = None
    channels: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Seed:
    """All that a store starts with; never changed, so that many stores share one."""

    products: Mapping[int, Product]
    shipping: Mapping[str, tuple[Method, ...]]
    taxes: Mapping[tuple[str, str], Tax]
    origin: tuple[str, str]
    domain: str
    currencies: tuple[str, ...]
    channels: tuple[int, ...]
    promotion: Promotion | None = None
    automatic_discount: Decimal = Decimal(0)
    """The share of its price that a promotion takes off every product."""
    coupons: Mapping[str, Coupon] = field(default_factory=dict)
    wraps: Mapping[int, Wrap] = field(default_factory=dict)
    pickups: Mapping[int, PickupMethod] = field(default_factory=dict)
    customers: Mapping[int, Customer] = field(default_factory=dict)
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    domains: Mapping[int, str] = field(default_factory=dict)
    form_fields: tuple[str, ...] = ()
    companies: tuple[Company, ...] = ()
    extra_fields: tuple[ExtraField, ...] = ()
    everywhere: tuple[Method, ...] = ()

    def tax_at(self, country_code: str, state_code: str) -> Tax | None:
        """The tax of the state, or else of its country."""
        found = self.taxes.get((country_code, state_code))
        return found or self.taxes.get((country_code, ""))

    def shipping_at(self, country_code: str, state_code: str) -> tuple[Method, ...]:
        """What every address is offered, then the methods of the state or else the country."""
        found = self.shipping.get(f"{country_code}-{state_code}") if state_code else None
        zone = self.shipping.get(country_code, ()) if found is None else found
        return self.everywhere + zone

    def unit_price(self, variant: Variant, customer_id: int, currency: str) -> Decimal:
        """What one of the variant costs this customer in this currency."""
        price = variant.price
        customer = self.customers.get(customer_id)
        if customer is not None and customer.group is not None:
            own = (customer.group.prices or {}).get(variant.id)
            price = (price * (1 - customer.group.discount)) if own is None else own
            price = price.quantize(minor_unit(self.currencies[0]), ROUND_HALF_UP)
        return self.converted(price, currency)

    def converted(self, amount: Decimal, currency: str) -> Decimal:
        """An amount of the default currency in another one, to its minor unit."""
        rate = self.rates.get(currency)
        if rate is None:
            return amount
        return (amount * rate).quantize(minor_unit(currency), ROUND_HALF_UP)
