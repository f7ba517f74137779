"""Pure: the calls after an order was sent: what needs attention, the retry, the cancelling."""

from order_service.ledger.attention_list import (
    MOST_ORDERS,
    PARAMETERS,
    USUAL_ORDERS,
    ListedOrder,
    OrderList,
)
from order_service.ledger.attention_row import Attention
from order_service.ledger.entry import CancelWish, Phase
from tools.api_docs import examples, problems
from tools.api_docs.schemas import Schema, ref

RETRY_CODES = (
    "malformed_request", "unknown_order", "unknown_path", "in_progress", "not_refused",
    "retry_too_early", "invalid_request", "order_not_kept", "internal_error",
    "ledger_unavailable", "queue_unavailable", "version_mismatch",
)  # fmt: skip
CANCEL_CODES = (
    "malformed_request", "unknown_path", "already_placed", "cancel_pending", "in_progress",
    "invalid_request", "key_of_another_caller", "internal_error", "ledger_unavailable",
    "service_paused", "credentials_unusable", "out_of_time", "scope_missing", "secrets_unavailable",
    "store_paused", "store_throttled", "store_unavailable", "version_mismatch",
)  # fmt: skip
CODES = (
    "malformed_request", "unknown_path", "internal_error", "ledger_unavailable", "version_mismatch",
)  # fmt: skip
_JSON = "application/json"
_EXAMPLES: dict[str, object] = {
    "state": f"{Attention.REJECTED.value},{Attention.PARKED.value}",
    "code": "store_refused",
    "cause": "out_of_stock",
    "since": "2026-11-28T08:00:00Z",
    "limit": USUAL_ORDERS,
    "cursor": examples.KEY.key,
}


def listing() -> Schema:
    """Return the operation that lists the orders that need attention."""
    return {
        "operationId": "listOrders",
        "summary": "List the orders of a store that need attention, and why.",
        "parameters": [_parameter(name, words) for name, words in PARAMETERS.items()],
        "responses": {
            "200": _listed(),
            **problems.answers(CODES),
            **problems.of_the_gateway(),
        },
    }


def retrying(accepted: Schema) -> Schema:
    """Return the operation that sends a refused order again."""
    order = {"two_consignments": {"value": examples.requests()["two_consignments"]}}
    body = {"schema": ref("OrderRequest"), "examples": order}
    answers = problems.answers(RETRY_CODES)
    del answers["422"]["headers"]
    return {
        "operationId": "retryOrder",
        "summary": "Send a refused order again under its own key, as it was or corrected.",
        "requestBody": {
            "description": "The corrected order; without a body, the order as it was sent.",
            "required": False,
            "content": {_JSON: body},
        },
        "responses": {"202": accepted, **answers, **problems.of_the_gateway()},
    }


def _parameter(name: str, words: str) -> Schema:
    schema: Schema = {"type": "string"}
    if name == "limit":
        schema = {"type": "integer", "minimum": 1, "maximum": MOST_ORDERS, "default": USUAL_ORDERS}
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": f"{words[0].upper()}{words[1:]}.",
        "schema": schema,
        "example": _EXAMPLES[name],
    }


def _listed() -> Schema:
    shown = ListedOrder(
        key=examples.KEY.key,
        state=Attention.REJECTED.value,
        since=1_795_852_800.0,
        fix="merchant",
        **problems.listed_refusal(),
    )
    page = OrderList(orders=[shown], next=None).model_dump(mode="json")
    return {
        "description": "A page of them; a short page, too, may have a next one.",
        "content": {_JSON: {"schema": ref("OrderList"), "examples": {"one": {"value": page}}}},
    }


def cancelling() -> Schema:
    """Return the operation."""
    both = {"key": {"value": {}}, "order_too": {"value": {CancelWish.ORDER.value: "cancel"}}}
    body = {"schema": ref("CancelRequest"), "examples": both}
    answers = problems.answers(CANCEL_CODES)
    del answers["422"]["headers"]
    return {
        "operationId": "cancelOrder",
        "summary": "Cancel a key: it gets no order. Or its order too, if there is one.",
        "requestBody": {"required": False, "content": {_JSON: body}},
        "responses": {"200": _cancelled(), **answers, **problems.of_the_gateway()},
    }


def _cancelled() -> Schema:
    shown = {
        "cancelled": {"value": examples.states()[Phase.CANCELLED]},
        "order_cancelled": {"value": examples.order_cancelled()},
    }
    return {
        "description": "The key is cancelled, now or before; or its order has that status.",
        "content": {_JSON: {"schema": ref("OrderState"), "examples": shown}},
    }
