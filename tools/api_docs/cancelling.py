"""Pure: the call that cancels a key."""

from order_service.ledger.entry import CancelWish, Phase
from tools.api_docs import examples, problems
from tools.api_docs.schemas import Schema, ref

CODES = (
    "malformed_request", "unknown_path", "already_placed", "cancel_pending", "invalid_request",
    "key_of_another_caller", "internal_error", "ledger_unavailable", "service_paused",
    "credentials_unusable", "out_of_time", "scope_missing", "store_paused", "store_throttled",
    "store_unavailable", "version_mismatch",
)  # fmt: skip
_JSON = "application/json"


def cancelling() -> Schema:
    """Return the operation."""
    both = {"key": {"value": {}}, "order_too": {"value": {CancelWish.ORDER.value: "cancel"}}}
    body = {"schema": ref("CancelRequest"), "examples": both}
    answers = problems.answers(CODES)
    del answers["422"]["headers"]
    return {
        "operationId": "cancelOrder",
        "summary": "Cancel a key: it gets no order. Or its order too, if there is one.",
        "requestBody": {"required": False, "content": {_JSON: body}},
        "responses": {"200": _cancelled(), **answers, **problems.of_the_gateway()},
    }


def _cancelled() -> Schema:
    told = {
        "cancelled": {"value": examples.states()[Phase.CANCELLED]},
        "order_cancelled": {"value": examples.order_cancelled()},
    }
    return {
        "description": "The key is cancelled, now or before; or its order has that status.",
        "content": {_JSON: {"schema": ref("OrderState"), "examples": told}},
    }
