"""Pure: a cart or checkout as the store last answered it, and only what the flow looks at.

Field names are BigCommerce's (``Cart_Full`` and ``Checkout`` of its OpenAPI files). Everything
that the documentation leaves open is optional here.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from order_service.answers import RedirectUrls, Totals
from order_service.iso_codes import rounded

ZERO = Decimal(0)


class View(BaseModel):
    """Reads what it knows and passes over the rest."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)


class CartLine(View):
    """One line of the cart; ``id`` is what a consignment needs."""

    id: str
    quantity: int
    product_id: int | None = None
    variant_id: int | None = None
    sku: str | None = None
    name: str | None = None
    is_require_shipping: bool = True
    is_mutable: bool = True
    parent_id: Any = None
    """Of the line that brought this one along, in several shapes; empty where there is none."""
    added_by_promotion: bool = False

    @property
    def from_promotion(self) -> bool:
        """Tell whether the store itself added the line."""
        return self.added_by_promotion or not self.is_mutable


class CartLines(View):
    """The cart's lines by kind."""

    physical_items: tuple[CartLine, ...] = ()
    digital_items: tuple[CartLine, ...] = ()
    custom_items: tuple[CartLine, ...] = ()

    @property
    def shippable(self) -> tuple[CartLine, ...]:
        """Return the lines that must be in a consignment, custom items included."""
        physical = tuple(line for line in self.physical_items if line.is_require_shipping)
        return physical + self.custom_items


class ShippingOption(View):
    """One option of a consignment; ``id`` is opaque and may change with the next quote."""

    id: str
    type: str = ""
    description: str = ""
    cost: Decimal = ZERO
    transit_time: str = ""
    is_recommended: bool = False

    def same_as(self, other: "ShippingOption") -> bool:
        """Tell whether both are the same offer, also across quotes."""
        ours = (self.type, self.description, self.cost)
        return self.id == other.id or ours == (other.type, other.description, other.cost)


class ConsignmentView(View):
    """A consignment; ``available_shipping_options`` is None when the store was not asked."""

    id: str
    address: Mapping[str, Any] = Field(default_factory=dict)
    line_item_ids: tuple[str, ...] = ()
    available_shipping_options: tuple[ShippingOption, ...] | None = None
    selected_shipping_option: ShippingOption | None = None


class CartView(View):
    """The cart inside a checkout."""

    line_items: CartLines = CartLines()
    currency: Mapping[str, Any] = Field(default_factory=dict)
    base_amount: Decimal = ZERO
    discount_amount: Decimal = ZERO
    cart_amount: Decimal | None = None
    cart_amount_inc_tax: Decimal | None = None


class CheckoutView(View):
    """A checkout; a cart that was just created reads as one with nothing done yet."""

    id: str
    version: int | None = None
    cart: CartView = CartView()
    billing_address: Mapping[str, Any] = Field(default_factory=dict)
    consignments: tuple[ConsignmentView, ...] = ()
    order_id: str | None = None
    tax_total: Decimal = ZERO
    shipping_cost_total_inc_tax: Decimal = ZERO
    grand_total: Decimal = ZERO

    @property
    def order_hint(self) -> int:
        """Return the order this checkout says it became; 0 when it says none."""
        text = self.order_id or ""
        return int(text) if text.isdecimal() else 0

    def keeping_options(self, earlier: "CheckoutView") -> "CheckoutView":
        """Return this checkout with the options that only the earlier answer listed."""
        known = {found.id: found.available_shipping_options for found in earlier.consignments}
        consignments = tuple(
            found
            if found.available_shipping_options is not None
            else found.model_copy(update={"available_shipping_options": known.get(found.id)})
            for found in self.consignments
        )
        return self.model_copy(update={"consignments": consignments})

    def totals(self) -> Totals:
        """Return the money of this checkout, rounded to its currency."""
        cart, currency = self.cart, str(self.cart.currency.get("code", ""))
        amounts = {
            "base_amount": cart.base_amount,
            "discount_amount": cart.discount_amount,
            "cart_amount": cart.cart_amount_inc_tax or cart.cart_amount or ZERO,
            "tax_total": self.tax_total,
            "shipping_total": self.shipping_cost_total_inc_tax,
            "grand_total": self.grand_total,
        }
        return Totals.model_validate(
            {name: rounded(amount, currency) for name, amount in amounts.items()}
            | {"currency": currency}
        )


class NewCart(View):
    """The answer to POST /v3/carts: a checkout to be, and the customer's URLs."""

    checkout: CheckoutView
    redirect_urls: RedirectUrls

    @classmethod
    def read(cls, cart: Mapping[str, Any]) -> "NewCart":
        """Return the new cart as a checkout with nothing done."""
        checkout = CheckoutView.model_validate(
            {"id": cart["id"], "version": cart.get("version"), "cart": cart}
        )
        urls = RedirectUrls.model_validate(cart.get("redirect_urls") or {})
        return cls(checkout=checkout, redirect_urls=urls)
