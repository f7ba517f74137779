"""Moves orders from status to status, and the stock with them."""

from collections import Counter

from bigcommerce_emulator.bodies.errors import stock_conflict
from bigcommerce_emulator.state.events import cart_converted, order_updated, status_updated
from bigcommerce_emulator.state.orders import INCOMPLETE, Order
from bigcommerce_emulator.state.state import State

PENDING = 1
SHIPPED = 2
CANCELLED = 5
AWAITING_PAYMENT = 7
COMPLETED = 10
UNPAID = (PENDING, AWAITING_PAYMENT)


def move(state: State, order: Order, status_id: int) -> None:
    """Gives the order another status; stock falls or returns as the store's settings say."""
    previous, order.status_id = order.status_id, status_id
    order.modified = state.now()
    if previous == status_id:
        return
    if status_id == CANCELLED:
        if state.settings.cancel_returns_stock == "yes":
            _return_stock(state, order)
    elif not order.taken and _takes_stock(state, status_id):
        _take_stock(state, order)
    state.observe(status_updated(order.id, previous, status_id))
    state.observe(order_updated(order.id))
    if previous == INCOMPLETE:
        _leave_cart(state, order)


def _leave_cart(state: State, order: Order) -> None:
    if state.settings.status_deletes_cart == "yes":
        state.carts.pop(order.cart_id, None)
    if state.settings.cart_converted == "on_status":
        state.observe(cart_converted(order.cart_id, order.id))


def restock(state: State, order: Order) -> None:
    """Takes the stock of an order anew, if it had taken any, after its products changed."""
    if order.taken:
        _return_stock(state, order)
        _take_stock(state, order)


def check_stock(state: State, order: Order, status_id: int) -> None:
    """Refuses a status that takes more stock than there is and may be ordered beyond it."""
    if state.settings.backorders == "off" or order.taken or not _takes_stock(state, status_id):
        return
    limit = state.settings.backorder_limit
    rows: list[dict[str, object]] = [
        {
            "type": "OutOfStock",
            "message": f"Insufficient stock of variant {variant_id}.",
            "variant_id": variant_id,
            "location_id": 1,
            "available_quantity": left,
            "available_quantity_for_backorder": limit,
        }
        for variant_id, (quantity, left) in _wanted(state, order).items()
        if quantity > left + limit
    ]
    if rows:
        raise stock_conflict(rows)


def backordered(state: State, order: Order) -> int | None:
    """How many items of the order wait for stock; None in a store without backorders."""
    if state.settings.backorders == "off":
        return None
    tracked = Counter[int]()
    for part in order.price.parts:
        if part.line.variant is not None and part.line.variant.id in order.taken:
            tracked[part.line.variant.id] += part.quantity
    return sum(quantity - order.taken[number] for number, quantity in tracked.items())


def _wanted(state: State, order: Order) -> dict[int, tuple[int, int]]:
    """By variant whose stock is counted: how many are ordered, and how many are left."""
    wanted = Counter[int]()
    left: dict[int, int] = {}
    for part in order.price.parts:
        variant = part.line.variant
        if variant is not None and (here := state.left(variant)) is not None:
            wanted[variant.id] += part.quantity
            left[variant.id] = here
    return {number: (quantity, left[number]) for number, quantity in wanted.items()}


def _takes_stock(state: State, status_id: int) -> bool:
    if status_id in (INCOMPLETE, CANCELLED):
        return False
    if state.settings.update_stock_behavior == "order_placed":
        return state.settings.unpaid_takes_stock == "yes" or status_id not in UNPAID
    return status_id in (SHIPPED, COMPLETED)


def _take_stock(state: State, order: Order) -> None:
    for variant_id, (quantity, left) in _wanted(state, order).items():
        # Nothing was reserved: where too little is left, no more than that is taken.
        order.taken[variant_id] = min(quantity, left)
        state.stock[variant_id] = left - order.taken[variant_id]


def _return_stock(state: State, order: Order) -> None:
    for variant_id, quantity in order.taken.items():
        left = state.stock.get(variant_id)
        if left is not None:
            state.stock[variant_id] = left + quantity
    order.taken = {}
