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
from order_service.bigcommerce.paths import store_path
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

_OFFERS = "consignments.available_shipping_options"
OPTIONS = {"include": _OFFERS}
CHOICES = tuple(f"line_items.{kind}_items.options" for kind in ("physical", "digital"))
"""What was chosen for each line; of these calls, only those on carts and a read list it."""
NEW_CART = {"include": ("redirect_urls", *CHOICES)}
EVERYTHING = {"include": (_OFFERS, *(f"cart.{choice}" for choice in CHOICES))}
_Call = tuple[str, tuple[str, ...], Any]
"""A method, the segments of a path after the checkout's, and a body."""


def request(step: Step, checkout: CheckoutView) -> tuple[str, str, Any]:
    """Return the method, the path after the store's, and the body of a step's call."""
    if isinstance(step, AddMetafield):
        path = store_path("v3", "carts", checkout.id, "metafields")
        return "POST", path, metafield_body(step)
    if isinstance(step, Adjustment):
        method, below, body = _adjusted(step, checkout.version)
    else:
        method, below, body = _delivered(step, checkout.version)
    query = OPTIONS if isinstance(step, AddConsignments | MoveConsignment) else {}
    return method, store_path("v3", "checkouts", checkout.id, *below, query=query), body


def _adjusted(step: Adjustment, version: int | None) -> _Call:
    match step:
        case SetDiscounts():
            return "POST", ("discounts",), discounts_body(step, version)
        case ApplyCoupon(code):
            return "POST", ("coupons",), versioned({"coupon_code": code}, version)
        case AddFees():
            return "POST", ("fees",), fees_body(step)
        case RemoveFees(ids):
            return "DELETE", ("fees",), {"ids": list(ids)}
        case SetMessage(text):
            return "PUT", (), versioned({"customer_message": text}, version)


def _delivered(step: Delivery, version: int | None) -> _Call:
    match step:
        case SetBilling(address_id=address_id):
            body = billing_body(step, version)
            if address_id:
                return "PUT", ("billing-address", address_id), body
            return "POST", ("billing-address",), body
        case AddConsignments():
            return "POST", ("consignments",), consignments_body(step, version)
        case MoveConsignment(consignment_id):
            return "PUT", ("consignments", consignment_id), moving_body(step, version)
        case ChooseShipping(consignment_id):
            return "PUT", ("consignments", consignment_id), shipping_body(step, version)
        case ShipAtPrice(consignment_id):
            return "PUT", ("consignments", consignment_id), custom_shipping_body(step, version)
