"""Pure: the call that tells what an order would cost."""

from tools.api_docs import examples, problems
from tools.api_docs.schemas import Schema, ref

CODES = (
    "malformed_request", "unknown_path", "customer_unknown", "invalid_request",
    "no_shipping_option", "store_refused", "total_differs", "internal_error",
    "credentials_unusable", "out_of_time", "scope_missing", "secrets_unavailable", "store_paused",
    "store_throttled", "store_unavailable", "unknown_store",
)  # fmt: skip
_JSON = "application/json"


def quoting() -> Schema:
    """Return the operation."""
    order = {"two_consignments": {"value": examples.requests()["two_consignments"]}}
    body = {"schema": ref("OrderRequest"), "examples": order}
    return {
        "operationId": "quoteOrder",
        "summary": "Tell what an order would cost and how it would be shipped; order nothing.",
        "requestBody": {"required": True, "content": {_JSON: body}},
        "responses": {"200": _quoted(), **_problems(), **_of_the_gateway()},
    }


def _quoted() -> Schema:
    shown = {"quoted": {"value": examples.quoted()}}
    return {
        "description": "What the order would cost now; its cart is deleted again.",
        "content": {_JSON: {"schema": ref("QuotedOrder"), "examples": shown}},
    }


def _problems() -> dict[str, Schema]:
    """A quote is recorded nowhere, so no refusal of one is replayed."""
    answers = problems.answers(CODES)
    del answers["422"]["headers"]
    return answers


def _of_the_gateway() -> dict[str, Schema]:
    answers = problems.of_the_gateway()
    late = {"description": "No answer in time: sent by API Gateway."}
    return answers | {"504": answers["504"] | late}
