"""Payment access tokens and checkout tokens."""

from collections.abc import Mapping

from bigcommerce_emulator.bodies import fields
from bigcommerce_emulator.bodies.errors import PAGE, RefusedError, unreadable, v3
from bigcommerce_emulator.state.carts import Cart
from bigcommerce_emulator.state.orders import INCOMPLETE
from bigcommerce_emulator.state.state import State

NOT_PAYABLE = 30101
_LONGEST_LIFE = 2_592_000


def payment_token(state: State, value: object) -> str:
    """A token to pay the order with; only an Incomplete order can be paid."""
    if not isinstance(value, dict):
        raise unreadable("The body must be an object.")
    asked = fields.mapping(value.get("order"), "order")
    order = state.orders.get(fields.whole(asked, "id", "order.") or 0)
    if order is None or order.is_deleted:
        raise v3(404, "The order was not found.")
    if order.status_id != INCOMPLETE:
        raise _not_payable(int(state.settings.not_payable), order.status)
    return state.identifiers.token()


def checkout_token(state: State, cart: Cart, value: object) -> str:
    """A token for a guest's confirmation page; refused once an order of the cart is final."""
    body = fields.mapping({} if value is None else value)
    _number(body, "maxUses", None)
    _number(body, "ttl", _LONGEST_LIFE)
    made = state.orders_of_cart.get(cart.id, [])
    if any(order.status_id != INCOMPLETE for order in made):
        raise v3(422, "The order of this checkout is final.")
    return state.identifiers.token()


def _number(body: Mapping[str, object], name: str, most: int | None) -> None:
    number = fields.whole(body, name)
    if number is not None and (number < 1 or (most is not None and number > most)):
        limit = f"{name} must be 1 or more." if most is None else f"{name} is from 1 to {most}."
        raise v3(422, limit)


def _not_payable(code: int, status: str) -> RefusedError:
    title = "The order cannot be paid."
    detail = f"Only an Incomplete order can be paid, and this one is {status}."
    body = {"status": code, "title": title, "type": PAGE, "detail": detail, "code": NOT_PAYABLE}
    return RefusedError(code, body | {"errors": {"order.id": detail}})
