"""What became of our steps in this execution, and how the store wrote it down."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from order_service.checkout.steps import (
    AddConsignments,
    ApplyCoupon,
    AskForConsignments,
    ChooseShipping,
    MoveConsignment,
    RemoveConsignment,
    SetBilling,
    SetDiscounts,
    SetMessage,
    ShipAtPrice,
    Step,
    marker,
    may_leave_out,
    may_undo,
    survives_refresh,
)
from order_service.errors import StoreRefused
from order_service.store.checkout_parts import ShippingOption, UnusableOption
from order_service.store.checkout_view import CheckoutView
from order_service.store.signals import CartGone, CartUnusable, Interrupted


class Accepted:
    """The steps that the store answered with success, and its own spelling of what they sent.

    A store writes addresses and messages in its own way. What it shows in its answer to our own
    call is its spelling of what we sent; what it shows later must be the same.
    """

    def __init__(self, *markers: str) -> None:
        self._markers = set(markers)
        self._spelled: dict[str, object] = {}
        self._quoted: dict[tuple[object, ...], ShippingOption] = {}
        self._offered: dict[tuple[str, str, str], ShippingOption] = {}
        """Each offer that was chosen as it was listed, by its consignment and its words."""
        self._broken: set[tuple[object, ...]] = set()
        self._dropped: set[str] = set()
        self._given_again: set[str] = set()
        self.from_the_start = Decimal(0)
        """What was taken off as if by a caller when the cart was opened: by the store itself."""
        self.discounted: tuple[CheckoutView, CheckoutView] | None = None
        """The checkout before our discounts, and as the store answered them."""
        self.at_own_price: set[str] = set()
        """The consignments for which the order's own shipping was sent, whatever came back."""
        self._removed: set[str] = set()
        """The consignments for whose removal the store was asked: it may keep one."""
        self._removable: frozenset[str] | None = None
        """Those that were there before the first of them was removed."""
        self.refused: StoreRefused | None = None
        """Why the store did not take consignments with all that could belong in them."""
        self.refused_lines: set[frozenset[str]] = set()
        """The lines of each call for consignments that the store refused because of its lines."""
        self.refusals = 0
        """How many ways to put lines into consignments it has refused."""

    def __contains__(self, name: str) -> bool:
        """Return whether the step of this marker counts as done."""
        return name in self._markers

    @property
    def has_chosen_shipping(self) -> bool:
        """Return whether shipping was chosen since the checkout was last read afresh."""
        return any(name.partition(":")[0] == ChooseShipping.name for name in self._markers)

    def note_sent(self, step: Step, checkout: CheckoutView) -> None:
        """Remember what the store may have carried out, also where its answer is lost."""
        if isinstance(step, ShipAtPrice):
            self.at_own_price.add(step.consignment_id)
        if isinstance(step, RemoveConsignment) and self._removable is None:
            self._removable = frozenset(row.id for row in checkout.consignments)

    def note_lost(self, step: Step) -> None:
        """Remember a step whose answer was lost: whatever is there beside ours may go."""
        if isinstance(step, AddConsignments):
            self._removable = None

    def may_go(self, consignment_id: str, *, alone: bool) -> bool:
        """Return whether the store was not asked yet to remove it.

        What it puts in the place of the last one that it removed would be replaced, too, without
        end; beside consignments that were asked for it has no reason to.
        """
        there = not alone or self._removable is None or consignment_id in self._removable
        return there and consignment_id not in self._removed

    def note(self, step: Step, checkout: CheckoutView, before: CheckoutView) -> None:
        """Remember the step, which led from the one checkout to this answer."""
        self._markers = {name for name in self._markers if not may_undo(step, name)}
        self._markers.add(marker(step))
        self._spelled |= _spelled(step, checkout)
        if not isinstance(step, ApplyCoupon):
            self._dropped |= _codes(before) - _codes(checkout)
        match step:
            case SetDiscounts():
                self.discounted = (before, checkout)
            case RemoveConsignment(consignment_id):
                self._removed.add(consignment_id)
            case AddConsignments():
                self._note_consignments()
            case ChooseShipping(consignment_id, option):
                self._offered[consignment_id, option.type, option.description] = option
                chosen = [row for row in checkout.consignments if row.id == consignment_id]
                self._quoted.update(
                    (_offer(consignment_id, option), row.selected_shipping_option)
                    for row in chosen
                    if row.selected_shipping_option and row.has_chosen(option)
                )
            case _:
                pass

    def _note_consignments(self) -> None:
        # What the store kept while it was the only one may go beside others.
        self._markers -= {marker(RemoveConsignment(one)) for one in self._removed}
        self._removed.clear()

    def go_on_after(self, step: Step, refusal: StoreRefused | CartGone | Interrupted) -> None:
        """Remember what the store keeps, or wants in no consignment.

        Raises the refusal where that cannot help, and the first one where it did not. A consignment
        that it shows may be none that it finds; a cart that is gone shows with the next call.
        """
        if isinstance(step, RemoveConsignment):
            self._removed.add(step.consignment_id)
            return
        first = self.refused if isinstance(step, AddConsignments) else None
        if not isinstance(refusal, StoreRefused):
            raise refusal
        if not may_leave_out(step, refusal):
            raise first or _unlike(step) or refusal
        self.refused_lines.add(step.line_ids)
        if not isinstance(step, AskForConsignments):
            self.refused = first or refusal
            self.refusals += 1

    def note_broken(self, checkout: CheckoutView) -> None:
        """Remember the shipping options that cannot be used, before the store is read again."""
        for row in checkout.consignments:
            if row.available_shipping_options is not None:
                self._broken = {one for one in self._broken if one[0] != row.id}
                self._broken |= {_broken(row.id, option) for option in row.doubtful_offers}

    def saw_broken(self, consignment_id: str, option: UnusableOption) -> bool:
        """Return whether it was unusable in the last answer that listed options, too."""
        return _broken(consignment_id, option) in self._broken

    def quoted(self, consignment_id: str, option: ShippingOption) -> ShippingOption | None:
        """Return the option that the store selected when this offer was chosen, None if never."""
        return self._quoted.get(_offer(consignment_id, option))

    def as_offered(self, consignment_id: str, chosen: ShippingOption) -> ShippingOption:
        """Return a selected option at the cost at which it was listed before it was chosen."""
        offered = self._offered.get((consignment_id, chosen.type, chosen.description), chosen)
        costs = {name: getattr(offered, name) for name in ("cost", "cost_after_discount")}
        return chosen.model_copy(update=costs)

    def gives_again(self, code: str) -> bool:
        """Return whether a coupon was dropped by another step than a coupon; asked only once.

        It counts as not given yet from then on: what is chosen later may drop a coupon that the
        store takes again.
        """
        dropped = code.casefold() in self._dropped and code not in self._given_again
        if dropped:
            self._given_again.add(code)
            self._markers.discard(marker(ApplyCoupon(code)))
        return dropped

    def read_afresh(self) -> None:
        """Forget the steps whose effect the checkout, as it was just read, would show.

        A coupon that was given again is not given a third time.
        """
        again = {marker(ApplyCoupon(code)) for code in self._given_again}
        self._markers = {name for name in self._markers if name in again or survives_refresh(name)}

    def is_spelling(self, what: str, shown: Mapping[str, Any] | str | None) -> bool:
        """Return whether the store showed exactly this in its answer to our own call.

        What is the billing address, the message or the id of a consignment.
        """
        return what in self._spelled and self._spelled[what] == _without_id(shown)

    def knows(self, what: str) -> bool:
        """Return whether the store has shown how it spells this."""
        return what in self._spelled


