"""Pure: what a caller who asks about a key is told."""

from typing import Any

from order_service.entry import Entry, Phase

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
_STEPS = {
    Phase.CLAIMED: "cart",
    Phase.CART: "checkout",
    Phase.SUBMITTING: "order",
    Phase.FINISHING: "finish",
}


def status_of(entry: Entry) -> dict[str, Any]:
    """Return the state, the step, the last error, what happens next, and the answer if any."""
    view: dict[str, Any] = {
        "store": entry.key.store,
        "idempotency_key": entry.key.key,
        "state": entry.phase.value,
        "deliveries": entry.deliveries,
        "next": _NEXT[entry.phase],
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
