"""Changes of an order after it exists, with the fields V2 lets be written."""

from collections.abc import Mapping
from typing import Any

from bigcommerce_emulator.bodies.errors import RefusedError, v2
from bigcommerce_emulator.orders import amounts as order_amounts
from bigcommerce_emulator.orders import fees as order_fees
from bigcommerce_emulator.orders import places as order_places
from bigcommerce_emulator.orders import products as order_products
from bigcommerce_emulator.orders import statuses
from bigcommerce_emulator.orders.fields import ADDRESS, READ_ONLY, WRITABLE, moment
from bigcommerce_emulator.state.events import order_archived, order_updated
from bigcommerce_emulator.state.orders import Order
from bigcommerce_emulator.state.state import State

_CALLED = {"customer_locale": "locale"}
# What is refunded always reads as nothing, whatever is written.
_WRITTEN_ELSEWHERE = (
    "status_id",
    "products",
    "shipping_addresses",
    "consignments",
    "refunded_amount",
)


def update(state: State, order: Order, value: object) -> Order:
    """The order with the given fields written; a field that cannot be is refused with 400."""
    if not isinstance(value, dict) or not value:
        raise v2(400, "The request body must be an object with at least one field.")
    for name, content in value.items():
        _check(state, order, name, content)
    # All is read before any of it is written: a refused request changes nothing.
    parts = order_products.read(state, order, _products(value))
    shipments = order_places.addressed(order, value.get("shipping_addresses", []))
    shipments = order_places.fetched(order, shipments, value.get("consignments", {}))
    amounts = order_amounts.read(order, value)
    statuses.check_stock(state, order, value.get("status_id", order.status_id))
    if parts != order.price.parts:
        order_products.write(order, parts)
        statuses.restock(state, order)
    order.shipments = shipments
    order_amounts.write(order, amounts)
    _write(order, value)
    status_id = value.get("status_id", order.status_id)
    if status_id == order.status_id:
        state.observe(order_updated(order.id))
    statuses.move(state, order, status_id)
    return order


def archive(state: State, order: Order) -> None:
    """Archives the order: it stays readable and leaves the lists."""
    order.is_deleted = True
    order.modified = state.now()
    state.observe(order_archived(order.id))


def _products(body: Mapping[str, Any]) -> list[object]:
    rows = body.get("products", [])
    return [*rows, *order_places.lines_of(body.get("consignments"))]


def _check(state: State, order: Order, name: str, content: object) -> None:
    if name in READ_ONLY:
        raise _not_writable(name)
    if name in order_amounts.NAMES:
        return
    if name not in WRITABLE:
        raise v2(400, f"The field '{name}' is not supported by this resource.")
    if name == "external_merchant_id" and order.external_merchant_id is not None:
        raise _not_writable(name)
    known = name != "channel_id" or content in state.seed.channels
    if not (known and WRITABLE[name](content)):
        raise v2(400, f"The field '{name}' is invalid.")
    if name == "fees":
        order_fees.read(order, content)
    if name == "billing_address" and isinstance(content, dict):
        _address(content)


def _not_writable(name: str) -> RefusedError:
    return v2(
        400,
        f"The field '{name}' cannot be written to."
        " Please remove it from your request before trying again.",
    )


def _address(body: Mapping[str, Any]) -> dict[str, object]:
    changes = {ADDRESS[word]: text for word, text in body.items() if word in ADDRESS}
    if "form_fields" in body:
        changes["custom_fields"] = order_places.form_fields(body["form_fields"], "billing_address")
    return changes


def _write(order: Order, body: Mapping[str, Any]) -> None:
    for name, content in body.items():
        if name == "billing_address":
            order.billing_address = {**order.billing_address, **_address(content)}
        elif name == "fees":
            order.price.fees = order_fees.read(order, content)
        elif name == "date_created":
            order.created = moment(content) or order.created
        elif name not in _WRITTEN_ELSEWHERE and name not in order_amounts.NAMES:
            # Nearly the same names on both sides, so that a field is added in one place.
            setattr(order, _CALLED.get(name, name), content)