def _unlike(step: Step) -> CartUnusable | None:
    """Return what it means that the store does not add custom items: a new cart may take them."""
    message = "do not hold the custom items"
    errors = [{"field": "consignments", "message": message}]
    return CartUnusable(errors) if isinstance(step, AskForConsignments) else None


def _codes(checkout: CheckoutView) -> set[str]:
    return {(coupon.code or "").casefold() for coupon in checkout.coupons}


def _spelled(step: Step, checkout: CheckoutView) -> dict[str, object]:
    """Return how the store spells what this step sent; no address where its answer shows none."""
    addresses: Mapping[str, Mapping[str, Any]] = {}
    match step:
        case SetMessage():
            shown = checkout.customer_message
            return {SetMessage.name: shown} if shown else {}
        case SetBilling():
            addresses = {SetBilling.name: checkout.billing_address}
        case AskForConsignments():
            # Its answer also shows consignments that it did not send.
            pass
        case AddConsignments():
            addresses = {row.id: row.address for row in checkout.consignments}
        case MoveConsignment(moved):
            addresses = {row.id: row.address for row in checkout.consignments if row.id == moved}
        case _:
            pass
    return {what: _without_id(address) for what, address in addresses.items() if address}


def _without_id(shown: Mapping[str, Any] | str | None) -> object:
    """Return what a store writes of a message or an address, which may get a new id each time."""
    if not isinstance(shown, Mapping):
        return shown
    return {name: value for name, value in shown.items() if name != "id"}


def _offer(consignment_id: str, option: ShippingOption) -> tuple[object, ...]:
    """What an offer is across quotes, which may change its id."""
    return consignment_id, option.type, option.description, option.cost


def _broken(consignment_id: str, option: UnusableOption) -> tuple[object, ...]:
    return consignment_id, option.words, option.unread
