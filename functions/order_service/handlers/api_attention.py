"""The API's list of orders that need attention, and the retry of one that was refused."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.data_classes.common import BaseProxyEvent

from order_service.callers import Caller
from order_service.clock import AWS_SECONDS, Deadline
from order_service.errors import UnknownOrder
from order_service.handlers.gateway_event import url_of
from order_service.handlers.http_messages import json_answer, sent_order
from order_service.handlers.wiring import services
from order_service.keys import OrderKey, read_store
from order_service.ledger.attention_list import ListedOrder, OrderList, Wanted, listed, wanted
from order_service.ledger.status import status_of
from order_service.queueing.handed_over import note_queued
from order_service.request.intake import Job, check_length
from order_service.telemetry.telemetry import about


def tell_orders(
    store: str, event: Mapping[str, Any], caller: Caller, deadline: Deadline
) -> Response[str]:
    """Answer with a page of the orders that need attention and belong to the caller.

    A page may be short, or empty, and still have a next one: what is filtered was read as well.
    """
    about(store=read_store(store))
    asked = wanted(_parameters(event))
    found: list[ListedOrder] = []
    cursor = asked.cursor
    while True:
        found, cursor = _with_more(found, store, cursor, asked, caller)
        if not cursor or len(found) >= asked.limit or deadline.remaining() < 2 * AWS_SECONDS:
            answer = OrderList(orders=found, next=cursor or None)
            return json_answer(HTTPStatus.OK, answer.model_dump(mode="json"))


def retry(key: OrderKey, event: BaseProxyEvent, caller: Caller) -> Response[str]:
    """Send a refused order again and answer 202 with its state; see Retries for what it raises."""
    here = services()
    corrected = sent_order(event) if event.body else None
    if corrected:
        check_length(Job(key, corrected, caller))
    entry = here.ledger.read(key)
    if entry is not None and not here.ownership.admits(caller, entry):
        raise UnknownOrder("Check the store and the key.")
    here.retries.send_again(key, entry, corrected)
    here.service.journal.note("order sent again", corrected=corrected is not None)
    if entry:
        note_queued(entry, here.ledger)
    now = here.ledger.read(key)
    body = status_of(now, paused=here.pause.is_on(), queued=True) if now else {}
    location = url_of(event.raw_event, "").removesuffix("/retry/")
    return json_answer(HTTPStatus.ACCEPTED, body, {"Location": location, "Retry-After": "5"})


def _with_more(
    found: list[ListedOrder], store: str, cursor: str, asked: Wanted, caller: Caller
) -> tuple[list[ListedOrder], str]:
    """Return what was found and more of it, to the limit, and the key to go on after."""
    here = services()
    rows, after = here.attention.page(store, cursor)
    entries = here.ledger.read_many([row.key for row in rows])
    more = list(found)
    for row in rows:
        entry = entries.get(row.key)
        order = listed(row, entry)
        owned = (
            not here.ownership.enforced if entry is None else here.ownership.admits(caller, entry)
        )
        if order is None or not owned or not asked.has(order):
            continue
        if len(more) == asked.limit:
            return more, more[-1].key
        more.append(order)
    return more, after


def _parameters(event: Mapping[str, Any]) -> dict[str, str]:
    lists = event["multiValueQueryStringParameters"]
    joined = {name: ",".join(texts) for name, texts in lists.items()}
    return {**event["queryStringParameters"], **joined}
