"""Pure: what a checkout still lacks before it can become the order."""

from collections.abc import Mapping
from typing import Any

from order_service.answers import OrderDraft, PlacedConsignment, RedirectUrls
from order_service.checkout.accepted import Accepted
from order_service.checkout.address_spelling import NEVER_REWRITTEN, unlike
from order_service.checkout.as_asked import differences
from order_service.checkout.consignments import (
    WantedConsignment,
    left_out,
    wanted_consignments,
    without,
)
from order_service.checkout.delivery import delivery
from order_service.checkout.lines.matching import CartMatch
from order_service.checkout.pairing import pair, unclaimed
from order_service.checkout.price_steps import adjustment
from order_service.checkout.steps import (
    AddConsignments,
    AddMetafield,
    AskForConsignments,
    MoveConsignment,
    RemoveConsignment,
    SetBilling,
    Step,
    marker,
    named,
)
from order_service.errors import StoreRefused, TotalDiffers
from order_service.request.destinations import Address
from order_service.request.order import OrderRequest
from order_service.store.checkout_view import CheckoutView
from order_service.store.consignment_view import ConsignmentView
from order_service.store.signals import CartUnusable


def next_step(
    checkout: CheckoutView, order: OrderRequest, accepted: Accepted | None = None
) -> Step | None:
    """Return the next call this checkout needs, or None when it can become the order.

    ``accepted`` has the steps that the store has answered with success since the checkout was
    last read afresh; one of them being due again means that the store does not keep what it
    accepts, and raises StoreRefused instead of going round. Also raises NoShippingOption,
    TotalDiffers, InvalidRequest and CartUnusable, and Interrupted when the checkout lacks its
    shipping options.
    """
    accepted = accepted or Accepted()
    step = _lacking(checkout, order, accepted)
    if step is not None and marker(step) in accepted:
        said = f"The store accepted this step but does not show it in {step.row.shown_in}."
        raise StoreRefused(said, step=step.name, **named(step))
    return step


def draft(checkout: CheckoutView, order: OrderRequest, urls: RedirectUrls) -> OrderDraft:
    """Return the answer that a ready checkout leads to, all but the order id."""
    totals = checkout.totals()
    match = CartMatch(order, checkout.cart.line_items, checkout.currency)
    wanted = wanted_consignments(match)
    return OrderDraft(
        cart_id=checkout.id,
        redirect_urls=urls,
        totals=totals,
        consignments=[
            PlacedConsignment(
                id=found.id,
                line_item_ids=list(found.line_item_ids),
                shipping_option=option.shown(totals.currency) if option else None,
                pickup_method_id=found.pickup_method_id,
            )
            for _, found in pair(wanted, checkout.consignments, match)
            for option in [found.selected_shipping_option]
        ],
    )


def _lacking(checkout: CheckoutView, order: OrderRequest, accepted: Accepted) -> Step | None:
    match = CartMatch(order, checkout.cart.line_items, checkout.currency)
    match.from_the_start = accepted.from_the_start
    if differing := differences(checkout, order, match):
        raise CartUnusable(differing)
    if step := adjustment(checkout, order, match, accepted) or _note(order, accepted):
        return step
    if not _billed(checkout, order, accepted):
        return SetBilling(order.billing_address, checkout.billing_address.get("id"))
    wanted = wanted_consignments(match)
    if step := _consigned(wanted, checkout, match, accepted):
        return step
    pairs = pair(wanted, checkout.consignments, match)
    if step := _asked_for(wanted, checkout, match, accepted):
        return step
    for one, found in pairs:
        step = _moved(one, found, accepted) or delivery(one, found, checkout, accepted)
        if step:
            return step
    _check_total(checkout, order)
    return None


def _note(order: OrderRequest, accepted: Accepted) -> AddMetafield | None:
    """Return the next note: no checkout shows any, so steps whose answers do follow them."""
    notes = (AddMetafield(field) for field in order.metafields)
    return next((note for note in notes if marker(note) not in accepted), None)


