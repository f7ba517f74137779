"""Pure: the answer to a caller who asks about a key."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from order_service.answers import (
    FieldError,
    PlacedOrder,
    Problem,
    RedirectUrls,
    Shortage,
    StoreAnswer,
    Uuid,
    optional,
)
from order_service.errors import StorePaused
from order_service.keys import STORE
from order_service.ledger.entry import Entry, Phase
from order_service.ledger.phases import AGAIN, PHASES

_PAUSED = f"Nothing until an operator ends the pause. {AGAIN}"


class LastError(BaseModel):
    """Why the last delivery of a key came to no end."""

    code: str
    step: str | None = None
    detail: str
    cause: Annotated[str | None, optional()] = None
    hint: Annotated[str | None, optional()] = None
    store: Annotated[StoreAnswer | None, optional()] = None
    shortages: Annotated[list[Shortage] | None, optional()] = None
    errors: Annotated[list[FieldError] | None, optional()] = None


class OrderState(BaseModel):
    """How far a key has come, and its order or refusal."""

    store: Annotated[str, Field(json_schema_extra={"pattern": f"^{STORE.pattern}$"})]
    idempotency_key: str
    state: Annotated[str, Field(json_schema_extra={"enum": [phase.value for phase in Phase]})]
    deliveries: Annotated[int, Field(json_schema_extra={"minimum": 1})]
    next: str
    correlation_id: Uuid
    step: Annotated[str | None, optional()] = None
    order_id: Annotated[int | None, optional(description="The order, not finished yet.")] = None
    order: Annotated[PlacedOrder | None, optional()] = None
    problem: Annotated[Problem | None, optional()] = None
    last_error: Annotated[LastError | None, optional()] = None


def status_of(entry: Entry, *, paused: bool = False, urls: bool = False) -> dict[str, Any]:
    """Return the state, the step, the last error, what happens next, and the answer if any.

    ``paused`` says that nobody works on the queue now; a paused store says it by its last error.
    Only with ``urls`` are the order's redirect URLs shown: they open the customer's cart.
    """
    phase, trouble = entry.phase, entry.trouble()
    row = PHASES[phase]
    state = OrderState(
        store=entry.key.store,
        idempotency_key=entry.key.key,
        state=phase.value,
        deliveries=entry.deliveries,
        next=_PAUSED if _waits(entry, paused) else row.next,
        correlation_id=entry.key.correlation_id,
        step=row.step.name if row.step else None,
        order_id=entry.order_id if phase is Phase.FINISHING else None,
        order=_order(entry, urls) if phase is Phase.PLACED else None,
        problem=_refusal(entry) if phase is Phase.REJECTED else None,
        last_error=LastError.model_validate(trouble) if trouble and not entry.finished else None,
    )
    return state.model_dump(mode="json")


def _order(entry: Entry, urls: bool) -> PlacedOrder:
    order = entry.order()
    return order if urls else order.model_copy(update={"redirect_urls": RedirectUrls()})


def _refusal(entry: Entry) -> Problem:
    return Problem.model_validate(entry.refusal().problem())


def _waits(entry: Entry, paused: bool) -> bool:
    last = entry.trouble() or {}
    return PHASES[entry.phase].step is not None and (paused or last.get("code") == StorePaused.code)
