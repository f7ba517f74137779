"""The token with which a placed order is paid: handed over with the answer, and kept nowhere."""

from order_service.answers import NotApplied, PlacedOrder
from order_service.errors import NotYet, StoreRefused
from order_service.placing.ports import Store
from order_service.placing.reasons import refused
from order_service.request.order import OrderRequest
from order_service.store.signals import CartGone


def with_payment_token(placed: PlacedOrder, order: OrderRequest, store: Store) -> PlacedOrder:
    """Return the order with a fresh token to pay it, or with the reason why there is none."""
    try:
        return placed.model_copy(update={"payment_token": store.payment_token(placed.order_id)})
    except StoreRefused as refusal:
        reason = refused(refusal, order)
    except (NotYet, CartGone) as error:
        code = error.code if isinstance(error, NotYet) else "store_unavailable"
        reason = f"{code}: send the same request with the same key again."
    missing = NotApplied(field="payment_token", reason=reason)
    return placed.model_copy(update={"not_applied": [*(placed.not_applied or []), missing]})