def _consigned(
    wanted: list[WantedConsignment], checkout: CheckoutView, match: CartMatch, accepted: Accepted
) -> RemoveConsignment | AddConsignments | None:
    wanted = without(left_out(match, accepted.refusals), wanted)
    spare = unclaimed(wanted, checkout.consignments, match)
    if AddConsignments.name in accepted:
        # What holds something is what was just made, whatever else the store shows of it.
        spare = tuple(found for found in spare if not found.line_item_ids)
    alone = len(spare) == len(checkout.consignments)
    if left := [found.id for found in spare if accepted.may_go(found.id, alone=alone)]:
        return RemoveConsignment(left[0])
    if not wanted or len(spare) < len(checkout.consignments):
        return None
    match.require_apart()
    return AddConsignments(tuple(wanted), left_out(match, accepted.refusals + 1))


def _asked_for(
    wanted: list[WantedConsignment], checkout: CheckoutView, match: CartMatch, accepted: Accepted
) -> AskForConsignments | None:
    """Return the call that shows whether the store ships the custom items that are not shipped.

    Another app may have taken them away, and a refusal of other lines with them may have been
    about those: only what was refused by itself, in this execution, is left out.
    """
    held = {line_id for found in checkout.consignments for line_id in found.line_item_ids}
    alone = without(match.lines.keys() - match.custom, wanted)
    step = AskForConsignments(tuple(alone), match.custom)
    is_asked = held & match.custom or step.line_ids in accepted.refused_lines
    return None if is_asked or not alone else step


def _moved(
    one: WantedConsignment, found: ConsignmentView, accepted: Accepted
) -> MoveConsignment | None:
    if one.address is None or one.pickup_method_id is not None:
        # A store may show its own address for what is picked up there, or none.
        return None
    step = MoveConsignment(found.id, one.address)
    sent = marker(step) in accepted or AddConsignments.name in accepted
    where = f"consignments[{one.index}].address"
    same = _is_as_sent(one.address, found.address, where, found.id, accepted, sent=sent)
    return None if same else step


def _is_as_sent(
    ours: Address,
    theirs: Mapping[str, Any],
    where: str,
    what: str,
    accepted: Accepted,
    *,
    sent: bool,
) -> bool:
    """Whether an address is the one we sent, in our words or in the store's own spelling of them.

    Raises StoreRefused when the store itself made another country or postcode of it, and
    CartUnusable when somebody changed it after it was sent.
    """
    apart = unlike(ours, theirs)
    if not apart:
        return True
    if accepted.is_spelling(what, theirs):
        rewritten = [name for name in apart if name in NEVER_REWRITTEN]
        if rewritten:
            raise StoreRefused(
                "The store wrote another country or postcode than was sent.",
                step=SetBilling.name if what == SetBilling.name else AddConsignments.name,
                errors=[
                    {"field": f"{where}.{name}", "message": "was rewritten by the store"}
                    for name in rewritten
                ],
            )
        return True
    if sent and accepted.knows(what):
        message = "was changed after it was sent"
        raise CartUnusable([{"field": f"{where}.{name}", "message": message} for name in apart])
    return False


def _check_total(checkout: CheckoutView, order: OrderRequest) -> None:
    actual = checkout.total
    # A store with more decimals than the currency has by ISO 4217 asks for all of them.
    if order.expected_total in (None, actual, checkout.grand_total):
        return
    raise TotalDiffers(
        f"The store asks {actual} {checkout.currency}, and {order.expected_total} was expected.",
        step="expected_total",
        expected=str(order.expected_total),
        actual=str(actual),
        currency=checkout.currency,
    )


def _billed(checkout: CheckoutView, order: OrderRequest, accepted: Accepted) -> bool:
    there = checkout.billing_address
    what, sent = SetBilling.name, SetBilling.name in accepted
    if not there.get("id") and not accepted.is_spelling(what, there):
        # A store may leave the id out, which only another write would need.
        return not unlike(order.billing_address, there)
    return _is_as_sent(order.billing_address, there, "billing_address", what, accepted, sent=sent)
