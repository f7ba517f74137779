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
    RemoveFees,
    SetBilling,
    SetDiscounts,
    SetMessage,
    ShipAtPrice,
    Step,
)
from order_service.store.checkout_view import CheckoutView

OPTIONS = "?include=consignments.available_shipping_options"
CHOICES = tuple(f"line_items.{kind}_items.options" for kind in ("physical", "digital"))
"""What was chosen for each line; of these calls, only those on carts and a read list it."""
NEW_CART = f"?include={','.join(('redirect_urls', *CHOICES))}"
EVERYTHING = f"{OPTIONS},{','.join(f'cart.{choice}' for choice in CHOICES)}"


def request(step: Step, checkout: CheckoutView) -> tuple[str, str, Any]:
    """Return the method, the path after the store's, and the body of a step's call."""
    if isinstance(step, AddMetafield):
        return "POST", f"/v3/carts/{checkout.id}/metafields", metafield_body(step)
    if isinstance(step, Adjustment):
        method, path, body = _adjusted(step, checkout.version)
    else:
        method, path, body = _delivered(step, checkout.version)
    return method, f"/v3/checkouts/{checkout.id}{path}", body


def _adjusted(step: Adjustment, version: int | None) -> tuple[str, str, Any]:
    match step:
        case SetDiscounts():
            return "POST", "/discounts", discounts_body(step, version)
        case ApplyCoupon(code):
            return "POST", "/coupons", versioned({"coupon_code": code}, version)
        case AddFees():
            return "POST", "/fees", fees_body(step)
        case RemoveFees(ids):
            return "DELETE", "/fees", {"ids": list(ids)}
        case SetMessage(text):
            return "PUT", "", versioned({"customer_message": text}, version)


def _delivered(step: Delivery, version: int | None) -> tuple[str, str, Any]:
    match step:
        case SetBilling(address_id=address_id):
            known = f"/{address_id}" if address_id else ""
            body = billing_body(step, version)
            return ("PUT" if known else "POST"), f"/billing-address{known}", body
        case AddConsignments():
            return "POST", f"/consignments{OPTIONS}", consignments_body(step, version)
        case MoveConsignment(consignment_id):
            path = f"/consignments/{consignment_id}{OPTIONS}"
            return "PUT", path, moving_body(step, version)
        case ChooseShipping(consignment_id):
            return "PUT", f"/consignments/{consignment_id}", shipping_body(step, version)
        case ShipAtPrice(consignment_id):
            return "PUT", f"/consignments/{consignment_id}", custom_shipping_body(step, version)
