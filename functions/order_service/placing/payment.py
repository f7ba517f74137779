"""The token with which a placed order is paid: handed over with the answer, and kept nowhere."""

from dataclasses import replace

from order_service.answers import NotApplied, PlacedOrder
from order_service.clock import Deadline
from order_service.errors import NotYet, StoreRefused
from order_service.placing.ending import Outcome
from order_service.placing.ports import Service, Store
from order_service.placing.reasons import refused
from order_service.request.intake import Job
from order_service.request.order import OrderRequest
from order_service.store.signals import CartGone


def hand_over(outcome: Outcome, job: Job, service: Service, deadline: Deadline) -> Outcome:
    """Return the outcome with a payment token, or with the reason why there is none.

    Raises nothing: the order is placed. The token is in no record and in no log.
    """
    store = service.open_store(job.key, deadline)
    return replace(outcome, order=_with_payment_token(outcome.order, job.order, store))


def _with_payment_token(placed: PlacedOrder, order: OrderRequest, store: Store) -> PlacedOrder:
    try:
        return placed.model_copy(update={"payment_token": store.payment_token(placed.order_id)})
    except StoreRefused as refusal:
        reason = refused(refusal, order)
    except (NotYet, CartGone) as error:
        code = error.code if isinstance(error, NotYet) else "store_unavailable"
        reason = f"{code}: send the same request with the same key again."
    missing = NotApplied(field="payment_token", reason=reason)
    return placed.model_copy(update={"not_applied": [*(placed.not_applied or []), missing]})
