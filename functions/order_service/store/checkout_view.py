"""Pure: a checkout as the store last answered it, and only what the flow looks at.

Field names are BigCommerce's (``Checkout`` of its OpenAPI files). Everything that the
documentation leaves open is optional here.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

from order_service.answers import RedirectUrls, Totals
from order_service.request.iso_codes import rounded
from order_service.store.answer_types import (
    Amount,
    Id,
    Url,
    Whole,
    whole_number,
)
from order_service.store.cart_view import (
    OBJECTS,
    ROWS,
    ZERO,
    CartLine,
    CartView,
    View,
)
from order_service.store.checkout_parts import (
    CouponView,
    FeeView,
    TaxView,
)
from order_service.store.consignment_view import ConsignmentView, with_an_id
from order_service.store.signals import Interrupted, unread
from order_service.store_steps import CHECKOUT

_PARTS = frozenset({"coupons", "fees", "customer_message"})
_PARTS_OF_CART = frozenset({"customer_id", "channel_id"})
_LINES = frozenset({"physical_items", "digital_items", "custom_items", "gift_certificates"})
"""What another app may add to or change: parts of a checkout, of its cart, and kinds of lines."""
MOST_KEPT_BYTES = 150_000
"""Longest part of an answer that the store's words make: an item of DynamoDB takes 400 kB."""


def _unless_false(order_id: Any) -> Any:
    """False says as little as null: that the checkout names no order."""
    return None if order_id is False else order_id


def _shows_all(row: Mapping[str, Any]) -> bool:
    cart = row.get("cart")
    lines = cart.get("line_items") if isinstance(cart, Mapping) else None
    if not (isinstance(cart, Mapping) and isinstance(lines, Mapping)):
        return False
    return row.keys() >= _PARTS and cart.keys() >= _PARTS_OF_CART and lines.keys() >= _LINES


def _can_be_kept(consignments: tuple[ConsignmentView, ...]) -> tuple[ConsignmentView, ...]:
    """The answer repeats them, and the ledger's item must hold it, twice in case of doubt."""
    if sum(one.size for one in consignments) > MOST_KEPT_BYTES:
        raise ValueError("consignments too long")
    return consignments


