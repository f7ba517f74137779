"""The API's DELETE: a key is cancelled, or its order too."""

from dataclasses import replace
from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.data_classes.common import BaseProxyEvent

from order_service.callers import Caller
from order_service.clock import Deadline
from order_service.errors import StorePaused
from order_service.handlers.http_messages import json_answer, problem_answer, sent_cancellation
from order_service.handlers.wiring import services
from order_service.keys import OrderKey
from order_service.ledger.entry import CancelWish
from order_service.ledger.status import status_of
from order_service.placing.cancelling import Cancellation, cancel
from order_service.placing.ports import Service, Store


def answer_cancellation(
    key: OrderKey, caller: Caller, event: BaseProxyEvent, deadline: Deadline
) -> Response[str]:
    """Answer with the state of the key as it is cancelled, or with the problem."""
    wish = CancelWish.ORDER if sent_cancellation(event).order else CancelWish.KEY
    try:
        entry = cancel(Cancellation(key, wish, caller), _service(), deadline)
    except StorePaused as error:
        # An order waits for the end of a pause, and a cancellation is asked for again.
        facts = {"correlation_id": key.correlation_id}
        return problem_answer(error, facts, HTTPStatus.SERVICE_UNAVAILABLE)
    return json_answer(HTTPStatus.OK, status_of(entry))


def _service() -> Service:
    """Return the service; while it is paused only keys that need no store are cancelled."""
    here = services()
    return replace(here.service, open_store=_unless_paused)


def _unless_paused(key: OrderKey, deadline: Deadline) -> Store:
    services().pause.check()
    return services().service.open_store(key, deadline)
