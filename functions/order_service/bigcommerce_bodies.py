"""Pure: our order in BigCommerce's words (request bodies of its OpenAPI files)."""

from typing import Any

from order_service.checkout import AddConsignments, ChooseShipping, SetBilling
from order_service.models import Address, LineItem, OrderRequest


def cart_body(order: OrderRequest) -> dict[str, Any]:
    """Return the body of POST /v3/carts (``CartCreatePostData``)."""
    body: dict[str, Any] = {
        "customer_id": order.customer_id,
        "channel_id": order.channel_id,
        "line_items": [_line_item(line) for line in order.line_items],
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


def billing_body(step: SetBilling, version: int | None) -> dict[str, Any]:
    """Return the body of POST or PUT billing-address (``AddressProperties``)."""
    return _given(step.address) | _version(version)


def consignments_body(step: AddConsignments, version: int | None) -> list[dict[str, Any]]:
    """Return the array that POST consignments takes; ``version`` goes into each element."""
    return [
        {
            "address": _shipping_address(one.address),
            "line_items": [
                {"item_id": line_id, "quantity": quantity} for line_id, quantity in one.lines
            ],
        }
        | _version(version)
        for one in step.consignments
    ]


def shipping_body(step: ChooseShipping, version: int | None) -> dict[str, Any]:
    """Return the body of PUT consignment that chooses the option and nothing else."""
    return {"shipping_option_id": step.option.id} | _version(version)


def _shipping_address(address: Address) -> dict[str, Any]:
    """Both are in the schema's list of required fields, also where a country has neither."""
    return {"state_or_province": "", "postal_code": ""} | _given(address)


def _line_item(line: LineItem) -> dict[str, Any]:
    return line.model_dump(exclude_none=True, exclude_defaults=True, exclude={"sku"})


def _given(part: Any) -> dict[str, Any]:
    body: dict[str, Any] = part.model_dump(exclude_none=True)
    return body


def _version(version: int | None) -> dict[str, int]:
    return {} if version is None else {"version": version}
