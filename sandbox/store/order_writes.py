"""Changes of an order after it exists, with the fields V2 lets be written."""

from collections.abc import Mapping
from typing import Any

from sandbox.store import order_fees, statuses
from sandbox.store.errors import RefusedError, v2
from sandbox.store.order_fields import ADDRESS, READ_ONLY, WRITABLE
from sandbox.store.orders import Order
from sandbox.store.state import State

_CALLED = {"customer_locale": "locale"}


def update(state: State, order: Order, value: object) -> Order:
    """The order with the given fields written; a field that cannot be is refused with 400."""
    if not isinstance(value, dict) or not value:
        raise v2(400, "The request body must be an object with at least one field.")
    for name, content in value.items():
        _check(state, order, name, content)
    _write(order, value)
    statuses.move(state, order, value.get("status_id", order.status_id))
    return order


def archive(state: State, order: Order) -> None:
    """Archives the order: it stays readable and leaves the lists."""
    order.is_deleted = True
    order.modified = state.now()


def _check(state: State, order: Order, name: str, content: object) -> None:
    if name in READ_ONLY:
        raise _not_writable(name)
    if name not in WRITABLE:
        raise v2(400, f"The field '{name}' is not supported by this resource.")
    if name == "external_merchant_id" and order.external_merchant_id is not None:
        raise _not_writable(name)
    known = name != "channel_id" or content in state.seed.channels
    if not (known and WRITABLE[name](content)):
        raise v2(400, f"The field '{name}' is invalid.")
    if name == "fees":
        order_fees.read(order, content)


def _not_writable(name: str) -> RefusedError:
    return v2(
        400,
        f"The field '{name}' cannot be written to."
        " Please remove it from your request before trying again.",
    )


def _write(order: Order, body: Mapping[str, Any]) -> None:
    for name, content in body.items():
        if name == "billing_address":
            changes = {ADDRESS[word]: text for word, text in content.items()}
            order.billing_address = {**order.billing_address, **changes}
        elif name == "fees":
            order.price.fees = order_fees.read(order, content)
        elif name != "status_id":
            # Nearly the same names on both sides, so that a field is added in one place.
            setattr(order, _CALLED.get(name, name), content)
