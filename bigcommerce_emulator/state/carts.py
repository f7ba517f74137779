"""A cart and what belongs to it; the cart is also the checkout of the same id."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from bigcommerce_emulator.state.catalog import Coupon, Method, Product, Variant


@dataclass(frozen=True, slots=True)
class Buyer:
    """Whom a price is for: a customer (0 is a guest) paying in a currency."""

    customer_id: int
    currency: str


LineKind = Literal["physical", "digital", "custom"]


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How a line is wrapped as a gift, and what that costs."""

    name: str
    message: str
    amount: Decimal


@dataclass(slots=True)
class LineItem:
    """One line of a cart, from the catalog or made up by the caller (custom)."""

    id: str
    kind: LineKind
    sku: str
    name: str
    quantity: int
    list_price: Decimal
    original_price: Decimal
    taxable: bool = True
    discount: Decimal = Decimal(0)
    product: Product | None = None
    variant: Variant | None = None
    options: tuple[Mapping[str, object], ...] = ()
    image_url: str = ""
    added_by_promotion: bool = False
    mutable: bool = True
    overridden: bool = False
    ships: bool = True
    manual_discount: Decimal = Decimal(0)
    wrapping: Wrapping | None = None
    parent_id: str | None = None

    @property
    def picks(self) -> tuple[int, ...]:
        """The products that choices of a pick list bring into the cart beside this line."""
        if self.product is None:
            return ()
        chosen = {row.get("valueId") for row in self.options}
        lists = (modifier.adds for modifier in self.product.modifiers)
        return tuple(row[value] for row in lists for value in row if value in chosen)

    @property
    def shippable(self) -> bool:
        """Whether the line has to be in a consignment before the cart can be ordered."""
        return self.ships and self.kind != "digital"


@dataclass(frozen=True, slots=True)
class GiftCertificate:
    """A gift certificate that the cart buys."""

    id: str
    name: str
    theme: str
    amount: Decimal
    quantity: int
    sender: Mapping[str, str]
    recipient: Mapping[str, str]
    message: str


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee on the whole checkout."""

    id: str
    name: str
    display_name: str
    cost: Decimal
    source: str
    tax_class_id: int | None = None


@dataclass(slots=True)
class Consignment:
    """What goes to one address: quantities by line item id, and the way chosen to ship them."""

    id: str
    address: dict[str, object]
    items: dict[str, int]
    selected: tuple[str, Method] | None = None
    pickup_method_id: int | None = None
    has_been_quoted: bool = False
    has_chosen: bool = False
    silences: int = 0


@dataclass(slots=True)
class Cart:
    """A cart with its checkout: one record; two versions, which settings keep equal or apart."""

    id: str
    created: float
    updated: float
    currency: str
    channel_id: int
    customer_id: int = 0
    locale: str = "en"
    version: int = 1
    checkout_version: int = 1
    line_items: list[LineItem] = field(default_factory=list)
    gift_certificates: list[GiftCertificate] = field(default_factory=list)
    billing_address: dict[str, object] = field(default_factory=dict)
    consignments: list[Consignment] = field(default_factory=list)
    coupons: list[Coupon] = field(default_factory=list)
    manual_discount: Decimal = Decimal(0)
    fees: list[Fee] = field(default_factory=list)
    customer_message: str = ""
    order_id: int | None = None

    @property
    def email(self) -> str:
        """The billing address's e-mail, empty until there is one."""
        return str(self.billing_address.get("email", ""))

    @property
    def buyer(self) -> Buyer:
        """Whom the cart's prices are for."""
        return Buyer(self.customer_id, self.currency)

    def line_item(self, item_id: str) -> LineItem | None:
        """The line item with this id."""
        return next((line for line in self.line_items if line.id == item_id), None)
