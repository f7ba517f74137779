"""Spans say what was done, how long it took and how it ended, in X-Ray's words."""

import json
from dataclasses import replace

import pytest

from order_service.telemetry.observation import LedgerWrite, StoreCall
from order_service.telemetry.spans import (
    Parent,
    call_span,
    datagram,
    read_parent,
    request_span,
    write_span,
)

ROOT = "1-5759e988-bd862e3fe1be46a994272793"
PARENT = Parent(ROOT, "53995c3f42cd8ad8")
SPAN = "b9c2a1d4e5f60718"
CALL = StoreCall("acme", "cart", "POST", 1_800_000_000.0, 0.08, 201)
WRITE = LedgerWrite("acme", 1_800_000_000.0, 0.005, "cart", 1, "c-1")


@pytest.mark.parametrize(
    "header",
    [
        f"Root={ROOT};Parent=53995c3f42cd8ad8;Sampled=1",
        f"Sampled=1; Parent=53995c3f42cd8ad8 ;Root={ROOT};Lineage=1:a:0",
    ],
)
def test_a_sampled_trace_is_continued(header: str) -> None:
    assert read_parent(header) == PARENT


@pytest.mark.parametrize(
    "header",
    [
        "",
        "nonsense",
        f"Root={ROOT};Parent=53995c3f42cd8ad8;Sampled=0",
        f"Root={ROOT};Parent=53995c3f42cd8ad8",
        f"Root={ROOT};Sampled=1",
        "Parent=53995c3f42cd8ad8;Sampled=1",
    ],
)
def test_a_trace_that_is_not_sampled_or_not_there_has_no_spans(header: str) -> None:
    assert read_parent(header) is None


def test_a_call_is_a_span_below_its_request() -> None:
    assert call_span(CALL, SPAN, PARENT) == {
        "type": "subsegment",
        "name": "cart",
        "id": SPAN,
        "trace_id": ROOT,
        "parent_id": "53995c3f42cd8ad8",
        "start_time": 1_800_000_000.0,
        "end_time": 1_800_000_000.08,
        "http": {"request": {"method": "POST"}, "response": {"status": 201}},
    }


@pytest.mark.parametrize(
    ("status", "flags"),
    [
        (200, set()),
        (302, set()),
        (422, {"error"}),
        (429, {"error", "throttle"}),
        (500, {"fault"}),
        (None, {"fault"}),
    ],
)
def test_how_a_call_ended_is_flagged(status: int | None, flags: set[str]) -> None:
    span = call_span(replace(CALL, status=status), SPAN, PARENT)
    assert {name for name in ("error", "fault", "throttle") if span.get(name)} == flags


def test_a_write_is_named_by_the_phase_it_left() -> None:
    span = write_span(WRITE, SPAN, PARENT)
    assert (span["name"], span["end_time"]) == ("ledger cart", 1_800_000_000.005)
    assert "fault" not in span


def test_a_write_that_reached_no_ledger_is_a_fault() -> None:
    span = write_span(LedgerWrite("acme", 1.0, 2.0, error="ledger_unavailable"), SPAN, PARENT)
    assert (span["name"], span["fault"]) == ("ledger", True)


def test_a_request_is_found_by_what_is_known_of_it() -> None:
    facts: dict[str, str | int] = {"store": "acme", "key": "po-1", "cart": "c-1", "order": 0}
    facts["correlation_id"] = "c"
    span = request_span(SPAN, PARENT, 1.0, 2.0, facts)
    assert span["annotations"] == {"store": "acme", "key": "po-1", "cart": "c-1"}
    assert (span["name"], span["start_time"], span["end_time"]) == ("order request", 1.0, 2.0)


def test_a_datagram_is_the_protocol_s_header_and_one_document() -> None:
    header, document = datagram(call_span(CALL, SPAN, PARENT)).split(b"\n")
    assert json.loads(header) == {"format": "json", "version": 1}
    assert json.loads(document)["id"] == SPAN
