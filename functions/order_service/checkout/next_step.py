"""Pure: what a checkout still lacks before it can become the order."""

from collections.abc import Collection

from order_service.answers import OrderDraft, PlacedConsignment, RedirectUrls
from order_service.checkout.cart_contents import holds
from order_service.checkout.consignments import WantedConsignment, pair, wanted_consignments
from order_service.checkout.price_steps import adjustment
from order_service.checkout.shipping import choose
from order_service.checkout.sku_lines import identified
from order_service.checkout.steps import (
    AddConsignments,
    AddMetafield,
    ChooseShipping,
    SetBilling,
    ShipAtPrice,
    Step,
    marker,
    named,
)
from order_service.errors import StoreRefused, TotalDiffers
from order_service.request.destinations import CustomShipping
from order_service.request.iso_codes import rounded
from order_service.request.order import OrderRequest
from order_service.store.checkout_view import CheckoutView, ConsignmentView, ShippingOption
from order_service.store.signals import CartUnusable, Interrupted


def next_step(
    checkout: CheckoutView, order: OrderRequest, accepted: Collection[str] = ()
) -> Step | None:
    """Return the next call this checkout needs, or None when it can become the order.

    ``accepted`` names the steps that the store has answered with success since the checkout
    was last read afresh; one of them being due again means that the store does not keep what
    it accepts, and raises StoreRefused instead of going round. Also raises NoShippingOption,
    TotalDiffers, InvalidRequest and CartUnusable, and Interrupted when the checkout lacks its
    shipping options.
    """
    step = _lacking(checkout, order, accepted)
    if step is not None and marker(step) in accepted:
        said = "The store accepted this step but does not show it."
        raise StoreRefused(said, step=step.name, **named(step))
    return step


def draft(checkout: CheckoutView, order: OrderRequest, urls: RedirectUrls) -> OrderDraft:
    """Return the answer that a ready checkout leads to, all but the order id."""
    totals = checkout.totals()
    wanted = wanted_consignments(checkout, order)
    return OrderDraft(
        cart_id=checkout.id,
        redirect_urls=urls,
        totals=totals,
        consignments=[
            PlacedConsignment(
                id=found.id,
                line_item_ids=list(found.line_item_ids),
                shipping_option=option.told(totals.currency) if option else None,
                pickup_method_id=found.pickup_method_id,
            )
            for _, found in pair(wanted, checkout.consignments)
            for option in [found.selected_shipping_option]
        ],
    )


def _lacking(checkout: CheckoutView, order: OrderRequest, accepted: Collection[str]) -> Step | None:
    cart = checkout.cart.line_items
    if not holds(cart, identified(order, cart)):
        raise CartUnusable
    if step := adjustment(checkout, order, accepted):
        return step
    if not _billed(checkout, order, accepted):
        return SetBilling(order.billing_address, checkout.billing_address.get("id"))
    wanted = wanted_consignments(checkout, order)
    if wanted and not checkout.consignments:
        return AddConsignments(tuple(wanted))
    for one, found in pair(wanted, checkout.consignments):
        if step := _delivery(one, found, checkout.currency):
            return step
    _check_total(checkout, order)
    notes = (AddMetafield(field) for field in order.metafields)
    return next((note for note in notes if marker(note) not in accepted), None)


def _delivery(one: WantedConsignment, found: ConsignmentView, currency: str) -> Step | None:
    selected = found.selected_shipping_option
    if one.pickup_method_id is not None:
        return None
    if one.rule.custom_shipping is not None:
        custom = one.rule.custom_shipping
        return None if _is_custom(selected, custom, currency) else ShipAtPrice(found.id, custom)
    if found.available_shipping_options is None:
        # Not asked for is not the same as nothing offered.
        raise Interrupted("shipping_option")
    option = choose(found.available_shipping_options, one.rule, currency)
    if selected is None or not selected.same_as(option):
        return ChooseShipping(found.id, option)
    return None


def _is_custom(selected: ShippingOption | None, custom: CustomShipping, currency: str) -> bool:
    if selected is None or rounded(selected.cost, currency) != rounded(custom.price, currency):
        return False
    return selected.description.casefold().split() == custom.description.casefold().split()


def _check_total(checkout: CheckoutView, order: OrderRequest) -> None:
    actual = rounded(checkout.grand_total, checkout.currency)
    if order.expected_total is None or actual == order.expected_total:
        return
    raise TotalDiffers(
        f"The store asks {actual} {checkout.currency}, and {order.expected_total} was expected.",
        step="expected_total",
        expected=str(order.expected_total),
        actual=str(actual),
        currency=checkout.currency,
    )


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
