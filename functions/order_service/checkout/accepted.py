"""What the store has taken of our steps in this execution, and how it wrote it down."""

from collections.abc import Mapping
from typing import Any

from order_service.checkout.steps import (
    AddConsignments,
    ChooseShipping,
    MoveConsignment,
    SetBilling,
    SetDiscounts,
    SetMessage,
    Step,
    marker,
    no_longer_chosen,
    survives_refresh,
)
from order_service.store.checkout_parts import ShippingOption
from order_service.store.checkout_view import CheckoutView


class Accepted:
    """The steps that the store answered with success, and its own spelling of what they sent.

    A store writes addresses and messages in its own way. What it shows in its answer to our own
    call is its spelling of what we sent; what it shows later must be the same.
    """

    def __init__(self, *markers: str) -> None:
        self._markers = set(markers)
        self._spelled: dict[str, object] = {}
        self._quoted: dict[tuple[object, ...], ShippingOption] = {}
        self.discounted: tuple[CheckoutView, CheckoutView] | None = None
        """The checkout before our discounts, and as the store answered them."""

    def __contains__(self, name: str) -> bool:
        """Return whether the step of this marker counts as done."""
        return name in self._markers

    @property
    def has_chosen_shipping(self) -> bool:
        """Return whether shipping was chosen since the checkout was last read afresh."""
        return any(name.partition(":")[0] == ChooseShipping.name for name in self._markers)

    def note(self, step: Step, checkout: CheckoutView, before: CheckoutView) -> None:
        """Remember the step, which led from the one checkout to this answer."""
        self._markers -= no_longer_chosen(step)
        self._markers.add(marker(step))
        match step:
            case SetBilling():
                self._spelled[SetBilling.name] = checkout.billing_address
            case SetDiscounts():
                self.discounted = (before, checkout)
            case SetMessage():
                self._spelled[SetMessage.name] = checkout.customer_message
            case AddConsignments():
                for found in checkout.consignments:
                    self._spelled[found.id] = found.address
            case ChooseShipping(consignment_id, option):
                chosen = [row for row in checkout.consignments if row.id == consignment_id]
                self._quoted.update(
                    (_offer(consignment_id, option), row.selected_shipping_option)
                    for row in chosen
                    if row.selected_shipping_option and row.has_chosen(option)
                )
            case MoveConsignment(consignment_id):
                moved = [row.address for row in checkout.consignments if row.id == consignment_id]
                self._spelled.update((consignment_id, address) for address in moved)
            case _:
                pass

    def quoted(self, consignment_id: str, option: ShippingOption) -> ShippingOption | None:
        """Return the option that the store selected when this offer was chosen, None if never."""
        return self._quoted.get(_offer(consignment_id, option))

    def read_afresh(self) -> None:
        """Forget the steps whose effect the checkout, as it was just read, would show."""
        self._markers = {name for name in self._markers if survives_refresh(name)}

    def is_spelling(self, what: str, shown: Mapping[str, Any] | str | None) -> bool:
        """Return whether the store showed exactly this in its answer to our own call.

        What is the billing address, the message or the id of a consignment.
        """
        return what in self._spelled and self._spelled[what] == shown

    def knows(self, what: str) -> bool:
        """Return whether the store has shown how it spells this."""
        return what in self._spelled


def _offer(consignment_id: str, option: ShippingOption) -> tuple[object, ...]:
    """What an offer is across quotes, which may change its id."""
    return consignment_id, option.type, option.description, option.cost
