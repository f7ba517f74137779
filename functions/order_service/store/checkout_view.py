"""Pure: a checkout as the store last answered it, and only what the flow looks at.

Field names are BigCommerce's (``Checkout`` of its OpenAPI files). Everything that the
documentation leaves open is optional here.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AliasChoices,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

from order_service.answers import RedirectUrls, Totals
from order_service.request.destinations import Address
from order_service.request.iso_codes import rounded
from order_service.store.answer_types import (
    MOST_ROWS,
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
    ComparedAmount,
    View,
)
from order_service.store.checkout_parts import (
    OBJECT_OR_NONE,
    OFFERS,
    CouponView,
    FeeView,
    PickupView,
    ShippingOption,
    TaxView,
    UnusableOption,
)
from order_service.store.signals import Interrupted, unread
from order_service.store_steps import CHECKOUT

MOST_OPTIONS = 100
"""Most shipping options of one consignment."""
MOST_KEPT_BYTES = 150_000
"""Longest part of an answer that the store's words make: an item of DynamoDB takes 400 kB."""
_ID: TypeAdapter[str] = TypeAdapter(Id, config=ConfigDict(coerce_numbers_to_str=True))


_ADDRESS = Field(validation_alias=AliasChoices("address", "shipping_address", "shippingAddress"))


class ConsignmentView(View):
    """A consignment; ``available_shipping_options`` is None when the store was not asked."""

    emptiness_says = frozenset({"available_shipping_options"})
    id: Id
    address: Annotated[Mapping[str, Any], _ADDRESS] = Field(default_factory=dict)
    line_item_ids: Annotated[tuple[Id, ...], Field(max_length=MOST_ROWS)] = ()
    available_shipping_options: Annotated[
        Annotated[tuple[ShippingOption | UnusableOption, ...], Field(max_length=MOST_OPTIONS)]
        | None,
        OFFERS,
    ] = None
    selected_shipping_option: ShippingOption | None = None
    selected_pickup_option: Annotated[PickupView | None, OBJECT_OR_NONE] = None
    shipping_cost_inc_tax: ComparedAmount = None
    shipping_cost_ex_tax: ComparedAmount = None

    @property
    def offers(self) -> tuple[ShippingOption, ...]:
        """Return the options that can be chosen, and the selected one also if it could not."""
        selected, broken = self.selected_shipping_option, self.broken_choice
        listed = (
            one.as_selected(selected) if selected and one is broken else _usable(one)
            for one in self.available_shipping_options or ()
        )
        return tuple(one for one in listed if one is not None)

    @property
    def descriptions(self) -> frozenset[str]:
        """Return the descriptions of all listed options, unusable ones too."""
        return frozenset(one.description or "" for one in self.available_shipping_options or ())

    @property
    def unusable_offers(self) -> tuple[UnusableOption, ...]:
        """Return the listed options that cannot be chosen, or not by each rule."""
        listed = self.available_shipping_options or ()
        return tuple(one for one in listed if isinstance(one, UnusableOption))

    @property
    def broken_choice(self) -> UnusableOption | None:
        """Return the unusable offer that is the selected option, None if there is none."""
        selected, listed = self.selected_shipping_option, self.available_shipping_options or ()
        usable = (option for one in listed if (option := _usable(one)))
        if selected is None or any(map(selected.same_as, usable)):
            return None
        broken = (one for one in self.unusable_offers if one.without_them is None)
        alike = [one for one in broken if one.is_surely(selected)]
        return next((one for one in alike if one.id == selected.id), alike[0] if alike else None)

    @property
    def may_hide_choice(self) -> bool:
        """Return whether the selected option is not listed, or only as one of no known words."""
        selected = self.selected_shipping_option
        if selected is None or not self._has_quoted_choice:
            return False
        known = any(map(self.has_chosen, self.offers))
        return not known and any(one.may_be(selected) for one in self.unusable_offers)

    @property
    def is_silent(self) -> bool:
        """Return whether the store lists no option beside one that it has selected.

        Carriers are silent for a moment, which does not undo a choice.
        """
        return self._has_quoted_choice and self.available_shipping_options == ()

    @property
    def _has_quoted_choice(self) -> bool:
        selected = self.selected_shipping_option
        return selected is not None and "custom" not in selected.type.casefold()

    def offered_before(
        self, earlier: "ConsignmentView | None", *, asked: bool = False
    ) -> "ConsignmentView":
        """Return it with the options listed earlier, if it lists none and was offered the same.

        An offer that could not be used must be listed by another answer that was asked for it.
        """
        if earlier is None or not (self.available_shipping_options is None or self.is_silent):
            return self
        if (self.address, self.line_item_ids) != (earlier.address, earlier.line_item_ids):
            return self
        if asked and earlier.unusable_offers:
            return self
        offers = earlier.available_shipping_options
        return self.model_copy(update={"available_shipping_options": offers}) if offers else self

    def has_chosen(self, option: ShippingOption) -> bool:
        """Return whether this option is selected, be it with a new id and at another cost."""
        selected, options = self.selected_shipping_option, self.offers
        if selected is None or selected.same_as(option):
            return selected is not None
        words = (selected.type, selected.description)
        alike = [one for one in options if (one.type, one.description) == words]
        return alike == [option] and not any(map(selected.same_as, options))

    @property
    def is_untouched(self) -> bool:
        """Return whether nobody has said where it goes, nor how."""
        chosen = self.selected_shipping_option or self.selected_pickup_option
        return chosen is None and not any(map(self.address.get, Address.model_fields))

    @property
    def size(self) -> int:
        """Return about how many bytes of an answer it takes."""
        option = self.selected_shipping_option
        chosen = (option.type, option.description, option.transit_time) if option else ()
        return sum(len(text.encode()) + 4 for text in (self.id, *self.line_item_ids, *chosen))

    @property
    def pickup_method_id(self) -> int | None:
        """Return where it is picked up; None when it is shipped."""
        picked_up = self.selected_pickup_option
        return picked_up.pickup_method_id if picked_up else None


def _usable(offer: ShippingOption | UnusableOption) -> ShippingOption | None:
    return offer if isinstance(offer, ShippingOption) else offer.without_them


def _with_an_id(address: Mapping[str, Any]) -> Mapping[str, Any]:
    """Its id goes into paths; without one the address is not there."""
    found = address.get("id")
    return {**address, "id": _ID.validate_python(found)} if found else address


def _unless_false(order_id: Any) -> Any:
    """False says as little as null: that the checkout names no order."""
    return None if order_id is False else order_id


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
    billing_address: Annotated[Mapping[str, Any], AfterValidator(_with_an_id)] = Field(
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

    @model_validator(mode="before")
    @classmethod
    def _with_the_coupons_of_its_cart(cls, row: Any) -> Any:
        """Its cart shows them, too; it stands for a checkout that does not say which it has."""
        cart = row.get("cart") if isinstance(row, Mapping) else None
        if not isinstance(cart, Mapping) or row.get("coupons") is not None:
            return row
        return {**row, "coupons": cart.get("coupons")}

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
