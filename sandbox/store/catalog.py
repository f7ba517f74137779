"""What the store sells: products, their variants and the options that tell them apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True, slots=True)
class Option:
    """Something a shopper chooses or types; `values` is empty where anything may be typed."""

    id: int
    name: str
    type: Literal["choice", "text"] = "choice"
    required: bool = False
    values: Mapping[int, str] | None = None


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
    minimum: int = 1
    maximum: int | None = None
    url: str = ""
    image_url: str = ""

    def variant(self, variant_id: int) -> Variant | None:
        """The variant with this id."""
        return next((entry for entry in self.variants if entry.id == variant_id), None)

    def variant_of(self, value_ids: set[int]) -> Variant | None:
        """The variant that stands for these option values."""
        return next((entry for entry in self.variants if entry.values <= value_ids), None)


@dataclass(frozen=True, slots=True)
class Method:
    """A way of shipping to a country, as the store quotes it."""

    type: str
    description: str
    cost: Decimal
    transit_time: str = ""
    handling: Decimal = Decimal(0)


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

    def tax_at(self, country_code: str, state_code: str) -> Tax | None:
        """The tax of the state, or else of its country."""
        found = self.taxes.get((country_code, state_code))
        return found or self.taxes.get((country_code, ""))
