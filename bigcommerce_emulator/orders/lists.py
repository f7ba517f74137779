"""Finds orders: by id, and in lists with the filters that V2 documents."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from typing import TypeVar

from bigcommerce_emulator.bodies import fields
from bigcommerce_emulator.bodies.errors import v2
from bigcommerce_emulator.state.orders import INCOMPLETE, Order
from bigcommerce_emulator.state.state import State

T = TypeVar("T")

_MOST_ROWS = 250
_ROWS = 50

_BY_TEXT: Mapping[str, Callable[[Order], object]] = {
    "cart_id": lambda order: order.cart_id,
    "external_order_id": lambda order: order.external_order_id,
    "payment_method": lambda order: order.payment_method,
    "email": lambda order: order.billing_address.get("email"),
}
_BY_NUMBER: Mapping[str, Callable[[Order, int], bool]] = {
    "status_id": lambda order, number: order.status_id == number,
    "customer_id": lambda order, number: order.customer_id == number,
    "channel_id": lambda order, number: order.channel_id == number,
    "min_id": lambda order, number: order.id >= number,
    "max_id": lambda order, number: order.id <= number,
}
_SORTS: Mapping[str, Callable[[Order], float]] = {
    "id": lambda order: order.id,
    "customer_id": lambda order: order.customer_id,
    "date_created": lambda order: order.created,
    "date_modified": lambda order: order.modified,
    "status_id": lambda order: order.status_id,
    "channel_id": lambda order: order.channel_id,
    # No order of this store has one: sorting by it leaves them as they are.
    "external_id": lambda _: 0,
}
_BY_TIME: Mapping[str, Callable[[Order, float], bool]] = {
    "min_date_created": lambda order, when: int(order.created) >= when,
    "max_date_created": lambda order, when: int(order.created) <= when,
    "min_date_modified": lambda order, when: int(order.modified) >= when,
    "max_date_modified": lambda order, when: int(order.modified) <= when,
}
"""An order's dates have whole seconds, as they are shown: they are older than a fraction later."""
_BY_AMOUNT: Mapping[str, Callable[[Order, Decimal], bool]] = {
    "min_total": lambda order, amount: order.price.grand_total >= amount,
    "max_total": lambda order, amount: order.price.grand_total <= amount,
}


def find(state: State, order_id: str) -> Order:
    """The order, archived or not; 404 while settings keep new orders from being read."""
    order = state.orders.get(fields.digits(order_id) or 0)
    if order is None or state.is_unseen(order) or _is_read_late(state, order):
        raise v2(404, "The requested resource was not found.")
    return order


def select(state: State, query: Mapping[str, str]) -> list[Order]:
    """One page of the orders that pass every filter of the query, by id unless sorted."""
    rows = _matching(state, query)
    if state.settings.order_list == "only_status_0" and query.get("status_id") != "0":
        rows = [order for order in rows if order.status_id != INCOMPLETE]
    _sort(rows, query.get("sort", "id"))
    return page(rows, query)


def counted(state: State, query: Mapping[str, str]) -> list[Order]:
    """All orders that pass every filter; settings say if the Incomplete ones are among them."""
    rows = _matching(state, query)
    if state.settings.count_incomplete == "yes":
        return rows
    return [order for order in rows if order.status_id != INCOMPLETE]


def page(rows: list[T], query: Mapping[str, str]) -> list[T]:
    """The rows of the page that the query asks for."""
    limit = min(_whole(query, "limit", _ROWS), _MOST_ROWS)
    start = (_whole(query, "page", 1) - 1) * limit
    return rows[start : start + limit]


def _matching(state: State, query: Mapping[str, str]) -> list[Order]:
    numbers = {name: _whole(query, name) for name in _BY_NUMBER if name in query}
    texts = {name: query[name] for name in _BY_TEXT if name in query}
    if state.settings.order_filter == "ignored":
        texts.pop("cart_id", None)
    times = {name: _time(query, name) for name in _BY_TIME if name in query}
    amounts = {name: _amount(query, name) for name in _BY_AMOUNT if name in query}
    return [
        order
        for order in _candidates(state, query)
        if all(_BY_NUMBER[name](order, number) for name, number in numbers.items())
        and all(_BY_TEXT[name](order) == text for name, text in texts.items())
        and all(_BY_TIME[name](order, when) for name, when in times.items())
        and all(_BY_AMOUNT[name](order, amount) for name, amount in amounts.items())
        and _is_listed(state, order, query)
    ]


def _candidates(state: State, query: Mapping[str, str]) -> Iterable[Order]:
    if "cart_id" in query and state.settings.order_filter == "works":
        return state.orders_of_cart.get(query["cart_id"], [])
    return state.orders.values()


def _is_listed(state: State, order: Order, query: Mapping[str, str]) -> bool:
    if order.is_deleted != (query.get("is_deleted") == "true"):
        return False
    if state.is_unseen(order):
        return False
    return state.settings.order_list != "late" or not _is_new(state, order)


def _is_read_late(state: State, order: Order) -> bool:
    return state.settings.order_reads == "late" and _is_new(state, order)


def _is_new(state: State, order: Order) -> bool:
    return state.now() < order.created + state.settings.order_list_delay_seconds


def _sort(rows: list[Order], text: str) -> None:
    name, _, direction = text.partition(":")
    if name not in _SORTS or direction not in ("", "asc", "desc"):
        raise v2(400, "The field 'sort' is invalid.")
    rows.sort(key=_SORTS[name], reverse=direction == "desc")


def _whole(query: Mapping[str, str], name: str, default: int = 0) -> int:
    number = fields.digits(query.get(name, str(default)))
    least = 1 if name in ("page", "limit") else 0
    if number is None or number < least:
        raise v2(400, f"The field '{name}' is invalid.")
    return number


def _amount(query: Mapping[str, str], name: str) -> Decimal:
    try:
        amount = Decimal(query[name])
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise v2(400, f"The field '{name}' is invalid.")
    return amount


def _time(query: Mapping[str, str], name: str) -> float:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            when = read(query[name])
        except ValueError:
            continue
        # A time without a zone is in UTC, whatever zone this machine is in.
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    raise v2(400, f"The field '{name}' is invalid.")
