"""Pure: the errors as answers of an OpenAPI document: problem objects, one example each."""

from collections.abc import Collection, Iterable
from typing import Any

from order_service.answers import Problem
from order_service.errors import (
    Cancelled,
    InvalidRequest,
    NotYet,
    OrderError,
    StorePaused,
    StoreRefused,
    TooManyRequests,
)
from order_service.ledger.attention_row import facts_of
from order_service.store.refusal_causes import EVERY_CAUSE, cause_of, explained
from order_service.store_steps import CART
from tools.api_docs.error_table import errors
from tools.api_docs.schemas import Schema, of_model, ref

CORRELATION_ID = "53324f04-4f06-5d5f-9533-a0264dc55cd3"
TYPE = "application/problem+json"
REPLAYED = {
    "description": "`true` when the key had this answer before and nothing was done now.",
    "schema": {"type": "string", "enum": ["true"]},
}
RETRY_AFTER = {
    "description": "Seconds after which the same key can be sent, or asked about, again.",
    "schema": {"type": "string", "pattern": "^[1-9][0-9]*$"},
}
_ERRORS = [{"field": "line_items[0].quantity", "message": "must be a whole number"}]
_REFUSED = ["You can only purchase a maximum of 2 of the Example Mug per order."]
_OFFER = {"type": "shipping_flat", "description": "Flat Rate", "cost": "8.00", "transit_time": ""}
_DEAR = _OFFER | {"left_out": "costs more than max_cost"}
_FACTS: dict[str, dict[str, Any]] = {
    "store_refused": {"step": "cart", "store": {"status": 422, "words": _REFUSED}}
    | explained(cause_of(CART, 422, _REFUSED), _REFUSED),
    "already_placed": {"order_id": 101},
    "total_differs": {
        "step": "expected_total",
        "expected": "15.83",
        "actual": "16.99",
        "currency": "USD",
    },
    "no_shipping_option": {"step": "shipping_option", "offered": [_DEAR]},
    "scope_missing": {"step": "cart"} | explained(cause_of(CART, 403, [])),
    "credentials_unusable": {"step": "cart"} | explained(cause_of(CART, 401, [])),
    "unknown_store": {"step": "credentials", "hint": "Check the store's name in the path."},
    "store_unavailable": {"step": "cart"} | explained(cause_of(CART, 503, [])),
}


def schemas() -> dict[str, Schema]:
    """Return the schema of every problem object, under its name."""
    found = of_model(Problem)
    properties = found["Problem"]["properties"]
    properties["code"]["enum"] = [error.code for error in errors_of_callers()]
    properties["cause"]["enum"] = [cause.code for cause in EVERY_CAUSE]
    return found


def errors_of_callers() -> list[type[OrderError]]:
    """Return every error that is answered as a problem; the others become a state."""
    return [error for error in errors() if status_of(error) >= 400]


def status_of(kind: type[OrderError]) -> int:
    """Return the status of this error as a problem: a quote does not wait for a pause to end."""
    return 503 if kind is StorePaused else kind.status


def answers(codes: Collection[str]) -> dict[str, Schema]:
    """Return the answers for these codes, by status, each with an example of every code."""
    kinds = [error for error in errors_of_callers() if error.code in codes]
    statuses = sorted({status_of(kind) for kind in kinds})
    return {
        str(status): _answer([kind for kind in kinds if status_of(kind) == status])
        for status in statuses
    }


def example(kind: type[OrderError]) -> dict[str, Any]:
    """Return the problem object that this error is answered with."""
    if issubclass(kind, InvalidRequest):
        error: OrderError = kind(_ERRORS)
    elif issubclass(kind, NotYet):
        error = kind(kind.cause, retry_after=5, **_FACTS.get(kind.code, {}))
    else:
        error = kind(kind.cause, **_FACTS.get(kind.code, {}))
    return error.problem() | {"correlation_id": CORRELATION_ID, "status": status_of(kind)}


def refusal() -> dict[str, Any]:
    """Return the problem object of a refusal by the store, as the ledger keeps it."""
    kept = example(StoreRefused)
    del kept["correlation_id"]
    return kept


def listed_refusal() -> dict[str, str]:
    """Return what a list says of a refusal by the store."""
    found = facts_of(refusal())
    return {name: text for name, text in found.items() if text and name != "fix"}


def of_the_gateway() -> dict[str, Schema]:
    """Return the answers that API Gateway gives by itself, by status."""
    words = {
        "403": "Not signed, or not allowed for this store: from API Gateway.",
        "413": "More than API Gateway takes: from API Gateway.",
        "429": "Too many requests at the same time: from API Gateway; or `too_many_requests`.",
        "504": "No answer in time: from API Gateway. Send the same request again.",
    }
    content = {
        TYPE: {"schema": ref("GatewayProblem")},
        # The local cloud's own, which knows no replaced answers.
        "application/json": {"schema": ref("GatewayMessage")},
    }
    answers = {status: {"description": said, "content": content} for status, said in words.items()}
    return answers | {"429": answers["429"] | _too_many(content)}


def _too_many(content: dict[str, Schema]) -> Schema:
    """Return the answer of the two that limit requests: API Gateway, and the service by caller."""
    own = _answer([TooManyRequests])
    either = {"anyOf": [own["content"][TYPE]["schema"], ref("GatewayProblem")]}
    ours = own["content"][TYPE] | {"schema": either}
    return {"content": content | {TYPE: ours}, "headers": own["headers"]}


def _answer(kinds: list[type[OrderError]]) -> Schema:
    codes = [kind.code for kind in kinds]
    schema = {"allOf": [ref("Problem"), {"properties": {"code": {"enum": codes}}}]}
    examples = {kind.code: {"summary": kind.title, "value": example(kind)} for kind in kinds}
    answer: Schema = {
        "description": " / ".join(f"`{kind.code}`: {kind.title}." for kind in kinds),
        "content": {TYPE: {"schema": schema, "examples": examples}},
    }
    headers = _headers(kinds)
    return answer | ({"headers": headers} if headers else {})


def _headers(kinds: Iterable[type[OrderError]]) -> dict[str, Schema]:
    waits = any(issubclass(kind, NotYet) for kind in kinds)
    repeats = any(kind.status == 422 or kind is Cancelled for kind in kinds)
    later = {"Retry-After": RETRY_AFTER} if waits else {}
    return later | ({"Idempotent-Replayed": REPLAYED} if repeats else {})
