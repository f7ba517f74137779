"""What follows the order: the fields asked for, then the end of its cart; every call converges.

The order exists and its id is durable when this begins, so nothing here refuses it. Its fields are
written while it is still Incomplete, never after somebody moved it: the order is read before
each write, and a write whose answer was lost is looked up before it is repeated.
"""

from collections.abc import Mapping
from typing import Any

from order_service.answers import Finishing, NotApplied, PlacedOrder
from order_service.clock import Deadline
from order_service.errors import NotYet, StoreRefused, StoreUnavailable
from order_service.placing.ports import Store
from order_service.request.order import OrderRequest
from order_service.request.privacy import masked
from order_service.store.order_view import OrderRow
from order_service.store.signals import CartGone, Interrupted

MOST_INTERRUPTIONS = 4
BACK_OFF = 0.2
_FIELDS = ("status", "external_order_id", "external_source", "staff_notes", "payment_method")


def asks_for_more(order: OrderRequest) -> bool:
    """Tell whether anything is left to do once the order exists."""
    return bool(_wanted(order)) or order.after_order == "delete"


def finish(
    order: OrderRequest, order_id: int, cart_id: str, store: Store, deadline: Deadline
) -> Finishing:
    """Write the order's fields, delete its cart if it is to go, and tell what was done.

    Raises NotYet when the store cannot be asked now; what it refuses for good is told instead.
    """
    finishing, left_incomplete = Finishing(), False
    if wanted := _wanted(order):
        row, refusal = _written(wanted, order_id, store, deadline)
        finishing = _told(wanted, row, refusal, order)
        left_incomplete = not row.incomplete
    deletes = left_incomplete if order.after_order is None else order.after_order == "delete"
    return _without_cart(finishing, cart_id, store, order) if deletes else finishing


def with_payment_token(placed: PlacedOrder, order: OrderRequest, store: Store) -> PlacedOrder:
    """Return the order with a fresh token to pay it, or with the reason why there is none."""
    try:
        return placed.model_copy(update={"payment_token": store.payment_token(placed.order_id)})
    except StoreRefused as refusal:
        reason = _said(refusal, order)
    except (NotYet, CartGone) as error:
        code = error.code if isinstance(error, NotYet) else "store_unavailable"
        reason = f"{code}: send the same request with the same key again."
    missing = NotApplied(field="payment_token", reason=reason)
    return placed.model_copy(update={"not_applied": [*(placed.not_applied or []), missing]})


def _wanted(order: OrderRequest) -> dict[str, Any]:
    given = {name: getattr(order, name) for name in _FIELDS}
    return {name: value for name, value in given.items() if value is not None}


def _written(
    wanted: Mapping[str, Any], order_id: int, store: Store, deadline: Deadline
) -> tuple[OrderRow, StoreRefused | None]:
    for interruption in range(MOST_INTERRUPTIONS + 1):
        row = store.read_order(order_id)
        missing = {name: wanted[name] for name in row.lacking(wanted)}
        if not missing or not row.incomplete:
            return row, None
        try:
            return store.update_order(order_id, missing), None
        except StoreRefused as refusal:
            return row, refusal
        except (Interrupted, CartGone):
            deadline.pause(BACK_OFF * 2**interruption, "finish")
    raise StoreUnavailable("The store keeps failing this step.", step="finish", retry_after=5)


def _told(
    wanted: Mapping[str, Any], row: OrderRow, refusal: StoreRefused | None, order: OrderRequest
) -> Finishing:
    lacking = row.lacking(wanted)
    if refusal is not None:
        reason = _said(refusal, order)
    elif row.incomplete:
        reason = "The store took it and shows another value."
    else:
        state = "archived" if row.is_deleted else row.status_name
        reason = f"The order was {state} already, moved by somebody else; it was left alone."
    return Finishing(
        status=row.status_name,
        applied=[name for name in wanted if name not in lacking],
        not_applied=[NotApplied(field=name, reason=reason) for name in lacking] or None,
    )


def _without_cart(
    finishing: Finishing, cart_id: str, store: Store, order: OrderRequest
) -> Finishing:
    try:
        store.delete_cart(cart_id)
    except StoreRefused as refusal:
        kept = NotApplied(field="after_order", reason=_said(refusal, order))
        return finishing.model_copy(update={"not_applied": [*(finishing.not_applied or []), kept]})
    return finishing.model_copy(update={"cart_deleted": True})


def _said(refusal: StoreRefused, order: OrderRequest) -> str:
    store = refusal.facts.get("store", {})
    words = "; ".join(masked(store.get("words", []), order)) or "no words"
    return f"The store refused it ({store.get('status')}): {words}"
