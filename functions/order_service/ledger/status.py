"""Pure: the answer to a caller who asks about a key."""

from typing import Annotated, Any

from pydantic import Field

from order_service.answers import (
    Answer,
    FieldError,
    PlacedOrder,
    Problem,
    RedirectUrls,
    Shortage,
    StoreAnswer,
    Uuid,
    optional,
)
from order_service.errors import OutcomeUnknown, OutOfTime, StorePaused, Unfinished
from order_service.keys import STORE
from order_service.ledger.entry import GIVEN_UP, Entry, Phase
from order_service.ledger.phases import AGAIN, LOOKED_FOR, PHASES, PhaseRow, row_of

HANDED_OVER = (OutcomeUnknown, OutOfTime, StorePaused, Unfinished)
"""What the API hands to the queue and notes; of all else its caller must send the order again."""
_PAUSED = f"Nothing until an operator ends the pause. {AGAIN}"


class LastError(Answer):
    """Why the last delivery of a key came to no end."""

    code: str
    step: str | None = None
    detail: str
    cause: Annotated[str | None, optional()] = None
    hint: Annotated[str | None, optional()] = None
    store: Annotated[StoreAnswer | None, optional()] = None
    shortages: Annotated[list[Shortage] | None, optional()] = None
    errors: Annotated[list[FieldError] | None, optional()] = None


class OrderState(Answer):
    """How far a key has come, and its order or refusal."""

    order_id: Annotated[int | None, optional(description="The order, once there is one.")] = None
    store: Annotated[str, Field(json_schema_extra={"pattern": f"^{STORE.pattern}$"})]
    idempotency_key: str
    state: Annotated[str, Field(json_schema_extra={"enum": [phase.value for phase in Phase]})]
    deliveries: Annotated[int, Field(json_schema_extra={"minimum": 1})]
    next: str
    goes_on: Annotated[
        bool | None,
        optional(
            description="Whether the service works on the order by itself. If not, nothing happens "
            "until it is sent again, or a person acts; left out where that is not known."
        ),
    ] = None
    correlation_id: Uuid
    step: Annotated[str | None, optional()] = None
    order: Annotated[PlacedOrder | None, optional()] = None
    problem: Annotated[Problem | None, optional()] = None
    last_error: Annotated[LastError | None, optional()] = None
    cancel_asked: Annotated[
        bool | None,
        optional(description="A cancellation was asked for; it is carried out if it still can be."),
    ] = None


def status_of(
    entry: Entry, *, paused: bool = False, urls: bool = False, queued: bool = False
) -> dict[str, Any]:
    """Return the state, the step, the last error, what happens next, and the answer if any.

    ``paused`` says that nobody works on the queue now; a paused store says it by its last error.
    ``queued`` says that a message for the key was just sent. Only with ``urls`` are the order's
    redirect URLs shown: they open the customer's cart.
    """
    phase, trouble = entry.phase, entry.trouble()
    step = PHASES[phase].step
    state = OrderState(
        store=entry.key.store,
        idempotency_key=entry.key.key,
        state=phase.value,
        deliveries=entry.deliveries,
        next=_next(entry, row_of(entry, queued=queued), paused=paused, queued=queued),
        goes_on=_goes_on(entry, queued=queued),
        correlation_id=entry.key.correlation_id,
        step=step.name if step else None,
        order_id=entry.order_id if phase in (Phase.FINISHING, Phase.PLACED) else None,
        order=_order(entry, urls) if phase is Phase.PLACED else None,
        problem=_refusal(entry) if entry.refused else None,
        last_error=LastError.model_validate(trouble) if trouble and not entry.finished else None,
        cancel_asked=True if entry.cancel_asked and not entry.finished else None,
    )
    return state.model_dump(mode="json")


def _goes_on(entry: Entry, *, queued: bool) -> bool | None:
    """Return whether the order goes on without its caller, None if the ledger cannot say."""
    if entry.finished:
        return False
    if queued or entry.queued > 0:
        return True
    if entry.queued == GIVEN_UP or entry.phase is Phase.PARKED:
        return False
    trouble = entry.trouble()
    if trouble is None or entry.lease_until > entry.updated_at:
        # It is being worked on, or was by an execution that died.
        return None
    handed_over = trouble.get("code") in {reason.code for reason in HANDED_OVER}
    if handed_over or entry.submitted or entry.in_doubt or entry.phase is Phase.FINISHING:
        # Its message, if it could be sent, was not noted.
        return None
    return False


def _order(entry: Entry, urls: bool) -> PlacedOrder:
    order = entry.order()
    return order if urls else order.model_copy(update={"redirect_urls": RedirectUrls()})


def _refusal(entry: Entry) -> Problem:
    return Problem.model_validate(entry.refusal().problem())


def _next(entry: Entry, row: PhaseRow, *, paused: bool, queued: bool) -> str:
    if entry.phase is Phase.PARKED and (queued or entry.queued > 0):
        return LOOKED_FOR
    last = entry.trouble() or {}
    waits = row.step is not None and (paused or last.get("code") == StorePaused.code)
    return _PAUSED if waits else row.next
