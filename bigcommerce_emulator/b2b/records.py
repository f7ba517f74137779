"""The records that B2B Edition has of orders: made by itself, in time by a call, and changed."""

from collections.abc import Mapping

from bigcommerce_emulator.bodies.errors import RefusedError, b2b
from bigcommerce_emulator.state.companies import CompanyOrder
from bigcommerce_emulator.state.orders import Order
from bigcommerce_emulator.state.state import State

CREATE_SECONDS = 10.0
"""How old an order may be of which a call makes the record."""


def find(state: State, order_id: int | None) -> CompanyOrder:
    """The record of an order, which B2B Edition may have made by itself by now; 404 without one."""
    order = state.orders.get(order_id or 0)
    if order is not None and order.id not in state.company_orders and _is_due(state, order):
        state.company_orders[order.id] = _new(state, order, order.customer_id)
    record = None if order is None else state.company_orders.get(order.id)
    if record is None:
        raise b2b(404, "Order Does Not Exist.")
    return record


def create(state: State, order_id: int, customer_id: int, given: "Changes") -> CompanyOrder:
    """The record of an order of a few seconds, made with what it is to hold."""
    order = state.orders.get(order_id)
    if order is None:
        raise b2b(404, "Order Does Not Exist.")
    if company_of(state, customer_id) is None:
        raise b2b(404, "User does not exist or action not support for this user.")
    too_late = state.now() > order.created + CREATE_SECONDS
    if too_late or order.id in state.company_orders or _is_due(state, order):
        raise b2b(400, "The order already exists.")
    record = _new(state, order, customer_id)
    _apply(state, record, given)
    state.company_orders[order.id] = record
    return record


def update(state: State, record: CompanyOrder, given: "Changes") -> CompanyOrder:
    """The record with another number or other extra fields."""
    if given == (None, None):
        raise b2b(400, "poNumber or extraFields is required.")
    _apply(state, record, given)
    return record


def company_of(state: State, customer_id: int) -> int | None:
    """The company for which a customer buys."""
    buying = (row.id for row in state.seed.companies if customer_id in row.users)
    return next(buying, None)


Changes = tuple[str | None, Mapping[str, str] | None]
"""The number and the extra fields of a request; None for what it leaves out."""


def _apply(state: State, record: CompanyOrder, given: Changes) -> None:
    number, fields = given
    _check(state, fields or {})
    if number is not None:
        record.po_number = number
    usual = {row.name: row.default for row in state.seed.extra_fields if row.default}
    record.extra_fields = {**usual, **record.extra_fields, **(fields or {})}
    record.updated = state.now()


def _check(state: State, given: Mapping[str, str]) -> None:
    known = {row.name: row for row in state.seed.extra_fields}
    for row in known.values():
        if row.required and not (given.get(row.name) or row.default):
            raise _wrong(f"{row.name} is a required extra field")
    for name, value in given.items():
        if name not in known:
            raise _wrong(f"{name} is not an extra field")
        if known[name].values and value not in known[name].values:
            raise _wrong(f"{name} is none of the values of its list")


def _wrong(words: str) -> RefusedError:
    return b2b(422, words, {"errMsg": words})


def _is_due(state: State, order: Order) -> bool:
    switch, delay = state.settings.b2b_record, state.settings.b2b_record_delay_seconds
    is_theirs = company_of(state, order.customer_id) is not None
    made = switch == "every_order" or (switch == "companies" and is_theirs)
    return made and state.now() >= order.created + delay


def _new(state: State, order: Order, customer_id: int) -> CompanyOrder:
    now, number = state.now(), 9000 + len(state.company_orders)
    return CompanyOrder(number, order.id, company_of(state, customer_id), now, now)
