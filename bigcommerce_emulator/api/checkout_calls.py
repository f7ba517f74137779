"""The operations on checkouts."""

from collections.abc import Callable

from bigcommerce_emulator.api.calls import Call, Operation, Routes, v3_response
from bigcommerce_emulator.api.messages import Response
from bigcommerce_emulator.bodies.errors import checkout_not_found, tax_provider_down
from bigcommerce_emulator.carts import lines
from bigcommerce_emulator.checkouts import answers, coupons, discounts, fees
from bigcommerce_emulator.checkouts import writes as checkouts
from bigcommerce_emulator.checkouts.left_out import less_left_out
from bigcommerce_emulator.orders import conversion
from bigcommerce_emulator.orders.payments import checkout_token
from bigcommerce_emulator.state.carts import Cart
from bigcommerce_emulator.state.state import State

Write = Callable[[State, Cart, object], object]
WriteOne = Callable[[State, Cart, str, object], object]


def _read_checkout(state: State, call: Call) -> Response:
    cart = state.find_cart(call.ids[0])
    if cart is None:
        raise checkout_not_found()
    return _answer(state, call, cart, "read_checkout")


def _create_order(state: State, call: Call) -> Response:
    cart = state.cart(call.ids[0])
    _check_taxes(state)
    order = conversion.create_order(state, cart)
    return v3_response(200, {"id": order.id})


def _create_token(state: State, call: Call) -> Response:
    cart = state.cart(call.ids[0])
    return v3_response(200, {"checkoutToken": checkout_token(state, cart, call.request.body)})


def _written(name: str, write: Write) -> Operation:
    def answer(state: State, call: Call) -> Response:
        cart = state.cart(call.ids[0])
        _check_taxes(state)
        write(state, cart, call.request.body)
        return _answer(state, call, cart, name)

    return Operation(name, answer)


def _written_one(name: str, write: WriteOne) -> Operation:
    def answer(state: State, call: Call) -> Response:
        cart = state.cart(call.ids[0])
        _check_taxes(state)
        write(state, cart, call.ids[1], call.request.body)
        return _answer(state, call, cart, name)

    return Operation(name, answer)


def _add_consignments(state: State, cart: Cart, value: object) -> Cart:
    """A promotion may add its gift only where there are consignments."""
    cart = checkouts.add_consignments(state, cart, value)
    if state.settings.gift_lines == "late":
        cart.line_items = lines.promoted(state, cart.buyer, cart.line_items, consigned=True)
    return cart


def _check_taxes(state: State) -> None:
    if state.settings.tax_provider == "down":
        raise tax_provider_down()


def _answer(state: State, call: Call, cart: Cart, name: str) -> Response:
    body = answers.checkout(cart, state.seed, state.settings, call.include)
    if cart.order_id is not None and state.is_unseen(state.orders[cart.order_id]):
        body["order_id"] = None
    return v3_response(200, less_left_out(body, name, state.settings))


ROUTES: Routes = {
    ("v3", "checkouts", "*"): {
        "GET": Operation("read_checkout", _read_checkout),
        "PUT": _written("write_message", checkouts.write_message),
    },
    ("v3", "checkouts", "*", "discounts"): {"POST": _written("discounts", discounts.discount)},
    ("v3", "checkouts", "*", "coupons"): {"POST": _written("add_coupon", coupons.add)},
    ("v3", "checkouts", "*", "coupons", "*"): {
        "DELETE": _written_one("delete_coupon", coupons.delete)
    },
    ("v3", "checkouts", "*", "fees"): {
        "POST": _written("add_fees", fees.add),
        "PUT": _written("update_fees", fees.update),
        "DELETE": _written("delete_fees", fees.delete),
    },
    ("v3", "checkouts", "*", "billing-address"): {
        "POST": _written("billing_address", checkouts.add_billing_address)
    },
    ("v3", "checkouts", "*", "billing-address", "*"): {
        "PUT": _written_one("update_billing_address", checkouts.update_billing_address)
    },
    ("v3", "checkouts", "*", "consignments"): {"POST": _written("consignments", _add_consignments)},
    ("v3", "checkouts", "*", "consignments", "*"): {
        "PUT": _written_one("shipping_option", checkouts.update_consignment),
        "DELETE": _written_one("delete_consignment", checkouts.delete_consignment),
    },
    ("v3", "checkouts", "*", "orders"): {"POST": Operation("create_order", _create_order)},
    ("v3", "checkouts", "*", "token"): {"POST": Operation("checkout_token", _create_token)},
}
