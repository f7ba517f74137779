"""One logger, one set of numbers and one tracer; all speak in facts that name no customer.

Several threads may each work on a record of one batch: what is known of a record is kept in its
thread's context, so that no line, number or span of one carries the key of another.
"""

import gc
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from secrets import token_hex
from typing import Any, TypeVar

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from order_service.telemetry.observation import LedgerWrite, StoreCall
from order_service.telemetry.spans import Parent, call_span, request_span, write_span
from order_service.telemetry.tally import Tally
from order_service.telemetry.tracing import Tracer

logger = Logger(log_uncaught_exceptions=False, use_rfc3339=True, location=None)
if "LOG_LEVEL" in os.environ:
    # Powertools prefers the level of Lambda's filter, which must stay low enough for metrics.
    logging.getLogger(logger.name).setLevel(os.environ["LOG_LEVEL"])
metrics = Metrics()
tally = Tally(metrics)
tracer = Tracer()

Answer = TypeVar("Answer")
Handler = Callable[[dict[str, Any], LambdaContext], Answer]

OBJECTIVE_SECONDS = 300
"""An order that is placed later than this after it was sent is late."""

_COUNTED = {
    "order placed": "OrdersPlaced",
    "order replayed": "OrdersReplayed",
    "order parked": "OrdersParked",
    "create-order ambiguous": "CreateOrderAmbiguous",
    "duplicate archived": "DuplicatesArchived",
    "duplicate reported": "DuplicatesReported",
    "event sent": "EventsSent",
    "callback not signed": "CallbacksNotSigned",
}
_COUNTED_CODES = {
    "outcome_unknown": "OutcomesUnknown",
    "version_mismatch": "VersionMismatches",
    "credentials_unusable": "CredentialsUnusable",
    "scope_missing": "CredentialsUnusable",
    "unknown_store": "UnknownStores",
}


@dataclass
class _Request:
    """What is known so far of the order request that this thread works on."""

    attempt: int
    parent: Parent | None
    span_id: str = field(default_factory=lambda: token_hex(8))
    calls: int = 0
    began: float = 0
    ended: float = 0
    facts: dict[str, str | int] = field(default_factory=dict)

    def lasted(self, began: float, seconds: float) -> None:
        self.began = self.began or began
        self.ended = began + seconds


_request: ContextVar[_Request | None] = ContextVar("_request", default=None)


def hold_libraries(root: logging.Logger | None = None) -> None:
    """Hold each library's log lines unless they are warnings or worse, at every log level.

    Lambda's runtime gives the root logger the function's level before it imports the handler. At
    DEBUG botocore would write whole requests and answers: tokens, customers, credentials. Our own
    logger has a handler and a level of its own; what is below that is held, too.
    """
    root = root or logging.getLogger()
    # The root's level does not bind a library that sets its own; the handlers' level does.
    holders: list[logging.Logger | logging.Handler] = [root, *root.handlers]
    for holder in holders:
        holder.setLevel(max(holder.level, logging.WARNING, logger.log_level))


def watched(handler: Handler[Answer]) -> Handler[Answer]:
    """Give every line of a handler the invocation's facts, and write its numbers at the end.

    Of those that Powertools offers, a function's name, version and memory are left out: the log
    stream and Lambda's own lines have them.
    """
    cold: dict[str, Any] = {"cold_start": True}

    @wraps(handler)
    def tallied(event: dict[str, Any], context: LambdaContext) -> Answer:
        logger.structure_logs(function_request_id=context.aws_request_id, **cold)
        cold.clear()
        _collect_from_now_on()
        try:
            return handler(event, context)
        finally:
            tally.write()
            # With nothing counted Powertools would write a warning instead.
            if metrics.provider.metric_set:
                metrics.flush_metrics()

    return tallied


