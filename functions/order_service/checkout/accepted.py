"""What the store has taken of our steps in this execution, and how it wrote it down."""

from collections.abc import Mapping
from typing import Any

from order_service.checkout.steps import (
    AddConsignments,
    MoveConsignment,
    SetBilling,
    SetMessage,
    Step,
    marker,
    no_longer_chosen,
    survives_refresh,
)
from order_service.store.checkout_view import CheckoutView


class Accepted:
    """The steps that the store answered with success, and its own spelling of what they sent.

    A store writes addresses and messages in its own way. What it shows in its answer to our own
    call is its spelling of what we sent; what it shows later must be the same.
    """

    def __init__(self, *markers: str) -> None:
        self._markers = set(markers)
        self._spelled: dict[str, object] = {}

    def __contains__(self, name: str) -> bool:
        """Return whether the step of this marker counts as done."""
        return name in self._markers

    def note(self, step: Step, checkout: CheckoutView) -> None:
        """Remember the step, which led to this answer."""
        self._markers -= no_longer_chosen(step)
        self._markers.add(marker(step))
        match step:
            case SetBilling():
                self._spelled[SetBilling.name] = checkout.billing_address
            case SetMessage():
                self._spelled[SetMessage.name] = checkout.customer_message
            case AddConsignments():
                for found in checkout.consignments:
                    self._spelled[found.id] = found.address
            case MoveConsignment(consignment_id):
                moved = [row.address for row in checkout.consignments if row.id == consignment_id]
                self._spelled.update((consignment_id, address) for address in moved)
            case _:
                pass

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
