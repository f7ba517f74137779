"""Entry: API Gateway. POST places an order or returns the key's; GET returns its state.

Quotes, reads, cancellations and what needs attention have modules of their own. Those that no
order needs are imported when they are first asked for: a cold start would pay for them.
"""

from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import ServiceError
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.utilities.typing import LambdaContext

from order_service.callers import Caller
from order_service.clock import AWS_SECONDS, Deadline
from order_service.errors import (
    InternalError,
    InvalidRequest,
    MalformedRequest,
    OrderError,
    Parked,
    Refused,
    TooManyRequests,
    UnknownPath,
)
from order_service.handlers.api_reads import tell_state
from order_service.handlers.caller_ids import caller_of_request, counted_as
from order_service.handlers.gateway_event import sanitised, sent_values, url_of
from order_service.handlers.http_messages import (
    json_answer,
    problem_answer,
    sent_body,
    sent_header,
)
from order_service.handlers.self_test import is_asked_for
from order_service.handlers.settings import SettingsError
from order_service.handlers.wiring import ready_for_snapshot, services
from order_service.keys import OrderKey, malformed, read_key
from order_service.ledger.entry import Entry, Phase
from order_service.ledger.status import HANDED_OVER, status_of
from order_service.placing.ending import Outcome
from order_service.placing.flow import place_order
from order_service.placing.payment import hand_over
from order_service.placing.second_look import ask_again
from order_service.queueing.handed_over import note_queued
from order_service.queueing.other_versions import accepted_before, leave_to_other_versions
from order_service.request.intake import Job, new_job
from order_service.telemetry.telemetry import (
    LogJournal,
    about,
    failed,
    hold_libraries,
    one_request,
    tally,
    watched,
)

HANDOVER_SECONDS = AWS_SECONDS + 1.0
"""Kept back from the invocation's time: for the last write, begun just in time, and to hand an
unfinished order to the queue."""

DOCS = Path(__file__).parent / "docs.html"

hold_libraries()
app = APIGatewayRestResolver()


@watched
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one API Gateway request."""
    if is_asked_for(event):
        return dict(services().self_test())
    with one_request():
        return app.resolve(sanitised(event), context)


@app.post("/stores/<store>/orders")
def create_order(store: str) -> Response[str]:
    """Place the order in the body under the Idempotency-Key; the README has a table of answers."""
    job = _job(store)
    if _asks_for_202():
        return _queued(job)
    _check_pause(job.key)
    try:
        return _answered(place_order(job, services().service, _deadline()), job)
    except HANDED_OVER as reason:
        services().service.journal.note("order goes on later", code=reason.code, step=reason.step)
        services().queue.send(job, reason.retry_after, begun=True)
        return _accepted(job.key, queued=True)
    except Parked as reason:
        if not reason.again:
            services().service.journal.note("order parked", code=reason.code, step=reason.step)
        return _accepted(job.key)


@app.get("/stores/<store>/orders/<key>")
def read_order_status(store: str, key: str) -> Response[str]:
    """Tell the state of a key, its order or refusal, and what happens next."""
    # No key holds a percent sign: one that does was encoded for the path.
    return tell_state(_known(read_key(store, unquote(key))), _caller(), _deadline())


@app.delete("/stores/<store>/orders/<key>")
def cancel_order(store: str, key: str) -> Response[str]:
    """Cancel a key, or its order too; see the README's section on cancelling."""
    from order_service.handlers.api_cancel import answer_cancellation

    known = _known(read_key(store, unquote(key)))
    return answer_cancellation(known, _caller(), app.current_event, _deadline())


@app.get("/stores/<store>/orders")
def list_orders(store: str) -> Response[str]:
    """List the orders of a store that need attention, with the reasons."""
    from order_service.handlers.api_attention import tell_orders

    return tell_orders(store, app.current_event.raw_event, _caller(), _deadline())


@app.post("/stores/<store>/orders/<key>/retry")
def retry_order(store: str, key: str) -> Response[str]:
    """Send a refused order again under its own key, as it was sent or as the body corrects it."""
    from order_service.handlers.api_attention import retry

    return retry(_known(read_key(store, unquote(key))), app.current_event, _caller())


@app.post("/stores/<store>/quotes")
def create_quote(store: str) -> Response[str]:
    """Tell what the order in the body would cost; nothing is left behind."""
    from order_service.handlers.api_quotes import tell_quote

    return tell_quote(store, app.current_event, app.lambda_context)


@app.get("/docs")
def show_docs() -> Response[str]:
    """Show the API's documentation; only a stack with ``ApiDocs`` has a way to ask for it."""
    headers = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
    return Response(HTTPStatus.OK, "text/html; charset=utf-8", DOCS.read_text(), headers=headers)


def answer_order_error(error: OrderError) -> Response[str]:
    """Answer with the problem object (RFC 9457) of an error."""
    event = "order not placed"
    if isinstance(error, Refused):
        event = "refusal replayed" if error.replayed else "order refused"
    LogJournal().note(event, code=error.code, step=error.step)
    return problem_answer(error, _correlation())


def answer_unknown_route(_: ServiceError) -> Response[str]:
    """Answer a path or method that is none of ours, as a problem."""
    return answer_order_error(UnknownPath("Orders are sent to /stores/{store}/orders."))