def _collect_from_now_on() -> None:
    """Let the collector begin, if it was off during init, and never look at what init made."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


@contextmanager
def one_request(attempt: int = 1, **facts: Any) -> Iterator[None]:
    """Whatever this thread logs, counts and traces inside belongs to one order request."""
    request = _Request(attempt, tracer.parent())
    before = _request.set(request)
    logger.thread_safe_clear_keys()
    logger.thread_safe_append_keys(attempt=attempt, **facts)
    try:
        yield
    finally:
        _traced(request)
        logger.thread_safe_clear_keys()
        _request.reset(before)


def about(**facts: str) -> None:
    """Put these facts on every further line of this request, and on its span."""
    logger.thread_safe_append_keys(**facts)
    if request := _request.get():
        request.facts |= facts


class LogJournal:
    """Writes each event as one log line and counts those that operators watch."""

    def note(self, event: str, **facts: Any) -> None:
        """Record one event."""
        logger.info(event, extra=facts)
        if event in _COUNTED:
            tally.add(_COUNTED[event])
        if event == "order refused":
            tally.add("OrdersRefused", by=("code", facts["code"]))
        if facts.get("code") in _COUNTED_CODES:
            tally.add(_COUNTED_CODES[facts["code"]])
        if event == "order placed":
            _placed(facts.get("waited", 0))


def _placed(waited: float) -> None:
    tally.add("OrdersLate" if waited > OBJECTIVE_SECONDS else "OrdersInTime")
    if request := _request.get():
        tally.measure("CallsPerOrder", request.calls, MetricUnit.Count)


def watch_call(call: StoreCall) -> None:
    """Log, count and trace one call to the store."""
    milliseconds = round(call.seconds * 1000, 1)
    came = {"status": call.status} if call.error is None else {"error": call.error}
    facts = {"step": call.step, "method": call.method, "began": call.began, **came}
    logger.debug("store call", extra={**facts, "milliseconds": milliseconds})
    tally.measure("StepMilliseconds", milliseconds, MetricUnit.Milliseconds, ("step", call.step))
    if (left := call.quota_left) is not None:
        # An alarm rings by a quota that is used up.
        note = tally.measure if left else tally.add
        note("QuotaLeft", left, MetricUnit.Count, ("store", call.store))
    if call.throttled:
        tally.add("StoreThrottled", by=("store", call.store))
    if request := _request.get():
        request.calls += 1
        request.lasted(call.began, call.seconds)
        if request.parent:
            below = Parent(request.parent.trace_id, request.span_id)
            tracer.send(call_span(call, token_hex(8), below))


def watch_write(write: LedgerWrite) -> None:
    """Log, measure and trace one write to the ledger, and learn from it which order this is."""
    milliseconds = round(write.seconds * 1000, 1)
    if request := _request.get():
        _learn(request, write)
        if request.parent:
            below = Parent(request.parent.trace_id, request.span_id)
            tracer.send(write_span(write, token_hex(8), below))
    facts = {"phase": write.phase, "began": write.began, "error": write.error}
    logger.debug("ledger write", extra={**facts, "milliseconds": milliseconds})
    tally.measure("LedgerMilliseconds", milliseconds, MetricUnit.Milliseconds)


def failed(error: Exception, **facts: str) -> None:
    """Log an error nobody expected.

    It is counted by the function's version, so that a new one shows whether it is the cause.
    """
    logger.error("unexpected error", extra=type_and_place(error) | facts)
    tally.add("UnexpectedErrors", by=("version", _version()))


def type_and_place(error: Exception) -> dict[str, str]:
    """Return what is logged of an error nobody expected: its text may quote a customer."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "unknown"
    return {"error_type": type(error).__name__, "place": place}


def _version() -> str:
    name, version = (os.environ.get(f"AWS_LAMBDA_FUNCTION_{part}") for part in ("NAME", "VERSION"))
    return f"{name}:{version}"


def _learn(request: _Request, write: LedgerWrite) -> None:
    request.lasted(write.began, write.seconds)
    request.facts |= {"cart": write.cart_id, "order": write.order_id}
    # The queue counts what it delivered, the ledger what began: the larger one says more.
    request.attempt = max(request.attempt, write.deliveries)
    logger.thread_safe_append_keys(attempt=request.attempt)


def _traced(request: _Request) -> None:
    if request.parent and request.began:
        lasted = (request.began, request.ended)
        tracer.send(request_span(request.span_id, request.parent, *lasted, request.facts))
