"""The API's other room: what an order would cost; nothing is recorded or queued."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.data_classes.common import BaseProxyEvent
from aws_lambda_powertools.utilities.typing import LambdaContext

from order_service.checkout.ports import OpenCheckouts
from order_service.clock import Deadline
from order_service.errors import OrderError, Refused, StorePaused
from order_service.handlers.http_messages import json_answer, problem_answer, sent_order
from order_service.handlers.wiring import services
from order_service.keys import read_store
from order_service.quoting.quotes import Enquiry, quoted
from order_service.telemetry.telemetry import LogJournal, about

ANSWER_SECONDS = 1.0
"""Kept back from the invocation's time to answer."""


def tell_quote(store: str, event: BaseProxyEvent, context: LambdaContext) -> Response[str]:
    """Answer with the quote, or with the problem that its order would have."""
    journal, correlation_id = LogJournal(), context.aws_request_id
    about(correlation_id=correlation_id)
    try:
        about(store=read_store(store))
        enquiry = Enquiry(store, correlation_id, sent_order(event))
        answer = quoted(enquiry, _open_checkouts(), _deadline(context))
    except OrderError as error:
        end = "quote refused" if isinstance(error, Refused) else "quote not made"
        journal.note(end, code=error.code, step=error.step)
        return problem_answer(error, {"correlation_id": correlation_id}, _status(error))
    journal.note("quote made")
    return json_answer(HTTPStatus.OK, answer.model_dump(mode="json"))


def _open_checkouts() -> OpenCheckouts:
    services().pause.check()
    return services().open_checkouts


def _status(error: OrderError) -> int:
    """An order waits for the end of a pause, and a quote does not."""
    return HTTPStatus.SERVICE_UNAVAILABLE if isinstance(error, StorePaused) else error.status


def _deadline(context: LambdaContext) -> Deadline:
    seconds = context.get_remaining_time_in_millis() / 1000
    return Deadline(services().clock, services().clock.now() + seconds - ANSWER_SECONDS)
