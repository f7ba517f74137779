"""Pure: the calls and writes in the traces of one key, as the functions' log lines have them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import Any

from cart_to_order.pages.timeline.lines import Call, Line, Note, Write

_REQUEST = "order request"
_WRITE = "ledger"
_CLOSE = 1.5
"""Seconds by which a line of the log may lie outside its request's span."""


def read_spans(documents: Iterable[str], store: str, key: str) -> list[Line]:
    """Return what the spans of this key's requests did; other requests of a batch are left out."""
    spans = {str(span.get("id")): span for text in documents for span in _spans(text)}
    below: dict[str, list[Mapping[str, Any]]] = {}
    for span in spans.values():
        below.setdefault(str(span.get("parent_id")), []).append(span)
    lines: list[Line] = []
    for name, span in spans.items():
        if span.get("name") == _REQUEST and _is_about(span, store, key):
            lines += [line for each in below.get(name, ()) if (line := _line(each, name))]
    return lines


def joined(traced: Sequence[Line], logged: Sequence[Line]) -> list[Line]:
    """Return both as one: an event of the log belongs to the request in whose span it happened."""
    spans: dict[str, list[float]] = {}
    for line in traced:
        spans.setdefault(line.delivery, []).extend((line.at, line.at + _seconds(line)))
    homes = {line.delivery: found for line in logged if (found := _home(line.at, spans))}
    owners = {homes[line.delivery]: line for line in logged if line.delivery in homes}
    named = [
        replace(line, entry_point=owner.entry_point, attempt=owner.attempt, cold=owner.cold)
        if (owner := owners.get(line.delivery)) else line
        for line in traced
    ]  # fmt: skip
    moved = [replace(line, delivery=homes.get(line.delivery, line.delivery)) for line in logged]
    return sorted([*named, *moved], key=lambda line: line.at)


def _home(at: float, spans: Mapping[str, Sequence[float]]) -> str:
    near = (name for name, times in spans.items() if min(times) <= at <= max(times) + _CLOSE)
    return next(near, "")


def _seconds(line: Line) -> float:
    return 0.0 if isinstance(line.event, Note) else line.event.seconds


def _spans(text: str) -> Iterator[Mapping[str, Any]]:
    try:
        left = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    while left:
        span = left.pop()
        if not isinstance(span, dict):
            continue
        yield span
        inner = span.get("subsegments")
        # A span inside another's document does not name it.
        left += [
            {"parent_id": span.get("id"), **each}
            for each in (inner if isinstance(inner, list) else ())
            if isinstance(each, dict)
        ]


def _is_about(span: Mapping[str, Any], store: str, key: str) -> bool:
    notes = span.get("annotations")
    return isinstance(notes, dict) and (notes.get("store"), notes.get("key")) == (store, key)


def _line(span: Mapping[str, Any], request: str) -> Line | None:
    try:
        began, ended = float(span["start_time"]), float(span["end_time"])
    except (KeyError, TypeError, ValueError):
        return None
    if not (isfinite(began) and isfinite(ended)):
        return None
    seconds, name = max(ended - began, 0.0), str(span.get("name", ""))[:60]
    first, _, phase = name.partition(" ")
    if first == _WRITE:
        done: Call | Write = Write(phase, began, seconds, "failed" if span.get("fault") else "")
    else:
        http = span.get("http") or {}
        status = (http.get("response") or {}).get("status", 0)
        method = str((http.get("request") or {}).get("method", ""))[:60]
        done = Call(name, method, began, seconds, status if type(status) is int else 0, "")
    return Line(delivery=request, entry_point="", attempt=1, cold=False, event=done)
