"""The API's GET: what became of a key, for those who may know."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from order_service.callers import Caller
from order_service.clock import Deadline
from order_service.errors import UnknownOrder
from order_service.handlers.http_messages import json_answer
from order_service.handlers.wiring import services
from order_service.keys import OrderKey
from order_service.ledger.entry import Entry
from order_service.ledger.status import status_of
from order_service.placing.going_on import can_go_on
from order_service.telemetry.telemetry import about

LOOK_SECONDS = 8.0
"""Longest time to ask the store whether a customer can still go on."""


def tell_state(key: OrderKey, caller: Caller, deadline: Deadline) -> Response[str]:
    """Answer with the state of a key; raises UnknownOrder, for another caller's key as well."""
    here = services()
    entry = here.ledger.read(key)
    if entry is None or not here.ownership.admits(caller, entry):
        raise UnknownOrder("Check the store and the key.")
    urls = _shows_urls(entry, caller, deadline)
    return json_answer(HTTPStatus.OK, status_of(entry, paused=here.pause.is_on(), urls=urls))


def _shows_urls(entry: Entry, caller: Caller, deadline: Deadline) -> bool:
    here = services()
    if here.pause.is_on() or not here.ownership.placed(caller, entry):
        return False
    about(reads="state")
    soon = Deadline(here.clock, min(deadline.at, here.clock.now() + LOOK_SECONDS))
    return can_go_on(entry, lambda: here.service.open_store(entry.key, soon))
