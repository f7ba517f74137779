"""Turns a checkout into an order: another one at every call."""

from sandbox.store import addresses, consignments, opening
from sandbox.store.carts import Cart
from sandbox.store.errors import incomplete_address, v3
from sandbox.store.orders import Order, Shipment
from sandbox.store.pricing import price
from sandbox.store.state import State


def create_order(state: State, cart: Cart) -> Order:
    """A new Incomplete order of the cart, which stays; refused while something is missing."""
    _check_billing(cart)
    shipments = _shipments(cart)
    opening.check_stock(state, cart.line_items)
    now = state.now()
    order = Order(
        id=state.next_order_id,
        cart_id=cart.id,
        created=now,
        modified=now,
        customer_id=cart.customer_id,
        channel_id=cart.channel_id,
        currency=cart.currency,
        locale=cart.locale,
        billing_address=cart.billing_address,
        price=price(cart, state.seed),
        shipments=shipments,
        gift_certificates=cart.gift_certificates,
        customer_message=cart.customer_message,
    )
    state.next_order_id += 1
    state.orders[order.id] = order
    state.orders_of_cart.setdefault(cart.id, []).append(order)
    cart.order_id = order.id
    return order


def _check_billing(cart: Cart) -> None:
    if not cart.billing_address:
        raise v3(422, "A billing address is required to create an order.")
    missing = addresses.missing_to_order(cart.billing_address)
    if missing:
        raise incomplete_address("billing", missing)


def _shipments(cart: Cart) -> list[Shipment]:
    if consignments.unassigned(cart):
        raise v3(422, "Every line item that ships needs a consignment to create an order.")
    shipments = []
    for consignment in cart.consignments:
        if consignment.selected is None:
            raise v3(422, "A shipping method is required for every consignment of the order.")
        missing = addresses.missing_to_order(consignment.address)
        if missing:
            raise incomplete_address("shipping", missing)
        shipments.append(Shipment(consignment.id, consignment.address, consignment.selected))
    return shipments
