"""Pure: what a checkout still lacks before it can become the order."""

from collections.abc import Collection
from dataclasses import dataclass

from order_service.answers import ChosenShipping, OrderDraft, PlacedConsignment, RedirectUrls
from order_service.assignment import WantedConsignment, pair, wanted_consignments
from order_service.cart_contents import holds
from order_service.checkout_view import CheckoutView, ShippingOption
from order_service.errors import StoreRefused
from order_service.iso_codes import rounded
from order_service.models import Address, OrderRequest
from order_service.shipping import choose
from order_service.signals import CartUnusable, Interrupted


@dataclass(frozen=True)
class SetBilling:
    """POST (or, where one is there already, PUT) the billing address."""

    address: Address
    address_id: str | None
    name = "billing_address"


@dataclass(frozen=True)
class AddConsignments:
    """POST all consignments in one call."""

    consignments: tuple[WantedConsignment, ...]
    name = "consignments"


@dataclass(frozen=True)
class ChooseShipping:
    """PUT one consignment's shipping option."""

    consignment_id: str
    option: ShippingOption
    name = "shipping_option"


Step = SetBilling | AddConsignments | ChooseShipping


def next_step(
    checkout: CheckoutView, order: OrderRequest, accepted: Collection[str] = ()
) -> Step | None:
    """Return the next call this checkout needs, or None when it can become the order.

    ``accepted`` names the steps that the store has answered with success since the checkout
    was last read afresh; one of them being due again means that the store does not keep what
    it accepts, and raises StoreRefused instead of going round. Also raises NoShippingOption,
    InvalidRequest and CartUnusable, and Interrupted when the checkout lacks its shipping options.
    """
    step = _lacking(checkout, order, accepted)
    if step is not None and marker(step) in accepted:
        raise StoreRefused("The store accepted this step but does not show it.", step=step.name)
    return step


def marker(step: Step) -> str:
    """Return the name under which a step counts as accepted."""
    return f"{step.name}:{step.consignment_id}" if isinstance(step, ChooseShipping) else step.name


def draft(checkout: CheckoutView, order: OrderRequest, urls: RedirectUrls) -> OrderDraft:
    """Return the answer that a ready checkout leads to, all but the order id."""
    totals = checkout.totals()
    return OrderDraft(
        cart_id=checkout.id,
        redirect_urls=urls,
        totals=totals,
        consignments=[
            PlacedConsignment(
                id=found.id,
                line_item_ids=list(found.line_item_ids),
                shipping_option=_chosen(found.selected_shipping_option, totals.currency),
            )
            for _, found in pair(wanted_consignments(checkout, order), checkout.consignments)
        ],
    )


def _chosen(option: ShippingOption | None, currency: str) -> ChosenShipping | None:
    if option is None:
        return None
    return ChosenShipping(
        type=option.type,
        description=option.description,
        cost=rounded(option.cost, currency),
        transit_time=option.transit_time,
    )


def _lacking(checkout: CheckoutView, order: OrderRequest, accepted: Collection[str]) -> Step | None:
    if not holds(checkout.cart.line_items, order):
        raise CartUnusable
    if not _billed(checkout, order, accepted):
        return SetBilling(order.billing_address, checkout.billing_address.get("id"))
    wanted = wanted_consignments(checkout, order)
    if wanted and not checkout.consignments:
        return AddConsignments(tuple(wanted))
    currency = str(checkout.cart.currency.get("code", ""))
    for one, found in pair(wanted, checkout.consignments):
        if found.available_shipping_options is None:
            # Not asked for is not the same as nothing offered.
            raise Interrupted("shipping_option")
        option = choose(found.available_shipping_options, one.rule, currency)
        selected = found.selected_shipping_option
        if selected is None or not selected.same_as(option):
            return ChooseShipping(found.id, option)
    return None


def _billed(checkout: CheckoutView, order: OrderRequest, accepted: Collection[str]) -> bool:
    """Whether our billing address is there; what the store answered to our own call counts.

    The store normalises addresses, so an exact comparison could go round for ever.
    """
    there = checkout.billing_address
    if not there.get("id"):
        return False
    if SetBilling.name in accepted:
        return True
    sent = order.billing_address.model_dump(
        include={"email", "country_code", "postal_code", "address1", "first_name", "last_name"},
        exclude_none=True,
    )
    return all(
        str(there.get(name) or "").casefold() == str(value).casefold()
        for name, value in sent.items()
    )
