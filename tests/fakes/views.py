"""Carts and checkouts as a store would answer them, for the pure tests."""

from typing import Any

from order_service.checkout.lines.matching import CartMatch
from order_service.request.intake import read_order
from order_service.request.order import OrderRequest
from order_service.store.cart_view import CartLine
from order_service.store.checkout_parts import ShippingOption
from order_service.store.checkout_view import CheckoutView
from order_service.store.consignment_view import ConsignmentView
from tests.fakes.orders import AUSTIN, order_body

FLAT = {"id": "o-flat", "type": "flat", "description": "Flat Rate", "cost": 5}
EXPRESS = {"id": "o-exp", "type": "express", "description": "Express", "cost": 15}
MUG = {"product_id": 120, "quantity": 2, "sku": "mug"}
SPOON = {"product_id": 124, "quantity": 1}


def engraved(text: str) -> dict[str, Any]:
    """A line of a spoon with this text on it, which the text alone tells from another."""
    return SPOON | {"sku": text, "option_selections": [{"option_id": 41, "option_value": text}]}


def order(**changes: Any) -> OrderRequest:
    """The tutorial's order, changed, through the entry point."""
    return read_order(order_body(**changes))


def catalog_order(*lines: dict[str, Any], **changes: Any) -> OrderRequest:
    """An order of catalog lines to Austin, unless told otherwise."""
    start: dict[str, Any] = {"custom_items": None, "consignments": None, "line_items": list(lines)}
    return order(**start | changes)


def line(line_id: str, **changes: Any) -> CartLine:
    """One line of a cart; a mug unless told otherwise."""
    start = {"id": line_id, "quantity": 1, "product_id": 120, "variant_id": 118, "sku": "SM-13"}
    return CartLine.model_validate(start | changes)


def option(**changes: Any) -> ShippingOption:
    return ShippingOption.model_validate(FLAT | changes)


def consignment(consignment_id: str, *line_ids: str, **changes: Any) -> ConsignmentView:
    start = {
        "id": consignment_id,
        "address": AUSTIN,
        "line_item_ids": line_ids,
        "available_shipping_options": [FLAT, EXPRESS],
    }
    return ConsignmentView.model_validate(start | changes)


def checkout(
    physical: tuple[CartLine, ...] = (),
    digital: tuple[CartLine, ...] = (),
    custom: tuple[CartLine, ...] = (),
    **changes: Any,
) -> CheckoutView:
    """A checkout holding these lines and nothing else yet."""
    kinds = {"physical_items": physical, "digital_items": digital, "custom_items": custom}
    lines = {kind: [entry.model_dump() for entry in found] for kind, found in kinds.items()}
    start = {
        "id": "cart-1",
        "grand_total": 0,
        "cart": {"line_items": lines, "currency": {"code": "USD"}},
    }
    return CheckoutView.model_validate(start | changes).model_copy(update={"shows_all": True})


def match(found: CheckoutView, wanted: OrderRequest) -> CartMatch:
    """The lines of a checkout's cart beside those of an order."""
    return CartMatch(wanted, found.cart.line_items, found.currency)
