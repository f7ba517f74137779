"""A shop's own code: it places orders with the client `bigc` and moves them on with `bigcommerce`.

Nothing here knows of the emulator: it is what runs against the real store.
"""

from typing import Any

from bigc import BigCommerceAPI
from bigc.exceptions import BigCommerceException
from bigcommerce.api import BigcommerceApi

OPTIONS = {"include": "consignments.available_shipping_options"}
INCOMPLETE = 0
AWAITING_FULFILLMENT = 11


class OutcomeUnknownError(Exception):
    """Create-order was not answered, and the cart has no order that is listed yet."""


def place_order(store: BigCommerceAPI, product_id: int, address: dict[str, Any]) -> int:
    """Order one piece of a product by the cheapest delivery; the order's number."""
    line = {"product_id": product_id, "quantity": 1}
    cart = store.carts_v3.create({"line_items": [line]})
    checkouts, cart_id = store.checkouts_v3, cart["id"]
    checkouts.add_billing_address(cart_id, address)
    item = {"item_id": cart["line_items"]["physical_items"][0]["id"], "quantity": 1}
    consignments = [{"address": address, "line_items": [item]}]
    checkout = checkouts.add_consignments(cart_id, consignments, params=OPTIONS)
    consignment = checkout["consignments"][0]
    option = cheapest(consignment["available_shipping_options"])
    checkouts.update_consignment(cart_id, consignment["id"], {"shipping_option_id": option})
    try:
        return int(checkouts.create_order(cart_id)["id"])
    except BigCommerceException as error:
        # Every create-order makes another order: look before it is sent again.
        return look_for_order(store, cart_id, error)


def cheapest(options: list[dict[str, Any]]) -> str:
    """The cheapest option that brings the goods; a store may offer pickup first."""
    deliveries = [option for option in options if option["type"] != "shipping_pickupinstore"]
    return str(min(deliveries, key=lambda option: option["cost"])["id"])


def look_for_order(store: BigCommerceAPI, cart_id: str, error: Exception) -> int:
    """The number of the order that was made of a cart although the answer was lost."""
    for order in store.orders_v2.all(params={"cart_id": cart_id}):
        return int(order["id"])
    raise OutcomeUnknownError(cart_id) from error


def start_fulfilment(store: BigcommerceApi, order_id: int) -> bool:
    """Move an order on unless somebody else did; whether it was moved."""
    order = store.Orders.get(order_id)
    if order.status_id != INCOMPLETE:
        return False
    order.update(status_id=AWAITING_FULFILLMENT)
    return True
