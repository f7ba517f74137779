"""Pure: whether one consignment is delivered as asked, and the call that it lacks."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from order_service.checkout.accepted import Accepted
from order_service.checkout.consignments import (
    WantedConsignment,
)
from order_service.checkout.shipping import choose, fits, may_fit
from order_service.checkout.steps import (
    ChooseShipping,
    ShipAtPrice,
    Step,
)
from order_service.errors import NoShippingOption
from order_service.request.destinations import CustomShipping, ShippingRule
from order_service.request.iso_codes import rounded
from order_service.request.spelling import letters, loose
from order_service.store.checkout_parts import ShippingOption, UnusableOption
from order_service.store.checkout_view import CheckoutView
from order_service.store.consignment_view import ConsignmentView
from order_service.store.signals import BrokenOffer, Interrupted, unread

_NO_DESCRIPTION = ("", "custom", "customshipping")
"""Descriptions of an own way of shipping, in letters, that stand in place of the order's."""


def delivery(
    one: WantedConsignment, found: ConsignmentView, checkout: CheckoutView, accepted: Accepted
) -> Step | None:
    """Return the call that makes this consignment be delivered as asked, None if it is.

    Raises NoShippingOption, and Interrupted where what the carriers offer must be read once more.
    """
    currency = checkout.currency
    if one.pickup_method_id is not None:
        return None
    if one.rule.custom_shipping is not None:
        custom = one.rule.custom_shipping
        is_there = _is_custom(found, custom, checkout, sent=found.id in accepted.at_own_price)
        return None if is_there else ShipAtPrice(found.id, custom)
    if found.available_shipping_options is None:
        # Not asked for is not the same as nothing offered.
        raise Interrupted("shipping_option", errors=[unread("available_shipping_options")])
    if found.is_silent or found.may_hide_choice:
        _require_no_choice(found, one.rule, currency)
    _require_listed(found, one.rule, currency, accepted)
    try:
        options = [*_offers(found, one.rule, currency, accepted)]
        option = choose(options, one.rule, currency, found.descriptions)
    except NoShippingOption as refusal:
        meant = [*_meant(found, one.rule, currency)]
        refusal.facts = {**refusal.facts, **_incomplete(meant)}
        raise
    _require_usable(found, option, one.rule, checkout, accepted)
    return None if found.has_chosen(option) else ChooseShipping(found.id, option)


def _require_no_choice(found: ConsignmentView, rule: ShippingRule, currency: str) -> None:
    """Raise Interrupted if what is listed may hide a selected option that the rule may take.

    It is offered, so that nothing is refused; and it is not taken, because it may be dearer than
    others.
    """
    selected = found.selected_shipping_option
    if selected is not None and fits(selected, rule, currency):
        raise Interrupted("shipping_option", errors=[unread("available_shipping_options")])


def _require_listed(
    found: ConsignmentView, rule: ShippingRule, currency: str, accepted: Accepted
) -> None:
    """Raise BrokenOffer where the selected option fits and is not listed, if for the first time."""
    selected, unlisted = found.selected_shipping_option, found.unlisted_choice
    if selected is None or unlisted is None or not fits(selected, rule, currency):
        return
    if not accepted.saw_broken(found.id, unlisted):
        raise BrokenOffer("shipping_option", errors=[unread("available_shipping_options")])


def _require_usable(
    found: ConsignmentView,
    taken: ShippingOption,
    rule: ShippingRule,
    checkout: CheckoutView,
    accepted: Accepted,
) -> None:
    """Raise BrokenOffer where an unusable option, not looked at twice yet, may be the right one."""
    broken = found.broken_choice
    is_taken = broken is not None and found.has_chosen(taken)
    meant = [
        option
        for option in _meant(found, rule, checkout.currency)
        if not (is_taken and option is broken) and not accepted.saw_broken(found.id, option)
    ]
    if meant:
        raise BrokenOffer("shipping_option", **_incomplete(meant))


def _meant(found: ConsignmentView, rule: ShippingRule, currency: str) -> Iterator[UnusableOption]:
    """Yield the unusable options that the rule may have meant."""
    listed = found.descriptions
    return (one for one in found.unusable_offers if may_fit(one, rule, currency, listed))


def _incomplete(meant: Sequence[UnusableOption]) -> Mapping[str, Any]:
    """Return the errors that name what could not be read of options."""
    fields = (f"available_shipping_options.{'.'.join(one.unread[:1])}".rstrip(".") for one in meant)
    return {"errors": [unread(field) for field in fields]} if meant else {}


def _offers(
    found: ConsignmentView, rule: ShippingRule, currency: str, accepted: Accepted
) -> Iterator[ShippingOption]:
    """Yield each offered option, in the form in which it was selected if that no longer fits.

    A carrier may quote anew when it is chosen, and the offers may be older. Where the store does
    not list the cost of the selected one, it is compared at what it was offered for.
    """
    listed = found.descriptions
    for listed_option in found.offers:
        unpriced = found.broken_choice is not None and found.has_chosen(listed_option)
        option = accepted.as_offered(found.id, listed_option) if unpriced else listed_option
        selected = found.selected_shipping_option
        if not found.has_chosen(option):
            selected = accepted.quoted(found.id, option)
        taken = option if selected is None else option.chosen_as(selected)
        yield option if fits(taken, rule, currency, listed) else taken


def _is_custom(
    found: ConsignmentView, custom: CustomShipping, checkout: CheckoutView, *, sent: bool
) -> bool:
    """Return whether the order's own shipping is selected.

    A word that stands for its description may be another app's: it counts where ours was sent.
    """
    selected = found.selected_shipping_option
    if selected is None or not _costs(found, selected.cost, custom.price, checkout):
        return False
    if loose(selected.description) == loose(custom.description):
        return True
    says_no_more_than_its_type = letters(selected.description) in _NO_DESCRIPTION
    return sent and says_no_more_than_its_type and "custom" in selected.type.casefold()


def _costs(found: ConsignmentView, cost: Decimal, price: Decimal, checkout: CheckoutView) -> bool:
    """Return whether the option's cost is this price, which a store may show on its other side.

    Then the consignment shows both, with tax and without, and the price is the one of the kind in
    which this store's prices are: as the other one, the customer would pay another amount.
    """
    asked, shown = (rounded(amount, checkout.currency) for amount in (price, cost))
    sides = (found.shipping_cost_inc_tax, found.shipping_cost_ex_tax)
    known = [rounded(side, checkout.currency) for side in sides if side is not None]
    if shown == asked or len(known) < len(sides):
        return shown == asked
    with_tax, without_tax = known
    return shown in known and asked == (with_tax if checkout.cart.tax_included else without_tax)
