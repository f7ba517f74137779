"""Pure: the whole OpenAPI document, put together from models, errors and examples."""

from typing import Any

from order_service import __version__
from order_service.ledger.attention_list import OrderList
from order_service.ledger.entry import Phase
from order_service.ledger.status import OrderState
from order_service.quoted import QuotedOrder
from order_service.request.cancelling import CancelRequest
from tools.api_docs import examples, parameters, problems, schemas
from tools.api_docs.error_table import errors
from tools.api_docs.listing import cancelling, listing, retrying
from tools.api_docs.problems import REPLAYED, RETRY_AFTER, of_the_gateway
from tools.api_docs.quoting import quoting
from tools.api_docs.schemas import Schema, ref

JSON = "application/json"
READ_CODES = (
    "malformed_request", "unknown_order", "unknown_path", "internal_error", "ledger_unavailable",
)  # fmt: skip
NOT_PLACING = (
    "unknown_order", "store_paused", "not_refused", "order_not_kept", "retry_too_early",
    "already_placed", "cancel_pending", "too_many_requests",
)  # fmt: skip
_TEXT = {"type": "string"}
_LOCATION = {"description": "Where to ask what became of this key.", "schema": _TEXT}


def document() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the API."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Cart to Order",
            "version": __version__,
            "summary": "One order request becomes exactly one BigCommerce order.",
            "description": (
                "Send an order with an idempotency key. Repeating the key returns the same order, "
                "or the same error."
            ),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [_server()],
        "security": [{"sigv4": []}],
        "paths": {
            "/stores/{store}/orders": {
                "parameters": [parameters.store()],
                "post": _place(),
                "get": listing(),
            },
            "/stores/{store}/orders/{key}": {
                "parameters": [parameters.store(), parameters.key()],
                "get": _read(),
                "delete": cancelling(),
            },
            "/stores/{store}/orders/{key}/retry": {
                "parameters": [parameters.store(), parameters.key()],
                "post": retrying(_sent_again()),
            },
            "/stores/{store}/quotes": {"parameters": [parameters.store()], "post": quoting()},
        },
        "components": {
            "securitySchemes": {"sigv4": _signature()},
            "schemas": dict(sorted(_all_schemas().items())),
        },
    }


def _server() -> Schema:
    return {
        "url": "https://{api}.execute-api.{region}.amazonaws.com/live",
        "variables": {"api": {"default": "api-id"}, "region": {"default": "eu-west-1"}},
    }


def _signature() -> Schema:
    return {
        "type": "apiKey",
        "name": "Authorization",
        "in": "header",
        "description": (
            "AWS Signature Version 4 for execute-api; or the token that the stack's UserPoolArn or "
            "AuthorizerArn asks for."
        ),
        "x-amazon-apigateway-authtype": "awsSigv4",
    }


def _place() -> Schema:
    codes = [error.code for error in errors() if error.code not in NOT_PLACING]
    orders = {name: {"value": order} for name, order in examples.requests().items()}
    body = {"schema": ref("OrderRequest"), "examples": orders}
    return {
        "operationId": "placeOrder",
        "summary": "Place an order, or get the one that this key stands for.",
        "parameters": [parameters.idempotency_key(), parameters.prefer()],
        "requestBody": {"required": True, "content": {JSON: body}},
        "responses": {
            "201": _created(),
            "202": _accepted(),
            **problems.answers(codes),
            **of_the_gateway(),
        },
    }


def _read() -> Schema:
    return {
        "operationId": "readOrder",
        "summary": "Ask what became of a key.",
        "responses": {
            "200": _state("What became of the key.", list(Phase)),
            **problems.answers(READ_CODES),
            **of_the_gateway(),
        },
    }


def _created() -> Schema:
    return {
        "description": "The order is placed, now or before under this key.",
        "headers": {"Location": _LOCATION, "Idempotent-Replayed": REPLAYED},
        "content": {
            JSON: {
                "schema": ref("PlacedOrder"),
                "examples": {"placed": {"value": examples.placed()}},
            }
        },
        "links": _links(),
    }


def _accepted() -> Schema:
    applied = {"description": "`respond-async` when that was preferred.", "schema": _TEXT}
    words = "Not known yet, or waiting: ask at Location. The queue finishes the order."
    return _state(words, list(Phase)) | {
        "headers": {
            "Location": _LOCATION,
            "Retry-After": RETRY_AFTER,
            "Preference-Applied": applied,
        },
        "links": _links(),
    }


def _sent_again() -> Schema:
    words = "It is in the queue again, under its own key: ask at Location."
    headers = {"Location": _LOCATION, "Retry-After": RETRY_AFTER}
    return _state(words, [Phase.CLAIMED]) | {"headers": headers}


def _state(words: str, phases: list[Phase]) -> Schema:
    states = examples.states()
    shown = {phase.value: {"value": states[phase.value]} for phase in phases}
    return {
        "description": words,
        "content": {JSON: {"schema": ref("OrderState"), "examples": shown}},
    }


def _links() -> Schema:
    sent = {"store": "$request.path.store", "key": "$request.header.Idempotency-Key"}
    return {"state": {"operationId": "readOrder", "parameters": sent}}


def _all_schemas() -> dict[str, Schema]:
    return (
        schemas.of_requests()
        | schemas.of_model(QuotedOrder)
        | schemas.of_model(OrderState)
        | schemas.of_request(CancelRequest)
        | schemas.of_model(OrderList)
        | problems.schemas()
        | {"GatewayMessage": _gateway_message(), "GatewayProblem": _gateway_problem()}
    )


def _gateway_problem() -> Schema:
    """Return the schema of the answers that template.yaml gives API Gateway."""
    texts = dict.fromkeys(("type", "title", "detail", "code", "fix"), _TEXT)
    more: Schema = {"status": {"type": "integer"}, "retryable": {"type": "boolean"}}
    return {"type": "object", "properties": texts | more, "required": ["code", "retryable"]}


def _gateway_message() -> Schema:
    return {"type": "object", "properties": {"message": _TEXT, "Message": _TEXT}}
