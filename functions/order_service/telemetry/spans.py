"""Pure: the documents that X-Ray understands, made of what was observed; nobody is named in them.

A trace has one span for each order request and below it one for each call to the store and each
write to the ledger. Annotations are on the request's span alone and few: X-Ray indexes 50 a trace,
and a batch has ten requests.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from order_service.telemetry.observation import LedgerWrite, StoreCall

_ANNOTATED = ("store", "key", "cart", "order")
_HEADER = b'{"format": "json", "version": 1}\n'


@dataclass(frozen=True)
class Parent:
    """The trace and the segment in it that a span hangs below."""

    trace_id: str
    segment_id: str


def read_parent(header: str) -> Parent | None:
    """Return what a trace header names, None unless the trace is sampled."""
    parts = dict(part.strip().partition("=")[::2] for part in header.split(";"))
    if parts.get("Sampled") != "1" or not parts.get("Root") or not parts.get("Parent"):
        return None
    return Parent(parts["Root"], parts["Parent"])


def call_span(call: StoreCall, span_id: str, parent: Parent) -> dict[str, Any]:
    """Return the span of one call to the store, named by its step; it shows no URL and no body."""
    span = _span(call.step, span_id, parent, call.began, call.began + call.seconds)
    span["http"] = {"request": {"method": call.method}}
    if call.status is None:
        return span | {"fault": True}
    span["http"]["response"] = {"status": call.status}
    if call.throttled:
        span["throttle"] = True
    if call.status >= 400:
        span["fault" if call.status >= 500 else "error"] = True
    return span


def write_span(write: LedgerWrite, span_id: str, parent: Parent) -> dict[str, Any]:
    """Return the span of one write to the ledger, named by the phase that it left behind."""
    name = f"ledger {write.phase}".strip()
    span = _span(name, span_id, parent, write.began, write.began + write.seconds)
    return span if write.phase else span | {"fault": True}


def request_span(
    span_id: str, parent: Parent, began: float, ended: float, facts: Mapping[str, str | int]
) -> dict[str, Any]:
    """Return the span of one order request, found again by its store, key, cart and order."""
    known = {name: facts[name] for name in _ANNOTATED if facts.get(name)}
    return _span("order request", span_id, parent, began, ended) | {"annotations": known}


def datagram(span: Mapping[str, Any]) -> bytes:
    """Return the span as the daemon takes it."""
    return _HEADER + json.dumps(span, separators=(",", ":")).encode()


def _span(name: str, span_id: str, parent: Parent, began: float, ended: float) -> dict[str, Any]:
    return {
        "type": "subsegment",
        "name": name,
        "id": span_id,
        "trace_id": parent.trace_id,
        "parent_id": parent.segment_id,
        "start_time": began,
        "end_time": ended,
    }
