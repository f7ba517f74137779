"""Pure: what a caller who asks about a key is told."""

from typing import Any

from order_service.errors import StorePaused
from order_service.ledger.entry import Entry, Phase

_AGAIN = (
    "If it came as a message or was answered 202, ask again; otherwise send the same request with "
    "the same key again."
)
_NEXT = {
    Phase.CLAIMED: f"The order will be placed. {_AGAIN}",
    Phase.CART: f"The order will be placed. {_AGAIN}",
    Phase.SUBMITTING: f"Whether the order was made is being found out. {_AGAIN}",
    Phase.FINISHING: f"The order is in the store; what was asked after it will be done. {_AGAIN}",
    Phase.PLACED: "Nothing: the order is in the store.",
    Phase.REJECTED: "Nothing: send a corrected order with a new key.",
    Phase.PARKED: "An operator must look at this order.",
}
_PAUSED = f"Nothing until an operator ends the pause. {_AGAIN}"
_STEPS = {
    Phase.CLAIMED: "cart",
    Phase.CART: "checkout",
    Phase.SUBMITTING: "order",
    Phase.FINISHING: "finish",
}


def status_of(entry: Entry, *, paused: bool = False) -> dict[str, Any]:
    """Return the state, the step, the last error, what happens next, and the answer if any.

    ``paused`` tells that nobody works on the queue now; a paused store tells it by its last error.
    """
    view: dict[str, Any] = {
        "store": entry.key.store,
        "idempotency_key": entry.key.key,
        "state": entry.phase.value,
        "deliveries": entry.deliveries,
        "next": _PAUSED if _waits(entry, paused) else _NEXT[entry.phase],
        "correlation_id": entry.key.correlation_id,
    }
    if entry.phase in _STEPS:
        view["step"] = _STEPS[entry.phase]
    if entry.phase is Phase.FINISHING:
        view["order_id"] = entry.order_id
    if entry.phase is Phase.PLACED:
        view["order"] = entry.order().model_dump(mode="json")
    elif entry.phase is Phase.REJECTED:
        view["problem"] = entry.refusal().problem()
    elif entry.trouble():
        view["last_error"] = entry.trouble()
    return view


def _waits(entry: Entry, paused: bool) -> bool:
    last = entry.trouble() or {}
    return entry.phase in _STEPS and (paused or last.get("code") == StorePaused.code)