def answer_unexpected_error(error: Exception) -> Response[str]:
    """Answer an error nobody expected without its text, which may quote a customer."""
    # Only this error's text is ours: it names settings.
    failed(error, **({"reason": str(error)} if isinstance(error, SettingsError) else {}))
    return answer_order_error(
        InternalError("Send the same request with the same key again.", retry_after=5)
    )


def count_request(router: APIGatewayRestResolver, answer: NextMiddleware) -> Response[str]:
    """Count a request for its caller, and refuse what is more than the caller's share."""
    by = ("caller", counted_as(_caller()))
    tally.add("Requests", by=by)
    try:
        # Wrong settings are reported by a route that needs them.
        with suppress(SettingsError):
            services().usage.check(_caller())
    except TooManyRequests:
        tally.add("RequestsOverLimit", by=by)
        raise
    return answer(router)


app.use([count_request])
app.exception_handler(OrderError)(answer_order_error)
app.exception_handler(ServiceError)(answer_unknown_route)
app.exception_handler(Exception)(answer_unexpected_error)


def _job(store: str) -> Job:
    key = _known(read_key(store, _header("idempotency-key"), "Idempotency-Key"))
    if len(sent_values(app.current_event.raw_event, "idempotency-key")) > 1:
        raise malformed("Idempotency-Key", "is there twice, with different values")
    caller, body = _caller(), sent_body(app.current_event)
    try:
        return new_job(key, body, caller)
    except InvalidRequest:
        if known := _accepted_already(key, body, caller):
            return known
        raise


def _accepted_already(key: OrderKey, body: dict[str, Any], caller: Caller) -> Job | None:
    """Return the job of an order that this version refuses, if its key was accepted with it before.

    Raises VersionMismatch if the key may stand for an order that this version cannot read.
    """
    here = services()
    entry = here.ledger.read(key)
    if entry is not None and here.ownership.admits(caller, entry):
        if known := accepted_before(key, body, here.ledger, caller):
            return known
        leave_to_other_versions(key, here.ledger)
    return None


def _caller() -> Caller:
    return caller_of_request(app.current_event.raw_event)


def _known(key: OrderKey) -> OrderKey:
    about(store=key.store, key=key.key, correlation_id=key.correlation_id)
    return key


def _correlation() -> dict[str, str]:
    store = (app.current_event.path_parameters or {}).get("store")
    with suppress(MalformedRequest):
        return {"correlation_id": read_key(store, _header("idempotency-key")).correlation_id}
    return {}


def _queued(job: Job) -> Response[str]:
    entry = services().ledger.expect(job.key, job.fingerprint, job.caller)
    if entry.finished:
        ask_again(job, entry, services().service, services().clock.now())
        return _repeated(entry, job)
    services().queue.send(job, 0)
    answer = _accepted(job.key, queued=True, before=entry)
    answer.headers["Preference-Applied"] = "respond-async"
    return answer


def _check_pause(key: OrderKey) -> None:
    """Raise ServicePaused during a pause, unless the key has its answer already."""
    if services().pause.is_on():
        entry = services().ledger.read(key)
        if entry is None or not entry.finished or entry.correctable:
            tally.add("Paused")
            services().pause.check()


def _asks_for_202() -> bool:
    return "respond-async" in _header("prefer").lower()


def _repeated(entry: Entry, job: Job) -> Response[str]:
    if entry.refused:
        raise entry.refusal()
    return _answered(Outcome(entry.order(), replayed=True), job)


def _answered(outcome: Outcome, job: Job) -> Response[str]:
    if job.order.payment_token:
        outcome = hand_over(outcome, job, services().service, _deadline())
    return _placed(outcome)


def _placed(outcome: Outcome) -> Response[str]:
    note = services().service.journal.note
    if outcome.replayed:
        note("order replayed")
    else:
        note("order placed", **outcome.ids())
    headers = {"Location": _location()}
    if outcome.replayed:
        headers["Idempotent-Replayed"] = "true"
    return json_answer(HTTPStatus.CREATED, outcome.order.model_dump(mode="json"), headers)


def _accepted(key: OrderKey, *, queued: bool = False, before: Entry | None = None) -> Response[str]:
    """Answer 202; ``before`` is the entry as it was before a message was sent, if that is known."""
    entry = services().ledger.read(key)
    known = before or entry
    # What this request handed over was not parked: since then its message came, and is gone.
    if queued and known and (before or known.phase is not Phase.PARKED):
        note_queued(known, services().ledger)
    paused = services().pause.is_on()
    body = status_of(entry, paused=paused, queued=queued) if entry else {}
    return json_answer(HTTPStatus.ACCEPTED, body, {"Location": _location(), "Retry-After": "5"})


def _location() -> str:
    return url_of(app.current_event.raw_event, read_key("x", _header("idempotency-key")).key)


def _header(name: str) -> str:
    return sent_header(app.current_event, name)


def _deadline() -> Deadline:
    seconds_left = app.lambda_context.get_remaining_time_in_millis() / 1000
    return Deadline(services().clock, services().clock.now() + seconds_left - HANDOVER_SECONDS)


ready_for_snapshot()
