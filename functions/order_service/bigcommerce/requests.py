"""Pure: the request that makes a step, in BigCommerce's words."""

from typing import Any

from order_service.bigcommerce.bodies import (
    billing_body,
    consignments_body,
    custom_shipping_body,
    discounts_body,
    fees_body,
    metafield_body,
    moving_body,
    shipping_body,
    versioned,
)
from order_service.checkout.steps import (
    AddConsignments,
    AddFees,
    AddMetafield,
    Adjustment,
    ApplyCoupon,
    ChooseShipping,
    Delivery,
    MoveConsignment,
    RemoveConsignment,
    RemoveFees,
    SetBilling,
    SetDiscounts,
    SetMessage,
    ShipAtPrice,
    Step,
)
from order_service.store.checkout_view import CheckoutView
from order_service.store_steps import BILLING_ADDRESS_AGAIN, StoreStep


def request(step: Step, checkout: CheckoutView) -> tuple[StoreStep, str, Any]:
    """Return the row, the path after the store's, and the body of a step's call."""
    if isinstance(step, AddMetafield):
        return step.row, step.row.at(cart=checkout.id), metafield_body(step)
    if isinstance(step, Adjustment):
        return step.row, step.row.at(cart=checkout.id), _adjusted(step, checkout.version)
    return _delivered(step, checkout)


def _adjusted(step: Adjustment, version: int | None) -> Any:
    match step:
        case SetDiscounts():
            return discounts_body(step, version)
        case ApplyCoupon(code):
            return versioned({"coupon_code": code}, version)
        case AddFees():
            return fees_body(step)
        case RemoveFees(ids):
            return {"ids": list(ids)}
        case SetMessage(text):
            return versioned({"customer_message": text}, version)


def _delivered(step: Delivery, checkout: CheckoutView) -> tuple[StoreStep, str, Any]:
    row, cart, version = step.row, checkout.id, checkout.version
    match step:
        case SetBilling(address_id=address_id):
            row = BILLING_ADDRESS_AGAIN if address_id else row
            return row, row.at(cart=cart, address=address_id), billing_body(step, version)
        case AddConsignments():
            return row, row.at(cart=cart), consignments_body(step, version)
        case RemoveConsignment(consignment):
            path = row.at(cart=cart, consignment=consignment)
            return row, path, versioned({}, version) or None
        case MoveConsignment(consignment):
            path = row.at(cart=cart, consignment=consignment)
            return row, path, moving_body(step, version)
        case ChooseShipping(consignment):
            path = row.at(cart=cart, consignment=consignment)
            return row, path, shipping_body(step, version)
        case ShipAtPrice(consignment):
            path = row.at(cart=cart, consignment=consignment)
            return row, path, custom_shipping_body(step, version)
