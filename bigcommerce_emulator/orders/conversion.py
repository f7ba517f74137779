"""Turns a checkout into an order: another one at every call."""

from bigcommerce_emulator.bodies import addresses
from bigcommerce_emulator.bodies.errors import RefusedError, incomplete_address, v3
from bigcommerce_emulator.carts import lines as cart_lines
from bigcommerce_emulator.checkouts import consignments
from bigcommerce_emulator.pricing.price import price
from bigcommerce_emulator.state import events
from bigcommerce_emulator.state.amounts import NOTHING
from bigcommerce_emulator.state.carts import Cart, Consignment
from bigcommerce_emulator.state.catalog import Method
from bigcommerce_emulator.state.orders import INCOMPLETE, Order, Shipment
from bigcommerce_emulator.state.state import State


def create_order(state: State, cart: Cart) -> Order:
    """A new Incomplete order of the cart, which stays; refused while something is missing."""
    _check_unpaid(state, cart)
    _check_billing(state, cart)
    shipments = _shipments(state, cart)
    if state.settings.order_checks_stock == "yes":
        cart_lines.check_stock(state, cart.line_items)
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
        price=price(cart, state.seed, state.settings),
        shipments=shipments,
        gift_certificates=cart.gift_certificates,
        coupons=cart.coupons,
        customer_message=cart.customer_message,
    )
    state.next_order_id += 1
    state.orders[order.id] = order
    state.orders_of_cart.setdefault(cart.id, []).append(order)
    if cart.order_id is None or state.settings.checkout_order_id != "first":
        cart.order_id = order.id
    if state.settings.order_counts_version == "yes":
        state.changed_checkout(cart)
    announce(state, order)
    return order


def announce(state: State, order: Order) -> None:
    """Tells the observer of a new order, and of its cart's end where the store says so at once."""
    state.observe(events.order_created(order.id))
    if state.settings.cart_converted == "on_create":
        state.observe(events.cart_converted(order.cart_id, order.id))


def _check_unpaid(state: State, cart: Cart) -> None:
    made = state.orders_of_cart.get(cart.id, ())
    if state.settings.order_again == "refuse" and any(row.status_id != INCOMPLETE for row in made):
        raise _refused(state, "An order of this checkout is final.")


def _check_billing(state: State, cart: Cart) -> None:
    if not cart.billing_address:
        raise _refused(state, "A billing address is required to create an order.")
    missing = addresses.missing_to_order(cart.billing_address)
    if missing:
        raise incomplete_address("billing", missing, state.settings.incomplete_address)


def _shipments(state: State, cart: Cart) -> list[Shipment]:
    if consignments.missing(state, cart):
        raise _refused(state, "Every line item that ships needs a consignment to create an order.")
    return [_shipment(state, consignment) for consignment in cart.consignments]


def _shipment(state: State, consignment: Consignment) -> Shipment:
    pickup = state.seed.pickups.get(consignment.pickup_method_id or 0)
    if pickup is not None:
        option = (consignment.id, Method(type="pickup", description=pickup.name, cost=NOTHING))
        return Shipment(consignment.id, consignment.address, option, pickup)
    if consignment.selected is None:
        raise _refused(state, "A shipping method is required for every consignment of the order.")
    missing = addresses.missing_to_order(consignment.address)
    if missing:
        raise incomplete_address("shipping", missing, state.settings.incomplete_address)
    return Shipment(consignment.id, consignment.address, consignment.selected)


def _refused(state: State, title: str) -> RefusedError:
    return v3(int(state.settings.order_refusal), title)
