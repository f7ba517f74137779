"""Pure: the parts of a checkout that stand by themselves: options, coupons, taxes and fees.

Field names are BigCommerce's. Everything that the documentation leaves open is optional here.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AliasChoices, BeforeValidator, Field, ValidationError

from order_service.answers import ChosenShipping
from order_service.request.iso_codes import rounded
from order_service.store.answer_types import Amount, Id, Short, Whole
from order_service.store.cart_view import ComparedText, OptionalAmount, View

_LONGEST, _LONGEST_DESCRIPTION = 255, 1000
_NOT_NEEDED = frozenset({"transit_time", "is_recommended", "isRecommended"})
"""What no call needs; only a rule that chooses by it."""


def _of(most: int) -> BeforeValidator:
    """A text is cut at that length: no rule names a longer one."""
    return BeforeValidator(lambda value: value[:most] if isinstance(value, str) else value)


_AFTER_DISCOUNT = Field(validation_alias=AliasChoices("cost_after_discount", "costAfterDiscount"))
_RECOMMENDED = Field(validation_alias=AliasChoices("is_recommended", "isRecommended"))


class ShippingOption(View):
    """One option of a consignment; ``id`` is opaque and may change with the next quote.

    Only what is offered needs one: a price of the order's own was never quoted under any.
    """

    id: Short = ""
    type: Annotated[str, _of(_LONGEST)] = ""
    description: Annotated[str, _of(_LONGEST_DESCRIPTION)] = ""
    cost: Amount
    cost_after_discount: Annotated[OptionalAmount, _AFTER_DISCOUNT] = None
    """What it costs after promotions, where the store says so."""
    transit_time: Annotated[str, _of(_LONGEST)] = ""
    is_recommended: Annotated[bool, _RECOMMENDED] = False

    @property
    def price(self) -> Decimal:
        """Return what the customer pays for it, as far as the store says."""
        return self.cost if self.cost_after_discount is None else self.cost_after_discount

    def same_as(self, other: "ShippingOption") -> bool:
        """Return whether both are the same offer, also across quotes."""
        ours = (self.type, self.description, self.cost)
        return self.id == other.id or ours == (other.type, other.description, other.cost)

    def chosen_as(self, selected: "ShippingOption") -> "ShippingOption":
        """Return this offer as it was selected: a carrier may quote anew when it is chosen.

        A selection may leave words out, and what the offer costs after promotions.
        """
        said = {
            name: words
            for name in ("type", "description", "transit_time")
            if (words := getattr(selected, name))
        }
        if selected.cost not in (self.cost, self.price):
            said |= {name: getattr(selected, name) for name in ("cost", "cost_after_discount")}
        return self.model_copy(update=said)

    def shown(self, currency: str) -> ChosenShipping:
        """Return the option as callers see it, its cost rounded to the currency."""
        return ChosenShipping(
            type=self.type,
            description=self.description,
            cost=rounded(self.price, currency),
            transit_time=self.transit_time,
        )


class UnusableOption(View):
    """An offer that cannot be chosen, or not by each rule: its id is missing, its cost, or all.

    It stops no other offer of its consignment. Its words say whether a rule may have meant
    it; ``unread`` has the fields that could not be read, and ``without_them`` is the offer that is
    left where no call needs these.
    """

    id: ComparedText = None
    type: ComparedText = None
    description: ComparedText = None
    transit_time: ComparedText = None
    is_recommended: Annotated[bool, BeforeValidator(lambda value: value is True), _RECOMMENDED] = (
        False
    )
    unread: tuple[str, ...] = ()
    without_them: ShippingOption | None = None

    @property
    def words(self) -> tuple[str, str]:
        """Return its type and description; empty where they could not be read."""
        return self.type or "", self.description or ""

    def may_be(self, selected: ShippingOption) -> bool:
        """Return whether nothing that is known of it says that it is not what is selected."""
        both = zip(self.words, (selected.type, selected.description), strict=True)
        return all(not ours or not theirs or ours == theirs for ours, theirs in both)

    def is_surely(self, selected: ShippingOption) -> bool:
        """Return whether it has the id of what is selected, or all of its words."""
        words = (selected.type, selected.description)
        return (self.id or "?") == selected.id or (any(words) and self.words == words)

    def as_selected(self, selected: ShippingOption) -> ShippingOption:
        """Return this offer with what the store says of it as the one that is selected."""
        said = {
            "type": selected.type or self.words[0],
            "description": selected.description or self.words[1],
            "transit_time": selected.transit_time or self.transit_time or "",
            "is_recommended": selected.is_recommended or self.is_recommended,
        }
        return selected.model_copy(update=said)


def _offer(row: Any) -> Any:
    if isinstance(row, View):
        return row
    option, unread = _read(row)
    if option is not None:
        return option
    said = dict(row) if isinstance(row, Mapping) else {}
    if _NOT_NEEDED.issuperset(unread):
        option, others = _read({name: said[name] for name in said if name not in unread})
        unread += others
    return UnusableOption.model_validate(said | {"unread": unread, "without_them": option})


def _read(row: Any) -> tuple[ShippingOption | None, tuple[str, ...]]:
    """Return the option, None if it has none or no id; and the fields that could not be read."""
    try:
        option = ShippingOption.model_validate(row)
    except ValidationError as error:
        rows = error.errors(include_url=False, include_input=False, include_context=False)
        return None, tuple(".".join(map(str, one["loc"])) for one in rows)
    return (option, ()) if option.id else (None, ("id",))


def _offers(value: Any) -> Any:
    if value == {}:
        return ()
    return tuple(map(_offer, value)) if isinstance(value, list | tuple) else value


OFFERS = BeforeValidator(_offers)
"""Offers of which any may be unusable; ``{}`` reads as none at all."""


def _object(value: Any) -> Any:
    return value if isinstance(value, Mapping | PickupView) else None


OBJECT_OR_NONE = BeforeValidator(_object)


class PickupView(View):
    """Where a consignment is picked up."""

    pickup_method_id: Whole | None = None


class CouponView(View):
    """A coupon that the checkout has taken."""

    code: Short | None = None
    discounted_amount: OptionalAmount = None


class TaxView(View):
    """A tax that the checkout reckons with."""

    name: Short | None = None
    amount: OptionalAmount = None


class FeeView(View):
    """A fee on the checkout."""

    id: Id | None = None
    name: Short | None = None
    source: Short | None = None
    display_name: ComparedText = None
    cost_inc_tax: Amount | None = None
    cost_ex_tax: Amount | None = None

    @property
    def cost(self) -> Decimal | None:
        """Return what it costs, with tax where the store says that."""
        return self.cost_ex_tax if self.cost_inc_tax is None else self.cost_inc_tax

    def costs(self, currency: str) -> tuple[Decimal, ...]:
        """Return what it costs with tax and without, rounded, as far as the store says."""
        said = (self.cost_inc_tax, self.cost_ex_tax)
        return tuple(rounded(cost, currency) for cost in said if cost is not None)
