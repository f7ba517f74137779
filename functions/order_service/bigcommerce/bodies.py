"""Pure: our order in BigCommerce's words (request bodies of its OpenAPI files)."""

from collections.abc import Mapping
from typing import Any

from order_service.checkout.consignments import WantedConsignment
from order_service.checkout.steps import (
    AddConsignments,
    AddFees,
    AddMetafield,
    ChooseShipping,
    MoveConsignment,
    SetBilling,
    SetDiscounts,
    ShipAtPrice,
)
from order_service.request.destinations import Address
from order_service.request.lines import LineItem
from order_service.request.order import OrderRequest


def cart_body(order: OrderRequest, *, omit_variant: bool = False) -> dict[str, Any]:
    """Return the body of POST /v3/carts (``CartCreatePostData``).

    ``omit_variant`` leaves variant_id out of lines with a sku and option_selections, which say what
    is ordered too.
    """
    body: dict[str, Any] = {
        "customer_id": order.customer_id,
        "channel_id": order.channel_id,
        "line_items": [_line_item(line, omit_variant=omit_variant) for line in order.line_items],
    }
    if order.custom_items:
        body["custom_items"] = [_given(item) for item in order.custom_items]
    if order.gift_certificates:
        body["gift_certificates"] = [_given(gift) for gift in order.gift_certificates]
    if order.currency:
        body["currency"] = {"code": order.currency}
    if order.locale:
        body["locale"] = order.locale
    return body


def order_body(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of PUT /v2/orders/{id}, where a status is written by its number only."""
    return {"status_id" if name == "status" else name: value for name, value in changes.items()}


def discounts_body(step: SetDiscounts, version: int | None) -> dict[str, Any]:
    """Return the body of POST discounts; the version goes where the schema has it, into cart.

    The specification's example has it outside. Where it is not read, the lease alone keeps others
    away; a discount sent twice replaces itself.
    """
    cart: dict[str, Any] = {}
    if step.of_cart:
        cart["discounts"] = [{"discounted_amount": step.of_cart}]
    if step.of_lines:
        cart["line_items"] = [
            {"id": line_id, "discounted_amount": amount} for line_id, amount in step.of_lines
        ]
    return {"cart": versioned(cart, version)}


def fees_body(step: AddFees) -> dict[str, Any]:
    """Return the body of POST fees, which takes no version."""
    return {
        "fees": [
            {"type": "custom_fee", "display_name": fee.name} | _given(fee) for fee in step.fees
        ]
    }


def metafield_body(step: AddMetafield) -> dict[str, Any]:
    """Return the body of POST metafields of a cart."""
    return _given(step.metafield)


def billing_body(step: SetBilling, version: int | None) -> dict[str, Any]:
    """Return the body of POST or PUT billing-address (``AddressProperties``)."""
    return versioned(_given(step.address), version)


def consignments_body(step: AddConsignments, version: int | None) -> list[dict[str, Any]]:
    """Return the array that POST consignments takes; ``version`` goes into each element."""
    return [versioned(_consignment(one), version) for one in step.consignments]


def moving_body(step: MoveConsignment, version: int | None) -> dict[str, Any]:
    """Return the body of PUT consignment that changes the address and nothing else."""
    return versioned({"address": _shipping_address(step.address)}, version)


def shipping_body(step: ChooseShipping, version: int | None) -> dict[str, Any]:
    """Return the body of PUT consignment that chooses the option and nothing else."""
    return versioned({"shipping_option_id": step.option.id}, version)


def custom_shipping_body(step: ShipAtPrice, version: int | None) -> dict[str, Any]:
    """Return the body of PUT consignment that ships at the caller's price."""
    return versioned({"custom_shipping": _given(step.shipping)}, version)


def versioned(body: dict[str, Any], version: int | None) -> dict[str, Any]:
    """Return the body with the version of the cart that it is meant for, where one is known."""
    return body if version is None else body | {"version": version}


def _consignment(one: WantedConsignment) -> dict[str, Any]:
    body: dict[str, Any] = {
        "line_items": [
            {"item_id": line_id, "quantity": quantity} for line_id, quantity in one.lines
        ]
    }
    if one.address is not None:
        body["address"] = _shipping_address(one.address)
    if one.pickup_method_id is not None:
        body["pickup_option"] = {"pickup_method_id": one.pickup_method_id}
    return body


def _shipping_address(address: Address) -> dict[str, Any]:
    """Both are in the schema's list of required fields, also where a country has neither."""
    return {"state_or_province": "", "postal_code": ""} | _given(address)


def _line_item(line: LineItem, *, omit_variant: bool) -> dict[str, Any]:
    left_out = (
        {"sku", "variant_id"} if omit_variant and line.sku and line.option_selections else {"sku"}
    )
    return line.model_dump(exclude_none=True, exclude_defaults=True, exclude=left_out)


def _given(part: Any) -> dict[str, Any]:
    body: dict[str, Any] = part.model_dump(exclude_none=True)
    return body