class CheckoutView(View, defer_build=False):
    """A checkout; a cart that was just created reads as one with nothing done yet."""

    emptiness_says = frozenset({"coupons"})
    id: Id
    version: Whole | None = None
    cart: CartView = CartView()
    billing_address: Annotated[Mapping[str, Any], AfterValidator(with_an_id)] = Field(
        default_factory=dict
    )
    consignments: Annotated[tuple[ConsignmentView, ...], AfterValidator(_can_be_kept)] = ()
    order_id: Annotated[str | None, BeforeValidator(_unless_false)] = None
    tax_total: Amount = ZERO
    shipping_cost_total_inc_tax: Amount = ZERO
    handling_cost_total_inc_tax: Amount = ZERO
    grand_total: Amount | None = None
    """None until a checkout is read: a cart that was just opened has none."""
    coupons: Annotated[tuple[CouponView, ...], ROWS] = ()
    taxes: Annotated[tuple[TaxView, ...], OBJECTS] = ()
    fees: Annotated[tuple[FeeView, ...], ROWS] = ()
    customer_message: str | None = None
    shows_all: bool = False
    """Whether it shows each part that another app may add to, also an empty one. By the
    documentation the answer to a write does, too; a store's may leave some out."""

    @model_validator(mode="before")
    @classmethod
    def _with_whether_it_shows_all(cls, row: Any) -> Any:
        return {**row, "shows_all": _shows_all(row)} if isinstance(row, Mapping) else row

    @model_validator(mode="before")
    @classmethod
    def _with_the_coupons_of_its_cart(cls, row: Any) -> Any:
        """Its cart shows them, too; it stands for a checkout that does not say which it has."""
        cart = row.get("cart") if isinstance(row, Mapping) else None
        if not isinstance(cart, Mapping) or row.get("coupons") is not None:
            return row
        return {**row, "coupons": cart["coupons"]} if "coupons" in cart else row

    @property
    def currency(self) -> str:
        """Return the ISO 4217 code of all its amounts."""
        return self.cart.currency.code

    @property
    def order_hint(self) -> int:
        """Return the order this checkout says it became; 0 when it says none."""
        try:
            return whole_number(self.order_id)
        except ValueError:
            return 0

    def lacks_of(self, earlier: "CheckoutView") -> bool:
        """Return whether it shows less than earlier of what calls put there."""
        lists = [(self.coupons, earlier.coupons), (self.fees, earlier.fees)]
        others = ("customer_message", "billing_address", "consignments")
        gone = any(getattr(earlier, name) and not getattr(self, name) for name in others)
        return gone or any(len(now) < len(then) for now, then in lists)

    def keeping_options(self, earlier: "CheckoutView") -> "CheckoutView":
        """Return this checkout with the options, of shipping and of lines, listed only earlier."""
        return self.keeping_offers(earlier)._with_choices_of(earlier)

    def _with_choices_of(self, earlier: "CheckoutView") -> "CheckoutView":
        known = {line.id: line.options for line in earlier.cart.line_items.every if line.options}
        if not known:
            return self
        lines = self.cart.line_items

        def kept(rows: tuple[CartLine, ...]) -> tuple[CartLine, ...]:
            return tuple(
                row.model_copy(update={"options": known.get(row.id)})
                if row.options is None
                else row
                for row in rows
            )

        kinds = {
            "physical_items": kept(lines.physical_items),
            "digital_items": kept(lines.digital_items),
        }
        cart = self.cart.model_copy(update={"line_items": lines.model_copy(update=kinds)})
        return self.model_copy(update={"cart": cart})

    def keeping_offers(self, earlier: "CheckoutView", *, asked: bool = False) -> "CheckoutView":
        """Return this checkout with the options of shipping that were listed only earlier."""
        known = {found.id: found for found in earlier.consignments}
        consignments = tuple(
            found.offered_before(known.get(found.id), asked=asked) for found in self.consignments
        )
        return self.model_copy(update={"consignments": consignments})

    @property
    def has_offers(self) -> bool:
        """Return whether shipping options are known of any consignment."""
        return any(found.available_shipping_options for found in self.consignments)

    def without_offers(self) -> "CheckoutView":
        """Return this checkout with no shipping option known: they were for another price."""
        none = {"available_shipping_options": None}
        consignments = tuple(found.model_copy(update=none) for found in self.consignments)
        return self.model_copy(update={"consignments": consignments})

    @property
    def total(self) -> Decimal:
        """Return what the store asks, rounded to the currency; raises Interrupted if it is silent.

        Nothing stands for it: a total of 0 would be believed.
        """
        if self.grand_total is None:
            raise Interrupted(CHECKOUT.name, errors=[unread("grand_total")])
        return rounded(self.grand_total, self.currency)

    def totals(self) -> Totals:
        """Return the money of this checkout, rounded to its currency."""
        cart, currency = self.cart, self.currency
        amounts = {
            "base_amount": cart.base_amount,
            "discount_amount": cart.discount_amount,
            "cart_amount": cart.price or ZERO,
            "tax_total": self.tax_total,
            "shipping_total": self.shipping_cost_total_inc_tax,
            "grand_total": self.total,
        }
        parts = {name: rounded(amount, currency) for name, amount in amounts.items()}
        extras = {name: amount for name, amount in self._extras(parts).items() if amount}
        return Totals.model_validate(parts | extras | {"currency": currency})

    def _extras(self, parts: Mapping[str, Decimal]) -> dict[str, Decimal]:
        """Return what is paid beside goods and shipping, so that all parts add up to the total.

        No checkout has the price of wrapping with its tax: it is what is left of an order that
        has any.
        """
        fees = sum((fee.cost or ZERO for fee in self.fees), ZERO)
        found = {
            "handling_total": rounded(self.handling_cost_total_inc_tax, self.currency),
            "fees_total": rounded(fees, self.currency),
        }
        known = parts["cart_amount"] + parts["shipping_total"] + sum(found.values())
        wrapped = any(line.gift_wrapping for line in self.cart.line_items.every)
        left = parts["grand_total"] - known
        return found | {"wrapping_total" if wrapped and left > 0 else "other_total": left}


def _or_none(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """No step needs them: an order must not fail by what only its caller could use."""
    try:
        return read(value)
    except ValidationError:
        return None


_OptionalUrl = Annotated[Url | None, WrapValidator(_or_none)]


class _Urls(View, defer_build=False):
    cart_url: _OptionalUrl = None
    checkout_url: _OptionalUrl = None
    embedded_checkout_url: _OptionalUrl = None


class NewCart(View, defer_build=False):
    """The answer to POST /v3/carts: a checkout to be, and the customer's URLs."""

    checkout: CheckoutView
    redirect_urls: RedirectUrls

    @classmethod
    def read(cls, cart: Mapping[str, Any]) -> "NewCart":
        """Return the new cart as a checkout with nothing done."""
        checkout = CheckoutView.model_validate(
            {"id": cart.get("id"), "version": cart.get("version"), "cart": cart}
        )
        urls = cart.get("redirect_urls")
        found = _Urls.model_validate(urls if isinstance(urls, Mapping) else {})
        return cls(checkout=checkout, redirect_urls=RedirectUrls(**dict(found)))
