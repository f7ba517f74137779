"""What the API's routes read of a request, and how they answer."""

import json
import re
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.data_classes.common import BaseProxyEvent

from order_service.errors import InProgress, NotYet, OrderError, Refused, UnknownStore
from order_service.keys import malformed
from order_service.request.cancelling import CancelRequest, read_cancellation
from order_service.request.intake import read_order
from order_service.request.json_body import read_object
from order_service.request.order import OrderRequest

IN_PROGRESS_SECONDS = 3.0
"""When a caller who finds the key at work is asked to come back at the latest."""
_JSON = re.compile(r"\s*application/([\w.+-]+\+)?json\s*(;.*)?", re.IGNORECASE)


def sent_header(event: BaseProxyEvent, name: str, default: str = "") -> str:
    """Return a header of the request, or what stands for it where it is missing or empty."""
    return event.headers.get(name) or default


def sent_body(event: BaseProxyEvent) -> dict[str, Any]:
    """Return the JSON object in the request's body; raises MalformedRequest."""
    return read_object(_text(event))


def sent_order(event: BaseProxyEvent) -> OrderRequest:
    """Return the order in the request's body; raises MalformedRequest or InvalidRequest."""
    return read_order(sent_body(event), new=True)


def sent_cancellation(event: BaseProxyEvent) -> CancelRequest:
    """Return what is to be cancelled; without a body the key. Raises InvalidRequest."""
    if not event.body:
        return CancelRequest()
    return read_cancellation(read_object(_text(event)))


def json_answer(
    status: int,
    body: Any,
    headers: dict[str, str] | None = None,
    content_type: str = "application/json",
) -> Response[str]:
    """Return an answer with this value as its JSON body."""
    return Response(status, content_type, json.dumps(body), headers=dict(headers or {}))


def problem_answer(
    error: OrderError, facts: Mapping[str, str], status: int | None = None
) -> Response[str]:
    """Return the problem object (RFC 9457) of an error, with these facts in it.

    ``status`` is the answer's, where it is not the error's own.
    """
    headers = {}
    if isinstance(error, Refused) and error.replayed:
        headers["Idempotent-Replayed"] = "true"
    if isinstance(error, NotYet) and not isinstance(error, UnknownStore):
        headers["Retry-After"] = str(_seconds(error))
    body = error.problem() | dict(facts) | {"status": status or error.status}
    return json_answer(body["status"], body, headers, "application/problem+json")


def _seconds(error: NotYet) -> int:
    # Most orders take a second or two; the lease, which the queue waits for, ends much later.
    longest = IN_PROGRESS_SECONDS if isinstance(error, InProgress) else error.retry_after
    return max(round(min(error.retry_after, longest)), 1)


def _text(event: BaseProxyEvent) -> str | None:
    if not _JSON.fullmatch(sent_header(event, "content-type", "application/json")):
        raise malformed("Content-Type", "must be application/json")
    if not isinstance(event.body, str | None):
        raise malformed("body", "must be a text")
    try:
        return event.decoded_body
    except ValueError:
        raise malformed("body", "is marked as base64 and is not, or is not UTF-8") from None
