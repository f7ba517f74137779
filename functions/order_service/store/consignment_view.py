"""Pure: one consignment of a checkout as the store last answered it, with what it offers."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import (
    AliasChoices,
    ConfigDict,
    Field,
    TypeAdapter,
)

from order_service.request.destinations import Address
from order_service.store.answer_types import (
    MOST_ROWS,
    Id,
)
from order_service.store.cart_view import (
    ComparedAmount,
    View,
)
from order_service.store.checkout_parts import (
    OBJECT_OR_NONE,
    OFFERS,
    PickupView,
    ShippingOption,
    UnusableOption,
)

MOST_OPTIONS = 100
"""Most shipping options of one consignment."""
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
    def unlisted_choice(self) -> UnusableOption | None:
        """Return the selected option if only others are listed, None else.

        One carrier may be silent for a moment, which does not undo a choice either.
        """
        chosen, options = self.selected_shipping_option, self.offers
        if chosen is None or not options or not self._has_quoted_choice:
            return None
        if self.may_hide_choice or any(map(self.has_chosen, options)):
            return None
        return UnusableOption(type=chosen.type, description=chosen.description)

    @property
    def doubtful_offers(self) -> tuple[UnusableOption, ...]:
        """Return what is looked for once more before another option takes its place."""
        unlisted = self.unlisted_choice
        return (*self.unusable_offers, unlisted) if unlisted else self.unusable_offers

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
        if self._offered_for != earlier._offered_for:
            return self
        if asked and earlier.unusable_offers:
            return self
        offers = earlier.available_shipping_options
        return self.model_copy(update={"available_shipping_options": offers}) if offers else self

    @property
    def _offered_for(self) -> tuple[object, ...]:
        """What carriers quote: which lines, and where they go; not how an answer writes it."""
        known = {name: said for name in Address.model_fields if (said := self.address.get(name))}
        return frozenset(self.line_item_ids), known

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


def with_an_id(address: Mapping[str, Any]) -> Mapping[str, Any]:
    """Its id goes into paths; without one the address is not there."""
    found = address.get("id")
    return {**address, "id": _ID.validate_python(found)} if found else address
